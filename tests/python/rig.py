"""A node for the tests of the worker: it answers the worker's requests from what a test has laid out."""
import os
import pathlib
import socket
import struct
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "engines" / "python"
PYTHON = os.environ.get("MICROS_PYTHON", "/usr/bin/python3")
DEADLINE = 30
PINS = {"builtin": 16, "pwm_0": 15, "pwm_1": 13, "pwm_2": 2, "pwm_3": 0, "i2c_sda": 4, "i2c_scl": 5, "simple_0": 15,
        "pwm_5": 14, "simple_1": 10, "adc_0": 0}
ALLOW_ALL = struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000)  # BPF_RET, SECCOMP_RET_ALLOW
sys.path[:0] = [str(FOLDER), str(FOLDER.parent.parent / "scripts")]
sys.dont_write_bytecode = True
import machine  # noqa: E402
import tree  # noqa: E402
import wire  # noqa: E402


def bundle():
    parts = [p for p in sorted((*FOLDER.glob("*.py"), *FOLDER.glob("successor/*.py"))) if p.name != "boot.py"]
    return b"".join(b"%s %d\n" % (p.stem.encode(), p.stat().st_size) + p.read_bytes() for p in parts)


class FakeNode:
    """Runs a worker. `answers` maps a request, or the name of what is asked of a pin, to what it is answered, (value, data), or a function of it."""

    def __init__(self, platform="esp8266", instructions=ALLOW_ALL):
        ours, theirs = socket.socketpair()
        self.link = ours
        self.link.settimeout(DEADLINE)
        parts = os.memfd_create("parts")
        os.write(parts, bundle())
        os.lseek(parts, 0, os.SEEK_SET)

        def descriptors():
            os.dup2(theirs.fileno(), wire.NODE)

        self.process = subprocess.Popen([PYTHON, "-I", "-S", "-B", "-u", "-c", (FOLDER / "boot.py").read_text()],
                                        stdin=parts, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=True,
                                        pass_fds=(wire.NODE,), preexec_fn=descriptors, cwd="/", env={})
        os.close(parts)
        theirs.close()
        self.asked, self.answers, self.next_ms, self.has_changed = [], {}, -1, None
        self.kept, self.settings, self.commands = {}, {}, {}
        pins = b"".join(wire.text(name) + wire.number(gpio) for name, gpio in PINS.items())
        self.say(wire.START, wire.text(platform) + wire.text(bytes(range(6))) + wire.number(1) +
                 wire.number(len(PINS)) + pins + wire.text(instructions))
        kind, body = self.hear()
        self.refusal = None if kind == wire.READY else body.text()

    def say(self, kind, body=b""):
        self.link.sendall(struct.pack("<I", len(body) + 1) + kind + body)

    def read(self, n):
        data = b""
        while len(data) < n:
            more = self.link.recv(n - len(data))
            if not more:
                raise EOFError(self.process.stdout.read().decode())
            data += more
        return data

    def hear(self):
        """The next frame that is no request; requests before it are served."""
        while True:
            size, = struct.unpack("<I", self.read(4))
            frame = self.read(size)
            if frame[:1] != wire.REQUEST:
                return frame[:1], wire.Body(frame[1:])
            what, a, b, c, d = struct.unpack_from("<B4i", frame, 1)
            data = frame[18:]
            if what == wire.ON_PIN:  # what is asked of a pin goes by its name: "pwm"
                what, data, d = data[:d].decode(), data[d:], 0
            self.say(wire.ANSWER, self.serve(what, (a, b, c, d), data))

    def serve(self, what, numbers, data):
        self.asked.append((what, numbers, data))
        answer = self.answers.get(what, self.usual(what, numbers, data))
        value, data = answer(numbers, data) if callable(answer) else answer
        return struct.pack("<i", value) + data

    def usual(self, what, numbers, data):
        name, content = data[:numbers[0]], data[numbers[0]:]
        if what == wire.KEPT_READ:
            return (len(self.kept[data]), self.kept[data]) if data in self.kept else (wire.ERR_NAME, b"no such name")
        if what == wire.KEPT_WRITE and numbers[1]:
            return 0 if self.kept.pop(name, None) is not None else wire.ERR_NAME, b""
        if what == wire.KEPT_WRITE:
            self.kept[name] = content
        if what == wire.KEPT_LIST:
            return 0, b" ".join(self.kept) + b" LM_light.mpy LM_lamp.py"
        if what == wire.SETTING:
            return self.settings.get(data, (0, b""))
        if what == wire.RUN:
            return self.commands[data]
        return 0, b""

    def load(self, source, name="lamp"):
        """(help, {function: (help, [(argument, default)])}), or the text of the refusal. self.declared is what its
        functions declare that they answer, {function: (shape, rows)}."""
        self.say(wire.LOAD, wire.text(name) + wire.text(source))
        kind, body = self.hear()
        if kind == wire.REFUSED:
            return body.text()
        assert kind == wire.DESCRIBED
        help, functions, self.declared = body.text(), {}, {}
        count, rows = body.number(), body.number()
        for _ in range(count):
            function, words = body.text(), body.text()
            arguments = [(body.text(), body.number(), body.text()) for _ in range(body.number())]
            functions[function] = (words, [(a, default if has else None) for a, has, default in arguments])
            shape = body.text()
            self.declared[function] = (shape, [[body.text() for _ in range(6)] + [body.long(), body.long(), body.number(), body.number()]
                                               for _ in range(body.number())])
        assert rows == sum(len(values) for _, values in self.declared.values())
        return help, functions

    def result(self):
        kind, body = self.hear()
        assert kind == wire.RESULT, kind
        ok, self.next_ms, self.has_changed, words = body.number(), body.number(), body.number(), body.text()
        return words if ok else Exception(words)

    def call(self, function, *given, json=False, **named):
        """The text of the answer; an Exception with the words when it did not work. Arguments are literals."""
        words = b"".join(wire.number(0) + wire.text("") + wire.text(v) for v in given) + \
            b"".join(wire.number(1) + wire.text(k) + wire.text(v) for k, v in named.items())
        self.say(wire.CALL, wire.text(function) + wire.number(json) + wire.number(len(given) + len(named)) + words)
        return self.result()

    def requests(self, what):
        return [(numbers, data) for w, numbers, data in self.asked if w == what]

    def end(self):
        self.link.close()
        self.process.stdout.read()
        code = self.process.wait(DEADLINE)
        self.process.stdout.close()
        return code


class WorkerTest(unittest.TestCase):
    maxDiff = None

    def node(self, source=None, **how):
        node = FakeNode(**how)
        self.addCleanup(lambda: self.assertEqual(node.end(), 0))
        if source is not None:
            found = node.load(source)
            self.assertIsInstance(found, tuple, found)
        return node

    def assert_fails(self, answer, words):
        self.assertIsInstance(answer, Exception)
        self.assertEqual(str(answer), words)


def main():
    if subprocess.run([PYTHON, "-c", "import sys, ctypes; sys.exit(sys.version_info < (3, 9))"], capture_output=True).returncode:
        print(f"skipped: {PYTHON} is missing, older than 3.9, or has no ctypes")
        sys.exit(77)
    unittest.main()
