"""micros connect on a terminal: prompts, completion, history, passwords, and nodes that go away."""
import fcntl
import os
import pty
import re
import select
import signal
import stat
import struct
import subprocess
import termios
import time
import unittest

from support import MICROS, OLD, ToolkitTest, until


class Terminal:
    """A program on a pseudo terminal."""

    def __init__(self, program, args, env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(program, [program, *args], env)
        self.text = ""
        self.seen = 0

    def expect(self, wanted, seconds=10):
        """Reads until `wanted`, a regular expression, appears after what was matched before."""
        deadline = time.monotonic() + seconds
        while not (match := re.search(wanted, self.text[self.seen:])):
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"no {wanted!r} in {self.text[self.seen:]!r}")
        self.seen += match.end()

    def _read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            data = b""
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        while self._read(10):
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class OnATerminal(ToolkitTest):
    def start(self, *args, program=MICROS, **env):
        terminal = Terminal(program, args, {**self.env, **env})
        self.addCleanup(self.kill, terminal.pid)
        return terminal

    def kill(self, pid):
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        except ChildProcessError:
            pass

    def test_the_nodes_own_prompt_is_shown_and_exit_ends(self):
        node = self.node()
        self.remember(node)
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  $")
        terminal.type("version\r")
        terminal.expect(r"0\.7\.2-0\r\n.*slim01 \$  ")
        terminal.type("conf\r")
        terminal.expect(r"\[configure\] slim01 \$  ")
        terminal.type("exit\r")
        terminal.expect("Bye!")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(node.commands, ["hello", "version", "conf", "exit"])

    def test_end_of_input_and_interrupt_leave_politely(self):
        for key in ("\x04", "\x03", "half a line\x03\x03"):
            node = self.node()
            self.remember(node)
            terminal = self.start("connect", "slim01")
            terminal.expect(r"slim01 \$  ")
            terminal.type(key)
            self.assertEqual(terminal.end(), 0)
            self.assertEqual(node.commands, ["hello", "exit"])

    def test_tab_completes_what_this_node_has(self):
        node = self.node()
        self.remember(node)
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("sys\the\t\r")
        terminal.expect(r"<3 heartbeat <3\r\n.*slim01 \$  ")
        terminal.type("light \t")
        terminal.expect(r"rgb  toggle")
        terminal.type("\x15conf\r")
        terminal.expect(r"\[configure\] slim01 \$  ")
        terminal.type("devf\t")
        terminal.expect("id")
        terminal.type("\x15\x04")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual([c.strip() for c in node.commands],
                         ["hello", "help all", "help >json", "system heartbeat", "conf", "dump", "exit"])

    def test_history_is_private_and_has_no_passwords(self):
        self.remember(self.node(password="Secret12"), login="plain")
        terminal = self.start("connect", "slim01")
        terminal.expect("password of slim01: ")
        terminal.type("Secret12\r")
        terminal.expect(r"slim01 \$  ")
        terminal.type("version\r")
        terminal.expect(r"0\.7\.2-0\r\n.*slim01 \$  ")
        terminal.type("appwd Other999\r")
        terminal.expect(r"slim01 \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn("Secret12", terminal.text)
        path = os.path.join(self.state, "micros", "history")
        with open(path, encoding="utf-8") as file:
            history = file.read()
        self.assertIn("version", history)
        self.assertNotIn("Secret12", history)
        self.assertNotIn("Other999", history)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)

    def test_a_real_node_completes_down_to_its_arguments(self):
        self.real_node()
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("light rgb \t")
        terminal.expect(r"r=  g=  b=")
        terminal.type("r=1 g\t2 b\t3\r")
        terminal.expect(r"SET rgb: R1G2B3\r\n.*slim01 \$  ")
        terminal.type("help li\t\r")  # though `help` alone is the short one by now
        terminal.expect(r"for example: light rgb")
        terminal.expect(r"slim01 \$  ")
        terminal.type("light tog\ts\tF\t\r")
        terminal.expect(r"OFF\r\n.*slim01 \$  ")
        terminal.type("conf\r")
        terminal.expect(r"\[configure\] slim01 \$  ")
        terminal.type("socm\t\r")
        terminal.expect(r"32\r\n.*\[configure\] \S+ \$  ")
        for word in ("his\t", "und\t", "diff", "ac\t"):
            terminal.type(word + "\r")
            terminal.expect(r"\r\n.*\[configure\] \S+ \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)

    def test_interrupt_drops_the_line_and_arrows_bring_lines_back(self):
        node = self.node()
        self.remember(node)
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("version\r")
        terminal.expect(r"0\.7\.2-0\r\n.*slim01 \$  ")
        terminal.type("junk")
        terminal.expect("junk")
        terminal.type("\x03")
        terminal.expect(r"\x1b\[K")  # wiped
        terminal.type("hello\r")
        terminal.expect(r"hello:slim01.*\r\n.*slim01 \$  ")
        terminal.type("\033[A\033[A\r")
        terminal.expect(r"0\.7\.2-0\r\n.*slim01 \$  ")
        terminal.type("\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(node.commands, ["hello", "version", "hello", "version", "exit"])

    def test_a_line_longer_than_the_window_survives_a_resize(self):
        node = self.node(replies={"x" * 150 + "yz": "all of it\n"})
        self.remember(node)
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("x" * 150)
        for _ in range(14):
            terminal.expect("x{10}")
        for columns in (40, 132, 20):
            fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            terminal.type("\x05")
            terminal.expect(r"slim01 \$  x")  # drawn anew
        terminal.type("yz\r")
        terminal.expect(r"all of it\r\n.*slim01 \$  ")
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_a_node_that_restarts_is_waited_for(self):
        self.real_node()
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        for _ in range(2):
            terminal.type("reboot\r")
            terminal.expect(r"Reboot micrOS system\.\r\nBye!\r\nwaiting until slim01 is back")
            terminal.expect(r"slim01 \$  ")
            terminal.type("light tog\t\r")  # the keyboard works as before, completion too
            terminal.expect(r"O(N|FF)\r\n.*slim01 \$  ")
        terminal.type("exit\r")
        terminal.expect("Bye!")
        self.assertEqual(terminal.end(), 0)

    def test_a_locked_node_that_restarts_is_entered_again(self):
        self.real_node(appwd="Secret12")
        terminal = self.start("connect", "slim01")
        terminal.expect("password of slim01: ")
        terminal.type("Secret12\r")
        terminal.expect(r"slim01 \$  ")
        terminal.type("reboot\r")
        terminal.expect(r"waiting until slim01 is back")
        terminal.expect(r"slim01 \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(terminal.text.count("password of"), 1)
        self.assertNotIn("Secret12", terminal.text)

    def test_a_node_that_dies_is_reported_and_waited_for(self):
        node = self.real_node()
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("version\r")
        terminal.expect(r"slim01 \$  ")
        terminal.type("half a li")
        terminal.expect("half a li")
        node.job.kill()
        terminal.expect(r"slim01 closed the connection\r\nwaiting until slim01 is back; Ctrl-C ends this")
        terminal.type("\x03")
        self.assertEqual(terminal.end(), -signal.SIGINT)

    def test_who_does_not_type_stays_connected(self):
        node = self.node()
        self.remember(node)
        terminal = self.start("connect", "slim01", "--keep-alive", "1")
        terminal.expect(r"slim01 \$  ")
        terminal.type("vers")
        until(lambda: node.commands.count("") >= 2, "two signs of life")
        terminal.type("ion\r")
        terminal.expect(r"0\.7\.2-0\r\n.*slim01 \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual([c for c in node.commands if c], ["hello", "version", "exit"])

    def test_a_new_name_shows_in_the_prompt_and_in_the_cache(self):
        node = self.real_node()
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("conf\rdevfid lamp\r")
        terminal.expect(r"slim01 is named lamp now.*\r\n.*\[configure\] lamp \$  ")
        self.assertEqual(self.names(), {node.uid: "lamp"})
        terminal.type("reboot\r")
        terminal.expect("waiting until lamp is back")
        terminal.expect(r"lamp \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)

    def test_a_wrong_password_is_asked_for_again(self):
        self.real_node(appwd="Secret12")
        terminal = self.start("connect", "slim01")
        terminal.expect("password of slim01: ")
        terminal.type("Wrong999\r")
        terminal.expect(r"slim01: Try again in \d+ s")
        terminal.expect("wrong password, try again")
        terminal.expect("password of slim01: ")
        terminal.type("Secret12\r")
        terminal.expect(r"slim01 \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn("Wrong999", terminal.text)

    def test_three_wrong_passwords_end_it(self):
        self.remember(self.node(password="Secret12"), login="plain")
        terminal = self.start("connect", "slim01")
        for _ in range(3):
            terminal.expect("password of slim01: ")
            terminal.type("Wrong999\r")
        terminal.expect("did not accept the password")
        self.assertEqual(terminal.end(), 5)

    def test_a_node_that_takes_no_password_yet_is_told_from_a_wrong_one(self):
        self.real_node(appwd="Secret12")
        for _ in range(3):  # the third one costs four seconds
            while " password; try again in " not in self.run_once("Wrong999", 5, 12):
                pass
        self.assertRegex(self.run_once("Secret12", 12), r"refused: too many wrong passwords before; try again in \d+ s\n")
        item = self.json_of("run", "--dev", "slim01", "version", "light toggle", code=12, MICROS_PASSWORD="Secret12")["devices"][0]
        self.assertEqual(item["code"], 12)
        self.assertGreater(item["wait_s"], 0)

    def run_once(self, password, *codes):
        """What `micros run` tells people."""
        done = subprocess.run([MICROS, "run", "--dev", "slim01", "light toggle"], capture_output=True, text=True, timeout=60,
                              env={**self.env, "MICROS_PASSWORD": password}, start_new_session=True, check=False)
        self.assertIn(done.returncode, codes, done.stderr)
        return done.stderr

    def test_run_asks_for_a_password_once(self):
        self.remember(self.node(password="Secret12"), self.node(password="Secret12", name="b", uid="0x2"), login="plain")
        terminal = self.start("run", "--all", "system heartbeat")
        terminal.expect("password of slim01: ")
        terminal.type("Secret12\r")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(terminal.text.count("<3 heartbeat <3"), 2)
        self.assertEqual(terminal.text.count("password of"), 1)

    def test_a_node_that_closes_is_reported_while_one_types(self):
        node = self.node(mode="leaves")
        self.remember(node)
        terminal = self.start("connect", "slim01")
        terminal.expect(r"slim01 \$  ")
        terminal.type("version\rhalf a li")
        terminal.expect("slim01 closed the connection")
        terminal.expect(r"slim01 \$  ")  # it is there again
        terminal.type("\x04")
        self.assertEqual(terminal.end(), 0)

    def test_a_node_that_only_ever_closes_is_not_visited_for_ever(self):
        node = self.node()
        node._serve = lambda peer: node._send(peer, b"slim01 $  ")
        terminal = self.start("connect", node.ip)
        terminal.expect("closed the connection")
        self.assertEqual(terminal.end(), 1)

    def test_the_only_device_is_no_question(self):
        self.remember(self.node())
        terminal = self.start("connect")
        terminal.expect(r"slim01 is the only known device\r\nslim01 \$  ")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)

    def test_no_control_character_of_a_node_reaches_the_terminal(self):
        node = self.node(name="evil\033[31m", replies={"version": "\033]0;title\007\x9b\n"})
        self.remember(node)
        terminal = self.start("connect", node.ip)
        terminal.expect(r"evil\\x1b\[31m \$  ")
        terminal.type("version\r")
        terminal.expect(r"\\x1b\]0;title\\x07")
        terminal.type("exit\r")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn("\033[31m", terminal.text)
        self.assertNotIn("\033]", terminal.text)

    def test_colours_appear_on_a_terminal_only_and_can_be_refused(self):
        self.remember(self.node())
        terminal = self.start("status")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("\033[32mONLINE", terminal.text)
        terminal = self.start("status", NO_COLOR="1")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn("\033[", terminal.text)

    def test_the_old_interactive_mode_reads_like_the_readme(self):
        node = self.real_node()
        terminal = self.start("-c", program=OLD, NO_COLOR="1")
        terminal.expect(re.escape(f"Load MicrOS device cache: {self.cache}\r\n"
                                  "Activate MicrOS device connection address\r\n"
                                  "[i]         FUID        IP               UID\r\n"
                                  f"[0] Device: slim01 - {node.ip} - {node.uid}\r\nChoose a device index: "))
        terminal.type("0\r")
        terminal.expect(re.escape(f"0\r\nDevice IP was set: {node.ip}\r\nslim01 $  "))
        terminal.type("help\r")
        terminal.expect(r"   gpio\r\n       RGB\r\n       RGB_deinit\r\n")
        terminal.expect(r"slim01 \$  ")
        terminal.type("gpio RGB(0,0,0)\r")
        terminal.expect(r"gpio RGB\(0,0,0\)\r\nSET RGB\r\n.*slim01 \$  ")
        terminal.type("exit\r")
        terminal.expect("Bye!\r\n")
        self.assertEqual(terminal.end(), 0)


if __name__ == "__main__":
    unittest.main()
