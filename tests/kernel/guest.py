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
PROMPT = b" $  "


def die_with_parent():
    """For a child process: it ends when the test is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def libraries(program):
    """The files that a program is linked with."""
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


class Line:
    """One terminal of the guest: a socket of QEMU's."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise
        self.heard = b""

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


class Guest:
    """A booted guest: sh() runs a command in it; node_line is /dev/hvc1, for a node's shell; what the kernel
    says is in the file `log`."""

    def __init__(self, folder, files):
        if not shutil.which(QEMU):
            build_guest.skip(f"{QEMU} is missing; " + build_guest.INSTALL)
        self.folder = tempfile.mkdtemp(prefix="micros-kernel-")
        initrd = os.path.join(self.folder, "initrd")
        with open(initrd, "wb") as f:
            f.write((folder / "base.cpio").read_bytes() + archive_of(files))
        serial = [os.path.join(self.folder, name) for name in ("control", "node")]
        # An emulated serial port loses bytes when the machine is busy; virtio does not.
        lines = [word for i, path in enumerate(serial)
                 for word in ("-chardev", f"socket,id=s{i},path={path},server=on,wait=off", "-device", f"virtconsole,chardev=s{i}")]
        self.log = os.path.join(self.folder, "log")
        self.qemu = subprocess.Popen(
            [QEMU, "-accel", "tcg", "-M", "q35", "-m", "256", "-smp", "1", "-display", "none", "-nodefaults", "-no-reboot",
             "-serial", f"file:{self.log}", "-device", "virtio-serial-pci", *lines, "-kernel", str(folder / "vmlinux"), "-initrd", initrd,
             "-append", "console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        try:
            self.control, self.node_line = [self.connect(path) for path in serial]
            self.control.until(rb"@@ready@\r?\n")
        except BaseException:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                print("The guest's kernel:\n" + f.read()[-2000:], file=sys.stderr)
            self.close()
            raise

    def connect(self, path):
        end = time.monotonic() + DEADLINE
        while True:
            try:
                return Line(path)
            except (FileNotFoundError, ConnectionRefusedError):
                if self.qemu.poll() is not None:
                    raise AssertionError(f"{QEMU} did not start: {self.qemu.stderr.read()}") from None
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
        for line in ("control", "node_line"):
            if hasattr(self, line):
                getattr(self, line).socket.close()
        shutil.rmtree(self.folder, ignore_errors=True)
