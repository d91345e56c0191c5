"""What one cause may cost on a board: board_budgets.py

The worst modules that are known run on each emulated board that has Lua: in one verb, in timers, in edges that change their
own pin. On every board the worst lists of commands run by the timer and by such edges. No board may be restarted by its
watchdog, and each answers hello meanwhile. What a hello takes is printed: the machine that
emulates the board may be busy with other things, so only far too much is a failure."""
import base64
import os
import re
import sys
import tempfile
import time
import zlib

import board_rig
from shell_session import Session

PROMISED_MS = 250
FAR_TOO_MUCH = 8  # times the promise: the watchdog would have bitten before
WITH_LUA = ("esp32c3", "cortexm3")  # those whose programs have it as they come
ROOMY = "esp32c3"  # has memory for several modules at once

VERBS = {
    "replacing": "return #(('x'):rep(2000)):gsub('(y*)', ('%1'):rep(4000))",
    "calling": "while true do (('x'):rep(2000)):gsub('.', function() end) end",
    "sets": "return (('x'):rep(4000)):find('[' .. ('a'):rep(4000) .. ']y')",
    "frontiers": "return (('x'):rep(4000)):find('%f[' .. ('a'):rep(4000) .. ']y')",
    "plain": "return (('a'):rep(6000)):find(('a'):rep(3000) .. 'b', 1, true)",
    "sorting": "local t = {} for i = 1, 300 do t[i] = i end while true do table.sort(t, function() return true end) end",
    "formats": "while true do ('%.99f'):format(1e308) end",
    "comparing": "local a, b = ('\\0'):rep(6000) .. 'a', ('\\0'):rep(6000) .. 'b' while true do local c = a < b end",
    "memory": "local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end",
    "itself": "while true do call('verbs itself') end",
}
TIMERS = """return { verbs = { v = function() return "v" end }, start = function()
  for i = 1, 16 do every(10, function() for i = 1, 3000 do end end) end end }
"""
WRITER = """return { state = { n = { 0, keep = true } }, verbs = { v = function() return "v" end }, start = function()
  every(10, function() state.n = state.n + 1 end) end }
"""
EDGES = """return { pins = { b = "irq1:in_up" }, uses = { "sim" }, state = { n = 0 }, verbs = { n = function() return state.n end },
  start = function() on("b", "both", function(high) state.n = state.n + 1 call("sim set irq1 " .. (high and 0 or 1)) end) end }
"""
PIECE = 150  # bytes of a module in one command: boards have lines of 256


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def said(session, command, pattern):
    """Asks until the answer fits."""
    end = time.monotonic() + board_rig.DEADLINE
    while not re.search(pattern, reply := session.say(command)):
        expect(time.monotonic() < end, f"{command} is answered with {reply!r}, not {pattern!r}")
    return reply


def send(session, name, source):
    data = source.encode()
    for at in range(0, len(data), PIECE):
        session.say(f"module put {name} {at} {base64.b64encode(data[at:at + PIECE]).decode()}")
    return session.say(f"module commit {name} {len(data)} {zlib.crc32(data):08x}").strip()


class Proof:
    def __init__(self, board):
        self.board, self.worst_ms = board, {}

    def session(self):
        self.board.wait_ready()
        return Session(self.board.address)

    def hello(self, what, begin=lambda: None, times=10):
        """The longest that a hello takes in a session of its own."""
        with self.session() as other:
            begin()
            for _ in range(times):
                began = time.monotonic()
                expect(re.match("hello:node01:", other.say("hello")), f"{what}: no hello")
                ms = (time.monotonic() - began) * 1000
                self.worst_ms[what] = max(ms, self.worst_ms.get(what, 0))
        expect(self.worst_ms[what] < FAR_TOO_MUCH * PROMISED_MS, f"{what}: a hello took {self.worst_ms[what]:.0f} ms")

    def pushed(self, name, source):
        with self.session() as s:
            answer = send(s, f"LM_{name}.lua", source)
            expect(answer == f"LM_{name}.lua: running", f"{name} was not taken: {answer}")

    def removed(self, name):
        with self.session() as s:
            said(s, f"module remove {name}", "removed|no module")

    def verbs(self):
        for name, body in VERBS.items():
            self.pushed("verbs", f'return {{ uses = {{ "verbs" }}, verbs = {{ fine = function() return "fine" end, '
                                 f'{name} = function() {body} end }} }}')
            with self.session() as bad:
                self.hello(name, lambda: bad.send(f"verbs {name}\n"))
                expect(re.search("too long|memory|stack", bad.read_reply()), f"{name} was not stopped")
            with self.session() as s:
                said(s, "verbs fine", "^fine")
            self.removed("verbs")

    def by_themselves(self):
        """All at once, or one after the other where there is no memory for them."""
        sources = {"timers": TIMERS, "more": TIMERS, "writer": WRITER, "edges": EDGES}
        is_roomy = self.board.kind.name == ROOMY
        for name, source in sources.items():
            self.pushed(name, source)
            if name == "edges":
                self.edges()
            if not is_roomy:
                self.hello(name)
                self.removed(name)
        if is_roomy:
            self.hello("timers", times=60)

    def edges(self):
        with self.session() as s:
            said(s, "sim set irq1 0", "")
            first = int(re.search(r"\d+", said(s, "edges n", r"\d+"))[0])
            said(s, "edges n", rf"^(?!{first}\b)\d+")

    def commands(self):
        """Lists of commands, by the timer and by edges that cause themselves."""
        settings = {"timirq": "True", "timirqseq": "100", "timirqcbf": "; ".join(["system heartbeat"] * 10),
                    "irq1": "True", "irq1_trig": "both", "irq1_cbf": "sim set irq1 0; light toggle; sim set irq1 1"}
        with self.session() as s:
            s.say("conf")
            for key, value in settings.items():
                expect("Saved" in (answer := s.say(f"{key} {value}")), f"{key} is answered with {answer!r}")
            s.send("reboot\n")
        self.board.uart.wait(rb"(?s)started by.*started by")
        with self.session() as s:
            s.say("sim set irq1 1")
        self.hello("lists of commands", times=60)
        with self.session() as s:
            said(s, "why system", "timer")
            said(s, "why light", "pin 1")

    def run(self):
        if self.board.kind.name in WITH_LUA:
            self.verbs()
            self.by_themselves()
        self.commands()
        restarts = len(re.findall(rb"started by", self.board.uart.raw))
        expect(restarts == 2, f"it was restarted: {bytes(self.board.uart.raw[-2000:])!r}")
        for what, ms in self.worst_ms.items():
            print(f"{self.board.kind.name}: {what}: a hello took {ms:.0f} ms at most, {PROMISED_MS} are promised", flush=True)


def main():
    names = sys.argv[1:] or list(board_rig.KINDS)
    there = [name for name in names if not board_rig.kind_of(name).missing()]
    if not there:
        board_rig.skip_unless(names[0])
    for name in there:
        with tempfile.TemporaryDirectory(prefix="micros-budgets-") as folder:
            with board_rig.start(name, os.path.join(folder, "board.flash")) as board:
                Proof(board).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
