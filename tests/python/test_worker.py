"""The worker by itself: modules as users of the original have them, against a node that the test is."""
import json
import re
import struct
import subprocess
import sys
import unittest

from rig import FOLDER, WorkerTest, machine, main, tree, wire

LIGHT = '''"""A lamp of three colours."""
from sys import platform
from machine import Pin, PWM
from LogicalPins import get_pin_on_platform_by_key

__PWM = [None, None, None]
__CACHE = [600, 600, 600, 0]
__KEPT = True if 'esp32' in platform else False


def __init():
    global __PWM
    if __PWM[0] is None:
        __PWM = [PWM(Pin(get_pin_on_platform_by_key(key)), freq=480, duty=0) for key in ('pwm_1', 'pwm_2', 'pwm_3')]
    return __PWM


def __keep(mode):
    global __CACHE
    if mode == 's':
        with open('rgb.pds', 'w') as f:
            f.write(','.join([str(k) for k in __CACHE]))
        return
    try:
        with open('rgb.pds', 'r') as f:
            __CACHE = [float(k) if '.' in k else int(k) for k in f.read().strip().split(',')]
    except:
        pass


def rgb(r=None, g=None, b=None):
    """Sets the colour; what is left out stays"""
    pwm = __init()
    r = __CACHE[0] if r is None else r
    g = __CACHE[1] if g is None else g
    b = __CACHE[2] if b is None else b
    for lamp, duty in zip(pwm, (r, g, b)):
        lamp.duty(duty)
    if r > 0 or g > 0 or b > 0:
        __CACHE[0], __CACHE[1], __CACHE[2], __CACHE[3] = pwm[0].duty(), pwm[1].duty(), pwm[2].duty(), 1
    else:
        __CACHE[3] = 0
    __keep('s')
    return "SET rgb: R{}G{}B{}".format(r, g, b)


def toggle(state=None):
    if state is not None:
        __CACHE[3] = 0 if state else 1
    if __CACHE[3] == 1:
        rgb(0, 0, 0)
        return "OFF"
    rgb(__CACHE[0], __CACHE[1], __CACHE[2])
    return "ON"


def load_n_init():
    __keep('r')
    return __CACHE


def help():
    return 'rgb r=<0-1000> g=<0-1000> b=<0-1000>', 'toggle state=<True,False>', 'load_n_init'
'''


class Numbers(unittest.TestCase):
    def test_the_worker_counts_as_the_node_does(self):
        """What wire.py and machine.py number is numbered in the node's headers."""
        core, python = FOLDER.parent.parent / "core", FOLDER / "python_wire.h"
        for name, number in tree.enum_values(python, "python_request").items():
            self.assertEqual(getattr(wire, name.removeprefix("PYTHON_")), number, name)
        uses = tree.enum_values(core / "hw" / "hw.h", "pin_use")
        for name in ("FREE", "IN", "IN_UP", "IN_DOWN", "OUT"):
            self.assertEqual(getattr(machine, name), uses["PIN_" + name], name)
        self.assertEqual(machine.PWM_USE, uses["PIN_PWM"])


