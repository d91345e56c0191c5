"""Load modules in Python, as users of the original have them: dropped into the node's folder, run in a process of their
own, and kept from doing harm."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

from support import DEADLINE, IS_ROOT, NodeTest, until

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "engines" / "python" / "examples"
PYTHON = "/usr/bin/python3"

LIGHT = '''"""Lamp of three colours"""
from sys import platform
from machine import Pin, PWM
from LogicalPins import get_pin_on_platform_by_key

__PWM = None
__CACHE = [600, 600, 600, 0]


def __init():
    global __PWM
    if __PWM is None:
        __PWM = [PWM(Pin(get_pin_on_platform_by_key('pwm_%d' % i)), freq=480, duty=0) for i in (1, 2, 3)]
    return __PWM


def rgb(r=None, g=None, b=None):
    """Sets the colour"""
    global __CACHE
    new = [old if given is None else given for old, given in zip(__CACHE, (r, g, b))]
    for lamp, duty in zip(__init(), new):
        lamp.duty(duty)
    __CACHE = new + [1 if sum(new) else 0]
    with open('lamp.pds', 'w') as f:
        f.write(','.join(str(k) for k in __CACHE))
    return "SET rgb: R{}G{}B{}".format(*new)


def load_n_init(cache=None):
    global __CACHE
    try:
        with open('lamp.pds') as f:
            __CACHE = [int(k) for k in f.read().strip().split(',')]
    except Exception as e:
        return 'NO CACHE: {}'.format(e)
    return rgb()


def where():
    return platform


def help():
    return 'rgb r=<0-1000> g=<0-1000> b=<0-1000>', 'load_n_init', 'where'
'''

SENSORS = '''
import machine, time, onewire, ds18x20
from machine import Pin, I2C
import dht
import neopixel
import ssd1306
from LogicalPins import get_pin_on_platform_by_key
__DHT = None
__OLED = None


def measure():
    global __DHT
    if __DHT is None:
        __DHT = dht.DHT22(Pin(get_pin_on_platform_by_key('simple_1')))
    __DHT.measure()
    return {'temp [\u00baC]': __DHT.temperature(), 'hum [%]': __DHT.humidity()}


def pixels(r, g, b, n=4):
    chain = neopixel.NeoPixel(Pin(get_pin_on_platform_by_key('pwm_3')), n)
    chain.fill((r, g, b))
    chain.write()
    return "NEOPIXEL SET TO R{}G{}B{}".format(r, g, b)


def scan():
    return [hex(a) for a in I2C(-1, Pin(5), Pin(4)).scan()], hex(I2C(-1, Pin(5), Pin(4)).readfrom_mem(0x76, 0xd0, 1)[0])


def distance_mm():
    trigger, echo = Pin(get_pin_on_platform_by_key('simple_0'), Pin.OUT), Pin(get_pin_on_platform_by_key('pwm_5'), Pin.IN)
    trigger.value(0)
    time.sleep_us(5)
    trigger.value(1)
    time.sleep_us(10)
    trigger.value(0)
    pulse = machine.time_pulse_us(echo, 1, 1000000)
    if pulse < 0:
        raise OSError('Out of range')
    return pulse * 100 // 582


def thermometers():
    chain = ds18x20.DS18X20(onewire.OneWire(Pin(12)))
    chain.convert_temp()
    time.sleep_ms(750)
    return [chain.read_temp(rom) for rom in chain.scan()]


def text(intext, posx=0, posy=0):
    global __OLED
    if __OLED is None:
        __OLED = ssd1306.SSD1306_I2C(128, 64, I2C(-1, Pin(get_pin_on_platform_by_key('i2c_scl')),
                                                  Pin(get_pin_on_platform_by_key('i2c_sda'))))
    __OLED.text(intext, posx, posy)
    __OLED.show()
    return True
'''

HARM = '''
import time


def real():
    """Python's own os, whatever this module may import"""
    for c in ().__class__.__base__.__subclasses__():
        if c.__name__ == '_wrap_close':
            return c.__init__.__globals__


def loop():
    while True:
        pass


def trap():
    while True:
        try:
            while True: pass
        except BaseException:
            pass


def slow(s):
    time.sleep(s)
    return s


def bomb():
    a = []
    while True:
        a.append('x' * 1000000)


def system(command):
    return real()['system'](command)


def read(path):
    return real()['sys'].modules['io'].open(path).read()


def descend():
    return real()['fork']()


def signal(pid):
    real()['kill'](pid, 9)


def run(path):
    real()['execv'](path, [path])


def sock():
    import _socket
    return _socket.socket()


def limits():
    return real()['sys'].modules['resource']


def crash():
    real()['_exit'](3)


def exit_now():
    real()['abort']()


def say(words):
    print(words)


def speak(data, times=1):
    real()['write'](3, bytes(data) * times)


def fine():
    return 'fine'
