"""Load modules of the original from 2021 and of its successor in a real node. They are small ones of our own that import
the same names. MICROS_OTHERS_MODULES names a folder with LM_*.py of somebody else: those are tried too, and skipped else."""
import glob
import json
import os
import sys
import unittest

from support import until
from test_python import PythonTest, python_is_too_old

SENSORS = '''
from sys import platform
__ADC = {}


def __adc(key):
    if key not in __ADC:
        from machine import ADC, Pin
        from LogicalPins import get_pin_on_platform_by_key
        pin = get_pin_on_platform_by_key(key)
        __ADC[key] = ADC(pin) if 'esp8266' in platform else ADC(Pin(pin))
    return __ADC[key]


def steps(key='adc_0'):
    return 'ADC value: {}'.format(__adc(key).read())


def intensity():
    return {'light intensity [%]': '{:.2f}'.format(__adc('adc_1').read_u16() / 65535 * 100)}


def climate():
    from dht import DHT11
    from machine import Pin
    from LogicalPins import get_pin_on_platform_by_key
    sensor = DHT11(Pin(get_pin_on_platform_by_key('simple_1')))
    sensor.measure()
    return {'temp [\u00baC]': sensor.temperature(), 'hum [%]': sensor.humidity()}


def touch(triglvl=300):
    from machine import TouchPad, Pin
    from LogicalPins import get_pin_on_platform_by_key
    value = TouchPad(Pin(get_pin_on_platform_by_key('touch_0'))).read()
    return {'isTouched': value < triglvl, 'value': value}
'''

FADING = '''
from machine import Pin, PWM
from Common import transition_gen, micro_task, manage_task, data_dir
from microIO import bind_pin
TAG, FILE = 'fading._tran', data_dir('fading.cache')
LAMP = []


def to(value):
    async def _task(way, ms):
        with micro_task(tag=TAG) as my_task:
            for duty in way:
                LAMP[0].duty(duty)
                await my_task.feed(sleep_ms=ms)
            with open(FILE, 'w') as f:
                f.write(str(duty))
            my_task.out = 'DONE: {}'.format(duty)

    if not LAMP:
        LAMP.append(PWM(Pin(bind_pin('dim_1')), freq=20480))
    way, ms = transition_gen(0, value, interval_sec=0.05)
    return micro_task(tag=TAG, task=_task(way, ms))


def said():
    return manage_task(TAG, 'show')


def kept():
    with open(FILE) as f:
        return f.read()
'''

FIRST = '''
from InterConnect import send_cmd
from ConfigHandler import read_cfg_file
from os import listdir


def sendcmd(*args, host=None, port=9008):
    return send_cmd(host, port, ' '.join(k.replace(',', '') for k in args))


def settings():
    return [key for key, value in read_cfg_file().items() if 'node' in str(value)]


def files():
    with open('mine.pds', 'w') as f:
        f.write('1')
    return [name for name in listdir() if name.endswith('.pds') or name in ('LM_light.mpy', 'LM_first.py')]
'''