class Describing(WorkerTest):
    def test_functions_with_their_arguments_in_the_order_of_the_file(self):
        node = self.node()
        self.assertEqual(node.load(LIGHT), ("A lamp of three colours.", {
            "rgb": ("Sets the colour; what is left out stays", [("r", "None"), ("g", "None"), ("b", "None")]),
            "toggle": ("", [("state", "None")]),
            "load_n_init": ("", []),
            "help": ("", []),
        }))

    def test_arguments_of_every_kind(self):
        source = "def f(a, b=-1.5, c='x y', *rest, d=(1, [2]), e=A):\n    pass\ntry:\n    def g(): pass\nexcept: pass\n"
        _, functions = self.node().load(source)
        self.assertEqual(functions["f"][1], [("a", None), ("b", "-1.5"), ("c", "'x y'"), ("*rest", ""), ("*rest", ""),
                                             ("*rest", ""), ("d", "(1, [2])"), ("e", "A")])
        self.assertIn("g", functions)

    def test_refusals_name_the_line(self):
        node = self.node()
        for source, why in (
                ("def f():\n  return (\n", "line 2: '(' was never closed"),
                ("import machine\nimport socket\ndef f(): pass\n", "line 2: no module named 'socket': modules have no sockets"),
                ("import nowhere\ndef f(): pass\n", "line 1: no module named 'nowhere'"),
                ("from machine import Pin, I2S\ndef f(): pass\n", "line 1: can't import name I2S"),
                ("from . import x\ndef f(): pass\n", "line 1: no module named '.'"),
                ("x = 1\n", "it has no function that can be called"),
                ("def f(a, b, c, d, e, f, g, h, i): pass\n", "line 1: f has more than 8 arguments"),
                ("\0", "source code string cannot contain null bytes"),
        ):
            self.assertEqual(node.load(source), why)

    def test_heads_and_line_ends_of_other_systems_are_taken(self):
        for head in ("", "\ufeff", "#!/usr/bin/python\r\n", "\ufeff#!/usr/bin/python\n"):
            node = self.node(head + "x = 7\r\ndef f():\r\n    return x\r\n")
            self.assertEqual(node.call("f"), "7")

    def test_a_module_that_may_be_missing_is_not_asked_for(self):
        node = self.node("try:\n    import bluetooth\nexcept ImportError as e:\n    why = str(e)\ndef f(): return why\n")
        self.assertEqual(node.call("f"), "no module named 'bluetooth'")


    def test_without_a_filter_nothing_is_read(self):
        node = self.node(instructions=b"")
        self.assertEqual(node.refusal, "it cannot be shut in: [Errno 22] the kernel has no seccomp filter")


class Calls(WorkerTest):
    def test_a_lamp_of_the_original_drives_its_pins(self):
        node = self.node(LIGHT)
        self.assertEqual(node.call("rgb", "10", "20", b="30"), "SET rgb: R10G20B30")
        pwm = [numbers[:3] for numbers, _ in node.requests("pwm")]
        self.assertEqual(pwm, [(13, 480, 0), (2, 480, 0), (0, 480, 0), (13, 480, 10), (2, 480, 20), (0, 480, 29)])
        self.assertEqual(node.kept[b"rgb.pds"], b"10,20,30,1")
        self.assertEqual(node.call("toggle"), "OFF")
        self.assertEqual(node.call("toggle"), "ON")
        self.assertEqual(node.kept[b"rgb.pds"], b"10,20,30,1")

    def test_a_kept_state_is_read(self):
        node = self.node(LIGHT)
        node.kept[b"rgb.pds"] = b"1,2,3.5,0"
        self.assertEqual(node.call("load_n_init"), "[1, 2, 3.5, 0]")

    def test_results_are_written_as_the_original_writes_them(self):
        node = self.node("def f(v): return v\ndef d(): return {'temp [\u00baC]': 23.4, 'ok': True, 'n': None}\n"
                         "def e(): return {}\ndef n(): return float('nan')\ndef o(): return object\n")
        for literal in ("'a b'", "42", "1.5", "True", "None", "('a', 1)", "['a', (1,)]", "[]"):
            value = eval(literal)
            self.assertEqual(node.call("f", literal), str(value))
            self.assertEqual(json.loads(node.call("f", literal, json=True)), json.loads(json.dumps(value)))
        self.assertEqual(node.call("d"), "temp [\u00baC]: 23.4\nok: True\nn: None")
        self.assertEqual(node.call("d", json=True), '{"temp [\u00baC]": 23.4, "ok": true, "n": null}')
        self.assertEqual(node.call("e"), "")
        self.assertEqual(node.call("n", json=True), '"nan"')

    def test_errors_have_the_words_of_micropython(self):
        node = self.node("import machine\ndef f(code): return eval(code)\ndef g(a, *, b=1): return b\n"
                         "class NoWords(Exception): pass\ndef h(): raise NoWords\n")
        for code, words in (
                ("nowhere", "name 'nowhere' isn't defined"),
                ("'a' + 1", "can't convert 'int' object to str implicitly"),
                ("1 + 'a'", "unsupported types for __add__: 'int', 'str'"),
                ("1 < 'a'", "unsupported types for __lt__: 'int', 'str'"),
                ("'a'()", "'str' object isn't callable"),
                ("1[0]", "'int' object isn't subscriptable"),
                ("list(1)", "'int' object isn't iterable"),
                ("1 / 0", "divide by zero"),
                ("1 % 0", "divide by zero"),
                ("[][0]", "list index out of range"),
                ("{}['key']", "key"),
                ("int('x')", "invalid syntax for integer with base 10"),
                ("machine.nothing", "'module' object has no attribute 'nothing'"),
                ("open('x.pds')", "[Errno 2] ENOENT"),
                ("open('/etc/passwd')", "[Errno 13] EACCES"),
                ("__import__('socket')", "no module named 'socket'"),
                ("f()", "function missing 1 required positional arguments"),
                ("g(1, 2)", "function takes 1 positional arguments but 2 were given"),
                ("g(1, c=2)", "unexpected keyword argument 'c'"),
                ("1 +", "invalid syntax"),
                ("exit()", "name 'exit' isn't defined"),
                ("h()", "NoWords"),
        ):
            with self.subTest(code):
                self.assert_fails(node.call("f", repr(code)), words)
        self.assertEqual(node.call("g", "1", b="2"), "2")
        self.assert_fails(node.call("missing"), "'module' object has no attribute 'missing'")

    def test_what_runs_for_ever_deep_or_ends_gives_an_answer(self):
        node = self.node("def f(): return f()\ndef e(): raise SystemExit\ndef k(): raise KeyboardInterrupt('x')\n"
                         "def long(): return 'x' * 1000000\ndef fine(): return 'fine'\n")
        self.assert_fails(node.call("f"), "maximum recursion depth exceeded")
        self.assert_fails(node.call("e"), "the module has called exit")
        self.assert_fails(node.call("k"), "x")
        self.assert_fails(node.call("long"), "the answer is longer than 131072 bytes")
        self.assertEqual(node.call("fine"), "fine")

    def test_the_file_runs_at_its_first_call_and_once(self):
        node = self.node("print('run')\nn = [0]\ndef f():\n    n[0] += 1\n    return n[0]\n")
        self.assertEqual([node.call("f"), node.call("f")], ["1", "2"])

    def test_a_file_that_fails_says_so_at_each_call(self):
        node = self.node("x = 1 / 0\ndef f(): return x\n")
        for _ in range(2):
            self.assert_fails(node.call("f"), "divide by zero")