'''


def processes():
    """(pid, parent) of every process."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as f:
                    yield int(name), int(f.read().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                pass


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def python_is_too_old():
    if not os.path.exists(PYTHON):
        return f"there is no {PYTHON}"
    old = subprocess.run([PYTHON, "-c", "import sys, ctypes; sys.exit(sys.version_info < (3, 9))"], capture_output=True)
    return "python3 is older than 3.9, or has no ctypes" if old.returncode else None


class PythonTest(NodeTest):
    def drop(self, node, name, source, log=None):
        """Puts LM_<name>.py into the node's folder, as a user would, and waits until it is live."""
        after = len(node.log.lines)
        folder = os.path.join(node.root, "modules")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(node.root, "new"), "w", encoding="utf-8") as f:
            f.write(source)
        os.rename(os.path.join(node.root, "new"), os.path.join(folder, f"LM_{name}.py"))
        return node.log.wait(log or rf"\[EXEC\] LM_{name}\.py is live", after=after)

    def with_module(self, name, source, *options):
        node = self.node("--trace", self.path("trace"), *options)
        self.drop(node, name, source)
        return node

    def trace(self):
        with open(self.path("trace"), encoding="utf-8") as f:
            return [line.split(" ", 1)[1].rstrip("\n") for line in f]

    @staticmethod
    def workers(node):
        return [pid for pid, parent in processes() if parent == node.pid and is_running(pid)]

    @staticmethod
    def listed(node):
        module, = json.loads(node.ask("module list >json"))["modules"]
        return module

    def assert_fails(self, node, command, words):
        module, function = command.split()[:2]
        self.assertEqual(node.ask(command), f"execute_LM_function LM_{module}->{function}: {words}\n")


class Modules(PythonTest):
    def test_a_lamp_of_the_original_works_as_it_is(self):
        node = self.with_module("lamp", LIGHT)
        self.assertEqual(node.ask("lamp rgb 10 20 b=30"), "SET rgb: R10G20B30\n")
        self.assertEqual(node.ask("lamp rgb(1, g=2)"), "SET rgb: R1G2B30\n")
        self.assertEqual(node.ask("lamp rgb 1 2 3 >json"), '"SET rgb: R1G2B3"\n')
        self.assertEqual([line for line in self.trace() if line.startswith("pwm")][-3:],
                         ["pwm 13 480 Hz 1 permille", "pwm 2 480 Hz 2 permille", "pwm 0 480 Hz 3 permille"])
        self.assertEqual(node.ask("lamp where"), "esp8266\n")

    def test_help(self):
        node = self.with_module("lamp", LIGHT)
        self.assertEqual(node.ask("lamp help"), "('rgb r=<0-1000> g=<0-1000> b=<0-1000>', 'load_n_init', 'where')\n")
        self.assertIn("   lamp\n       rgb\n       load_n_init\n       where\n       help\n", node.ask("help"))
        described = json.loads(node.ask("help >json"))["exec"]["lamp"]
        self.assertEqual(described["help"], "Lamp of three colours")
        self.assertEqual(described["verbs"][0], {
            "name": "rgb", "help": "Sets the colour",
            "in": [{"name": c, "kind": "any", "default": "None", "optional": True} for c in "rgb"]})
        self.drop(node, "plain", "def f(a, b=1.5, c='x'):\n    return a\n")
        self.assertEqual(node.ask("plain help"), "('f a b=1.5 c='x'',)\n")

    def test_a_declared_answer_is_in_help_and_is_kept_to(self):
        node = self.with_module("climate", "ANSWERS = {'measure': {'out': [{'name': 'temp', 'kind': 'fixed', 'unit': 'C', "
                                           "'class': 'temperature', 'min': -40, 'max': 85}]}, 'f': {'answer': 'text'}}\n"
                                           "def measure(temp): return {'temp': temp}\ndef f(): return 'words'\ndef g(): pass\n")
        verbs = json.loads(node.ask("help >json"))["exec"]["climate"]["verbs"]
        self.assertEqual([(verb["name"], verb.get("answer"), verb.get("out")) for verb in verbs], [
            ("measure", "map", [{"name": "temp", "kind": "fixed", "unit": "C", "min": -40.0, "max": 85.0, "class": "temperature",
                                 "decimals": 1, "optional": False}]),
            ("f", "text", None), ("g", None, None)])
        self.assertEqual(node.ask("climate measure 20"), "temp: 20.0\n")
        self.assertEqual(node.ask("climate measure 20 >json"), '{"temp": 20.0}\n')
        self.assertIn("out of its range", node.ask("climate measure 90"))
        self.drop(node, "warm", "ANSWERS = {'f': {'out': [{'name': 'a', 'kind': 'int', 'class': 'warmth'}]}}\ndef f(): pass\n", log=r"LM_warm\.py")
        self.assertIn("a class in its ANSWERS is none", node.ask("module show warm"))

    def test_any_literal_arrives_and_goes_back(self):
        node = self.with_module("echo", "def f(v=5, *more): return v if not more else (v,) + more\ndef d(): return {}\n")
        for literal in ("7", "-0x1f", "1.5", "True", "None", "'a b'", '"it\'s"', "[1,'a',(2,)]", "99999999999999999999"):
            value = eval(literal)
            self.assertEqual(node.ask(f"echo f {literal}"), f"{value}\n")
            self.assertEqual(json.loads(node.ask(f"echo f {literal} >json")), json.loads(json.dumps(value)))
        self.assertEqual(node.ask(r"echo f 'a\tb\\'"), "a\tb\\\n")
        self.assertEqual(node.ask("echo f"), "5\n")
        self.assertEqual(node.ask("echo f 1 'two' 3"), "(1, 'two', 3)\n")
        self.assertEqual(node.ask("echo d"), "\n")

    def test_yes_and_no_have_many_spellings(self):
        node = self.with_module("echo", "def f(v): return repr(v)\ndef s(on=False, *, loud=True): return (on, loud)\n")
        for word, value in (("on", True), ("OFF", False), ("yes", True), ("No", False), ("true", True), ("False", False),
                            ("1", 1), ("0", 0), ("'on'", "on"), ("'0'", "0")):
            self.assertEqual(node.ask(f"echo f {word}"), f"{value!r}\n")
        for word in ("on", "'On'", "1", "yes", '"true"'):  # the default says that it is a switch
            self.assertEqual(node.ask(f"echo s {word} loud=off"), "(True, False)\n")
        for word in ("off", "'No'", "0", "FALSE"):
            self.assertEqual(node.ask(f"echo s on={word} loud='1'"), "(False, True)\n")

    def test_errors(self):
        node = self.with_module("lamp", LIGHT + "\ndef wrong(a): return a + 'x'\n")
        for command, words in (
                ("lamp nothing", "'module' object has no attribute 'nothing'"),
                ("lamp rgb 1 2 3 4", "function takes 3 positional arguments but 4 were given; it takes r, g, b"),
                ("lamp wrong", "function takes 1 positional arguments but 0 were given; it takes a"),
                ("lamp rgb x=1", "unexpected keyword argument 'x'; it takes r, g, b"),
                ("lamp rgb r=1 2", "non-keyword arg after keyword arg; it takes r, g, b"),
                ("lamp rgb red", "r: 'red' is not accepted; a number, on or off, text in quotes or a list, as [1, 'a']"),
                ("lamp wrong 1", "unsupported types for __add__: 'int', 'str'"),
                ("lamp rgb '1", "r: '1 is not accepted; a number, on or off, text in quotes or a list, as [1, 'a']"),
        ):
            self.assert_fails(node, command, words)
        self.assertEqual(json.loads(node.ask("lamp wrong 1 >json")),
                         {"error": "unsupported types for __add__: 'int', 'str'", "module": "lamp", "function": "wrong"})

    def test_hidden_functions_are_hidden(self):
        node = self.with_module("lamp", LIGHT)
        self.assertNotIn("__init", node.ask("help"))
        self.assert_fails(node, "lamp __init", "'module' object has no attribute '__init'")

    def test_state_is_there_after_a_restart_and_for_the_boot_hook(self):
        node = self.with_module("lamp", LIGHT)
        node.set("boothook", "lamp load_n_init")
        node.ask("lamp rgb 7 8 9")
        node = self.restart(node, "--trace", self.path("trace"))
        node.log.wait(r"LM_lamp\.py is live")
        until(lambda: "pwm 0 480 Hz 9 permille" in self.trace(), "the lamp is as it was")

    def test_a_sensor_is_shared_with_modules_in_c(self):
        node = self.with_module("things", SENSORS)
        with node.link() as python, node.link() as c:
            for _ in range(10):
                python.send("things measure\n")
                c.send("dht22 measure\n")
                for link in (python, c):
                    self.assertIn("temp [\u00baC]: 23.4\nhum [%]: 45.6\n", link.until(b" $  ").decode())

    def test_sensors_pixels_and_a_display(self):
        node = self.with_module("things", SENSORS)
        node.ask("sim set dht22.temp -3.5")
        node.ask("sim set dht22.hum 61.2")
        self.assertEqual(node.ask("things measure"), "temp [\u00baC]: -3.5\nhum [%]: 61.2\n")
        self.assertEqual(json.loads(node.ask("things measure >json")), {"temp [\u00baC]": -3.5, "hum [%]": 61.2})
        node.ask("sim set dht22.fault checksum")
        self.assert_fails(node, "things measure", "checksum error")
        self.assertEqual(node.ask("things scan"), "(['0x3c', '0x76'], '0x60')\n")
        node.ask("sim set hcsr04.distance 123")
        self.assertEqual(node.ask("things distance_mm"), "123\n")
        node.ask("sim set hcsr04.fault silent")
        self.assert_fails(node, "things distance_mm", "Out of range")
        node.ask("sim set ds18.temp 19.25")
        self.assertEqual(node.ask("things thermometers"), "[19.25]\n")
        self.assertEqual(node.ask("things pixels 1 2 3"), "NEOPIXEL SET TO R1G2B3\n")
        dark = node.ask("sim show")
        self.assertEqual(node.ask("things text 'HI' 10 20"), "True\n")
        self.assertNotEqual(node.ask("sim show"), dark)

    def test_a_pin_that_another_module_has_is_refused_with_its_name(self):
        node = self.with_module("lamp", "from machine import Pin\ndef f(): Pin(15, Pin.OUT)\ndef g(): Pin(6, Pin.OUT)\n"
                                        "def h(): Pin(99, Pin.OUT)\n")
        node.ask("servo Servo 100")
        self.assert_fails(node, "lamp f", "pin GPIO15 is in use as pwm by servo")
        self.assert_fails(node, "lamp g", "pin GPIO6 belongs to the flash chip")
        self.assert_fails(node, "lamp h", "pin GPIO99 does not exist on this board")

    def test_a_message_that_would_hold_the_node_up_is_refused(self):
        node = self.with_module("bus", "from machine import I2C\ndef f(hz): I2C(freq=hz).writeto(0x3c, bytes(1025))\n")
        self.assert_fails(node, "bus f 10000", "1025 bytes at 10000 Hz take longer than 100 ms")

    def test_settings(self):
        node = self.with_module("settings", "from ConfigHandler import cfgget, cfgput\n"
                                            "def get(k): return cfgget(k)\ndef put(k, v): return cfgput(k, v)\n")
        for key, value in (("devfid", '"node01"'), ("soctout", "100"), ("cron", "false"), ("appwd", "null"), ("none", "null")):
            self.assertEqual(node.ask(f"settings get '{key}' >json"), value + "\n")
        self.assertEqual(node.ask("settings put 'utc' 77"), "True\n")
        self.assertEqual(node.settings()["utc"], "77")
        for key in ("appwd", "auth", "hwuid", "none"):
            self.assertEqual(node.ask(f"settings put '{key}' 'Abcdefgh1'"), "False\n")
        self.assertEqual(node.ask("settings put 'utc' 'x'"), "False\n")

    def test_modules_call_each_other(self):
        node = self.with_module("lamp", LIGHT)
        self.drop(node, "scene", "import LM_lamp, LM_system\nfrom InterpreterCore import execute_LM_function_Core\n"
                                 "def evening(): return LM_lamp.rgb(3, b=1)\ndef up(): return LM_system.uptime()\n"
                                 "def words():\n    said = []\n    ok = execute_LM_function_Core('lamp where', said.append)\n"
                                 "    return ok, said\ndef wrong(): return LM_lamp.rgb(x=1)\n")
        self.assertEqual(node.ask("scene evening"), "SET rgb: R3G600B1\n")
        self.assertRegex(node.ask("scene up"), r"^\d+ \d+:\d+:\d+\n")
        self.assertEqual(node.ask("scene words"), "(True, ['esp8266'])\n")
        self.assert_fails(node, "scene wrong", "unexpected keyword argument 'x'; it takes r, g, b")

    def test_modules_that_call_in_a_circle_are_told_so(self):
        node = self.with_module("a", "import LM_b\ndef f(): return LM_b.f()\n")
        self.drop(node, "b", "import LM_a\ndef f(): return LM_a.f()\n")
        self.assert_fails(node, "a f", "modules that call each other were stopped")

    def test_edges_and_timers(self):
        node = self.with_module("io", "from machine import Pin, Timer\nn = {'edges': 0, 'ticks': 0}\n"
                                      "def edge(p): n['edges'] += 1\ndef tick(t): n['ticks'] += 1\n"
                                      "def begin():\n    global t\n    p = Pin('irq3', Pin.IN, Pin.PULL_UP)\n"
                                      "    p.irq(edge, Pin.IRQ_FALLING)\n"
                                      "    t = Timer(-1); t.init(period=10, mode=Timer.PERIODIC, callback=tick)\n"
                                      "def show(): return n\n")
        self.assertEqual(node.ask("io begin"), "None\n")
        node.ask("sim press irq3")
        until(lambda: "edges: 1\n" in node.ask("io show"), "the falling edge")
        until(lambda: int(re.search(r"ticks: (\d+)", node.ask("io show"))[1]) > 2, "the timer")

    def test_a_pin_of_another_module_stays_its_own(self):
        """It can be neither freed, nor driven, nor watched: by its name, by its number."""
        node = self.with_module("thief", "from machine import Pin\n"
                                         "def free(p): return Pin(p).deinit()\n"
                                         "def drive(p): return Pin(p, Pin.OUT).value(1)\n"
                                         "def own(): return Pin('irq2', Pin.OUT).value(1)\n")
        node.ask("dimmer set_value 300")
        for pin in ("'pwm_5'", "14"):
            self.assertEqual(node.ask(f"thief free {pin}"), "None\n")
            self.assertIn("is in use as pwm by dimmer", node.ask(f"thief drive {pin}"))
        self.assertRegex(node.ask("genio pinmap"), r"pwm_5: GPIO14 pwm dimmer\n")
        self.assertNotIn("pin 14 free", self.trace())
        self.assertEqual(node.ask("thief own"), "None\n")
        self.assertEqual(node.ask("thief free 'irq2'"), "None\n")
        self.assertIn("pin 13 free", self.trace())

    def test_an_edge_of_a_pin_that_is_pulled_down(self):
        node = self.with_module("io", "from machine import Pin\nedges = 0\ndef edge(p):\n    global edges\n    edges += 1\n"
                                      "def begin(): Pin('irq3', Pin.IN, Pin.PULL_DOWN).irq(edge, Pin.IRQ_RISING)\n"
                                      "def show(): return edges\n")
        node.ask("io begin")
        self.assertIn("pin 14 in_down", self.trace())
        node.ask("sim press irq3")
        until(lambda: node.ask("io show") == "1\n", "the edge")

    def test_numbers_have_64_bits(self):
        node = self.with_module("big", "ANSWERS = {'n': {'answer': 'value', 'out': [{'name': 'n', 'kind': 'int', 'max': 9000000000}]}}\n"
                                       "def n(v): return v\n")
        self.assertEqual(node.ask("big n 4294967296"), "4294967296\n")
        self.assertIn('"max": 9000000000', node.ask("help >json"))

    def test_why_names_who_changed_its_state(self):
        """By a verb, and by a timer or an edge of its own; what only looks changes nothing."""
        node = self.with_module("io", "from machine import Pin, Timer\nlevel = -1\nclass Data:\n    edges = 0\n"
                                      "def get(): return level\ndef put(v):\n    global level\n    level = v\n    return v\n"
                                      "def fail(v):\n    put(v)\n    raise ValueError('x')\n"
                                      "def edge(p): Data.edges += 1\n"
                                      "def watch(): Pin('irq3', Pin.IN, Pin.PULL_UP).irq(edge, Pin.IRQ_FALLING)\n"
                                      "def show(): return Data.edges\n"
                                      "def begin(): Timer(-1).init(period=5, mode=Timer.ONE_SHOT, callback=lambda t: put(level + 1))\n")
        unknown = "io: nothing has changed it since the boot\n"
        self.assertEqual((node.ask("io get"), node.ask("why io")), ("-1\n", unknown))
        self.assertEqual((node.ask("io begin"), node.ask("io watch")), ("None\n", "None\n"))
        until(lambda: node.ask("io get") == "0\n", "the timer")
        self.assertRegex(node.ask("why io"), r"\Aio: by its timer, \d+ s ago\n\Z")
        self.assertEqual(list(json.loads(node.ask("why io >json"))), ["module", "by"])
        self.assertEqual(node.ask("io put -1"), "-1\n")
        by_put = r"\Aio put: by shell 127\.0\.0\.1:\d+, \d+ s ago\n\Z"
        self.assertRegex(node.ask("why io"), by_put)
        node.ask("io fail -2")
        self.assertRegex(node.ask("why io"), by_put.replace("put", "fail"))
        self.assertEqual(node.ask("io put -2"), "-2\n")
        self.assertRegex(node.ask("why io"), by_put.replace("put", "fail"))
        node.ask("system module 'io'")
        self.assertEqual((node.ask("io watch"), node.ask("why io")), ("None\n", unknown))
        node.ask("sim press irq3")
        until(lambda: node.ask("io show") == "1\n", "the edge")
        self.assertRegex(node.ask("why io"), r"\Aio: by its pin, ")

    def test_why_names_who_had_a_pin_driven(self):
        """A module that keeps nothing but a pin in its mind is known too, and named for what it has others do."""
        node = self.with_module("lamp", "from machine import Pin, Timer\np = None\ndef light(v):\n    global p\n"
                                        "    p = p or Pin('simple_1', Pin.OUT)\n    p.value(v)\n")
        node.ask("lamp light 0")
        peer = r"\Alamp light: by shell 127\.0\.0\.1:(\d+), \d+ s ago\n\Z"
        first = re.search(peer, node.ask("why lamp"))[1]
        with node.link() as link:
            link.ask("lamp light 1")
            self.assertNotEqual(re.search(peer, node.ask("why lamp"))[1], first)

    def test_why_knows_a_caller_who_has_gone(self):
        node = self.with_module("slow", "import time\nn = 0\ndef f():\n    global n\n    time.sleep_ms(200)\n    n = 1\n")
        with node.link() as link:
            link.send("slow f\n")
            peer = "127.0.0.1:%d" % link.sock.getsockname()[1]
        until(lambda: "nothing" not in node.ask("why slow"), "the change")
        self.assertRegex(node.ask("why slow"), rf"\Aslow f: by shell {peer}, ")

    def test_what_python_brings_works_without_its_files(self):
        node = self.with_module("std", '''
