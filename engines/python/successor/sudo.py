"""The successor's `Auth`. The node handles passwords itself: anyone who uses its shell has already logged in, and no module can
see the password. So a function that requires a password only raises an error that explains this."""


def is_guarded(when_true, args, kwargs):
    if when_true is None:
        return True
    name, place = when_true
    return bool(kwargs[name] if name in kwargs else args[place] if place < len(args) else False)


def sudo(function=None, *, _when_true=None):
    """@sudo: the function requires a password. @sudo(_when_true=("force", 1)): only if the argument `force`, at index 1, is
    true."""
    def decorate(guarded):
        def wrapped(*args, pwd=None, **kwargs):
            if is_guarded(_when_true, args, kwargs):
                raise ValueError("Access denied: this node lets no module check a password (pwd)")
            return guarded(*args, **kwargs)
        return wrapped
    return decorate if function is None else decorate(function)