CLIMATE = """
ANSWERS = {
    "measure": {"out": [
        {"name": "temp [C]", "kind": "fixed", "help": "in the shade", "unit": "C", "class": "temperature", "min": -40, "max": 85},
        {"name": "mode", "kind": "choice", "choices": "off|on", "optional": True},
        {"name": "on", "kind": "bool", "optional": True},
    ]},
    "names": {"answer": "list", "out": [{"name": "name", "kind": "text"}]},
    "level": {"answer": "value", "out": [{"name": "level", "kind": "int", "min": 0, "max": 1000}]},
    "words": {"answer": "text"},
    "quiet": {"answer": "nothing"},
}
def measure(value): return value
def names(value): return value
def level(value): return value
def words(value): return value
def quiet(value=None): return value
def free(value): return value
"""


class Answers(WorkerTest):
    def test_what_is_declared_is_told(self):
        node = self.node(CLIMATE)
        self.assertEqual(node.declared["measure"], ("map", [
            ["temp [C]", "fixed", "in the shade", "C", "temperature", "", -400, 850, 1, 0],
            ["mode", "choice", "", "", "", "off|on", 0, 0, 0, 1],
            ["on", "bool", "", "", "", "", 0, 0, 0, 1]]))
        self.assertEqual(node.declared["level"], ("value", [["level", "int", "", "", "", "", 0, 1000, 0, 0]]))
        self.assertEqual(node.declared["quiet"], ("nothing", []))
        self.assertEqual(node.declared["free"], ("any", []))

    def test_an_answer_is_written_as_declared(self):
        node = self.node(CLIMATE)
        for function, value, text, in_json in (
                ("measure", "{'mode': 'on', 'temp [C]': 21, 'on': True}", "temp [C]: 21.0\nmode: on\non: True",
                 '{"temp [C]": 21.0, "mode": "on", "on": true}'),
                ("measure", "{'temp [C]': -3.14159}", "temp [C]: -3.1", '{"temp [C]": -3.1}'),
                ("names", "('a', 'b\"')", "['a', 'b\"']", '["a", "b\\""]'),
                ("names", "[]", "[]", "[]"),
                ("level", "7", "7", "7"),
                ("words", "'a\"b'", 'a"b', '"a\\"b"'),
                ("quiet", "None", "None", "null"),
                ("free", "{'b': 1, 'a': 2.50}", "b: 1\na: 2.5", '{"b": 1, "a": 2.5}')):
            with self.subTest(function=function, value=value):
                self.assertEqual(node.call(function, value), text)
                self.assertEqual(node.call(function, value, json=True), in_json)

    def test_numbers_have_64_bits(self):
        node = self.node("ANSWERS = {'n': {'answer': 'value', 'out': [{'name': 'n', 'kind': 'int', 'min': 0, 'max': 9000000000}]},\n"
                         "           'any': {'answer': 'value', 'out': [{'name': 'n', 'kind': 'int'}]},\n"
                         "           'f': {'answer': 'value', 'out': [{'name': 'f', 'kind': 'fixed', 'decimals': 3}]}}\n"
                         "def n(v): return v\ndef any(v): return v\ndef f(v): return v\n")
        self.assertEqual(node.declared["n"][1][0][6:8], [0, 9000000000])
        self.assertEqual(node.call("n", "4294967296"), "4294967296")
        self.assert_fails(node.call("n", "9000000001"), "n of the answer is out of its range")
        self.assertEqual(node.call("any", str(2**63 - 1)), str(2**63 - 1))
        self.assertEqual(node.call("any", str(-2**63), json=True), str(-2**63))
        self.assert_fails(node.call("any", str(2**63)), "n of the answer is out of its range")
        self.assertEqual(node.call("f", "2147484.147"), "2147484.147")
        self.assert_fails(node.call("f", "1e400"), "f of the answer is out of its range")

    def test_an_answer_that_is_not_as_declared_is_an_error(self):
        node = self.node(CLIMATE)
        for function, value, words in (
                ("measure", "{'temp [C]': 85.1}", "temp [C] of the answer is out of its range"),
                ("measure", "{'temp [C]': 'hot'}", "the answer declares temp [C] as fixed"),
                ("measure", "{'temp [C]': True}", "the answer declares temp [C] as fixed"),
                ("measure", "{'mode': 'on'}", "the answer declares temp [C], which is missing"),
                ("measure", "{'temp [C]': 1, 'mode': 'dim'}", "mode of the answer is one of off|on"),
                ("measure", "{'temp [C]': 1, 'hum': 2}", "the answer has hum, which ANSWERS does not declare"),
                ("measure", "7", "the answer is declared as a map"),
                ("names", "'abc'", "the answer is declared as a list"),
                ("names", "[1]", "the answer declares name as text"),
                ("level", "1001", "level of the answer is out of its range"),
                ("level", "1.5", "the answer declares level as int"),
                ("level", "None", "the answer declares level as int"),
                ("words", "1", "the answer is declared as text"),
                ("quiet", "1", "the answer is declared as nothing")):
            with self.subTest(function=function, value=value):
                self.assert_fails(node.call(function, value), words)

    def test_a_declaration_that_is_wrong_is_refused_with_its_line(self):
        for declared, words in (
                ("[]", "ANSWERS is a dict of functions"),
                ("{'g': {'answer': 'text'}}", "ANSWERS: there is no function g"),
                ("{'f': 'text'}", "ANSWERS.f: write it as a dict with answer and out"),
                ("{'f': {'answer': 'table'}}", "ANSWERS.f: an answer is one of nothing, text, value, map, list"),
                ("{'f': {'answer': 'value'}}", "ANSWERS.f: out has a row for each value of a map"),
                ("{'f': {'out': [{'kind': 'int'}]}}", "ANSWERS.f.out: a value has a name"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'number'}]}}", "ANSWERS.f.out: a kind is one of bool, int"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'choice'}]}}", "ANSWERS.f.out: choices, as 'off|low|high'"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'int', 'decimals': 1}]}}", "decimals are for fixed, 1 to 6"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'int', 'min': 2, 'max': 1}]}}", "max is below min"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'int', 'colour': 1}]}}", "a value has choices, class"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'int'}] * 2}}", "malformed node"),
                ("{'f': {'out': [{'name': 'a', 'kind': 'int'}, {'name': 'a', 'kind': 'int'}]}}", "two values have the same name")):
            with self.subTest(declared):
                refused = self.node().load(f"def f(): pass\nANSWERS = {declared}\n")
                self.assertTrue(refused.startswith("line 2: "), refused)
                self.assertIn(words, refused)


