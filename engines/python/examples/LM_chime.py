"""A door chime: a button on irq3, a buzzer on pwm_4, and a command of your choice."""
from machine import PWM, Pin, Timer
from LogicalPins import get_pin_on_platform_by_key
from InterpreterCore import execute_LM_function_Core

__BUZZER = None
__BUTTON = None
__COMMAND = None
__TIMER = Timer(-1)
__NOTES = []
__RINGS = 0
__TONES = {'c': 523, 'd': 587, 'e': 659, 'f': 698, 'g': 784, 'a': 880, 'b': 988, '-': 0}


def __init_buzzer():
    global __BUZZER
    if __BUZZER is None:
        __BUZZER = PWM(Pin(get_pin_on_platform_by_key('pwm_4')), freq=523, duty=0)
    return __BUZZER


def __next_note(timer=None):
    hz = __NOTES.pop(0) if __NOTES else 0
    if hz:
        __init_buzzer().freq(hz)
    __init_buzzer().duty(512 if hz else 0)
    if not __NOTES and not hz:
        __TIMER.deinit()


def __pressed(pin):
    global __RINGS
    __RINGS += 1
    ring()
    if __COMMAND:
        execute_LM_function_Core(__COMMAND.split())


def ring(notes='ge', beat=300):
    """Plays notes: c d e f g a b, and - for a rest"""
    unknown = [n for n in notes if n not in __TONES]
    if unknown:
        return 'CHIME ERROR, NOTES cdefgab- ONLY, GIVEN: {}'.format(unknown[0])
    __NOTES[:] = [__TONES[n] for n in notes]
    __TIMER.init(period=beat, mode=Timer.PERIODIC, callback=__next_note)
    __next_note()
    return 'RING: {}'.format(notes)


def button(command=None):
    """Rings when the button is pressed, and runs a command"""
    global __BUTTON, __COMMAND
    __COMMAND = command
    __BUTTON = Pin(get_pin_on_platform_by_key('irq3'), Pin.IN, Pin.PULL_UP)
    __BUTTON.irq(handler=__pressed, trigger=Pin.IRQ_FALLING)
    return 'BUTTON: {}'.format(command if command else 'ring')


def state():
    """How often it was pressed"""
    return {'rings': __RINGS, 'command': __COMMAND}


def help():
    return "ring notes='text' beat=<50-2000>", "button command='text'", 'state'
