"""What a function of a module says before it answers: lines of text."""

lines = []


def say(text):
    lines.extend(str(text).split("\n"))


def take():
    """What was said since the last time."""
    said = lines[:]
    lines.clear()
    return said


def socket_stream(function):
    """@socket_stream: the function gets `msgobj`, which says a text to who has called it."""
    def wrapped(*args, **kwargs):
        kwargs.setdefault("msgobj", say)
        return function(*args, **kwargs)
    return wrapped
