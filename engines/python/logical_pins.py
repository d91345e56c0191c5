"""The original's `LogicalPins`: returns the GPIO for a pin name of this board. Also accepts the pin names introduced in
2021."""
import wire
from micro_io import gpio_of as get_pin_on_platform_by_key

physical_pin = get_pin_on_platform_by_key


def pinmap_dump(keys=()):
    return {key: physical_pin(key) for key in keys}


def __getattr__(name):
    if name in ("pinmap", "PINMAP"):
        return dict(wire.Board.pins)
    raise AttributeError(f"'module' object has no attribute '{name}'")
