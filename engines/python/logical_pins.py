"""The original's `LogicalPins`: the GPIO of a name on this board."""
import wire


def get_pin_on_platform_by_key(key):
    return wire.Board.pins.get(key)


physical_pin = get_pin_on_platform_by_key


def pinmap_dump(keys=()):
    return {key: physical_pin(key) for key in keys}


def __getattr__(name):
    if name in ("pinmap", "PINMAP"):
        return dict(wire.Board.pins)
    raise AttributeError(f"'module' object has no attribute '{name}'")
