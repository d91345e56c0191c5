"""The log under attack: strangers who fill it, and outputs that nobody reads, that fail or that stand still."""
import os
import pty
import select
import signal
import socket
import subprocess
import termios
import time
import tty

from support import NODE, PROMPT, Link, Namespaces, NodeTest, SmallDisk, main, node_environment, until

COMMANDS = 1500  # each logs two lines


def full_pipe():
    """A pipe that has no room left: the end to read and the end to write."""
    to_read, to_write = os.pipe()
    os.set_blocking(to_write, False)
    try:
        while True:
            os.write(to_write, b"\0" * 4096)
    except BlockingIOError:
        os.set_blocking(to_write, True)
    return to_read, to_write


class Strangers(NodeTest):
    def setUp(self):
        super().setUp()
        self.lan = Namespaces(self)

    def attack(self, node, times):
        """Connections that say what is refused, of somebody who has no password."""
        for _ in range(times):
            link = self.lan.link(node.address)
            link.send(b"x" * 3000 + b"\n\x01\n")
            link.reset()

    def test_the_log_grows_by_lines_a_minute_and_the_ring_keeps_what_owners_did(self):
        log = self.path("log")
        node = self.node("--log-file", log, "--set", "appwd=long-enough-1", listen="10.77.0.1:9008",
                         wrapper=self.lan.wrapper())
        owner = self.lan.link(node.address)
        owner.until(PROMPT)
        owner.ask("long-enough-1")
        owner.ask("conf")
        owner.ask("soctout 200")
        owner.ask("noconf")
        before = os.path.getsize(log)
        self.attack(node, 400)
        until(lambda: "set soctout" in owner.ask("system log"), "the ring still has it")
        self.assertLess(os.path.getsize(log) - before, 4000)
        for _ in range(30):  # what the owner causes is all there
            owner.ask("nolm nothing")
        with open(log, encoding="utf-8") as f:
            text = f.read()
        self.assertEqual(text.count("no load module of that name"), 30)
        self.assertLess(text.count("10.77.0.2"), 60)
        until(lambda: "more lines about strangers were left out" in open(log, encoding="utf-8").read(), "the count is told")
        owner.close()


class Outputs(NodeTest):
    def start(self, *options, stderr=subprocess.DEVNULL, stdout=None):
        """A node of which the log is not read by this test; its address comes on a pipe."""
        to_read, to_write = os.pipe()
        process = subprocess.Popen([NODE, "--root", self.path("root"), "--listen", "127.0.0.1:0", *options],
                                   stdin=subprocess.DEVNULL, stdout=stdout or to_write, stderr=stderr,
                                   env=node_environment(), start_new_session=True)
        os.close(to_write)
        self.addCleanup(process.kill)
        with os.fdopen(to_read, "rb") as lines:
            host, _, port = lines.readline().decode().removeprefix("listening on ").strip().rpartition(":")
        return process, (host, int(port))

    def assert_serves_all(self, address):
        """Every command is answered at once, whatever it logs."""
        longest = 0
        with Link(address) as link:
            link.until(PROMPT)
            for i in range(COMMANDS):
                began = time.monotonic()
                link.ask(f"nolm nothing{i % 7}")
                longest = max(longest, time.monotonic() - began)
        self.assertLess(longest, 2)

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 0)

    def test_a_full_pipe_as_the_log(self):
        to_read, to_write = full_pipe()
        process, address = self.start("--log", "debug", stderr=to_write)
        os.close(to_write)
        self.assert_serves_all(address)
        # Once somebody reads, it goes on, and says what is not there.
        os.set_blocking(to_read, False)
        got = b""

        def read_on():
            nonlocal got
            if select.select([to_read], [], [], 0.05)[0]:
                got += os.read(to_read, 65536)
            return b"lines are left out here: nobody took them)\n" in got

        with Link(address) as link:
            link.until(PROMPT)
            until(lambda: link.ask("nolm again") and read_on(), "the log goes on")
        self.end(process)
        os.close(to_read)

    def test_a_reader_of_the_log_that_goes_away(self):
        to_read, to_write = os.pipe()
        process, address = self.start("--log", "debug", stderr=to_write)
        os.close(to_write)
        os.close(to_read)
        self.assert_serves_all(address)
        self.end(process)

    def test_a_socket_as_the_log_that_nobody_reads(self):
        ours, theirs = socket.socketpair()
        with ours:
            process, address = self.start("--log", "debug", stderr=theirs.fileno())
            theirs.close()
            self.assert_serves_all(address)
            self.end(process)

    def test_a_terminal_as_the_log_that_is_stopped(self):
        master, slave = pty.openpty()
        tty.setraw(slave)
        termios.tcflow(slave, termios.TCOOFF)
        process, address = self.start("--log", "debug", stderr=slave)
        self.assert_serves_all(address)
        self.end(process)
        os.close(slave)
        os.close(master)

    def test_fifos_as_log_and_trace_that_nobody_opens_or_reads(self):
        for name in ("log", "trace"):
            os.mkfifo(self.path(name))
        process, address = self.start("--log", "debug", "--log-file", self.path("log"), "--trace", self.path("trace"))
        self.assert_serves_all(address)
        with Link(address) as link:
            link.until(PROMPT)
            for i in range(2 * COMMANDS):
                link.ask("light toggle")
        process.send_signal(signal.SIGHUP)  # opens the log again
        self.assert_serves_all(address)
        self.end(process)

    def test_a_full_disk_under_log_and_trace(self):
        disk = SmallDisk(self, 65536, self.path("disk"))
        process, address = self.start("--log", "debug", "--log-file", os.path.join(disk.path, "log"),
                                      "--trace", os.path.join(disk.path, "trace"))
        self.assert_serves_all(address)
        self.end(process)


class Consoles(NodeTest):
    def test_a_console_that_nobody_reads(self):
        master, slave = pty.openpty()
        tty.setraw(slave)
        node = self.node("--console", "--log", "debug", stdin=slave, stdout=slave)
        os.close(slave)
        with node.link() as link:
            for _ in range(COMMANDS):
                link.ask("nolm nothing")
        self.assertEqual(node.terminate(), 0)
        os.close(master)

    def test_a_socket_as_console_that_nobody_reads(self):
        ours, theirs = socket.socketpair()
        node = self.node("--console", stdin=theirs.fileno(), stdout=theirs.fileno())
        theirs.close()
        ours.send(b"help\n" * 2000)
        with node.link() as link:
            for _ in range(COMMANDS):
                link.ask("nolm nothing")
        ours.close()
        self.assertEqual(node.terminate(), 0)

    def test_a_serial_line_that_stands_still(self):
        master, slave = pty.openpty()
        tty.setraw(slave)
        termios.tcflow(slave, termios.TCOOFF)
        node = self.node("--serial", os.ttyname(slave), "--log", "debug")
        os.write(master, b"help\n" * 200)
        with node.link() as link:
            for _ in range(COMMANDS):
                link.ask("nolm nothing")
        self.assertEqual(node.terminate(), 0)
        os.close(slave)
        os.close(master)


if __name__ == "__main__":
    main()
