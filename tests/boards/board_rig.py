"""Emulated boards for tests: start(board, flash) boots a board's image in QEMU and gives its shell and its serial line.

Images are BUILD/<target>/bin/micros-node.elf, BUILD being MICROS_BUILDS or the build folder of this tree. The flash file is
made here, not by the toolkit, so that both must agree about the factory sector. Nothing here waits for a fixed time.
"""
import os
import random
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "..", "scripts"))
import targets  # noqa: E402

DEADLINE = 60  # seconds until a test gives up on something that should happen at once
NOT_RUN = 77  # exit status of a test that cannot run here: SKIP_RETURN_CODE of ctest
SHELL_PORT = 9008
# For start(extra=...): the board's clock counts its instructions, 125 million in a second. A busy machine then takes nothing of
# the time that a module may use.
OWN_CLOCK = ("-icount", "shift=3")
BUILDS = os.environ.get("MICROS_BUILDS") or os.path.join(os.path.dirname(__file__), "..", "..", "build")
KIB = 1024


class Kind:
    """What QEMU must be told of a board: its target says it."""

    def __init__(self, target, words):
        self.target = target
        self.name, self.package, self.image_option = (words[key][0] for key in ("BOARD", "EMULATOR_PACKAGE", "EMULATOR_IMAGE"))
        self.command, self.nic, self.flash = (words[key] for key in ("EMULATOR", "EMULATOR_NIC", "EMULATOR_FLASH"))
        self.file_bytes, self.used_bytes, self.sector_bytes = (KIB * int(size) for size in words["FLASH_KIB"])

    @property
    def image(self):
        return os.path.realpath(os.path.join(BUILDS, self.target, "bin", "micros-node.elf"))

    def missing(self):
        """What keeps this board from running here, in words, or None."""
        if not shutil.which(self.command[0]):
            return f"{self.command[0]} is not installed (Debian package {self.package})"
        if not os.path.exists(self.image):
            return f"there is no image {self.image}: cmake --preset {self.target} && cmake --build --preset {self.target}"
        return None


KINDS = {kind.name: kind for kind in (Kind(*board) for board in targets.boards().items())}


def kind_of(name):
    """The board of this name or target."""
    return next(kind for kind in KINDS.values() if name in (kind.name, kind.target))


def factory_record(mac, seed, trace):
    """The first bytes of the factory sector."""
    record = struct.pack("<4sI6sH32s", b"mFAC", 1, mac, 1 if trace else 0, seed)
    return record + struct.pack("<I", zlib.crc32(record))


def make_flash(kind, path, trace=False, mac=None, seed=None):
    """An erased flash with a factory sector."""
    mac = mac or bytes([0x02]) + os.urandom(5)
    record = factory_record(mac, seed or os.urandom(32), trace)
    with open(path, "wb") as file:
        file.write(b"\xff" * kind.used_bytes)
        file.seek(kind.used_bytes - kind.sector_bytes)
        file.write(record)
        file.truncate(kind.file_bytes)


def mac_in(kind, path):
    with open(path, "rb") as file:
        file.seek(kind.used_bytes - kind.sector_bytes + 8)
        return file.read(6)


