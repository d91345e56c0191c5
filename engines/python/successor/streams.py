"""Lines of text that a module's function sends before its answer."""

lines = []


def say(text):
    lines.extend(str(text).split("\n"))


def take():
    """Returns the lines sent since the last call, and clears them."""
    said = lines[:]
    lines.clear()
    return said


def socket_stream(function):
    """@socket_stream: passes `msgobj` to the function. The function calls it to send text to its caller."""
    def wrapped(*args, **kwargs):
        kwargs.setdefault("msgobj", say)
        return function(*args, **kwargs)
    return wrapped
