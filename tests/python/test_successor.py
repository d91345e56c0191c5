"""What modules of the original from 2021 and of its successor import, as they use it: small modules of our own, against
a node that the test is."""
import json
import select

from rig import WorkerTest, main, wire

LAMP = '''"""A lamp that fades, in the manner of the successor's modules."""
from machine import Pin, PWM
from Common import transition_gen, micro_task, data_dir, syslog
from microIO import bind_pin, pinmap_search
from Types import resolve
from utime import sleep_ms


class Data:
    LAMP = None
    KEPT = [300.0, 0]
    FILE = data_dir('fading.cache')
    TAG = 'fading._tran'


def __lamp(pin=None):
    if Data.LAMP is None:
        Data.LAMP = PWM(Pin(bind_pin('dim_1', pin)), freq=20480)
    return Data.LAMP


def __keep(value, on):
    Data.KEPT = [value, on]
    with open(Data.FILE, 'w') as f:
        f.write(','.join(str(k) for k in Data.KEPT))


def load(pin=None):
    try:
        with open(Data.FILE) as f:
            Data.KEPT = [float(k) for k in f.read().split(',')]
    except OSError:
        syslog('[WARN] fading: nothing is kept yet')
    __lamp(pin)
    return 'CACHE: True'


def set_value(value, smooth=True):
    way, step_ms = transition_gen(int(Data.KEPT[0]), value, interval_sec=0.02)
    for duty in way if smooth else (value,):
        __lamp().duty(duty)
        sleep_ms(step_ms)
    __keep(value, 1)
    return status()


def transition(value, sec=1.0):
    async def _task(way, ms):
        with micro_task(tag=Data.TAG) as my_task:
            for duty in way:
                __lamp().duty(duty)
                my_task.out = 'Dimming: {}'.format(duty)
                await my_task.feed(sleep_ms=ms)
            __keep(value, 1)
            my_task.out = 'Dimming DONE: {}'.format(duty)

    __lamp()
    way, ms = transition_gen(0, value, interval_sec=sec)
    return micro_task(tag=Data.TAG, task=_task(way, ms))


def status(lmf=None):
    return {'X': Data.KEPT[0], 'S': Data.KEPT[1]}


def pinmap():
    return pinmap_search('dim_1')


def help(widgets=False):
    return resolve(('SLIDER set_value value=<0-1000-10> smooth=True', 'BUTTON toggle state=<True,False>',
                    'STATUS status', 'pinmap'), widgets)
'''

TASKS = '''
from Common import micro_task, manage_task, exec_cmd
import uasyncio as asyncio
COUNT = [0]


@micro_task("count", _wrap=True)
async def counter(tag, upto=3, fails=False):
    """Counts"""
    with micro_task(tag) as my_task:
        for i in range(upto):
            COUNT[0] += 1
            my_task.out = f"at {COUNT[0]}"
            await asyncio.sleep_ms(1)
        if fails:
            raise ValueError("it went wrong")
        my_task.out = "done"


async def never_asked_for(tag):
    pass


def words():
    return micro_task("clock.now", task=["system", "clock"])


def ask(tag, operation):
    return manage_task(tag, operation)


def is_done(tag):
    task = micro_task(tag)
    return None if task is None else task.done


def many(n):
    async def wait():
        await asyncio.sleep(100)
    return [list(micro_task(f"many.{i}", task=wait()).values())[0] for i in range(n)]
'''


def turn(node):
    """What a port does: it waits until the next timer is due, as long as the worker has said."""
    select.select([], [], [], max(node.next_ms, 0) / 1000)
    node.say(wire.TICK)
    return node.result()


def until_idle(node, most=1000):
    while node.next_ms >= 0 and most:
        turn(node)
        most -= 1
    assert most, "it never ends"