import ujson, urandom, ure, ustruct, ubinascii, ucollections, array, math, heapq, functools, itertools, io, utime, os
def f():
    Point = ucollections.namedtuple('Point', ('x', 'y'))
    heap = [3, 1, 2]
    heapq.heapify(heap)
    utime.sleep_ms(1)
    out = io.StringIO()
    print('words', end='', file=out)
    assert 0 <= urandom.random() < 1 and len(os.urandom(4)) == 4 and urandom.choice([7]) == 7
    return [Point(1, y=2).y, heap[0], ujson.loads(ujson.dumps({'a': [1]}))['a'], bool(ure.match('a+', 'aab')),
            ustruct.pack('<H', 258), ubinascii.hexlify(b'AB'), array.array('h', [5])[0], round(math.pi, 2),
            functools.reduce(lambda a, b: a + b, [1, 2]), list(itertools.islice(itertools.count(), 2)), out.getvalue(),
            '\u00ba'.encode('latin-1'), b'x'.decode('ascii'), '{:5.1f}|{!r}'.format(2.25, 'x'), sorted([2, 1])]
''')
        self.assertEqual(node.ask("std f"), "[2, 1, [1], True, b'\\x02\\x01', b'4142', 5, 3.14, 3, [0, 1], 'words', "
                                            "b'\\xba', 'x', \"  2.2|'x'\", [1, 2]]\n")

    def test_what_is_printed_is_in_the_log(self):
        node = self.with_module("harm", HARM)
        node.ask("harm say 'good morning'")
        node.log.wait(r"\[LM_harm\] good morning$")


class Files(PythonTest):
    def test_a_new_text_is_live_at_once_and_a_broken_one_is_refused_with_its_line(self):
        node = self.with_module("x", "def f(): return 1\n")
        self.assertEqual(node.ask("x f"), "1\n")
        self.drop(node, "x", "def f(): return 2\n")
        self.assertEqual(node.ask("x f"), "2\n")
        line = self.drop(node, "x", "def f():\n    return (3\n", log="was refused")
        self.assertIn("LM_x.py:2: '(' was never closed", line)
        self.assertEqual(node.ask("x f"), "2\n")
        line = self.drop(node, "x", "import subprocess\ndef f(): return 3\n", log="was refused")
        self.assertIn("LM_x.py:1: no module named 'subprocess'", line)
        self.assertEqual(node.ask("x f"), "2\n")
        os.unlink(os.path.join(node.root, "modules", "LM_x.py"))
        node.log.wait(r"LM_x\.py is gone")
        self.assert_fails(node, "x f", "no module named 'LM_x'")
        until(lambda: not self.workers(node), "its process is gone too")

    def test_no_process_without_a_module(self):
        node = self.node()
        node.ask("hello")
        self.assertEqual(self.workers(node), [])

    def test_each_module_has_its_process(self):
        node = self.with_module("a", "n = 1\ndef f(): return n\n")
        self.drop(node, "b", "n = 2\ndef f(): return n\n")
        self.assertEqual([node.ask("a f"), node.ask("b f")], ["1\n", "2\n"])
        self.assertEqual(len(self.workers(node)), 2)

    def test_the_last_of_several_texts_counts(self):
        node = self.with_module("x", "def f(): return 0\n")
        for i in range(1, 6):
            with open(os.path.join(node.root, "modules", "LM_x.py"), "w", encoding="utf-8") as f:
                f.write(f"def f(): return {i}\n")
        until(lambda: node.ask("x f") == "5\n", "the last one is live")
        until(lambda: len(self.workers(node)) == 1, "one process")

    def test_a_module_is_there_after_a_reboot(self):
        node = self.with_module("lamp", LIGHT)
        node.ask("lamp rgb 4 5 6")
        node.set("boothook", "lamp load_n_init")
        after = len(node.log.lines)
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        node.log.wait(r"LM_lamp\.py is live", after=after)
        self.assertEqual(node.ask("lamp rgb"), "SET rgb: R4G5B6\n")
        self.assertEqual(len(self.workers(node)), 1)

    def test_a_module_that_is_too_large_for_its_memory_is_refused(self):
        node = self.node("--set", "pymem=32")
        line = self.drop(node, "x", "x = [" + "1," * 100000 + "]\ndef f(): return x\n", log="x.py (was refused|is live)")
        self.assertIn("refused", line)
        self.drop(node, "y", "def f(): return 1\n")
        self.assertEqual(node.ask("y f"), "1\n")

    def test_unloading_begins_anew(self):
        node = self.with_module("count", "n = [0]\ndef f(): n[0] += 1; return n[0]\n")
        self.assertEqual([node.ask("count f"), node.ask("count f")], ["1\n", "2\n"])
        node.ask("system module 'LM_count'")
        self.assertEqual(node.ask("count f"), "1\n")


class Harm(PythonTest):
    def harmful(self, *options):
        return self.with_module("harm", HARM, "--set", "pytime=1000", *options)

    def test_an_endless_loop_is_stopped_and_holds_nobody_up(self):
        node = self.harmful()
        for function in ("loop", "trap"):
            node.ask("harm fine")
            with node.link() as victim, node.link() as other:
                victim.send(f"harm {function}\n")
                waits = []
                while not waits or victim.is_quiet(0):
                    start = time.monotonic()
                    self.assertRegex(other.ask("hello"), "^hello:")
                    waits.append(time.monotonic() - start)
                self.assertLess(sorted(waits)[len(waits) * 99 // 100], 0.05)
                self.assertGreater(len(waits), 20)
                self.assertIn("it was stopped: it took longer than 1000 ms", victim.until(b" $  ").decode())
        self.assertEqual(node.ask("harm fine"), "fine\n")

    def test_others_wait_for_their_turn_and_get_it(self):
        node = self.harmful()
        links = [node.link() for _ in range(5)]
        for i, link in enumerate(links):
            self.addCleanup(link.close)
            link.send(f"harm slow 0.0{i}\n")
        for i, link in enumerate(links):
            self.assertIn(f"0.0{i}\n" if i else "0.0\n", link.until(b" $  ").decode())

    def test_who_goes_away_leaves_the_module_to_others(self):
        node = self.harmful()
        with node.link() as link:
            link.send("harm slow 0.2\n")
        self.assertEqual(node.ask("harm fine"), "fine\n")

    def test_memory_has_an_end(self):
        node = self.harmful("--set", "pymem=48")
        self.assert_fails(node, "harm bomb", "memory allocation failed")
        self.assertEqual(node.ask("harm fine"), "fine\n")

    def test_the_kernel_refuses_files_sockets_programs_and_processes(self):
        node = self.harmful()
        mark = self.path("mark")
        node.ask(f"harm system 'touch {mark}'")
        self.assertFalse(os.path.exists(mark))
        self.assert_fails(node, "harm read '/etc/passwd'", "[Errno 13] EACCES")
        self.assert_fails(node, "harm descend", "[Errno 13] EACCES")
        self.assert_fails(node, f"harm signal {node.pid}", "[Errno 13] EACCES")
        self.assert_fails(node, "harm run '/bin/true'", "[Errno 13] EACCES")
        self.assert_fails(node, "harm sock", "no module named '_socket'")
        self.assertEqual(node.ask("harm fine"), "fine\n")

    def test_its_process_has_no_rights_and_knows_nothing(self):
        node = self.harmful()
        pid, = self.workers(node)
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        self.assertIn("NoNewPrivs:\t1\n", status)
        self.assertIn("Seccomp:\t2\n", status)
        if IS_ROOT:
            self.assertIn("Uid:\t65534\t65534\t65534\t65534\n", status)
            self.assertIn("CapEff:\t0000000000000000\n", status)
        self.assertEqual(sorted(os.listdir(f"/proc/{pid}/fd")), ["0", "1", "2", "3"])
        self.assertEqual(os.readlink(f"/proc/{pid}/cwd"), "/")
        environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
        self.assertEqual(environment, b"LC_ALL=C.UTF-8\0PATH=/usr/bin:/bin\0")
        limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
        for row in ("Max processes  .* 0  ", "Max file size  .* 0  ", "Max core file size  .* 0  ", "Max address space  .* 67108864  "):
            self.assertRegex(limits, row)

    def test_a_process_that_dies_is_started_again(self):
        node = self.harmful()
        for _ in range(2):
            pid, = self.workers(node)
            os.kill(pid, signal.SIGKILL)
            until(lambda pid=pid: pid not in self.workers(node), "it is gone")
            self.assertEqual(node.ask("harm fine"), "fine\n")
        for function in ("crash", "exit_now"):
            self.assert_fails(node, f"harm {function}", "its process has ended")
            self.assertEqual(node.ask("harm fine"), "fine\n")
        self.assert_serves(node)

    def test_the_pauses_between_starts_grow(self):
        node = self.harmful()
        for pause_ms in (100, 200, 400, 800, 1600):
            after = len(node.log.lines)
            self.assert_fails(node, "harm crash", "its process has ended")
            node.log.wait(rf"its process has ended; it is started again in {pause_ms} ms", after=after)
        told = self.listed(node)
        self.assertEqual(told["state"], "has failed")
        self.assertRegex(told["why"], r"^its process has ended; it is started again in [12] s$")
        self.assert_fails(node, "harm fine", "its process has ended too often; it is started again later")
        until(lambda: node.ask("harm fine") == "fine\n", "it is started again")
        told = self.listed(node)
        self.assertEqual((told["state"], told["why"]), ("running", "started again 5 times, last after: its process has ended"))
        self.assertRegex(node.ask("module list"), r"^LM_harm.py: running, \d+ bytes: started again 5 times, last after: ")

    def test_the_list_tells_how_a_process_is(self):
        node = self.harmful()
        self.assertEqual((self.listed(node)["state"], self.listed(node)["why"]), ("running", ""))
        pid, = self.workers(node)
        os.kill(pid, signal.SIGSTOP)  # it does not answer, and is stopped by its time
        self.assert_fails(node, "harm fine", "it was stopped: it took longer than 1000 ms")
        until(lambda: self.listed(node)["state"] == "running", "it is started again")
        self.assertEqual(self.listed(node)["why"], "started again 1 time, last after: it was stopped: it took longer than 1000 ms")
        node.ask("system module 'LM_harm'")  # its process ends, and that is no failure
        until(lambda: self.listed(node)["state"] == "running", "it is started again")
        self.assertIn("started again 1 time,", self.listed(node)["why"])
        self.drop(node, "harm", "def fine():\n    return 'mended'\n")
        self.assertEqual((self.listed(node)["state"], self.listed(node)["why"]), ("running", ""))

    def test_what_it_drove_goes_dark_when_it_dies(self):
        node = self.with_module("lamp", LIGHT + "\ndef die():\n    raise_it = [c for c in ().__class__.__base__.__subclasses__()"
                                                " if c.__name__ == '_wrap_close'][0]\n    raise_it.__init__.__globals__['_exit'](1)\n")
        node.ask("lamp rgb 1000 1000 1000")
        node.ask("lamp die")
        until(lambda: "pin 13 free" in self.trace(), "the pin is free")

    def test_no_process_is_left_behind(self):
        for end in ("terminate", "kill"):
            node = self.node(root=self.path(end))
            self.drop(node, "harm", HARM)
            node.ask("harm fine")
            pid, = self.workers(node)
            getattr(node, end)()
            until(lambda pid=pid: not is_running(pid), "its process has ended")

    def test_a_process_that_makes_no_sense_is_stopped(self):
        node = self.harmful()
        answer, request = [19, 0, 0, 0, 82] + [0] * 18, [18, 0, 0, 0, 81, 18] + [0] * 16
        for command in ("harm speak [1,0,0,0]", "harm speak [0,0,0,0]", "harm speak [255,255,255,127,82]",
                        "harm speak [1,0,0,0,72]", "harm speak [1,0,0,0,82]", "harm speak [2,0,0,0,81,99]",
                        f"harm speak {answer} 2".replace(", ", ","), f"harm speak {request} 3000".replace(", ", ",")):
            with self.subTest(command):
                self.assertRegex(node.ask(command), "its process has (said what makes no sense|ended)|it took longer")
                self.assertEqual(node.ask("harm fine"), "fine\n")

    def test_what_prints_for_ever_does_not_fill_the_log(self):
        node = self.with_module("noise", "def f():\n    for i in range(20000): print(i)\n    return 'done'\n")
        self.assertEqual(node.ask("noise f"), "done\n")
        node.log.wait("prints too much")
        self.assertLess(len(node.log.lines), 2000)


class Examples(PythonTest):
    def example(self, name):
        return self.with_module(name, (EXAMPLES / f"LM_{name}.py").read_text(encoding="utf-8"))

    def test_night_light(self):
        node = self.example("night_light")
        node.ask("sim set adc_0 3000")
        self.assertEqual(node.ask("night_light check"), "OFF\n")
        self.assertEqual(node.ask("night_light watch 0.02"), "OFF\n")
        node.ask("sim set adc_0 100")
        until(lambda: "pwm 14 480 Hz 196 permille" in self.trace(), "it glows")
        self.assertEqual(node.ask("night_light stop"), "OFF\n")

    def test_plant(self):
        node = self.example("plant")
        node.ask("sim set adc_0 330")
        self.assertEqual(node.ask("plant moisture"), "moisture [%]: 9\nruns: 0\n")
        self.assertEqual(node.ask("plant auto 40 0.05"), "WATER: 0.05 s, run 1\n")
        until(lambda: self.trace()[-1:] == ["pin 15 0"], "the pump has stopped")
        self.assertIn("pin 15 1", self.trace())
        self.assertEqual(node.ask("plant water 99"), "PLANT ERROR, SECONDS 0-30 ONLY, GIVEN: 99\n")
        node.ask("sim set adc_0 3000")
        self.assertEqual(node.ask("plant auto"), "WET ENOUGH: 91 %\n")
        node = self.restart(node)
        node.log.wait(r"LM_plant\.py is live")
        self.assertEqual(node.ask("plant moisture >json"), '{"moisture [%]": 40, "runs": 1}\n')

    def test_chime(self):
        node = self.example("chime")
        self.assertEqual(node.ask("chime ring 'xyz'"), "CHIME ERROR, NOTES cdefgab- ONLY, GIVEN: x\n")
        self.assertEqual(node.ask("chime button 'light toggle True'"), "BUTTON: light toggle True\n")
        node.ask("sim press irq3")
        until(lambda: "rings: 1\n" in node.ask("chime state"), "it was pressed")
        until(lambda: {"pwm 12 784 Hz 500 permille", "pwm 12 659 Hz 500 permille"} <= set(self.trace()), "both notes")
        until(lambda: any(line.startswith("pwm 13 480 Hz") for line in self.trace()), "the light")


if __name__ == "__main__":
    why = python_is_too_old()
    if why:
        print("skipped: " + why)
        sys.exit(77)
    unittest.main()
