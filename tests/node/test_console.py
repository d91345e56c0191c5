"""The shell on the node's own terminal and on serial lines."""
import os
import pty
import re
import subprocess
import tty

from support import NODE, PROMPT, NodeTest, Terminal, free_port, loopback_address, main, until

LOG_LINE = rb"\d+\.\d{3} \["


class ConsoleTest(NodeTest):
    def without_log(self):
        """Stores settings with which the log is not shown on the console."""
        os.mkdir(self.path("root"))
        with open(self.path("root/node_config.json"), "w", encoding="ascii") as f:
            f.write('{"dbg": false}')

    def on_terminal(self, *options, raw=True, **how):
        """A node whose console is a terminal of ours."""
        master, slave = pty.openpty()
        if raw:
            tty.setraw(slave)
        node = self.node("--console", *options, stdin=slave, stdout=slave, **how)
        os.close(slave)
        return node, self.closed_later(Terminal(master, master))

    def on_pipes(self, *options, **how):
        """A node whose console are two pipes."""
        to_read, to_node = os.pipe()
        from_node, to_write = os.pipe()
        how = {"stdin": to_read, "stdout": to_write, **how}
        node = self.node("--console", *options, **how)
        os.close(to_read)
        os.close(to_write)
        return node, self.closed_later(Terminal(from_node, to_node))

    def closed_later(self, terminal):
        self.addCleanup(terminal.close)
        return terminal


class OnTerminal(ConsoleTest):
    def test_boot_log_then_the_prompt(self):
        node, console = self.on_terminal()
        boot = console.until(PROMPT).decode()
        self.assertRegex(boot, r"\A0\.000 \[CONFIGHANDLER\] new node: factory settings\n")
        self.assertIn("[loader][main mode] Start micrOS", boot)
        self.assertRegex(boot, r"SERVER ADDR: telnet 127\.0\.0\.1 %d\nnode01 \$  \Z" % node.address[1])
        self.assertIn("PROFILING", boot)

    def test_log_lines_come_while_it_waits_and_the_prompt_again(self):
        node, console = self.on_terminal()
        console.until(PROMPT)
        node.ask("hello")
        console.got = b""
        self.assertRegex(console.count(PROMPT, 2), rb"\A\n" + LOG_LINE + rb" socket server \] Connected with .*\nnode01 \$  \n")

    def test_dbg_false_ends_the_log_on_it(self):
        self.without_log()
        node, console = self.on_terminal()
        self.assertEqual(console.until(PROMPT), b"node01 $  ")
        node.ask("hello")
        self.assertEqual(console.ask("system sessions"), "0\n")

    def test_exit_starts_the_next_session(self):
        self.without_log()
        node, console = self.on_terminal()
        console.until(PROMPT)
        for _ in range(3):
            console.ask("conf")
            console.send("exit\n")
            self.assertEqual(console.until(PROMPT), b"Bye!\nnode01 $  ")
        self.assertRegex(console.ask("hello"), r"\Ahello:node01:")
        self.assert_serves(node)

    def test_end_of_input_key_starts_the_next_session(self):
        self.without_log()
        node, console = self.on_terminal(raw=False)
        console.until(PROMPT)
        console.send("conf\n")
        console.until(b"[configure] node01 $  ")
        console.send(b"\x04")
        self.assertNotIn(b"configure", console.until(PROMPT))
        console.send("hello\n")
        self.assertRegex(console.until(PROMPT), rb"hello:node01:\S+\r\nnode01 \$  \Z")
        self.assert_serves(node)

    def test_reboot_boots_again_on_it(self):
        node, console = self.on_terminal()
        console.until(PROMPT)
        console.send("reboot\n")
        again = console.until(b"SERVER ADDR: telnet 127.0.0.1 %d\nnode01 $  " % node.address[1])
        self.assertTrue(again.startswith(b"Reboot micrOS system.\nBye!\n"), again)
        self.assertIn(b"[loader][main mode] Start micrOS", again)
        self.assertRegex(console.ask("hello"), r"\Ahello:node01:")

    def test_it_neither_times_out_nor_takes_a_slot(self):
        self.without_log()
        node, console = self.on_terminal("--set", "soctout=1", "--set", "socmax=1")
        console.until(PROMPT)
        with node.link() as link:
            self.assertEqual(link.rest(), b"Session timeout 1 sec\nBye!\n")
        self.assertRegex(console.ask("hello"), r"\Ahello:node01:")

    def test_password_is_asked_here_too(self):
        self.without_log()
        node, console = self.on_terminal("--set", "appwd=long-enough-1")
        self.assertEqual(console.until(PROMPT), b"[password] node01 $  ")
        self.assertEqual(console.ask("long-enough-1"), "AuthOk\n")
        self.assertEqual(console.ask("system sessions"), "0\n")

    def test_terminal_that_goes_away_does_not_harm_the_node(self):
        node, console = self.on_terminal("--set", "soctout=1")
        console.until(PROMPT)
        console.close()
        self.assert_serves(node)
        self.assert_idle(node)

    def test_terminal_that_pauses_loses_lines_but_not_its_session(self):
        node, console = self.on_terminal()
        console.until(PROMPT)
        base_kb = node.rss_kb()
        with node.link() as link:
            link.ask("version")
            for _ in range(10):  # half a megabyte of log
                link.send(b"nolm f\n" * 500)
                link.count(PROMPT, 500)
        self.assert_kept_small(node, base_kb, 4096)
        console.send("version\n")

        def answered():
            console.got += console.read()
            return re.search(rb"node01 \$  [0-9.]+-[0-9]+\nnode01 \$  ", console.got)
        until(answered, "the console answers", wait=lambda: None)

    def test_closing_its_terminal_ends_it(self):
        pid, master = pty.fork()
        if not pid:
            os.execv(NODE, [NODE, "--root", self.path("own"), "--listen", loopback_address() + ":0", "--log", "error"])
        with os.fdopen(master, "rb", buffering=0) as terminal:
            self.assertIn(b"listening on", terminal.read(200))
        until(lambda: os.waitpid(pid, os.WNOHANG) == (pid, 0), "it ends")


