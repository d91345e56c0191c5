"""MicroPython's `machine`, built on the node's hardware table. A pin has only one use at a time. If it is taken, the error
names its current user."""
import struct
import time

import wire

# enum pin_use in core/hw/hw.h
FREE, IN, IN_UP, IN_DOWN, OUT, PWM_USE = range(6)
DUTY_MAX, U16_MAX, SUPPLY_MV = 1023, 65535, 3300


class Pin:
    IN, OUT, OPEN_DRAIN = 0, 1, 2
    PULL_UP, PULL_DOWN, PULL_HOLD = 1, 2, 4
    IRQ_FALLING, IRQ_RISING = 1, 2
    handlers = {}  # GPIO -> (function to call, edges, pin)

    def __init__(self, id, mode=-1, pull=-1, value=None):
        self.gpio = id.gpio if isinstance(id, Pin) else self.number(id)
        self.mode, self.pull = -1, -1
        self.init(mode, pull, value)

    @staticmethod
    def number(id):
        if isinstance(id, str):
            id = wire.Board.pins.get(id)
        if not isinstance(id, int):
            raise ValueError("invalid pin")
        return id

    def init(self, mode=-1, pull=-1, value=None):
        self.pull = -1 if pull is None else pull
        if mode in (self.OUT, self.OPEN_DRAIN):
            wire.need(wire.PIN_USE, self.gpio, OUT)
        elif mode == self.IN:
            wire.need(wire.PIN_USE, self.gpio, {self.PULL_UP: IN_UP, self.PULL_DOWN: IN_DOWN}.get(self.pull, IN))
        elif mode not in (-1, None):
            raise ValueError("invalid pin mode")
        self.mode = self.mode if mode in (-1, None) else mode
        if value is not None:
            self.value(value)

    def value(self, *level):
        if not level:
            if self.mode == -1:
                self.init(self.IN)
            return wire.on_pin("pin_read", self.gpio)
        if self.mode in (-1, self.IN):
            self.init(self.OUT)
        is_high = bool(level[0])
        wire.on_pin("pin_write", self.gpio, is_high)
        if not is_high:
            Pulse.trigger = self.gpio
        return None

    __call__ = value

    def on(self):
        self.value(1)

    high = on

    def off(self):
        self.value(0)

    low = off

    def toggle(self):
        self.value(not self.value())

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING, **_):
        if self.mode == -1:
            self.init(self.IN)
        wire.need(wire.PIN_WATCH, self.gpio, handler is not None)
        if handler:
            Pin.handlers[self.gpio] = (handler, trigger, self)
        else:
            Pin.handlers.pop(self.gpio, None)
        return self

    @staticmethod
    def changed(gpio, is_high):
        handler, trigger, pin = Pin.handlers.get(gpio, (None, 0, None))
        if handler and trigger & (Pin.IRQ_RISING if is_high else Pin.IRQ_FALLING):
            handler(pin)
        return ""

    def deinit(self):
        Pin.handlers.pop(self.gpio, None)
        wire.need(wire.PIN_USE, self.gpio, FREE)
        self.mode = -1

    def __str__(self):
        return f"Pin({self.gpio})"

    __repr__ = __str__


Signal = Pin