class Generations(PythonTest):
    def test_sensors_give_what_the_modules_in_c_give(self):
        for board in ("esp8266", "esp32"):
            node = self.node("--board", board, root=self.path(board))
            self.drop(node, "own", SENSORS)
            for mine, theirs in (("own steps", "adc measure"), ("own steps 'adc_2'", "ph_sensor measure"),
                                 ("own intensity", "light_sensor intensity"), ("own climate", "dht11 measure")):
                answer = node.ask(theirs)
                self.assertEqual(node.ask(mine), answer, board)
                self.assertNotIn("execute_LM", answer)
            node.ask("sim set dht11.temp -5.3")
            self.assertEqual(node.ask("own climate"), node.ask("dht11 measure"))
        self.assertEqual(node.ask("own touch"), "isTouched: False\nvalue: 700\n")

    def test_a_fade_is_a_task_that_ends_and_keeps_its_state(self):
        node = self.with_module("fading", FADING, "--board", "esp32")
        self.assertEqual(node.ask("fading to 1000"), "fading._tran: Starting\n")
        until(lambda: node.ask("fading said") == "DONE: 1000\n", "the fade is over")
        duties = [int(line.split()[-2]) for line in self.trace() if line.startswith("pwm 26")]
        self.assertEqual((duties, duties[-1]), (sorted(duties), 978))
        node = self.restart(node)
        node.log.wait(r"LM_fading\.py is live")
        self.assertEqual(node.ask("fading kept"), "1000\n")

    def test_the_first_generation_s_ways_to_others_settings_and_files(self):
        node = self.with_module("first", FIRST)
        other = self.node("--set", "devfid=kitchen", root=self.path("kitchen"))
        host, port = other.address
        self.assertRegex(node.ask(f"first sendcmd 'hello' host='{host}' port={port}"), r"^\['hello:kitchen:\w+'\]\n$")
        self.assertRegex(node.ask(f"first sendcmd 'dht22,' 'measure' host='{host}' port={port}"),
                         r"^\['temp \[ºC\]: 23\.4', 'hum \[%\]: 45\.6'\]\n$")
        self.assert_fails(node, f"first sendcmd 'hello' host='{host}' port=1", f"{host}:1: no answer")
        self.assertEqual(node.ask("first settings"), "['devfid']\n")
        self.assertEqual(node.ask("first files"), "['mine.pds', 'LM_light.mpy', 'LM_first.py']\n")

    def test_a_file_that_takes_the_place_of_a_built_in_module_says_so(self):
        node = self.with_module("lamp", "def on(): return 'mine'\n")
        self.assertEqual(node.ask("module list"), "LM_lamp.py: running, 24 bytes\n")
        said = self.drop(node, "dimmer", "def on(): return 'mine'\n")
        self.assertRegex(said, r"LM_dimmer\.py is live, in place of the built-in dimmer$")
        self.assertIn("LM_dimmer.py: running, 24 bytes, in place of the built-in dimmer\n", node.ask("module list"))
        told = {m["file"]: m.get("replaces") for m in json.loads(node.ask("module list >json"))["modules"]}
        self.assertEqual(told, {"LM_dimmer.py": True, "LM_lamp.py": None})
        self.assertEqual(node.ask("dimmer on"), "mine\n")
        os.remove(os.path.join(node.root, "modules", "LM_dimmer.py"))
        node.log.wait(r"LM_dimmer\.py is gone")
        self.assertEqual(node.ask("dimmer set_value 300"), "SET DIMMER: 300\n")


OTHERS = sorted(glob.glob(os.path.join(os.environ.get("MICROS_OTHERS_MODULES", "/nowhere"), "LM_*.py")))
MOSTLY = 0.75  # of them load and answer
LACKS = r"no module named '\w+'|can't import name \w+"


@unittest.skipUnless(OTHERS, "skipped: MICROS_OTHERS_MODULES names no folder with LM_*.py")
class OthersModules(PythonTest):
    """They come from outside, and stay there. What they answer is theirs: it is an answer, and no failure of ours."""

    def tried(self, path):
        """Whether it loads and answers, and what it says."""
        name = os.path.basename(path)[len("LM_"):-len(".py")]
        with open(path, encoding="utf-8") as f:
            node = self.node("--board", "esp32", root=self.path(name))
            line = self.drop(node, name, f.read(), log=rf"LM_{name}\.py (is live|was refused)")
        if "was refused" in line:
            self.assertRegex(line, LACKS)
            return False, line.split(" was refused: ")[1]
        said = [(verb, node.ask(f"{name} {verb}").strip()) for verb in ("load", "status", "pinmap", "help")]
        self.assertNotIn("Traceback", node.log.text())
        node.terminate()
        answers = [(verb, words) for verb, words in said if f"has no attribute '{verb}'" not in words]
        return not answers[-1][1].startswith("execute_LM"), "; ".join(f"{verb}: {words}" for verb, words in answers[:3])

    def test_most_load_and_answer_and_the_rest_say_what_is_missing(self):
        good = 0
        for path in OTHERS:
            works, said = self.tried(path)
            good += works
            print(f"{os.path.basename(path)}: {'answers' if works else 'refused'}: {said[:120]!r}", flush=True)
        print(f"{good} of {len(OTHERS)} load and answer", flush=True)
        self.assertGreaterEqual(good, len(OTHERS) * MOSTLY)


if __name__ == "__main__":
    reason = python_is_too_old()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main()
