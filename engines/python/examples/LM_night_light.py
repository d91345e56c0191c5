"""A night light: a lamp on pwm_5 that glows while it is dark at the sensor on adc_0."""
from machine import ADC, PWM, Pin, Timer
from LogicalPins import get_pin_on_platform_by_key

__LAMP = None
__SENSOR = None
__TIMER = Timer(-1)
__DARK = 30


def __init_lamp():
    global __LAMP
    if __LAMP is None:
        __LAMP = PWM(Pin(get_pin_on_platform_by_key('pwm_5')), freq=480, duty=0)
    return __LAMP


def __init_sensor():
    global __SENSOR
    if __SENSOR is None:
        __SENSOR = ADC(get_pin_on_platform_by_key('adc_0'))
    return __SENSOR


def brightness():
    """How bright it is, in percent"""
    return {'light [%]': round(__init_sensor().read_u16() / 65535 * 100, 1)}


def check(glow=200):
    """Looks once, and lights the lamp when it is dark"""
    is_dark = __init_sensor().read_u16() < 65535 * __DARK // 100
    __init_lamp().duty(glow if is_dark else 0)
    return 'ON' if is_dark else 'OFF'


def watch(seconds=10, dark=30):
    """Looks again and again"""
    global __DARK
    __DARK = dark
    __TIMER.init(period=int(seconds * 1000), mode=Timer.PERIODIC, callback=lambda timer: check())
    return check()


def stop():
    """Looks no more; the lamp goes out"""
    __TIMER.deinit()
    __init_lamp().duty(0)
    return 'OFF'


def help():
    return 'brightness', 'check glow=<0-1000>', 'watch seconds=<1-3600> dark=<0-100>', 'stop'
