"""Detects changes to a module's state: the plain values in its globals, in the containers that these refer to, and in the
classes and objects that it defines. It compares checksums from before and after each call."""
import array
import collections
from itertools import islice

FOUND_MAX = 8192  # objects that are checked; the rest of a larger state is ignored


def is_special(name):
    return isinstance(name, str) and name.startswith("__") and name.endswith("__")


def flat(names):
    """Returns names and values in one list. Leaves out the names that Python itself adds to a namespace."""
    first = islice(names.items(), FOUND_MAX)
    return [part for name, value in first if not is_special(name) for part in (name, value)]


def own_names(value, kind, home):
    """Returns the namespace of a class or an object that the module `home` defines. Returns None for all others."""
    if issubclass(kind, type):
        return type.__getattribute__(value, "__dict__") if value.__module__ == home else None
    try:
        return object.__getattribute__(value, "__dict__") if kind.__module__ == home else None
    except AttributeError:
        return None


def parts(value, kind, home):
    """Returns the parts of a container. Returns None if the value is plain or is not part of the state."""
    if issubclass(kind, dict):
        return flat(value)
    if issubclass(kind, (list, tuple, collections.deque)):
        return list(islice(value, FOUND_MAX))
    names = own_names(value, kind, home)
    return None if names is None else flat(names)


# How each type of value is hashed. The formula for int is needed because Python gives -1 and -2 the same hash.
PLAIN = {int: lambda value: 4 * value + 1, float: float.hex, bool: bool, str: str, bytes: bytes, complex: repr,
         set: frozenset, frozenset: frozenset, bytearray: bytes, array.array: bytes}


def check(space):
    """Returns a number that changes whenever the state changes. Lamps, functions and modules are not part of the state, because
    creating one at its first use changes nothing."""
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
    """Detects whether the state has changed since the previous call."""
    last = None

    def begin(self, space):
        """Called after the module's file has run, so that the values it sets do not count as a change."""
        self.last = self.read(space)

    def has_changed(self, space):
        before, self.last = self.last, self.read(space)
        return self.last != before

    def read(self, space):
        try:
            return check(space)
        except Exception:  # the module has an object that cannot be read
            return self.last
