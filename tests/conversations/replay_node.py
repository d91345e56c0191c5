"""Replays conversations with a running node: replay_node.py (tcp|serial) NODE FILE...

Each file gets a node of its own in a folder of its own. Files that need virtual time or a link from
another machine are left out. The bytes must be those that docs/conversations.md says."""
import json
import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import termios
import time
import tty

DEADLINE = 30  # seconds; nothing here takes long, only a broken node does
MARKS = [(">>", "send"), ("<<", "exact"), ("<~", "mask"), ("! close", "close"), ("@", "directive"), (">", "say"), ("<", "line")]
ESCAPES = {"n": 10, "r": 13, "t": 9, "0": 0, "\\": 92, '"': 34}


class Wrong(Exception):
    """What was heard is not what was expected."""


def unquote(text):
    m = re.fullmatch(r'"((?:[^"\\]|\\.)*)"(?:\s*\*\s*(\d+))?', text, re.S)
    if not m:
        raise Wrong(f"this wants a text in quotes: {text}")

    def byte(e):
        return bytes([int(e.group(1), 16)]) if e.group(1) else bytes([ESCAPES[e.group(2).decode()]])

    raw = re.sub(rb'\\(?:x([0-9a-fA-F]{2})|(.))', byte, m.group(1).encode())
    return raw * int(m.group(2) or 1)


def steps_of(path):
    """(line number, kind, bytes or text) of each step."""
    prompt = b""
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            mark, kind = next(m for m in MARKS if line.startswith(m[0]))
            text = line[len(mark):].removeprefix(" ")
            if kind == "exact":
                prompt = unquote(text) if text else prompt
                text = prompt
            elif kind == "send":
                text = unquote(text)
            elif kind in ("say", "line"):
                text = text.encode() + b"\n"
            yield number, kind, text


def mask_of(text, uid):
    words = {"{N}": rb"-?[0-9]+", "{*}": rb"[^\n]*", "{UID}": re.escape(uid), "{VERSION}": rb"[0-9]+\.[0-9]+\.[0-9]+-[0-9]+"}
    return re.compile(b"".join(words.get(part) or re.escape(part.encode()) for part in re.split(r"(\{N\}|\{\*\}|\{UID\}|\{VERSION\})", text)) + b"\n")


class Link:
    """Bytes to and from a node."""

    def __init__(self):
        self.heard = b""
        self.has_ended = False

    def read_more(self, deadline):
        ready = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))[0]
        if not ready:
            raise Wrong(f"nothing more came; heard {self.heard!r}")
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        self.heard += data
        self.has_ended |= not data

    def expect(self, kind, text, uid):
        deadline = time.monotonic() + DEADLINE
        mask = mask_of(text, uid) if kind == "mask" else None
        while True:
            if mask:
                m = mask.match(self.heard)
                size, wrong = (m.end(), False) if m else (None, b"\n" in self.heard)
            else:
                size = len(text) if self.heard.startswith(text) else None
                wrong = not text.startswith(self.heard[:len(text)])
            if size is not None:
                self.heard = self.heard[size:]
                return
            if wrong or self.has_ended:
                raise Wrong(f"expected {text!r}, heard {self.heard!r}")
            self.read_more(deadline)

    def expect_silence(self):
        if self.heard:
            raise Wrong(f"more was heard than expected: {self.heard!r}")


