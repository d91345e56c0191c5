"""MicroPython's `esp32`: the sensors inside the chip."""
import wire

TEMPERATURE_MC, HALL = range(2)  # enum chip_value in core/hw/hw.h


def raw_temperature():
    """Returns the chip's temperature in degrees Fahrenheit."""
    return round(wire.need(wire.CHIP, TEMPERATURE_MC)[0] / 1000 * 1.8 + 32)


def hall_sensor():
    return wire.need(wire.CHIP, HALL)[0]
