"""Shared by the tests of the node: starting a node, talking with it, looking at its process.

MICROS_NODE names the program. Nothing here waits for a fixed time: it waits for an event, up to DEADLINE.
"""
import ctypes
import functools
import json
import os
import random
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

NODE = os.environ["MICROS_NODE"]
DEADLINE = 30  # seconds until a test gives up on something that should happen at once
PROMPT = b" $  "
FACTORY_PASSWORD = "ADmin123"
IS_ROOT = os.geteuid() == 0


def node_environment(**more):
    """The environment of a node. Freed memory is given back early, so that memory can be measured with asan too."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    env.update(LC_ALL="C", ASAN_OPTIONS="quarantine_size_mb=1:" + env.get("ASAN_OPTIONS", ""))
    env.update(more)
    return env


def until(true, what, deadline=DEADLINE, wait=None):
    """Repeats `true` until it returns something true, which is returned; `wait` paces the repetitions."""
    end = time.monotonic() + deadline
    pace = wait or (lambda: select.select([], [], [], 0.01))
    while True:
        found = true()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline} s: {what}")
        pace()


def loopback_address():
    """An address that no other test is likely to use."""
    return "127." + ".".join(str(random.randrange(1, 255)) for _ in range(3))


def free_port(address):
    with socket.create_server((address, 0)) as s:
        return s.getsockname()[1]


class Lines:
    """The lines that a pipe delivers, gathered by a thread so that the writer never waits for us."""

    def __init__(self, pipe):
        self.lines = []
        self.ended = False
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.gather, args=(pipe,), daemon=True)
        self.thread.start()

    def gather(self, pipe):
        with pipe:
            for raw in pipe:
                with self.changed:
                    self.lines.append(raw.decode("utf-8", "replace").rstrip("\n"))
                    self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def find(self, pattern, after=0):
        return next((l for l in self.lines[after:] if re.search(pattern, l)), None)

    def wait(self, pattern, deadline=DEADLINE, after=0):
        """The first line in which the pattern is found."""
        with self.changed:
            self.changed.wait_for(lambda: self.find(pattern, after) or self.ended, deadline)
            found = self.find(pattern, after)
        if not found:
            raise AssertionError(f"no line with {pattern!r} in:\n" + "\n".join(self.lines))
        return found

    def text(self):
        return "\n".join(self.lines)


class Link:
    """A client of the shell."""

    def __init__(self, address, source=None, receive_buffer=None, sock=None):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.sock = sock or socket.socket(family, socket.SOCK_STREAM)
        self.got = b""
        if receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.settimeout(DEADLINE)
        if source:
            self.sock.bind((source, 0))
        self.sock.connect(address)

    def send(self, data):
        self.sock.sendall(data.encode() if isinstance(data, str) else data)

    def read(self, deadline=DEADLINE):
        """What has come; b"" at the end of the stream. Fails when nothing comes."""
        self.sock.settimeout(max(deadline, 0.001))
        return self.sock.recv(65536)

    def until(self, end, deadline=DEADLINE):
        """Everything up to and with `end`, the last bytes that came so far."""
        stop = time.monotonic() + deadline
        while not self.got.endswith(end):
            try:
                more = self.read(stop - time.monotonic())
            except TimeoutError:
                raise AssertionError(f"no {end!r} at the end of {self.got[-300:]!r}") from None
            if not more:
                raise AssertionError(f"the stream ended before {end!r}: {self.got[-300:]!r}")
            self.got += more
        whole, self.got = self.got, b""
        return whole

    def count(self, mark, times, deadline=DEADLINE):
        """Reads until `mark` has come so many times."""
        stop = time.monotonic() + deadline
        while self.got.count(mark) < times:
            more = self.read(stop - time.monotonic())
            if not more:
                raise AssertionError(f"{self.got.count(mark)} of {times} {mark!r}, then the end: {self.got[-300:]!r}")
            self.got += more
        whole, self.got = self.got, b""
        return whole

    def greeting(self):
        return self.until(PROMPT).decode()

    def ask(self, line):
        """The reply to one command, without the prompt after it."""
        self.send(line + "\n")
        reply = self.until(PROMPT).decode()
        return reply[:reply.rfind("\n") + 1]

    def rest(self, deadline=DEADLINE):
        """Everything up to the end of the stream."""
        stop = time.monotonic() + deadline
        while True:
            try:
                more = self.read(stop - time.monotonic())
            except TimeoutError:
                raise AssertionError(f"the stream does not end: {self.got[-300:]!r}") from None
            if not more:
                whole, self.got = self.got, b""
                return whole
            self.got += more

    def is_quiet(self, seconds):
        """True when nothing comes for so long: an observation, not a pause."""
        return not self.got and not select.select([self.sock], [], [], seconds)[0]

    def half_close(self):
        self.sock.shutdown(socket.SHUT_WR)

    def reset(self):
        """Ends the connection with RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Terminal(Link):
    """The same over file descriptors: a terminal or two pipes."""

    def __init__(self, read_fd, write_fd):
        self.read_fd, self.write_fd = read_fd, write_fd
        self.got = b""

    def send(self, data):
        data = data.encode() if isinstance(data, str) else data
        while data:
            data = data[os.write(self.write_fd, data):]

    def read(self, deadline=DEADLINE):
        if not select.select([self.read_fd], [], [], max(deadline, 0.001))[0]:
            raise TimeoutError
        try:
            return os.read(self.read_fd, 65536)
        except OSError:  # a terminal whose other side is gone
            return b""

    def close_input(self):
        """Sends no more."""
        if self.write_fd is not None:
            os.close(self.write_fd)
            self.write_fd = None

    def close(self):
        if self.read_fd is not None:
            if self.write_fd != self.read_fd:
                self.close_input()
            os.close(self.read_fd)
            self.read_fd = None


