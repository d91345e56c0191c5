"""Modules of the user's own in Lua on a board: test_usermod.py BOARD [CUTS]

Sends modules over the shell, calls them, breaks them, lets them run away, cuts the power while one is being replaced. The
board must go on answering, keep what was acknowledged, and say what is wrong with file and line."""
import base64
import os
import random
import re
import sys
import tempfile
import time
import zlib

import board_rig
from shell_session import Session

PIECE = 150  # bytes of a module in one command: boards have lines of 256
CUTS = 6
SEED = 9008

COUNTER = """-- the answer to life
return { help = "counts", pins = { lamp = "pwm_1:pwm", knob = "irq1:in_up" }, uses = { "system" },
  state = { n = { 0, keep = true }, presses = 0, ticks = 0 },
  start = function()
    every(20, function() state.ticks = state.ticks + 1 pin.lamp:pwm(1000, state.ticks % 2 * 500) end)
    on("knob", "fall", function() state.presses = state.presses + 1 end)
  end,
  verbs = {
    count = { help = "one more", run = function() state.n = state.n + 1 return "n " .. state.n end },
    events = { run = function() return "ticks " .. math.min(state.ticks, 3) .. " presses " .. state.presses end },
    numbers = { run = function()
      return table.concat({ 1 / 3, 2^53, 7 // 2, 3000000000, 1e300, -0.0, math.pi, ("%5.2f %d %x"):format(2.345, 77, 255) }, " ")
    end },
    rest = { run = function() wait(30) return "rested" end },
    node = { run = function() local ok, said = call("system clock") return tostring(ok) .. said:sub(1, 1) end },
  } }
"""
NUMBERS = "0.33333333333333 9.007199254741e+15 3 3000000000 1e+300 -0.0 3.1415926535898  2.35 77 ff"
RUNAWAY = """return { uses = { "system" }, verbs = {
  loop = function() while true do pcall(function() while true do end end) end end,
  memory = function() local t = {} while true do t[#t + 1] = ("x"):rep(100) .. #t end end,
  text = function() return #("x"):rep(1e9) end,
  pattern = function() return ("a"):rep(200):find(("a*"):rep(12) .. "b") end,
  deep = function()
    local function down(n) local ok, why = pcall(down, n + 1) return ok and why or n end
    return down(1) > 2
  end,
  fields = function() local m = {} m.__index = function(t, k) return setmetatable({}, m)[k] end return setmetatable({}, m).x end,
  calls = function()
    local deepest = 0
    local function down(n) deepest = n call("system clock") pcall(down, n + 1) end
    down(1)
    return deepest > 2
  end,
  sub = function() local function down() return (("a"):gsub("a", down)) end return down() end,
} }
"""
STOPPED = {
    "loop": r"LM_wild\.lua:2: it runs too long and was stopped \(luatime\)",
    "memory": r"memory", "text": r"resulting string too large", "pattern": r"too long",
    "deep": r"^True$", "calls": r"^True$", "fields": r"stack overflow|memory", "sub": r"stack overflow|memory",
}
BROKEN = {
    "return { verbs = { v = function() reurn 1 end } }": r"LM_%s\.lua:1: syntax error near",
    "\n\nlocal x = nil + 1": r"LM_%s\.lua:3: attempt to perform arithmetic on a nil value",
    "return { verbs = {}, colour = 1 }": r"colour",
    "return 5": r"it must end with return",
    "return { start = function() error('not today') end }": r"not today",
    "return {" + "(" * 300: r"overflow|levels",
    "local t = {} while true do t[#t + 1] = #t .. 'x' end": r"memory",
    "while true do end": r"too long",
}
FAILING = """return { pins = { lamp = "pwm_1:pwm" }, start = function() pin.lamp:pwm(1000, 500)
  after(10, function() error("broken") end) end, verbs = { v = function() return "v" end } }
"""
VERSION = 'return {{ verbs = {{ v = function() return "version {}" end }} }} -- {}\n'


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def said(session, command, pattern, deadline=board_rig.DEADLINE):
    """Asks until the answer fits: for what happens by itself."""
    end = time.monotonic() + deadline
    while not re.search(pattern, reply := session.say(command)):
        expect(time.monotonic() < end, f"{command} is answered with {reply!r}, not {pattern!r}")
    return reply


# The emulator's time is this machine's: where that is busy, a short call may run out of its budget.
OUT_OF_TIME = re.compile(r"luatime|more than its share")
TRIES = 10


def ask(session, command, pattern):
    for _ in range(TRIES):
        reply = session.say(command)
        if re.search(pattern, reply.strip()) or not OUT_OF_TIME.search(reply):
            break
    expect(re.search(pattern, reply.strip()), f"{command} is answered with {reply!r}, not {pattern!r}")
    return reply


def lines_of(name, source):
    data = source.encode()
    for at in range(0, len(data), PIECE):
        yield f"module put {name} {at} {base64.b64encode(data[at:at + PIECE]).decode()}"
    yield f"module commit {name} {len(data)} {zlib.crc32(data):08x}"


def send(session, name, source):
    """The answer to the last command."""
    *pieces, commit = lines_of(name, source)
    for piece in pieces:
        ask(session, piece, r"bytes$")
    return session.say(commit).strip()