class ALamp(WorkerTest):
    def lamp(self):
        return self.node(LAMP, platform="esp32")

    def test_it_is_described_and_answers(self):
        node = self.lamp()
        self.assertEqual(node.call("pinmap"), "dim_1: 14")
        self.assertEqual(node.call("load"), "CACHE: True")
        self.assertEqual(node.call("set_value", "500", smooth="False"), "X: 500\nS: 1")
        self.assertEqual(node.kept, {b"fading.cache": b"500,1"})
        self.assertEqual(node.requests("pwm")[-1][0][:3], (14, 20480, 489))  # 500 of 1023

    def test_a_kept_state_is_read_and_a_pin_may_be_named(self):
        node = self.lamp()
        node.kept[b"fading.cache"] = b"120,1"
        self.assertEqual(node.call("load", pin="27"), "CACHE: True")
        self.assertEqual(node.call("status"), "X: 120.0\nS: 1.0")
        self.assertEqual(node.requests("pwm")[-1][0][0], 27)

    def test_a_fade_goes_there_in_steps_and_ends_there(self):
        node = self.lamp()
        node.call("set_value", "0", smooth="False")
        node.asked.clear()
        node.call("set_value", "1000")
        duties = [numbers[2] for numbers, _ in node.requests("pwm")]
        self.assertEqual(duties, sorted(duties))
        self.assertEqual((len(duties), duties[-1]), (4, 978))

    def test_a_transition_is_a_task_between_calls(self):
        node = self.lamp()
        self.assertEqual(node.call("transition", "1000", sec="0.05"), "fading._tran: Starting")
        self.assertGreaterEqual(node.next_ms, 0)
        self.assertEqual(node.call("transition", "10"), "fading._tran: Already running")
        until_idle(node)
        self.assertEqual(node.call("status"), "X: 1000\nS: 1")
        self.assertEqual(node.requests("pwm")[-1][0][2], 978)
        self.assertEqual(len(node.requests("pwm")), 11)  # the first is the lamp's own, dark

    def test_help_for_people_and_for_pages(self):
        node = self.lamp()
        self.assertEqual(node.call("help"), str(("set_value value=<0-1000-10> smooth=True",
                                                 "toggle state=<True,False>", "status", "pinmap")))
        self.assertEqual([json.loads(line) for line in eval(node.call("help", "True"))], [
            {"type": "slider", "callback": "set_value value=:range: smooth=True", "range": [0, 1000, 10]},
            {"type": "button", "callback": "toggle state=:options:", "result": False, "options": ["True", "False"]},
            {"type": "status", "callback": "status ", "wtype": "auto"}])


class Widgets(WorkerTest):
    def test_every_tag(self):
        node = self.node("from Types import resolve\ndef f(line): return resolve((line,), widgets=True)[0]\n"
                         "def g(line): return resolve((line,))\n")
        for line, what in (
                ("COLOR color r=<0-255-5> g b smooth=True",
                 {"type": "color", "callback": "color r=:range: g=:range: b=:range: smooth=True", "range": [0, 255, 5]}),
                ("WHITE white cw ww", {"type": "white", "callback": "white cw=:range: ww=:range:", "range": [0, 255, 2]}),
                ("JOYSTICK move x=<-40-70> y",
                 {"type": "joystick", "callback": "move x=:range: y=:range:", "range": [-40, 70, 2]}),
                ("BUTTON toggle", {"type": "button", "callback": "toggle ", "result": False, "options": ["None"]}),
                ("BUTTON{'result': True} show",
                 {"type": "button", "callback": "show ", "result": True, "options": ["None"]}),
                ('TEXTBOX{"refresh": 2000} measure', {"type": "textbox", "callback": "measure ", "refresh": 2000}),
                ("GRAPH top", {"type": "graph", "callback": "top ", "refresh": 3000, "limit": 30}),
                ('EMBED{"callback": "/cam", "title": "camera", "image": true}',
                 {"type": "embed", "callback": "/cam", "image": True, "title": "camera"})):
            self.assertEqual(json.loads(node.call("f", repr(line))), what, line)
            self.assertEqual(list(json.loads(node.call("f", repr(line))))[:2], ["type", "callback"])
        self.assertEqual(node.call("g", repr("load pin=None")), "('load pin=None',)")
        self.assertEqual(node.call("g", repr("BUTTON{'result': True} show")), "('show',)")
        self.assertEqual(node.call("g", repr("LED is no tag")), "('LED is no tag',)")