class Hardware(WorkerTest):
    def test_pins(self):
        node = self.node("from machine import Pin\nseen = []\n"
                         "def out(): p = Pin(12, Pin.OUT, value=1); p.off(); p(1); return p\n"
                         "def read(): return Pin('simple_1', Pin.IN, Pin.PULL_UP).value()\n"
                         "def watch(): Pin(14, Pin.IN).irq(lambda p: seen.append(str(p)), Pin.IRQ_RISING)\n"
                         "def show(): return seen\n")
        node.answers["pin_read"] = 1, b""
        self.assertEqual(node.call("out"), "Pin(12)")
        self.assertEqual([n[:2] for n, _ in node.requests("pin_write")], [(12, 1), (12, 0), (12, 1)])
        self.assertEqual(node.call("read"), "1")
        self.assertEqual(node.asked[-2][1][:2], (10, 2))
        node.call("watch")
        for level in (1, 0, 1):
            node.say(wire.EDGE, wire.number(14) + wire.number(level))
            node.result()
        self.assertEqual(node.call("show"), "['Pin(14)', 'Pin(14)']")

    def test_a_refused_pin_has_the_words_of_the_node(self):
        node = self.node("from machine import Pin, I2C\ndef f(): Pin(15, Pin.OUT)\ndef g(): I2C(0).readfrom(9, 1)\n"
                         "def h():\n    try:\n        I2C().readfrom(9, 1)\n    except OSError as e:\n        return str(e)\n")
        node.answers[wire.PIN_USE] = -14, b"pin GPIO15 is in use as pwm by servo"
        node.answers[wire.I2C] = wire.ERR_IO, b"device did not answer"
        self.assert_fails(node.call("f"), "pin GPIO15 is in use as pwm by servo")
        self.assert_fails(node.call("g"), "[Errno 19] ENODEV")
        self.assertEqual(node.call("h"), "[Errno 19] ENODEV")

    def test_a_converter_counts_as_the_modules_in_c_unless_its_range_is_chosen(self):
        """chips/adc.c makes 420 steps of 1353 mV."""
        source = ("from machine import ADC, Pin\ndef f(): a = ADC(0); return a.read(), a.read_u16()\n"
                  "def g():\n    a = ADC(Pin(33))\n    a.atten(ADC.ATTN_11DB)\n    a.width(ADC.WIDTH_9BIT)\n    return a.read()\n")
        source += "def h():\n    a = ADC(Pin(33))\n    a.atten(ADC.ATTN_6DB)\n    return a.read(), a.read_u16()\n"
        for platform in ("esp8266", "esp32", "linux"):
            node = self.node(source, platform=platform)
            node.answers["adc"] = 1353, b""
            self.assertEqual(node.call("f"), "(420, 26906)")  # 26906 is 420 in ten bits, repeated in sixteen
            self.assertEqual(node.call("g"), "210")
            self.assertEqual(node.call("h"), "(2519, 40313)")
            node.answers["adc"] = 3300, b""
            self.assertEqual(node.call("f"), "(1023, 65535)")

    def test_the_converter_is_used_as_the_first_generation_does(self):
        """Every name that boards had for it in 2020 and 2021 is this board's only one."""
        node = self.node("from machine import ADC\nfrom LogicalPins import get_pin_on_platform_by_key, physical_pin\n"
                         "def f(key): return ADC(get_pin_on_platform_by_key(key)).read()\n"
                         "def g(key): return physical_pin(key)\n")
        node.answers["adc"] = 1353, b""
        for key in ("adc_0", "adc_1", "adc_2", "adc_3"):
            self.assertEqual(node.call("f", repr(key)), "420")
        self.assertEqual(node.requests("adc")[-1][0][0], 0)
        self.assertEqual(node.call("g", "'touch_0'"), "13")
        self.assertEqual(node.call("g", "'nowhere'"), "None")

    def test_i2c(self):
        node = self.node("from machine import Pin, SoftI2C\ni2c = SoftI2C(Pin(5), Pin(4), freq=10000)\n"
                         "def scan(): return i2c.scan()\n"
                         "def mem(): i2c.writeto_mem(0x76, 0xf2, b'\\x01'); return list(i2c.readfrom_mem(0x76, 0xd0, 2))\n")
        node.answers[wire.I2C] = lambda n, data: (0, b"\x60\x61"[:n[3]]) if n[1] in (0x3c, 0x76) else (wire.ERR_IO, b"")
        self.assertEqual(node.call("scan"), "[60, 118]")
        self.assertEqual(node.call("mem"), "[96, 97]")
        self.assertEqual(node.requests(wire.I2C)[-2:], [((0x504, 0x76, 10000, 0), b"\xf2\x01"),
                                                       ((0x504, 0x76, 10000, 2), b"\xd0")])

    def test_dht_frames(self):
        def frame(data):
            bits = [int(b) for byte in data + bytes((sum(data) & 255,)) for b in f"{byte:08b}"]
            us = [30, 80, 80] + [x for bit in bits for x in (50, 70 if bit else 26)] + [50]
            return struct.pack(f"<{len(us)}H", *us)

        node = self.node("from machine import Pin\nimport dht\ndef f(kind):\n"
                         "    s = getattr(dht, kind)(Pin(10))\n    s.measure()\n"
                         "    return {'temp': s.temperature(), 'hum': s.humidity()}\n")
        for kind, data, answer in (("DHT22", b"\x01\xc8\x00\xea", "temp: 23.4\nhum: 45.6"),
                                   ("DHT22", b"\x01\xc8\x80\x65", "temp: -10.1\nhum: 45.6"),
                                   ("DHT11", b"\x2d\x00\x17\x05", "temp: 23\nhum: 45"),
                                   ("DHT11", b"\x2d\x00\x05\x83", "temp: -5\nhum: 45")):
            node.answers[wire.PULSE_TAKE] = 84, frame(data)
            self.assertEqual(node.call("f", repr(kind)), answer)
        damaged = bytearray(frame(b"\x01\xc8\x00\xea"))
        damaged[8] ^= 0x60
        node.answers[wire.PULSE_TAKE] = 84, bytes(damaged)
        self.assert_fails(node.call("f", "'DHT22'"), "checksum error")
        node.answers[wire.PULSE_TAKE] = 0, b""
        self.assert_fails(node.call("f", "'DHT22'"), "[Errno 110] ETIMEDOUT")

    def test_time_pulse(self):
        node = self.node("from machine import Pin, time_pulse_us\nt = Pin(15, Pin.OUT)\n"
                         "def f(): t.value(0); t.value(1); t.value(0); return time_pulse_us(Pin(14, Pin.IN), 1, 30000)\n")
        node.answers[wire.PULSE_TAKE] = 2, struct.pack("<2H", 450, 582)
        self.assertEqual(node.call("f"), "582")
        self.assertEqual(node.requests(wire.PULSE_START)[-1][0], (15, 14, 1, 10))
        node.answers[wire.PULSE_TAKE] = 0, b""
        self.assertEqual(node.call("f"), "-2")

    def test_neopixel(self):
        node = self.node("from machine import Pin\nfrom neopixel import NeoPixel\nn = NeoPixel(Pin(0), 3)\n"
                         "def f(): n[0] = (1, 2, 3); n[-1] = n[0]; n.write(); return n[2]\ndef g(): n[3] = 0, 0, 0\n")
        self.assertEqual(node.call("f"), "(1, 2, 3)")
        self.assertEqual(node.requests("pixels"), [((0, 0, 0, 0), b"\2\1\3\0\0\0\2\1\3")])
        self.assert_fails(node.call("g"), "list index out of range")

    def test_the_font_is_that_of_the_modules_in_c(self):
        import font
        rows = re.findall(r"\{ ((?:0x\w\w(?:, )?){5}) \}", (FOLDER.parents[1] / "chips/font8x8.c").read_text())
        self.assertEqual(font.LETTERS, bytes(int(x, 16) for row in rows for x in row.split(", ")))
        self.assertEqual(font.glyph("\u00ba"), font.glyph("?"))

    def test_display(self):
        node = self.node("from machine import Pin, I2C\nimport ssd1306\n"
                         "d = ssd1306.SSD1306_I2C(128, 64, I2C(-1, Pin(5), Pin(4)))\n"
                         "def f(): d.pixel(0, 9, 1); d.hline(0, 0, 128, 1); d.text('Hi', 0, 16); d.show(); return d.pixel(0, 9)\n")
        self.assertEqual(node.call("f"), "1")
        (_, address, _, _), data = node.requests(wire.I2C)[-1]
        self.assertEqual((address, data[0], len(data)), (0x3c, 0x40, 1025))
        self.assertEqual(data[1:129], b"\1" * 128)
        self.assertEqual(data[129], 2)
        self.assertTrue(any(data[1 + 256:1 + 256 + 16]))

    def test_one_wire(self):
        rom = b"\x28\1\2\3\4\5\6"
        scratch = b"\x91\x01\x4b\x46\x7f\xff\x0f\x10"
        import onewire
        rom, scratch = (part + bytes((onewire.OneWire.crc8(part),)) for part in (rom, scratch))
        node = self.node("from machine import Pin\nimport onewire, ds18x20\nd = ds18x20.DS18X20(onewire.OneWire(Pin(12)))\n"
                         "def f():\n    found = d.scan()\n    d.convert_temp()\n    return [d.read_temp(r) for r in found]\n")
        node.answers[wire.ONEWIRE_NEXT] = lambda n, data: (wire.ERR_NAME, b"") if any(data) else (0, rom)
        node.answers[wire.ONEWIRE] = lambda n, data: (0, scratch if n[1] else b"")
        self.assertEqual(node.call("f"), "[25.0625]")
        self.assertEqual(node.requests(wire.ONEWIRE)[-1][1], b"\x55" + rom + b"\xbe")

    def test_timers(self):
        node = self.node("from machine import Timer\nn = [0]\nt = Timer(-1)\n"
                         "def tick(t): n[0] += 1\n"
                         "def f(mode): t.init(period=5, mode=mode, callback=tick)\ndef count(): return n[0]\n")
        self.assertEqual(node.call("count"), "0")
        self.assertEqual(node.next_ms, -1)
        node.call("f", "0")
        self.assertIn(node.next_ms, range(1, 8))
        while node.next_ms >= 0:  # the node would wait so long
            node.say(wire.TICK)
            node.result()
        self.assertEqual(node.call("count"), "1")
        node.call("f", "1")
        while node.call("count") == "1":
            node.say(wire.TICK)
            node.result()
        self.assertGreaterEqual(node.next_ms, 0)