class Uart:
    """The serial line, listened to by a thread from the first byte on."""

    def __init__(self, sock):
        self.sock = sock
        self.raw = bytearray()  # everything that came
        self.text = bytearray()  # the same without the lines of the trace
        self.trace = []  # those lines, without their mark
        self.ended = False
        self.changed = threading.Condition()
        self.pending = b""  # the beginning of a line of the trace
        self.taken = 0
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        while True:
            try:
                data = self.sock.recv(65536)
            except OSError:
                data = b""
            with self.changed:
                self.raw += data
                self.sort(data)
                self.ended |= not data
                self.changed.notify_all()
            if not data:
                return

    def sort(self, data):
        """Parts the session from the trace, whose lines may come in the middle of any other."""
        rest = self.pending + data
        while b"\x1e" in rest:
            before, mark, after = rest.partition(b"\x1e")
            self.text += before
            line, end, rest = after.partition(b"\n")
            if not end:
                self.pending = mark + line
                return
            self.trace.append(line.decode("utf-8", "replace").rstrip("\r").removeprefix("[hw] "))
        self.text += rest
        self.pending = b""

    def take(self, deadline):
        """What came since the last time, waiting for at least one byte; b"" at the end or when time is up."""
        end = time.monotonic() + deadline
        with self.changed:
            while len(self.text) == self.taken and not self.ended and time.monotonic() < end:
                self.changed.wait(max(0.001, end - time.monotonic()))
            fresh, self.taken = bytes(self.text[self.taken:]), len(self.text)
        return fresh

    def wait(self, pattern, deadline=DEADLINE):
        """Waits until the bytes so far hold the pattern."""
        end = time.monotonic() + deadline
        with self.changed:
            while not (found := re.search(pattern, self.raw)):
                if self.ended or time.monotonic() > end:
                    raise AssertionError(f"no {pattern!r} on the serial line:\n{bytes(self.raw[-2000:])!r}")
                self.changed.wait(max(0.001, end - time.monotonic()))
        return found

    def send(self, data):
        self.sock.sendall(data)

    def close(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join(DEADLINE)
        self.sock.close()


class Board:
    """One emulated board. `address` is (host, port) of its shell, `uart` its serial line."""

    def __init__(self, kind, flash, trace=False, image=None, extra=(), netdev=None, offline=False):
        self.offline = offline
        self.kind, self.flash, self.extra = kind, os.path.realpath(flash), list(extra)
        self.image = image or kind.image
        self.process = self.uart = None
        if not os.path.exists(self.flash):
            make_flash(kind, self.flash, trace)
        self.folder = os.path.dirname(self.flash)
        self.mac = mac_in(kind, self.flash)
        self.address = (loopback_address(), SHELL_PORT)
        self.netdev = netdev or f"user,id=net,restrict=on,ipv6=off,hostfwd=tcp:{self.address[0]}:{SHELL_PORT}-10.0.2.15:{SHELL_PORT}"
        self.boot()

    @property
    def port(self):
        return self.address[1]

    def command(self, uart_fd):
        kind = self.kind
        mac = ":".join(f"{byte:02x}" for byte in self.mac)
        return [*kind.command, "-display", "none", "-monitor", "none",
                "-chardev", f"socket,id=uart,fd={uart_fd}", "-serial", "chardev:uart",
                *(("-nic", "none") if self.offline else ("-netdev", self.netdev, kind.nic[0], kind.nic[1] + mac)), kind.flash[0], kind.flash[1] + os.path.basename(self.flash),
                *self.extra, kind.image_option, self.image]

    def boot(self):
        """Starts QEMU. The serial line is joined before the first instruction runs."""
        ours, theirs = socket.socketpair()
        with theirs:
            self.messages = tempfile.TemporaryFile()
            self.process = subprocess.Popen(self.command(theirs.fileno()), cwd=self.folder, pass_fds=[theirs.fileno()],
                                            stdin=subprocess.DEVNULL, stdout=self.messages, stderr=self.messages)
        self.uart = Uart(ours)

    def complaints(self):
        """What QEMU itself has said."""
        self.messages.seek(0)
        return self.messages.read().decode("utf-8", "replace")

    def ask_hello(self, deadline):
        """The answer to hello, or None. The port accepts before the node does, so only an answer counts."""
        heard, found = b"", None
        try:
            with socket.create_connection(self.address, timeout=deadline) as peer:
                peer.settimeout(deadline)
                peer.sendall(b"hello\nexit\n")
                while not found and (data := peer.recv(4096)):
                    heard += data
                    found = re.search(rb"hello:[^\n]*\n", heard)
        except OSError:
            pass
        return found[0].decode().strip() if found else None

    def wait_ready(self, deadline=DEADLINE):
        """Waits until the shell answers hello, which is returned."""
        end, patience = time.monotonic() + deadline, 0.05  # a board that just boots loses connections
        while True:
            hello = self.ask_hello(patience)
            if hello:
                return hello
            if self.process.poll() is not None:
                raise AssertionError(f"{self.kind.command[0]} ended with {self.process.returncode}: {self.complaints()}")
            if time.monotonic() > end:
                raise AssertionError(f"{self.kind.name} does not answer; its serial line:\n{bytes(self.uart.raw[-2000:])!r}")
            select.select([], [], [], 0.02)
            patience = min(2 * patience, 2)

    def say(self, *commands, deadline=DEADLINE):
        """Says commands over a new connection. Returns everything that came back."""
        said = b""
        with socket.create_connection(self.address, timeout=deadline) as peer:
            peer.sendall("".join(command + "\n" for command in (*commands, "exit")).encode())
            while not said.endswith(b"Bye!\n") and (data := peer.recv(65536)):
                said += data
        return said.decode()

    def kill9(self):
        """The power cut: nothing that QEMU still holds is written."""
        self.process.kill()
        self.process.wait(DEADLINE)
        self.uart.close()
        self.messages.close()

    def restart(self):
        """A power cut and a boot from the same flash."""
        self.kill9()
        self.boot()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            pass
        self.kill9()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def loopback_address():
    """An address that no other test is likely to use."""
    return "127." + ".".join(str(random.randrange(1, 255)) for _ in range(3))


def start(board, flash, trace=False, image=None, extra=(), netdev=None, offline=False):
    """Boots a board (a name, a target or a Kind) from this flash file, which is made if it is not there. With `netdev`, a
    QEMU network backend with the id net, its shell is not reached at `address` but there; `offline` it has its UART only."""
    kind = board if isinstance(board, Kind) else kind_of(board)
    return Board(kind, flash, trace, image, extra, netdev, offline)


def skip_unless(*boards):
    """Ends this test program, telling ctest that it was not run, when a board cannot run here."""
    for board in boards:
        reason = kind_of(board).missing()
        if reason:
            print(f"not run: {reason}")
            raise SystemExit(NOT_RUN)