class Proof:
    def __init__(self, board):
        self.board, self.random = board, random.Random(SEED)

    def session(self):
        self.board.wait_ready()
        return Session(self.board.address)

    def shown(self, text):
        print(f"{self.board.kind.name}: {text}", flush=True)

    def check_no_restart(self):
        expect(len(re.findall(rb"started by", self.board.uart.raw)) == 1, f"it restarted: {bytes(self.board.uart.raw[-2000:])!r}")

    def works(self, s):
        expect(send(s, "LM_count.lua", COUNTER) == "LM_count.lua: running", "it was not taken")
        ask(s, "count count", "^n 1$")
        ask(s, "count count", "^n 2$")
        ask(s, "count numbers", "^" + re.escape(NUMBERS) + "$")
        ask(s, "count node", r"^true")
        ask(s, "count rest", r"^rested$")
        ask(s, "help", r"count\s+count\s+events")
        ask(s, "module show count", r"pins: irq1 \(in_up, GPIO\d+\), pwm_1 \(pwm, GPIO\d+\)\s+may call: system\s+limits: \d+ KiB, 20 ms a call")
        said(s, "count events", "ticks 3 presses 0")
        ask(s, "sim press irq1", "")
        said(s, "count events", "ticks 3 presses 1")
        memory = re.search(r"running, (\d+) bytes, (\d+) KiB of memory", s.say("module list"))
        expect(memory and int(memory[1]) == len(COUNTER), f"module list: {s.say('module list')!r}")
        self.shown(f"a module is sent, called, ticks, hears an edge, calls another one; it has {memory[2]} KiB")

    def broken(self, s):
        for source, why in BROKEN.items():
            for name in ("count", "other"):
                answer = send(s, f"LM_{name}.lua", source)
                wanted = why % name if "%s" in why else why
                if name == "other":
                    wanted += "|not enough memory"  # a small board has none for a second one
                expect(re.search(wanted, answer), f"{source[:60]!r} is answered with {answer!r}, not {wanted!r}")
        ask(s, "module commit LM_count.lua 5 01234567", "begin again at 0")
        ask(s, "module put LM_count.lua 7 AAAA", "does not follow")
        ask(s, "module put LM_count.py 0 AAAA", "not supported")
        expect(re.fullmatch(r"LM_count\.lua: running, \d+ bytes.*\n", s.say("module list")), f"module list: {s.say('module list')!r}")
        ask(s, "count count", r"^n \d+$")
        self.shown(f"{len(BROKEN)} broken modules are refused with the reason, the one before runs on")

    def runaway(self, s):
        """With no other module beside it, so that there is all the memory a board has."""
        ask(s, "module remove count", "removed")
        expect(send(s, "LM_wild.lua", RUNAWAY) == "LM_wild.lua: running", "it was not taken")
        for verb, answer in STOPPED.items():
            reply = ask(s, f"wild {verb}", answer)
            ask(s, "hello", "^hello:node01:")
            self.shown(f"wild {verb}: {reply.strip()}")
        ask(s, "module remove wild", "removed")
        ask(s, "module list", "no modules of your own yet")

    def fails_by_itself(self, s):
        """It is stopped, made anew from its text, and its next call starts it."""
        expect(send(s, "LM_fails.lua", FAILING) == "LM_fails.lua: running", "it was not taken")
        for _ in range(2):
            said(s, "module list", r"LM_fails\.lua: has failed, \d+ bytes, \d+ KiB of memory: LM_fails\.lua:2: broken")
            ask(s, "fails v", "^v$")
        ask(s, "module remove fails", "removed")

    def stays(self):
        with self.session() as s:
            expect(send(s, "LM_count.lua", COUNTER) == "LM_count.lua: running", "it was not taken")
            n = int(ask(s, "count count", r"^n \d+$").split()[1])
            said(s, "count events", "ticks 3")
        self.board.restart()
        with self.session() as s:
            said(s, "count events", "ticks 3")  # its start has begun it
            ask(s, "count count", f"^n {n + 1}$")
            ask(s, "module remove LM_count.lua", "removed")
            ask(s, "count count", "no module named")
        self.board.restart()
        with self.session() as s:
            ask(s, "module list", "no modules of your own yet")
        self.shown(f"after a power cut it is there, counts on from {n}; removed it stays away")

    def cuts(self, rounds):
        """Each cut falls somewhere into the replacement of a version by the next."""
        last, torn = 0, 0
        with self.session() as s:
            expect(send(s, "LM_v.lua", VERSION.format(0, "")) == "LM_v.lua: running", "it was not taken")
        for number in range(1, rounds + 1):
            with self.session() as s:
                *pieces, commit = lines_of("LM_v.lua", VERSION.format(number, "x" * self.random.randrange(3000)))
                for piece in pieces:
                    ask(s, piece, r"bytes$")
                s.send(commit)
                s.socket.settimeout(self.random.choice((0.0005, 0.003, 0.01, 0.05)))
                try:
                    is_acknowledged = "running" in s.read_reply()
                except TimeoutError:
                    is_acknowledged = False
            self.board.restart()
            with self.session() as s:
                found = int(ask(s, "v v", r"^version \d+$").split()[1])
            expect(found == number or (found == last and not is_acknowledged), f"version {found} came back, {last} and {number} were sent")
            torn += found == last
            last = found
        self.shown(f"{rounds} power cuts during a replacement: old or new each time, {torn} times the old one")

    def run(self, cuts):
        with self.session() as s:
            self.works(s)
            self.broken(s)
            self.runaway(s)
            self.fails_by_itself(s)
            self.check_no_restart()
        self.stays()
        self.cuts(cuts)


def main():
    kind = board_rig.kind_of(sys.argv[1])
    board_rig.skip_unless(kind.name)
    with tempfile.TemporaryDirectory(prefix="micros-own-") as folder:
        with board_rig.start(kind, os.path.join(folder, "board.flash")) as board:
            with Proof(board).session() as s:
                if "not supported" in s.say("module list"):
                    print(f"not run: the image {kind.image} is built without Lua: -DMICROS_LUA=ON")
                    return board_rig.NOT_RUN
            Proof(board).run(int(sys.argv[2]) if len(sys.argv) > 2 else CUTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