class State(WorkerTest):
    def changes(self, node, source):
        """Whether a statement changes the state, run inside of the module."""
        self.assertNotIsInstance(node.call("run", repr(source)), Exception)
        return bool(node.has_changed)

    def test_plain_values_wherever_they_hang_from_the_globals(self):
        node = self.node("import math\nfrom machine import Pin\nn, f, t, d, s, e = -1, 1.0, 'x', {'a': [1, (2,)]}, {1}, []\n"
                         "class Data:\n    x = [1]\n    y = None\no = Data()\no.z = -1\nlamp = None\n"
                         "def run(text): exec(text, globals())\n")
        for source in ("n = -2", "n = True", "n = 1", "n = 1.0", "f = -1.0", "f = -2.0", "t += 'y'", "d['a'][0] = 5", "d['b'] = None",
                       "d['a'][1] = (3,)", "s.add(2)", "s.remove(1)", "Data.x.append(0)", "Data.y = b'1'", "o.z = -2", "del n",
                       "e.append(e)", "o.me = o", "e.append([])", "Data.d = dict.fromkeys(range(100), [1])",
                       "n = 1 << 100000", "n += 1"):
            with self.subTest(source=source):
                self.assertTrue(self.changes(node, source))
                self.assertFalse(self.changes(node, "pass"))
                self.assertFalse(self.changes(node, source) if source.startswith("n =") else False)

    def test_what_is_no_state(self):
        node = self.node("import math\nfrom machine import Pin\nlamp = None\nt = [1]\ndef run(text): exec(text, globals())\n")
        for source in ("pass", "lamp = Pin(2, Pin.OUT)", "lamp.value(1)", "lamp = math", "lamp = run", "t = [1]", "__x__ = 1"):
            with self.subTest(source=source):
                self.assertFalse(self.changes(node, source))

    def test_an_entry_that_fails_and_a_timer_change_it_too(self):
        node = self.node("from machine import Timer\nn = 0\ndef fail():\n    global n\n    n = 1\n    raise ValueError('x')\n"
                         "def tick(t):\n    global n\n    n = 2\n"
                         "def begin(): Timer(-1).init(period=1, mode=Timer.ONE_SHOT, callback=tick)\n")
        node.call("fail")
        self.assertTrue(node.has_changed)
        node.call("begin")
        self.assertFalse(node.has_changed)
        while node.next_ms >= 0:  # the node would wait so long
            node.say(wire.TICK)
            node.result()
        self.assertTrue(node.has_changed)

    def test_a_state_that_is_large_or_cannot_be_looked_at_harms_nobody(self):
        node = self.node("class Odd:\n    def __getattribute__(self, name): raise KeyError(name)\n"
                         "    def __eq__(self, other): return self.x\n    __hash__ = None\n"
                         "odd = Odd()\nclass Slots:\n    __slots__ = ('x',)\nslots = Slots()\n"
                         "big = list(range(1000000))\ndef f(): return len(big)\ndef g():\n    global odd\n    odd = 1\n")
        self.assertEqual(node.call("f"), "1000000")
        self.assertFalse(node.has_changed)
        node.call("g")
        self.assertTrue(node.has_changed)


