"""The successor's `microIO`, which names pins after the parts that are wired to them. Each name maps to the pin of this board
that the C modules use for the same part. A pin number or the setting `cstmpmap` overrides this."""
import wire

NAMES = {
    "redgb": "pwm_1", "rgreenb": "pwm_2", "rgbue": "pwm_3", "cwhite": "pwm_1", "wwhite": "pwm_2", "neop": "pwm_3",
    "dim_1": "pwm_5", "servo_1": "pwm_0", "servo_2": "pwm_2", "switch_1": "simple_0", "switch_2": "pwm_1",
    "buzzer": "pwm_4", "haptic": "pwm_4", "dhtpin": "simple_1", "ds18": "pwm_4", "hcsrtrig": "simple_0",
    "hcsrecho": "pwm_5", "rot_clk": "irq1", "rot_dt": "irq2", "trackball_int": "irq3", "js_right": "irq1",
    "js_left": "irq2", "js_up": "irq3", "js_down": "irq4", "js_press": "simple_0", "touch_0": "pwm_1",
    "co2": "adc_0", "temp6000": "adc_0", "ph": "adc_0", "mic": "adc_0", "adc_1": "adc_0", "adc_2": "adc_0",
    "adc_3": "adc_0", "l9110dir_1": "pwm_1", "l9110dir_2": "pwm_2", "l298speed": "pwm_0", "l298dir_1": "pwm_1",
    "l298dir_2": "pwm_2", "stppr_1": "pwm_0", "stppr_2": "pwm_1", "stppr_3": "pwm_2", "stppr_4": "pwm_3",
}


class PinMap:
    booked = {}  # tag -> GPIO, for this module


def gpio_of(tag):
    """Returns the GPIO for a pin name, or None if this board has no such pin."""
    pins = wire.Board.pins
    return pins[tag] if tag in pins else pins.get(NAMES.get(tag))


def resolve_pin(tag):
    gpio = gpio_of(tag)
    if gpio is None:
        raise ValueError(f"this board has no pin {tag}; the setting cstmpmap can name one")
    return gpio


def bind_pin(tag, number=None):
    """Reserves the GPIO for a tag and returns it. Raises ValueError if another tag of this module has it; the node checks for
    conflicts with other modules."""
    gpio = resolve_pin(tag) if number is None else int(number)
    other = next((name for name, has in PinMap.booked.items() if has == gpio and name != tag), None)
    if other:
        raise ValueError(f"GPIO{gpio} is bound to {other} already, it cannot be {tag}, too")
    PinMap.booked[tag] = gpio
    return gpio


def pinmap_search(keys):
    return {key: gpio_of(key) for key in ([keys] if isinstance(keys, str) else keys)}


def pinmap_info(show_all=False):
    return {"map": wire.Board.platform, "booked": dict(PinMap.booked), "custom": {}}