class Tcp(Link):
    name = "local"

    def __init__(self, node):
        super().__init__()
        self.socket = socket.create_connection(node.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.fd = self.socket.fileno()

    def send(self, data):
        self.socket.sendall(data)

    def expect_end(self):
        deadline = time.monotonic() + DEADLINE
        while not self.has_ended:
            self.read_more(deadline)
        self.expect_silence()

    def finish(self):
        if not self.has_ended:
            self.socket.shutdown(socket.SHUT_WR)
            self.expect_end()
        self.socket.close()


class Serial(Link):
    name = "serial"

    def __init__(self, node):
        super().__init__()
        self.fd = node.master
        self.node = node

    def send(self, data):
        while data:
            data = data[os.write(self.fd, data):]

    def expect_end(self):
        self.expect_silence_or_greeting()

    def expect_silence_or_greeting(self):
        """A serial line does not end: the next session's greeting may have come already."""
        self.node.rest, self.heard = self.heard, b""

    def finish(self):
        self.expect_silence()


class Node:
    """A micros-node in a folder of its own."""

    def __init__(self, program, link, steps):
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="micros-talk-"))
        self.link, self.rest = link, b""
        command = [program, "--root", self.root, "--listen", "127.0.0.1:0", "--log", "error"]
        for _, kind, text in steps:
            words = text.split(" ", 2) if kind == "directive" else [""]
            if words[0] == "set":
                command += ["--set", f"{words[1]}={words[2]}"]
            elif words[0] == "board":
                command += ["--board", words[1]]
            elif words[0] == "file":
                with open(os.path.join(self.root, words[1]), "wb") as f:
                    f.write(unquote(words[2]))
        if link is Serial:
            self.master, slave = pty.openpty()
            tty.setraw(slave, termios.TCSANOW)
            command += ["--serial", os.ttyname(slave)]
            with open(os.path.join(self.root, "node_config.json"), "w", encoding="ascii") as f:
                f.write('{"dbg": false}')  # the log has times in it
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if link is Serial:
            os.close(slave)
        words = self.process.stdout.readline().split()
        if words[:2] != ["listening", "on"]:
            raise Wrong(f"the node did not start: {words}")
        host, port = words[2].rsplit(":", 1)
        self.address = (host, int(port))
        with open(os.path.join(self.root, "node_config.json"), encoding="utf-8") as f:
            self.uid = json.load(f)["hwuid"].encode()

    def open(self):
        link = self.link(self)
        link.heard, self.rest = self.rest, b""
        return link

    def stop(self):
        self.process.terminate()
        status = self.process.wait(DEADLINE)
        self.process.stdout.close()
        if self.link is Serial:
            os.close(self.master)
        shutil.rmtree(self.root)
        if status:
            raise Wrong(f"the node ended with status {status}")


def is_for(link, steps):
    if any(kind == "directive" and text.split()[0] in ("wait",) for _, kind, text in steps):
        return False
    if any(kind == "directive" and text == "open remote" for _, kind, text in steps):
        return False
    return all(link.name in text for _, kind, text in steps if kind == "directive" and text.startswith("links "))


def follow(node, steps):
    links, current = [], None
    for number, kind, text in steps:
        try:
            words = text.split() if kind == "directive" else [""]
            if words[0] == "open" or (kind != "directive" and current is None):
                if current:
                    current.expect_silence()
                current = node.open()
                links.append(current)
            if words[0] == "session":
                current = links[int(words[1]) - 1]
            if kind in ("line", "mask", "exact"):
                current.expect(kind, text, node.uid)
            elif kind in ("say", "send"):
                current.expect_silence()
                current.send(text)
            elif kind == "close":
                current.expect_end()
        except Wrong as e:
            raise Wrong(f"{number}: {e}") from None
    for link in links:
        link.finish()


def main():
    link = {"tcp": Tcp, "serial": Serial}[sys.argv[1]]
    program, files = sys.argv[2], sys.argv[3:]
    replayed = left_out = failed = 0
    for path in files:
        steps = list(steps_of(path))
        if not is_for(link, steps):
            left_out += 1
            continue
        replayed += 1
        node = Node(program, link, steps)
        try:
            follow(node, steps)
        except Wrong as e:
            print(f"{path}:{e}", file=sys.stderr)
            failed += 1
        finally:
            node.stop()
    print(f"{replayed} conversations replayed over {sys.argv[1]}, {failed} failed, {left_out} left out")
    return 1 if failed or not replayed else 0


if __name__ == "__main__":
    sys.exit(main())