class Node(WorkerTest):
    def test_settings(self):
        node = self.node("from ConfigHandler import cfgget, cfgput\ndef f(k): return cfgget(k)\n"
                         "def g(k, v): return cfgput(k, v)\n")
        node.settings = {b"devfid": (3, b"lamp"), b"soctout": (2, b"100"), b"cron": (1, b"True")}
        self.assertEqual([node.call("f", repr(k), json=True) for k in ("devfid", "soctout", "cron", "appwd")],
                         ['"lamp"', "100", "true", "null"])
        self.assertEqual(node.call("g", "'soctout'", "50"), "True")
        self.assertEqual(node.requests(wire.SETTING_PUT)[-1], ((7, 0, 0, 0), b"soctout50"))

    def test_other_modules_and_commands(self):
        node = self.node("import LM_light\nfrom LM_dht22 import measure\nfrom InterpreterCore import execute_LM_function_Core\n"
                         "def f(): return LM_light.rgb(1, g=2)\ndef g(): return measure()['hum']\n"
                         "def h():\n    said = []\n    ok = execute_LM_function_Core(['light', 'toggle'], msgobj=said.append)\n"
                         "    return ok, said\n")
        node.commands = {b"light rgb(1, g=2)": (1, b'"SET rgb: R1G2B3"\n'), b"dht22 measure": (1, b'{"hum": 45.6}\n'),
                         b"light toggle": (0, b"no\n")}
        self.assertEqual(node.call("f"), "SET rgb: R1G2B3")
        self.assertEqual(node.call("g"), "45.6")
        self.assertEqual(node.call("h"), "(False, ['no'])")
        node.commands[b"dht22 measure"] = 0, b'{"error": "wrong checksum", "module": "dht22", "function": "measure"}'
        self.assert_fails(node.call("g"), "wrong checksum")

    def test_the_board(self):
        node = self.node("import sys, os, gc, machine, esp32\nfrom time import localtime, ticks_diff\nimport micropython\n"
                         "from LogicalPins import *\nimport LogicalPins\n"
                         "def f(): return sys.platform, os.uname()[0], machine.unique_id(), localtime(), gc.mem_free()\n"
                         "def g(): return ticks_diff(5, 2**30 - 5), LogicalPins.get_pin_on_platform_by_key('none')\n"
                         "def h(): return LogicalPins.pinmap['pwm_1'], esp32.raw_temperature(), os.statvfs('/')[3]\n")
        node.answers[wire.CLOCK] = 0, struct.pack("<8i", 2026, 11, 22, 13, 13, 48, 6, 326)
        node.answers[wire.FACT] = lambda n, _: (0, wire.long(89 if n[0] else 2000))
        node.answers[wire.CHIP] = 53300, b""
        self.assertEqual(node.call("f"), "('esp8266', 'esp8266', b'\\x00\\x01\\x02\\x03\\x04\\x05', "
                                         "(2026, 11, 22, 13, 13, 48, 6, 326), 2000)")
        self.assertEqual(node.call("g"), "(10, None)")
        self.assertEqual(node.call("h"), "(13, 128, 89)")


if __name__ == "__main__":
    main()
