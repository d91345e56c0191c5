"""The successor's `Auth`. Passwords are the node's own affair: who speaks at its shell has given the password, and no
module can look at it. A function that asks for one says so."""


def is_guarded(when_true, args, kwargs):
    if when_true is None:
        return True
    name, place = when_true
    return bool(kwargs[name] if name in kwargs else args[place] if place < len(args) else False)


def sudo(function=None, *, _when_true=None):
    """@sudo, or @sudo(_when_true=("force", 1)): only when that argument is true."""
    def decorate(guarded):
        def wrapped(*args, pwd=None, **kwargs):
            if is_guarded(_when_true, args, kwargs):
                raise ValueError("Access denied: this node lets no module check a password (pwd)")
            return guarded(*args, **kwargs)
        return wrapped
    return decorate if function is None else decorate(function)
