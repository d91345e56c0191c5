"""An emulated PC that runs Debian's kernel with the devices of a board, and programs of this build inside."""
import ctypes
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import build_guest

QEMU = "qemu-system-x86_64"
DEADLINE = 30  # seconds until a test gives up on something that should happen at once
BOOT_DEADLINE = 60
REST = 0.05


def die_with_parent():
    """For a child process: it ends when the test is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def libraries(program):
    """The files that a program of this machine's architecture is linked with."""
    listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", listed)


def archive_of(files):
    """Programs, with their libraries, and other files: {path in the guest: path here}."""
    archive = build_guest.Archive()
    for inside, path in files.items():
        archive.file(inside.lstrip("/"), pathlib.Path(path).read_bytes())
        if os.access(path, os.X_OK):
            for library in libraries(path):
                if library.lstrip("/") not in archive.names:
                    archive.file(library.lstrip("/"), pathlib.Path(library).read_bytes())
    return archive.close()


def until(true, what, deadline=DEADLINE):
    """Repeats `true` until it returns something true, which is returned. The guest rests in between: it is slow while it
    has to answer."""
    end = time.monotonic() + deadline
    while not (found := true()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline} s: {what}")
        select.select([], [], [], REST)
    return found


def pwm_in(listed, channel):
    """(is it on, period, duty) of a channel in the kernel's list of PWM, in ns."""
    line = re.search(rf"pwm-{channel} .*", listed).group()
    return "enabled" in line, *map(int, re.search(r"period: (\d+) ns duty: (\d+) ns", line).groups())


def need(program, purpose):
    """Skips the tests where a program is missing; the purpose is that of scripts/install-packages."""
    if not shutil.which(program):
        build_guest.skip(f"{program} is missing; scripts/install-packages {purpose} installs it")


class Line:
    """A conversation over a connected socket, such as QEMU has for each terminal of the guest."""

    def __init__(self, connected):
        self.socket = connected
        self.heard = b""

    @classmethod
    def at(cls, path):
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(path)
        except OSError:
            line.close()
            raise
        return cls(line)

    def send(self, text):
        self.socket.sendall(text.encode())

    def drop(self):
        """Forgets what has come so far."""
        self.heard = b""
        while select.select([self.socket], [], [], 0)[0]:
            self.socket.recv(65536)

    def until(self, pattern, deadline=DEADLINE):
        """Everything up to and with what matches the pattern."""
        end = time.monotonic() + deadline
        while not (m := re.search(pattern, self.heard)):
            if not select.select([self.socket], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"not within {deadline} s: {pattern!r} in {self.heard[-2000:]!r}")
            more = self.socket.recv(65536)
            if not more:
                raise AssertionError(f"the guest ended: {self.heard[-2000:]!r}")
            self.heard += more
        found, self.heard = self.heard[:m.end()], self.heard[m.end():]
        return found


class Machine:
    """An emulated machine that has started /obey: sh() runs a command in it. `words` start it, with the terminal of /obey
    as the character device "control", more `terminals`, and what the kernel says as "log"; it starts from `archive`."""

    def __init__(self, words, archive, terminals=()):
        self.folder = tempfile.mkdtemp(prefix="micros-machine-")
        initrd, self.log = (os.path.join(self.folder, name) for name in ("initrd", "log"))
        with open(initrd, "wb") as f:
            f.write(archive)
        self.qemu = subprocess.Popen(
            [*words, "-display", "none", "-nodefaults", "-no-reboot", "-initrd", initrd,
             "-chardev", f"file,id=log,path={self.log}", *self.sockets("control", *terminals)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        self.lines = {}
        try:
            for name in ("control", *terminals):
                self.lines[name] = self.open(name)
            self.control = self.lines["control"]
            self.control.until(rb"@@ready@\r?\n", BOOT_DEADLINE)
        except BaseException:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                print("The guest's kernel:\n" + f.read()[-2000:], file=sys.stderr)
            self.close()
            raise

    def sockets(self, *names):
        return [w for name in names for w in ("-chardev", f"socket,id={name},path={self.folder}/{name},server=on,wait=off")]

    def open(self, name):
        end = time.monotonic() + DEADLINE
        while True:
            try:
                return Line.at(f"{self.folder}/{name}")
            except (FileNotFoundError, ConnectionRefusedError):
                if self.qemu.poll() is not None:
                    raise AssertionError(f"{self.qemu.args[0]} did not start: {self.qemu.stderr.read()}") from None
                if time.monotonic() > end:
                    raise
                select.select([], [], [], 0.01)

    def sh(self, command, status=0):
        """What one line of shell prints in the guest. Its exit status must be as said; None: any."""
        self.control.send(command + "\n")
        heard = self.control.until(rb"@@\d+@\n").decode(errors="replace")
        text, code = re.fullmatch(r"(.*)@@(\d+)@\n", heard, re.S).groups()
        if status is not None and int(code) != status:
            raise AssertionError(f"{command}: exit status {code}: {text}")
        return text

    def close(self):
        self.qemu.kill()
        self.qemu.wait()
        self.qemu.stderr.close()
        for line in self.lines.values():
            line.socket.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Guest(Machine):
    """The emulated PC of the guest in `folder`. Its clock counts its instructions (-icount): a busy host stretches no
    pulse. node_line is /dev/hvc1: an emulated serial port loses bytes when the machine is busy, virtio does not."""

    def __init__(self, folder, files):
        need(QEMU, "kernel")
        super().__init__(
            [QEMU, "-accel", "tcg", "-icount", "shift=0", "-M", "q35", "-m", "256", "-smp", "1", "-serial", "chardev:log",
             "-device", "virtio-serial-pci", "-device", "virtconsole,chardev=control", "-device", "virtconsole,chardev=node",
             "-kernel", str(folder / "vmlinux"), "-append", "console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable"],
            (folder / "base.cpio").read_bytes() + archive_of(files), ["node"])
        self.node_line = self.lines["node"]
