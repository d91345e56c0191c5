"""What a module keeps: the plain values in its globals, in the containers these refer to, and in its own classes and
objects. A checksum before and after each call tells whether the state has changed."""
import array
import collections
from itertools import islice

FOUND_MAX = 8192  # objects that are checked; of a larger state only a part


def is_special(name):
    return isinstance(name, str) and name.startswith("__") and name.endswith("__")


def flat(names):
    """Returns names and values in one list, without those that Python itself adds to a namespace."""
    first = islice(names.items(), FOUND_MAX)
    return [part for name, value in first if not is_special(name) for part in (name, value)]


def own_names(value, kind, home):
    """Returns the namespace of a class or an object that belongs to the module `home`, or None."""
    if issubclass(kind, type):
        return type.__getattribute__(value, "__dict__") if value.__module__ == home else None
    try:
        return object.__getattribute__(value, "__dict__") if kind.__module__ == home else None
    except AttributeError:
        return None


def parts(value, kind, home):
    """Returns the parts of a container. None: the value is plain, or is not kept."""
    if issubclass(kind, dict):
        return flat(value)
    if issubclass(kind, (list, tuple, collections.deque)):
        return list(islice(value, FOUND_MAX))
    names = own_names(value, kind, home)
    return None if names is None else flat(names)


# How each kind of value is hashed. Python gives -1 and -2 the same hash.
PLAIN = {int: lambda value: 4 * value + 1, float: float.hex, bool: bool, str: str, bytes: bytes, complex: repr,
         set: frozenset, frozenset: frozenset, bytearray: bytes, array.array: bytes}


def check(space):
    """Returns a number that differs whenever the kept values differ. Lamps, functions and modules do not count: creating
    one at its first use changes no state."""
    home, seen, found = space["__name__"], set(), []
    values = flat(space)
    for value in values:
        if len(found) >= FOUND_MAX:
            break
        kind = type(value)
        if kind in PLAIN:
            found += kind, PLAIN[kind](value)
            continue
        inside = parts(value, kind, home) if id(value) not in seen else None
        found.append(None if inside is None else len(inside))
        if inside:
            seen.add(id(value))
            values += inside
    return hash(tuple(found))


class Watch:
    """Detects from one call to the next whether the state has changed."""
    last = None

    def begin(self, space):
        """Called after the module's file has run: the state it has then does not count as a change."""
        self.last = self.read(space)

    def has_changed(self, space):
        before, self.last = self.last, self.read(space)
        return self.last != before

    def read(self, space):
        try:
            return check(space)
        except Exception:  # an object of the module that cannot be read
            return self.last
