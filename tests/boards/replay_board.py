"""Replays conversations with emulated boards: replay_board.py (tcp|serial) BOARD FILE...

The bytes must be those that a Linux node gives (docs/conversations.md). Each file gets a flash of its own; what it wants set
is set through the board's shell, followed by a restart. On the serial line the log is off, as everywhere, and the lines
of the hardware's trace are taken out. Files that a board cannot hold are left out and named with the reason."""
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "conversations"))
import board_rig
import replay_node
from replay_node import Wrong

TREE = os.path.join(os.path.dirname(__file__), "..", "..")
# Conversations in which pins have the numbers of the ESP8266's, and boards that have others.
OTHER_PINS = {"lamps.talk": {"esp32c3", "cortexm3"}, "boothook.talk": {"esp32c3"}, "lamps-with-fades.talk": {"esp32c3", "cortexm3"},
              "pins-by-hand.talk": {"esp32c3"}}
# Load modules that not every board has.
OPTIONAL_MODULES = {"intercon", "sim"}
# Said before the settings are read, so with any of them.
BOOT_LINE = re.compile(rb"[0-9]+\.[0-9]{3} \[loader\] started by [^\n]*\n")


@functools.cache
def words_of(kind):
    """What the board's target says: modules, options."""
    return subprocess.run(["cmake", f"-DTARGET={kind.target}", "-P", os.path.join(TREE, "cmake", "print_target.cmake")],
                          check=True, capture_output=True, text=True).stdout


@functools.cache
def option_of(kind, name, otherwise=None):
    """What the board was built with: its target's word, or else the default."""
    words = words_of(kind)
    with open(os.path.join(TREE, "core", "cfg.h"), encoding="utf-8") as file:
        found = re.search(rf"\b{name}[= ](\d+)", words + file.read())
    return int(found[1]) if found or otherwise is None else otherwise


def expected_of(kind, steps):
    """The conversation as this board holds it: with its own address and its own sizes."""
    generations, line = option_of(kind, "CFG_GENERATIONS"), option_of(kind, "CFG_LINE_MAX")
    for number, mark, text in steps:
        if mark == "line":
            text = text.replace(b"  devip     :        127.0.0.1\n", b"  devip     :        10.0.2.15\n")
            text = text.replace(b"  luamem    :        64\n", b"  luamem    :        %d\n" % option_of(kind, "CFG_LUA_MEMORY"))
            text = text.replace(b"longer than 1024 bytes", b"longer than %d bytes" % line)
            text = re.sub(rb"changes; (\d+) are kept", lambda m: b"changes; %d are kept" % min(int(m[1]), generations), text)
        yield number, mark, text


class Tcp(replay_node.Tcp):
    """A session over TCP: QEMU forwards it."""

    def __init__(self, node):
        super().__init__(node)
        self.node = node

    def send(self, data):
        if data == b"reboot\n":
            self.node.boots += 1
        super().send(data)


class Serial(replay_node.Serial):
    """The serial line of a board: one for all sessions."""

    def __init__(self, node):
        replay_node.Link.__init__(self)
        self.node = node

    def read_more(self, deadline):
        fresh = self.node.board.uart.take(max(0, deadline - time.monotonic()))
        if not fresh:
            raise Wrong(f"nothing more came; heard {self.heard!r}")
        self.heard += fresh

    def send(self, data):
        if data == b"reboot\n":
            self.node.boots += 1
        self.node.board.uart.send(data)


class Node:
    """A board with a flash of its own, and what the conversation wants set."""

    def __init__(self, kind, link, steps):
        self.link, self.rest, self.boots = link, b"", 0
        self.folder = tempfile.mkdtemp(prefix="micros-board-")
        self.board = board_rig.start(kind, os.path.join(self.folder, "board.flash"), trace=link is Serial)
        settings = ["dbg false"] if link is Serial else []
        settings += [text.split(" ", 1)[1] for _, mark, text in steps if mark == "directive" and text.startswith("set ")]
        try:
            self.uid = self.board.wait_ready().rsplit(":", 1)[1].encode()
            if settings:
                self.set(settings)
        except AssertionError as e:
            self.stop()
            raise Wrong(str(e)) from None

    def set(self, settings):
        heard = self.board.say("conf", *settings)
        if heard.count("Saved") != len(settings):
            raise Wrong(f"not all of {settings} was saved: {heard!r}")
        self.board.restart()
        if self.link is Serial:
            self.board.uart.wait(rb" \$  ")
        else:
            self.board.wait_ready()

    def open(self):
        if self.boots:  # asked for in a session before
            self.board.uart.wait(rb"(?s)(started by a restart .* \$  .*){%d}" % self.boots)
            self.board.wait_ready()
        link = self.link(self)
        if self.link is Serial:
            link.heard = BOOT_LINE.sub(b"", self.rest + self.board.uart.take(0))
        self.rest = b""
        return link

    @property
    def address(self):
        return self.board.address

    def stop(self):
        self.board.close()
        shutil.rmtree(self.folder)


def reason_against(kind, link, name, steps):
    """Why a board cannot hold this conversation, or None."""
    directives = [text.split() for _, mark, text in steps if mark == "directive"]
    if any(words[0] == "wait" for words in directives):
        return "it needs virtual time"
    if ["open", "remote"] in directives:
        return "everybody comes in as the board's own host"
    if any(words[0] == "links" and link.name not in words for words in directives):
        return "it is for other links"
    if any(words[0] == "file" for words in directives):
        return "a board has no files"
    if link is Serial and any(mark == "say" and text.split()[:1] == [b"history"] for _, mark, text in steps):
        return "switching the log off is in the history"
    if any(words[0] == "board" and words[1] != kind.name for words in directives):
        return "it is for another board"
    said = {text.split()[0].decode() for _, mark, text in steps if mark == "say" and text.split()}
    if missing := said & OPTIONAL_MODULES - set(re.findall(r"\w+", words_of(kind))):
        return f"it has no load module {', '.join(sorted(missing))}"
    if kind.name in OTHER_PINS.get(name, ()):
        return "its pins are the ESP8266's"
    return None


def replay(kind, link, path):
    """Why it failed, or None."""
    steps = list(replay_node.steps_of(path))
    node = None
    try:
        node = Node(kind, link, steps)
        replay_node.follow(node, expected_of(kind, steps))
    except Wrong as e:
        return f"{path}:{e}"
    finally:
        if node:
            node.stop()
    return None


def main():
    link = {"tcp": Tcp, "serial": Serial}[sys.argv[1]]
    kind, files = board_rig.kind_of(sys.argv[2]), sys.argv[3:]
    board_rig.skip_unless(kind.name)
    left_out, failures = [], []
    for path in files:
        reason = reason_against(kind, link, os.path.basename(path), list(replay_node.steps_of(path)))
        if reason:
            left_out.append(f"{os.path.basename(path)}: left out, {reason}")
        elif failure := replay(kind, link, path):
            failures.append(failure)
    for line in left_out + failures:
        print(line)
    replayed = len(files) - len(left_out)
    print(f"{replayed} conversations replayed on {kind.name} over {sys.argv[1]}, {len(failures)} failed, {len(left_out)} left out")
    return 1 if failures or not replayed else 0


if __name__ == "__main__":
    sys.exit(main())
