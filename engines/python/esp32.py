"""MicroPython's `esp32`: what the chip measures of itself."""
import wire

TEMPERATURE_MC, HALL = range(2)  # enum chip_value of core/hw/hw.h


def raw_temperature():
    """Returns degrees Fahrenheit."""
    return round(wire.need(wire.CHIP, TEMPERATURE_MC)[0] / 1000 * 1.8 + 32)


def hall_sensor():
    return wire.need(wire.CHIP, HALL)[0]