class OnPipes(ConsoleTest):
    def test_commands_from_a_pipe_are_answered_and_the_node_stays(self):
        self.without_log()
        node, console = self.on_pipes("--set", "soctout=1")
        console.send("hello\nversion\n")
        console.close_input()
        self.assertRegex(console.count(PROMPT, 3), rb"\Anode01 \$  hello:node01:\S+\nnode01 \$  [\d.-]+\nnode01 \$  \Z")
        self.assert_serves(node)
        self.assert_idle(node)

    def test_last_command_without_a_newline(self):
        self.without_log()
        node, console = self.on_pipes()
        console.send("hello")
        console.close_input()
        self.assertRegex(console.count(PROMPT, 2), rb"\Anode01 \$  hello:node01:\S+\nnode01 \$  \Z")
        self.assert_serves(node)

    def test_all_answers_reach_a_slow_reader(self):
        self.without_log()
        node, console = self.on_pipes()
        console.send("help\n" * 400)
        console.close_input()
        self.assert_serves(node)
        console.count(b"modules of your own\nnode01 $  ", 400)
        self.assert_serves(node)

    def test_reader_that_is_always_behind_costs_no_memory(self):
        self.without_log()
        node, console = self.on_pipes()
        got = base_kb = 0
        console.send("help\n" * 12000)
        while got < 16 << 20:
            if not base_kb and got > 4 << 20:
                base_kb = node.rss_kb()
            piece = os.read(console.read_fd, 256)  # so slowly that the node always has a part left to write
            self.assertTrue(piece)
            got += len(piece)
        self.assert_kept_small(node, base_kb, 512)

    def test_exit_from_a_pipe_starts_the_next_session(self):
        self.without_log()
        node, console = self.on_pipes()
        console.send("exit\nhello\n")
        self.assertRegex(console.count(PROMPT, 3), rb"\Anode01 \$  Bye!\nnode01 \$  hello:node01:\S+\nnode01 \$  \Z")
        self.assert_serves(node)

    def test_reader_that_goes_away(self):
        node, console = self.on_pipes()
        console.until(PROMPT)
        os.close(console.read_fd)
        console.read_fd = os.open("/dev/null", os.O_RDONLY)
        self.assert_serves(node)
        self.assert_serves(node)

    def test_nothing_to_read_from(self):
        node, console = self.on_pipes("--set", "soctout=1", stdin=subprocess.DEVNULL)
        self.assertIn(b"SERVER ADDR", console.until(PROMPT))
        self.assert_serves(node)
        self.assert_idle(node)

    def test_commands_from_a_file_and_answers_to_a_file(self):
        self.without_log()
        with open(self.path("commands"), "w", encoding="ascii") as f:
            f.write("help\n" * 100 + "version")
        with open(self.path("commands"), "rb") as commands, open(self.path("answers"), "wb") as answers:
            node, _ = self.on_pipes("--set", "soctout=1", stdin=commands, stdout=answers)

        def done():
            with open(self.path("answers"), "rb") as f:
                text = f.read()
            return text.count(b"[EXEC] Command mode") == 100 and text.endswith(b"-0\nnode01 $  ")
        until(done, "all commands are answered")
        self.assert_serves(node)
        self.assert_idle(node)

    def test_no_standard_files_at_all(self):
        def close_all():
            for fd in range(3):
                os.close(fd)
        address = loopback_address()
        node = self.node("--set", f"socport={free_port(address)}", listen=address, preexec_fn=close_all, ready=False)

        def serves():
            try:
                node.address = (address, node.settings()["socport"])
                return node.set("devfid", "lamp") == "Saved\n"
            except (FileNotFoundError, ConnectionRefusedError):
                return False
        until(serves, "it starts")
        self.assertEqual(node.settings()["devfid"], "lamp")
        for name in os.listdir(node.root):  # in none of its files is anything that it printed
            if os.path.isdir(node.path(name)):
                continue
            with open(node.path(name), encoding="utf-8") as f:
                self.assertNotRegex(f.read(), "listening|SERVER ADDR", name)


