"""Plant watering: a moisture sensor on adc_0, a pump on simple_0. How often it ran is kept over a reboot."""
from machine import ADC, Pin, Timer
from LogicalPins import get_pin_on_platform_by_key
from ConfigHandler import cfgget, console_write

__PUMP = None
__TIMER = Timer(-1)
__SECONDS_MAX = 30


def __init_pump():
    global __PUMP
    if __PUMP is None:
        __PUMP = Pin(get_pin_on_platform_by_key('simple_0'), Pin.OUT)
    return __PUMP


def __count(add=0):
    try:
        with open('plant.pds', 'r') as f:
            runs = int(f.read())
    except Exception:
        runs = 0
    if add:
        with open('plant.pds', 'w') as f:
            f.write(str(runs + add))
    return runs + add


def __end(timer=None):
    __init_pump().value(0)


def moisture():
    """How wet the soil is, in percent"""
    raw = ADC(get_pin_on_platform_by_key('adc_0')).read()
    return {'moisture [%]': raw * 100 // 1023, 'runs': __count()}


def water(seconds=3):
    """Runs the pump for some seconds"""
    if not 0 < seconds <= __SECONDS_MAX:
        return 'PLANT ERROR, SECONDS 0-{} ONLY, GIVEN: {}'.format(__SECONDS_MAX, seconds)
    __init_pump().value(1)
    __TIMER.init(period=int(seconds * 1000), mode=Timer.ONE_SHOT, callback=__end)
    console_write('[PLANT] {}: the pump runs for {} s'.format(cfgget('devfid'), seconds))
    return 'WATER: {} s, run {}'.format(seconds, __count(1))


def auto(limit=40, seconds=3):
    """Waters when the soil is too dry: for the calendar"""
    now = moisture()['moisture [%]']
    return water(seconds) if now < limit else 'WET ENOUGH: {} %'.format(now)


def stop():
    """Ends it at once"""
    __TIMER.deinit()
    __end()
    return 'STOPPED'


def help():
    return 'moisture', 'water seconds=<1-30>', 'auto limit=<0-100> seconds=<1-30>', 'stop'