class PWM:
    def __init__(self, pin, freq=None, duty=None, duty_u16=None):
        self.pin = pin if isinstance(pin, Pin) else Pin(pin)
        self.hz, self.level, self.most = 500, 0, DUTY_MAX
        self.init(freq, duty, duty_u16)

    def init(self, freq=None, duty=None, duty_u16=None):
        self.hz = self.hz if freq is None else int(freq)
        if duty is not None:
            self.set(duty, DUTY_MAX)
        if duty_u16 is not None:
            self.set(duty_u16, U16_MAX)
        self.drive()

    def set(self, level, most):
        """Sets the duty cycle to level / most. The scale is kept, so that the value reads back exactly as it was set."""
        self.level, self.most = min(max(int(level), 0), most), most

    def get(self, most):
        return (self.level * most + self.most // 2) // self.most

    def drive(self):
        wire.on_pin("pwm", self.pin.gpio, self.hz, self.get(1000))

    def freq(self, *hz):
        if not hz:
            return self.hz
        self.hz = int(hz[0])
        return self.drive()

    def duty(self, *duty):
        if not duty:
            return self.get(DUTY_MAX)
        self.set(duty[0], DUTY_MAX)
        return self.drive()

    def duty_u16(self, *duty):
        if not duty:
            return self.get(U16_MAX)
        self.set(duty[0], U16_MAX)
        return self.drive()

    def duty_ns(self, *ns):
        if not ns:
            return self.get(1000000000) // self.hz
        return self.duty_u16(int(ns[0]) * self.hz * U16_MAX // 1000000000)

    def deinit(self):
        self.level = 0
        wire.need(wire.PIN_USE, self.pin.gpio, FREE)


class ADC:
    """An analog input. Its scale is the one that the C modules use on every board: 10 bits for 3.3 V. On an ESP8266, this is
    the scale of its converter behind the board's voltage divider. A module that sets the attenuation of an ESP32 gets 12 bits,
    or the width that it sets."""
    ATTN_0DB, ATTN_2_5DB, ATTN_6DB, ATTN_11DB = range(4)
    WIDTH_9BIT, WIDTH_10BIT, WIDTH_11BIT, WIDTH_12BIT = range(4)
    RANGES_MV = (1100, 1500, 2200, SUPPLY_MV)  # suggested ranges of the ESP32 data sheet; the last one extends to the supply

    def __init__(self, pin, atten=None):
        self.channel = pin.gpio if isinstance(pin, Pin) else Pin.number(pin)
        self.range_mv, self.bits, self.usual_bits = SUPPLY_MV, None, 10
        if atten is not None:
            self.atten(atten)

    def atten(self, atten):
        self.range_mv, self.usual_bits = self.RANGES_MV[atten], 12

    def width(self, width):
        self.bits = 9 + width

    def read_uv(self):
        return wire.on_pin("adc", self.channel) * 1000

    def read_bits(self, bits):
        steps = (wire.on_pin("adc", self.channel) * (1 << bits) + self.range_mv // 2) // self.range_mv
        return min(steps, (1 << bits) - 1)

    def read(self):
        return self.read_bits(self.bits or self.usual_bits)

    def read_u16(self):
        """Returns the same reading, scaled to 16 bits."""
        bits = self.bits or self.usual_bits
        steps = self.read_bits(bits)
        return steps << 16 - bits | steps >> 2 * bits - 16


class I2C:
    def __init__(self, id=-1, scl=None, sda=None, freq=400000, **_):
        def pin(given, key):
            return given.gpio if isinstance(given, Pin) else Pin.number(key if given is None else given)
        self.pins = pin(sda, "i2c_sda") | pin(scl, "i2c_scl") << 8
        self.hz = freq

    def transfer(self, address, data, n):
        return wire.need(wire.I2C, self.pins, address, self.hz, n, data)[1]

    def writeto(self, addr, buf, stop=True):
        self.transfer(addr, bytes(buf), 0)
        return len(buf)

    def writevto(self, addr, vector, stop=True):
        return self.writeto(addr, b"".join(bytes(part) for part in vector))

    def readfrom(self, addr, nbytes, stop=True):
        return self.transfer(addr, b"", nbytes)

    def readfrom_into(self, addr, buf, stop=True):
        buf[:] = self.transfer(addr, b"", len(buf))

    @staticmethod
    def register(memaddr, addrsize):
        return memaddr.to_bytes(addrsize // 8, "big")

    def readfrom_mem(self, addr, memaddr, nbytes, *, addrsize=8):
        return self.transfer(addr, self.register(memaddr, addrsize), nbytes)

    def readfrom_mem_into(self, addr, memaddr, buf, *, addrsize=8):
        buf[:] = self.readfrom_mem(addr, memaddr, len(buf), addrsize=addrsize)

    def writeto_mem(self, addr, memaddr, buf, *, addrsize=8):
        self.transfer(addr, self.register(memaddr, addrsize) + bytes(buf), 0)

    def scan(self):
        """Returns the addresses that answer. Skips those that are reserved by UM10204, section 3.1.12."""
        found = []
        for address in range(0x08, 0x78):
            value, answer = wire.ask(wire.I2C, self.pins, address, self.hz)
            if value >= 0:
                found.append(address)
            elif value != wire.ERR_IO:
                raise OSError(answer.decode("utf-8", "replace"))
        return found


class SoftI2C(I2C):
    """I2C without a bus number."""

    def __init__(self, scl=None, sda=None, freq=400000, **_):
        super().__init__(-1, scl, sda, freq)


class Timer:
    ONE_SHOT, PERIODIC = 0, 1
    all = {}

    def __init__(self, id=-1, **how):
        self.key = id if id >= 0 else object()
        if how:
            self.init(**how)

    def init(self, *, period=-1, mode=PERIODIC, callback=None, freq=None, **_):
        self.period_s = 1 / freq if freq else max(int(period), 1) / 1000
        self.mode, self.callback = mode, callback
        self.due_s = time.monotonic() + self.period_s
        Timer.all[self.key] = self

    def deinit(self):
        Timer.all.pop(self.key, None)

    @staticmethod
    def run_due():
        now = time.monotonic()
        for timer in [t for t in Timer.all.values() if t.due_s <= now]:
            if timer.mode == Timer.PERIODIC:
                timer.due_s = max(timer.due_s + timer.period_s, now)
            else:
                timer.deinit()
            if timer.callback:
                timer.callback(timer)
        return ""

    @staticmethod
    def next_ms():
        """Returns the milliseconds until the next timer is due, or -1 if there is none."""
        if not Timer.all:
            return -1
        wait_s = min(t.due_s for t in Timer.all.values()) - time.monotonic()
        return min(max(int(wait_s * 1000) + 1, 0), 2**31 - 1)


class TouchPad:
    def __init__(self, pin):
        self.gpio = pin.gpio if isinstance(pin, Pin) else Pin.number(pin)

    def read(self):
        return wire.on_pin("touch", self.gpio)


class RTC:
    def datetime(self, *_):
        import board_time
        y, mo, d, h, mi, s, weekday, _ = board_time.localtime()
        return y, mo, d, weekday, h, mi, s, 0


class Pulse:
    """Measures the levels of a pin. If a sensor answers with a pulse, the output that went low last is assumed to be its
    trigger."""
    trigger = -1
    TURN_S = 0.02
    LEVELS = 4

    @staticmethod
    def levels(out, into, level, us, n, enough_s):
        """Returns the durations of the levels in microseconds: at most `n`, measured until the timeout."""
        answer = wire.ask(wire.PULSE_START, out, into, level, us)
        while answer[0] == wire.ERR_TAKEN:  # another module is waiting for its sensor's answer
            time.sleep(Pulse.TURN_S)
            answer = wire.ask(wire.PULSE_START, out, into, level, us)
        wire.good(*answer)
        time.sleep(enough_s)
        _, data = wire.need(wire.PULSE_TAKE, into, n)
        return struct.unpack(f"<{len(data) // 2}H", data)


def time_pulse_us(pin, level, timeout_us=1000000):
    """Returns how long a pin stays at this level, in microseconds. This process cannot time edges, so the node triggers the
    sensor again and measures its answer."""
    trigger = Pulse.trigger if Pulse.trigger >= 0 else pin.gpio
    wait_s = min(timeout_us / 1000000, 0.06)
    levels = Pulse.levels(trigger, pin.gpio, True, 10, Pulse.LEVELS, wait_s)
    answers = levels[1 if level else 0::2]  # the first level is the low one before the answer
    if not levels:
        return -2
    return answers[0] if answers and answers[0] <= timeout_us else -1


def freq(*hz):
    if hz:
        wire.need(wire.CPU_SET_HZ, hz[0])
        return None
    return wire.need_long(wire.CPU_HZ)


def unique_id():
    return wire.Board.mac


def reset():
    wire.need(wire.REBOOT)
    raise SystemExit


soft_reset = reset


def disable_irq():
    return 0


def enable_irq(state=0):
    pass


def idle():
    time.sleep(0.001)