class Tasks(WorkerTest):
    def test_the_arguments_that_a_decorator_gives_are_no_caller_s(self):
        _, functions = self.node().load(TASKS)
        self.assertEqual(functions["counter"], ("Counts", [("upto", "3"), ("fails", "False")]))
        self.assertNotIn("never_asked_for", functions)

    def test_it_runs_says_something_and_ends(self):
        node = self.node(TASKS)
        self.assertEqual(node.call("counter"), "count._counter: Starting")
        self.assertEqual(node.call("ask", "'count.*'", "'isbusy'"), "True")
        turn(node)
        self.assertTrue(node.has_changed)
        self.assertEqual(node.call("ask", "'count._counter'", "'show'"), "at 1")
        until_idle(node)
        self.assertEqual(node.call("ask", "'count._counter'", "'show'"), "done")
        self.assertEqual(node.call("is_done", "'count._counter'"), "True")
        self.assertEqual(node.call("counter", upto="1"), "count._counter: Starting")

    def test_it_is_killed_and_its_failure_is_what_it_says(self):
        node = self.node(TASKS)
        node.call("counter", upto="1000")
        turn(node)
        self.assertEqual(node.call("ask", "'count._counter'", "'kill'"), "True")
        self.assertEqual(node.next_ms, -1)
        self.assertEqual(node.call("ask", "'count._counter'", "'kill'"), "False")
        node.call("counter", fails="True")
        until_idle(node)
        self.assertEqual(node.call("ask", "'count._counter'", "'show'"), "it went wrong")
        self.assertEqual(node.call("ask", "'nobody'", "'show'"), "No task found: nobody")
        self.assert_fails(node.call("ask", "'nobody'", "'dance'"), "a task is asked to show, kill or isbusy")
        self.assertEqual(node.call("is_done", "'nobody'"), "None")

    def test_a_command_in_words_is_a_task(self):
        node = self.node(TASKS)
        node.commands[b"system clock"] = 1, b"(2026, 1, 2)\n"
        self.assertEqual(node.call("words"), "clock.now: Starting")
        until_idle(node)
        self.assertEqual(node.call("ask", "'clock.now'", "'show'"), "(2026, 1, 2)")

    def test_there_is_an_end_to_them_and_room_again(self):
        node = self.node(TASKS)
        said = json.loads(node.call("many", "17", json=True))
        self.assertEqual(said, ["Starting"] * 16 + ["[aio] Task queue full: 16"])
        node.call("ask", "'many.*'", "'kill'")
        self.assertEqual(json.loads(node.call("many", "2", json=True)), ["Starting"] * 2)