class Serial(ConsoleTest):
    def on_serial(self, *options, **how):
        master, slave = pty.openpty()
        node = self.node("--serial", os.ttyname(slave), *options, **how)
        return node, self.closed_later(Terminal(master, master)), slave

    def test_same_bytes_as_over_tcp(self):
        self.without_log()
        node, serial, slave = self.on_serial()
        self.addCleanup(os.close, slave)
        script = ("hello\nversion\n\nconf\ndump\nsoctout\nsoctout x\nnosuch 1\nnoconf\nhelp\nhlep\nlight rgb 1 2 3\n"
                  "light rgb(1,2,3)\nsystem >json\nnolm grün\nhello >json\nexit\n").encode()
        with node.link(greet=False) as link:
            link.send(script)
            over_tcp = link.rest()
        serial.send(script)
        over_serial = serial.until(over_tcp[-5:] + b"node01 $  ")  # then the next session begins
        self.assertEqual(over_serial, over_tcp + b"node01 $  ")

    def test_boot_log_comes_over_it(self):
        node, serial, slave = self.on_serial()
        self.addCleanup(os.close, slave)
        self.assertRegex(serial.until(PROMPT), rb"(?s)\A0\.000 \[CONFIGHANDLER\].*SERVER ADDR: .*\nnode01 \$  \Z")
        self.assert_serves(node)

    def test_a_command_needs_its_newline(self):
        self.without_log()
        node, serial, slave = self.on_serial()
        self.addCleanup(os.close, slave)
        serial.until(PROMPT)
        for piece in ("ver", "si", "on"):
            serial.send(piece)
            node.ask("hello")
        serial.send("\r\n")
        self.assertRegex(serial.until(PROMPT), rb"\A[\d.-]+\nnode01 \$  \Z")

    def test_peer_that_vanishes_does_not_harm_the_node(self):
        node, serial, slave = self.on_serial("--set", "soctout=1")
        serial.until(PROMPT)
        serial.send("help\n" * 100)
        os.close(slave)
        serial.close()
        self.assert_serves(node)
        self.assert_idle(node)

    def test_line_that_comes_back_is_served_again(self):
        self.without_log()
        line = self.path("line")
        master, slave = pty.openpty()
        os.symlink(os.ttyname(slave), line)
        node = self.node("--serial", line)
        os.close(slave)
        Terminal(master, master).close()
        master, slave = pty.openpty()
        self.addCleanup(os.close, slave)
        serial = self.closed_later(Terminal(master, master))
        os.symlink(os.ttyname(slave), line + ".new")
        os.rename(line + ".new", line)
        self.assertEqual(serial.until(PROMPT), b"node01 $  ")
        self.assertEqual(serial.ask("version"), node.ask("version"))

    def test_line_that_cannot_be_had(self):
        node = self.node("--serial", "/dev/no-such-line", ready=False)
        self.assertEqual(node.wait(), 1)
        self.assertEqual(node.log.text(), "micros-node: --serial /dev/no-such-line: No such file or directory")
        node = self.node("--serial", "/dev/ttyS0:12345", ready=False)
        self.assertEqual(node.wait(), 1)
        self.assertEqual(node.log.text(), "micros-node: --serial /dev/ttyS0: the baud rate is not one of 9600 to 921600")

    def test_console_and_serial_at_the_same_time(self):
        self.without_log()
        master, slave = pty.openpty()
        self.addCleanup(os.close, slave)
        serial = self.closed_later(Terminal(master, master))
        node, console = self.on_terminal("--serial", os.ttyname(slave))
        console.until(PROMPT)
        serial.until(PROMPT)
        console.ask("conf")
        self.assertEqual(serial.ask("system sessions"), "0\n")
        self.assertIn("devfid", console.ask("dump"))


if __name__ == "__main__":
    main()