class Node:
    """A running micros-node."""

    def __init__(self, root, *options, listen="127.0.0.1:0", wrapper=(), ready=True, **popen):
        self.root = root
        command = [*wrapper, NODE, "--root", root, *(["--listen", listen] if listen else []), *options]
        popen.setdefault("stdin", subprocess.DEVNULL)
        popen.setdefault("env", node_environment())
        popen.setdefault("start_new_session", True)
        popen.setdefault("stdout", subprocess.PIPE)
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, **popen)
        self.pid = self.process.pid
        self.log = Lines(self.process.stderr)
        # With a console, standard output belongs to its session and the first line goes to standard error.
        self.out = self.log if "--console" in options else Lines(self.process.stdout)
        self.address = self.wait_ready() if ready else None

    def wait_ready(self):
        try:
            line = self.out.wait("^listening on ")
        except AssertionError:
            raise AssertionError(f"the node did not start:\n{self.log.text()}") from None
        host, port = re.match(r"listening on \[?([^\]]+?)\]?:(\d+)( |$)", line).group(1, 2)
        return host, int(port)

    def link(self, greet=True, **how):
        """A client; its greeting was read already."""
        link = Link(how.pop("address", self.address), **how)
        if greet:
            link.greeting()
        return link

    def ask(self, *lines):
        """The reply to the last of these commands, over a new connection."""
        with self.link() as link:
            return [link.ask(line) for line in lines][-1]

    def set(self, key, value):
        with self.link() as link:
            link.ask("conf")
            return link.ask(f"{key} {value}")

    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self):
        """Ends it as asked; returns the exit code."""
        if self.is_alive():
            self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self, deadline=DEADLINE):
        code = self.process.wait(deadline)
        self.out.thread.join(deadline)
        self.log.thread.join(deadline)
        return code

    # What the kernel knows of the process.

    def proc(self, name):
        with open(f"/proc/{self.pid}/{name}", encoding="ascii", errors="replace") as f:
            return f.read()

    def cpu_s(self):
        try:
            return int(self.proc("schedstat").split()[0]) / 1e9
        except FileNotFoundError:
            fields = self.proc("stat").rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wakeups(self):
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", self.proc("status"), re.M).group(1))

    def rss_kb(self):
        return int(re.search(r"^VmRSS:\s+(\d+)", self.proc("status"), re.M).group(1))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    # The node's files.

    def path(self, name="node_config.json"):
        return os.path.join(self.root, name)

    def settings(self):
        with open(self.path(), encoding="utf-8") as f:
            return json.load(f)


def is_sanitized():
    with open(NODE, "rb") as program:
        return b"__asan_init" in program.read()


class NodeTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="micros-node-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def node(self, *options, root=None, **how):
        """Starts a node. At the end of the test it must still be there and end cleanly."""
        node = Node(root or self.path("root"), *options, **how)
        self.addCleanup(self.finish, node)
        return node

    def finish(self, node):
        if node.is_alive():
            code = node.terminate()
            self.assertEqual(code, 0, node.log.text())
        else:  # the test killed it, or saw it refuse to start
            self.assertIn(node.wait(), (0, 1, 2, -signal.SIGKILL), node.log.text())
        self.assertNotRegex(node.log.text(), "Sanitizer|runtime error")

    def restart(self, node, *options, **how):
        """Ends a node and starts it again on the same folder."""
        self.assertEqual(node.terminate(), 0, node.log.text())
        return self.node(*options, root=node.root, **how)

    def assert_kept_small(self, node, base_kb, most_kb):
        """The node takes hardly more memory than it did. A sanitizer keeps what was freed, more or less of it from one
        version to the next, so the build without one is judged."""
        if not is_sanitized():
            self.assertLess(node.rss_kb() - base_kb, most_kb)

    def assert_serves(self, node):
        """It answers a new client at once."""
        with node.link() as link:
            self.assertRegex(link.ask("hello"), r"\Ahello:\S+:(0x[0-9a-f]{1,2}){6}\n\Z")

    def assert_idle(self, node, quiet=None):
        """The node does not work while nothing is asked of it, once it has done what was asked before. Some event ends
        the observation: the time-out of a session of one second, or of the link `quiet`, whose soctout is 1 second."""
        with quiet or node.link() as link:
            self.settle(node)
            cpu, wakeups = node.cpu_s(), node.wakeups()
            self.assertEqual(link.rest(), b"Session timeout 1 sec\nBye!\n")
        self.assertLess(node.cpu_s() - cpu, 0.1)
        self.assertLess(node.wakeups() - wakeups, 20)

    def settle(self, node):
        """Waits until the node does nothing between two looks. One that never rests fails here."""
        last = [None]

        def rests():
            before, last[0] = last[0], node.cpu_s()
            return before == last[0]

        until(rests, "the node has done what was asked")

    def assert_no_session_left(self, node, descriptors=None):
        """All sessions but the one that asks are gone, and their descriptors too."""
        with node.link() as link:
            until(lambda: link.ask("system sessions") == "1\n", "one session")
            if descriptors is not None:
                until(lambda: node.descriptors() <= descriptors + 1, "the descriptors are given back")


class Namespaces:
    """Two network namespaces of our own, joined by a cable: 10.77.0.1 (the node's) and 10.77.0.2."""

    NODE_ADDRESS, CLIENT_ADDRESS = "10.77.0.1", "10.77.0.2"

    def __init__(self, test):
        if not IS_ROOT or not shutil.which("ip"):
            test.skipTest("a remote client needs root and iproute2")
        self.names = [f"micros-{os.getpid()}-{side}" for side in ("node", "client")]
        test.addCleanup(self.remove)
        try:
            for name in self.names:
                self.ip("netns", "add", name)
            node, client = self.names
            self.ip("-n", node, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", client)
            for name, address in zip(self.names, (self.NODE_ADDRESS, self.CLIENT_ADDRESS)):
                self.ip("-n", name, "address", "add", address + "/24", "dev", "cable")
                for device in ("lo", "cable"):
                    self.ip("-n", name, "link", "set", device, "up")
        except subprocess.CalledProcessError as e:
            test.skipTest("a remote client needs network namespaces: " + e.stderr.decode())

    @staticmethod
    def ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True)

    def remove(self):
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)

    def wrapper(self):
        return ["ip", "netns", "exec", self.names[0]]

    def link(self, address, side="client"):
        """A connection out of one of the namespaces; the rest of this process stays where it is."""
        libc = ctypes.CDLL(None, use_errno=True)
        name = self.names[side == "client"]
        with open("/proc/thread-self/ns/net", "rb") as own, open(f"/run/netns/{name}", "rb") as other:
            if libc.setns(other.fileno(), 0):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            finally:
                libc.setns(own.fileno(), 0)
        return Link(address, sock=sock)


@functools.cache
def mount_for_this_process_only():
    """What is mounted from now on is gone with this process, however it ends. Where that is not allowed, nor is mounting."""
    clone_newns = 0x20000  # of sched.h; Python knows it from 3.12 on
    if ctypes.CDLL(None).unshare(clone_newns) == 0:
        subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, check=False)


class SmallDisk:
    """A file system in memory of so many bytes; its folder is `path`."""

    def __init__(self, test, size, path):
        if not IS_ROOT:
            test.skipTest("a small disk needs root")
        self.path = path
        os.mkdir(path)
        mount_for_this_process_only()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], capture_output=True, check=False)
        if done.returncode:
            test.skipTest("a small disk needs the right to mount: " + done.stderr.decode())
        test.addCleanup(subprocess.run, ["umount", "-l", path], check=False)

    def fill(self, leave=0):
        """Takes all of the room but so many bytes."""
        with open(os.path.join(self.path, "filler"), "wb", buffering=0) as f:
            try:
                while True:
                    f.write(bytes(4096))
            except OSError:
                f.truncate(f.tell() - leave)

    @staticmethod
    def pin(test, path):
        """Makes a file one that nobody can remove or replace: something is mounted there."""
        mount_for_this_process_only()
        done = subprocess.run(["mount", "--bind", path, path], capture_output=True, check=False)
        if done.returncode:
            test.skipTest("that needs the right to mount: " + done.stderr.decode())
        test.addCleanup(subprocess.run, ["umount", "-l", path], check=False)

    def read_only(self):
        subprocess.run(["mount", "-o", "remount,ro", self.path], check=True)


def main():
    unittest.main(verbosity=2)