class Framework(WorkerTest):
    def test_commands_here_and_on_other_nodes(self):
        node = self.node("from Common import exec_cmd\ndef f(words, **how): return exec_cmd(words, **how)\n")
        node.commands = {b"light rgb r=1": (1, b"SET rgb: R1G2B3\n"), b"nolm f": (0, b"no module\n"),
                         b"system module": (1, b'["LM_light"]\n'), b"light toggle >json >>node02": (1, b'"ON"\n'),
                         b"light toggle >>node02": (0, b"no answer\n")}
        self.assertEqual(node.call("f", "['light', 'rgb', 'r=1']"), "(True, 'SET rgb: R1G2B3')")
        self.assertEqual(node.call("f", "['nolm', 'f']"), "(False, 'no module')")
        self.assertEqual(node.call("f", "['nolm', 'f']", secure="True"), "(False, 'NotAllowed')")
        self.assertEqual(node.call("f", "['light', 'rgb', 'r=1']", secure="True"), "(True, 'SET rgb: R1G2B3')")
        self.assertEqual(node.call("f", "['light', 'toggle', '>>node02']", jsonify="True"), "(True, '\"ON\"')")
        self.assertEqual(node.call("f", "['light', 'toggle', '>>node02']"), "(False, 'no answer')")
        self.assertEqual([n[0] for n, data in node.requests(wire.RUN) if b"node02" in data], [0, 0])

    def test_intercon_of_both_generations(self):
        node = self.node("from InterConnect import send_cmd, host_cache\ndef f(*a): return send_cmd(*a)\n"
                         "def g(host, cmd): return send_cmd(host=host, cmd=cmd)\ndef h(): return host_cache()\n")
        node.commands = {b"system info >>10.0.1.7": (1, b"a: 1\nb: 2\n"), b"hello >>10.0.1.7:9009": (1, b"hello:x:y\n"),
                         b"hello >>nobody.local": (0, b"no such host\n")}
        self.assertEqual(node.call("f", "'10.0.1.7'", "9008", "'system info'"), "['a: 1', 'b: 2']")
        self.assertEqual(node.call("f", "'10.0.1.7'", "9009", "'hello'"), "['hello:x:y']")
        self.assertEqual(node.call("g", "'10.0.1.7'", "'system info'"), "['a: 1', 'b: 2']")
        self.assert_fails(node.call("g", "'nobody.local'", "'hello'"), "nobody.local: no such host")
        self.assertEqual(node.call("h"), "")

    def test_a_log_of_data_keeps_its_newest_lines(self):
        node = self.node("from Common import data_logger\ndef add(n): return data_logger('temps', data=str(n), limit=3)\n"
                         "def show(): data_logger('temps')\n")
        node.answers[wire.CLOCK] = 0, b"".join(wire.number(n) for n in (2026, 5, 4, 3, 2, 1, 0, 124))
        for n in range(5):
            self.assertEqual(node.call("add", str(n)), "True")
        self.assertEqual(node.call("show"), "2026.5.4-3:2:1 2\n2026.5.4-3:2:1 3\n2026.5.4-3:2:1 4\nNone")
        self.assertEqual(list(node.kept), [b"temps.dat"])
        self.assertEqual(node.call("show", json=True), "null")

    def test_what_is_said_to_the_caller_stands_before_the_answer(self):
        node = self.node("from Common import socket_stream\n@socket_stream\ndef f(n=2, msgobj=None):\n"
                         "    for i in range(n): msgobj(f'step {i}')\n    return 'done'\n")
        self.assertEqual(node.load("from Common import socket_stream\n@socket_stream\ndef f(n=2, msgobj=None): return n\n")[1],
                         {"f": ("", [("n", "2")])})
        node = self.node("from Common import socket_stream\n@socket_stream\ndef f(n=2, msgobj=None):\n"
                         "    for i in range(n): msgobj(f'step {i}')\n    return 'done'\n")
        self.assertEqual(node.call("f"), "step 0\nstep 1\ndone")
        self.assertEqual(node.call("f", n="0"), "done")
        self.assertEqual(node.call("f", json=True), '"done"')
        self.assertEqual(node.call("f", n="0"), "done")

    def test_a_function_behind_a_password_says_why_it_does_not_run(self):
        source = ("from Auth import sudo\n@sudo\ndef f(): return 'in'\n"
                  "@sudo(_when_true=('force', 1))\ndef g(path, force=False): return path\n")
        node = self.node()
        self.assertEqual(node.load(source)[1]["f"], ("", [("pwd", "None")]))
        why = "Access denied: this node lets no module check a password (pwd)"
        for given in ({}, {"pwd": "'ADmin123'"}):
            self.assert_fails(node.call("f", **given), why)
        self.assertEqual(node.call("g", "'/x'"), "/x")
        self.assert_fails(node.call("g", "'/x'", "True"), why)
        self.assert_fails(node.call("g", "'/x'", force="True"), why)

    def test_pins_have_one_tag_in_a_module(self):
        node = self.node("from microIO import bind_pin, resolve_pin, pinmap_search, pinmap_info\n"
                         "def f(*a): return bind_pin(*a)\ndef g(k): return pinmap_search(k)\n"
                         "def h(): return pinmap_info()['booked']\ndef r(k): return resolve_pin(k)\n")
        self.assertEqual(node.call("f", "'redgb'"), "13")
        self.assertEqual(node.call("f", "'redgb'"), "13")
        self.assertEqual(node.call("f", "'mine'", "4"), "4")
        self.assert_fails(node.call("f", "'other'", "13"), "GPIO13 is bound to redgb already, it cannot be other, too")
        self.assert_fails(node.call("f", "'i2s_sck'"), "this board has no pin i2s_sck; the setting cstmpmap can name one")
        self.assertEqual(node.call("g", "['redgb', 'i2s_sck']"), "redgb: 13\ni2s_sck: None")
        self.assertEqual(node.call("h"), "redgb: 13\nmine: 4")
        self.assertEqual(node.call("r", "'temp6000'"), "0")

    def test_an_analog_input_as_steps_percent_and_volts(self):
        node = self.node("from Common import SmartADC\ndef f(): return SmartADC.get_instance(0).get()\n"
                         "def same(): return SmartADC.get_instance(0) is SmartADC.get_instance(0)\n")
        node.answers["adc"] = 1353, b""
        self.assertEqual(node.call("f"), "raw: 26906\npercent: 41.0\nvolt: 1.35")
        self.assertEqual(node.call("same"), "True")

    def test_an_animation_draws_what_a_generator_gives(self):
        node = self.node('''
from Common import AnimationPlayer
SEEN = []


class Player(AnimationPlayer):
    def update(self, r, g): SEEN.append((r, g))
    def draw(self): SEEN.append('draw')
    def clear(self): SEEN.append('clear')


def steps():
    yield 1, 2
    yield 3, 4


PLAYER = Player(tag='show.run')
def play(**how): return PLAYER.play(steps, speed_ms=1, **how)
def seen():
    was = SEEN[:]
    SEEN.clear()
    return was
def stop(): return PLAYER.stop()
def bare(): return AnimationPlayer().play()
''')
        self.assertEqual(node.call("play", loop="False"), "show.run: Starting")
        until_idle(node)
        self.assertEqual(node.call("seen"), "['clear', (1, 2), 'draw', (3, 4), 'draw']")
        self.assertEqual(node.call("play", loop="False", bt_draw="True"), "show.run: Starting")
        until_idle(node)
        self.assertEqual(node.call("seen"), "['clear', (1, 2), (3, 4), 'draw']")
        node.call("play")
        for _ in range(20):
            turn(node)
        self.assertGreaterEqual(node.next_ms, 0)
        self.assertEqual(node.call("stop"), "True")
        self.assertEqual(node.next_ms, -1)
        self.assertEqual(node.call("bare"), "There is nothing to play")

    def test_what_the_node_knows_of_itself(self):
        node = self.node('''
from Network import ifconfig, get_mac
from network import WLAN, STA_IF, AP_IF
from Time import uptime, Sun, suntime, ntp_time, set_time
from Logger import syslog, log_clean
from Tasks import Manager
from Config import cfgget
from ConfigHandler import read_cfg_file
from Notify import Notify
from Common import notify, web_endpoint, web_mounts, web_dir, conf_dir, console
import ntptime


def f():
    ntptime.settime()
    console('beat')
    return [ifconfig(), get_mac(), WLAN(STA_IF).status('rssi'), WLAN(STA_IF).isconnected(), WLAN(AP_IF).active(),
            WLAN().ifconfig()[0], uptime(), Sun.TIME == suntime(), ntp_time(), Manager.LOAD, syslog(), notify('x'),
            web_endpoint('page', f), web_mounts(), web_dir('a'), conf_dir(), Notify.notify('x')]
def settings(): return cfgget() == read_cfg_file(), cfgget('utc'), sorted(cfgget())
def clock(): set_time(2026, 1, 1, 0, 0, 0)
def clean(): log_clean()
''')
        answers = {b"system ifconfig": {"nwmd": "STA", "devip": "10.0.1.7"}, b"system wifirssi": -55, b"system uptime": "0 1:2:3",
                   b"system sun": {"sunrise": "6:0", "sunset": "20:0"}, b"system top": {"load [%]": 7},
                   b"system alarms": {"NOK alarm": 2}, b"system alarms(True)": {"OK alarm": 0}, b"system heartbeat": "<3"}
        node.commands = {command: (1, json.dumps(answer).encode()) for command, answer in answers.items()}
        node.answers[wire.SETTING] = lambda numbers, key: {b"": (3, b"utc devfid "), b"utc": (2, b"60")}.get(key, (3, b"node01"))
        self.assertEqual(eval(node.call("f")), [
            ("STA", ("10.0.1.7", "", "", "")), bytes(range(6)), -55, True, False, "10.0.1.7", "0 1:2:3", True, True, 7, 2, False,
            False, {}, "/web/a", "/config", "Notifications disabled"])
        self.assertEqual(node.call("settings"), "(True, 60, ['devfid', 'utc'])")
        self.assert_fails(node.call("clock"), "the node keeps its clock by itself: settings ntp, timezone")
        self.assertEqual(node.call("clean"), "None")

    def test_files_are_seen_as_the_first_generation_lists_them(self):
        node = self.node('''
import os
from Files import OSPath, path_join, list_fs, is_dir, is_protected, remove_file


def cachedump():
    cache = {}
    for pds in (name for name in os.listdir() if name.endswith('.pds')):
        with open(pds) as f:
            cache[pds] = f.read()
    return cache
def modules(): return [name for name in os.listdir() if 'LM_' in name]
def delete(name): os.remove(name)
def rename(a, b): os.rename(a, b)
def today(): return (path_join(OSPath.DATA, 'a', '/b'), list_fs(OSPath.DATA), list_fs(OSPath.MODULES, 'f', select='LM_light'),
                     is_dir('/data'), is_dir('/data/x'), is_protected('/modules/LM_x.py'), is_protected('/data/a.cache'))
def drop(): return remove_file(path_join(OSPath.DATA, 'b.cache'))
''')
        node.kept = {b"a.pds": b"1,2", b"b.cache": b"3"}
        self.assertEqual(node.call("cachedump"), "a.pds: 1,2")
        self.assertEqual(node.call("modules"), "['LM_light.mpy', 'LM_lamp.py']")
        self.assert_fails(node.call("delete", "'LM_light.mpy'"), "[Errno 2] ENOENT")
        self.assertEqual(eval(node.call("today")), ("/data/a/b", ["a.pds", "b.cache"], ["LM_light.mpy"], True, False, True, False))
        self.assertEqual(node.call("rename", "'a.pds'", "'/data/c.pds'"), "None")
        self.assertEqual(node.kept, {b"b.cache": b"3", b"c.pds": b"1,2"})
        self.assertEqual(node.call("drop"), "Removed: /data/b.cache")
        self.assertEqual(node.kept, {b"c.pds": b"1,2"})

    def test_what_no_module_can_have_is_refused_with_the_reason(self):
        node = self.node()
        for line, why in (("import urequests", "no module named 'urequests': modules have no sockets"),
                          ("from mespnow import ESPNowSS", "no module named 'mespnow': there is no ESP-NOW"),
                          ("from Web import url_path_resolve", "no module named 'Web': the node serves no web pages"),
                          ("from Pacman import install", "no module named 'Pacman': modules come by micros module push"),
                          ("from machine import UART, Pin", "can't import name UART"),
                          ("from Common import teleport", "can't import name teleport")):
            self.assertEqual(node.load(f"'''A module'''\n{line}\ndef f(): pass\n"), f"line 2: {why}")

    def test_the_table_of_the_documentation_has_every_name(self):
        import guard
        from rig import FOLDER
        page = (FOLDER.parent.parent / "docs" / "own-modules-python.md").read_text()
        for name in [*guard.BOARD, *guard.PYTHON, *guard.MISSING]:
            names = (name, name.removeprefix("u"))
            self.assertTrue(any(f"`{n}`" in page for n in names), name)


if __name__ == "__main__":
    main()
