"""The options of micros-node, its signals and its exit codes."""
import os
import pathlib
import re
import signal
import subprocess
import time

from support import NODE, Link, NodeTest, main, node_environment, until


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


class Options(NodeTest):
    def run_node(self, *options, code):
        """A run that ends by itself; returns (stdout, stderr)."""
        done = subprocess.run([NODE, *options], capture_output=True, timeout=30, check=False, stdin=subprocess.DEVNULL,
                              env=node_environment(HOME=self.folder), cwd=self.folder)
        out, err = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, f"{options}\n{out}\n{err}")
        return out, err

    def test_help(self):
        out, err = self.run_node("--help", code=0)
        for option in ("--root", "--listen", "--board", "--console", "--serial", "--trace", "--count", "--log", "--log-file",
                       "--set", "--describe", "--version"):
            self.assertIn(option, out)
        for board in (pathlib.Path(__file__).parents[2] / "boards" / "linux").glob("*.board"):
            self.assertIn(board.stem, " ".join(out.split()))
        self.assertIn("Exit status", out)
        self.assertEqual(err, "")
        self.assertEqual(os.listdir(self.folder), [], "asking for help makes nothing")

    def test_version(self):
        out, err = self.run_node("--version", code=0)
        self.assertRegex(out, r"\Amicros-node \d+\.\d+\.\d+-\d+\n\Z")
        self.assertEqual((self.run_node("-V", code=0)[0], err), (out, ""))

    def test_describe(self):
        for what, words in (("settings", "| `socport` | 9008 |"), ("modules", "`system info`"), ("boards", "| simple_0 | GPIO8 | GPIO25 | GPIO15 |"), ("classes", "`temperature`"), ("limits", "| sessions | setting `socmax`, 32; with a password one more")):
            out, err = self.run_node("--describe", what, code=0)
            self.assertIn(words, out)
            self.assertEqual(err, "")
        self.assertEqual(os.listdir(self.folder), [])

    def test_misuse(self):
        for options, words in (
                (["--nonsense"], "unrecognized option '--nonsense'"),
                (["word"], "'word' is not an option"),
                (["--listen", "nowhere"], "--listen takes ADDR, ADDR:PORT or [IPv6]:PORT, not 'nowhere'"),
                (["--listen", "127.0.0.1:70000"], "--listen takes"),
                (["--listen", "127.0.0.1:"], "--listen takes"),
                (["--listen", "127.0.0.1:-1"], "--listen takes"),
                (["--listen", "::1"], "--listen takes"),
                (["--listen", "[::1"], "--listen takes"),
                (["--listen", ""], "--listen takes"),
                (["--board", "arduino"], "no board is called 'arduino'; --describe boards lists them"),
                (["--describe", "weather"], "--describe takes settings, modules, boards, classes, limits, sfuncman or sfuncman-html, not 'weather'"),
                (["--count", "0"], "--count takes 1 to 1000000, not '0'"),
                (["--count", "many"], "--count takes"),
                (["--log", "loud"], "--log takes error, warn, info or debug, not 'loud'"),
                (["--set", "devfid"], "--set takes KEY=VALUE, 32 times at most, not 'devfid'"),
                (["--set", "a=b"] * 33, "--set takes KEY=VALUE, 32 times at most"),
                (["--count", "2", "--console"], "--console and --serial are for one node, not for --count"),
                (["--count", "2", "--serial", "x"], "--console and --serial are for one node, not for --count"),
                (["--root"], "requires an argument")):
            with self.subTest(options=options[:4]):
                out, err = self.run_node("--root", self.path("root"), *options, code=2)
                self.assertIn(words, err)
                self.assertEqual(out, "")
                self.assertFalse(os.path.exists(self.path("root")), "nothing was made")

    def test_settings_that_are_not_taken(self):
        for setting, words in (("nosuch=1", "no setting is called nosuch"),
                               ("soctout=0", "soctout takes 1 to 86400"), ("soctout=abc", "soctout takes 1 to 86400"),
                               ("pled=maybe", "pled takes"), ("devfid=a b", "devfid takes 1 to 32 characters of A-Z a-z 0-9 - _ ."),
                               ("devfid=", "devfid takes"), ("hwuid=0x1", "the node keeps hwuid itself"),
                               ("appwd=short", "appwd takes 8 to 63 bytes"), ("=", "no setting is called ")):
            with self.subTest(setting=setting):
                err = self.run_node("--root", self.path("root"), "--listen", "127.0.0.1:0", "--set", setting, code=2)[1]
                self.assertIn(f"micros-node: --set {setting.partition('=')[0]}: {words}", err)

    def test_settings_that_are_taken_are_kept(self):
        node = self.node("--set", "devfid=lamp", "--set", "soctout=7", "--set", "boothook=light rgb r=1;switch set_state 1",
                         "--set", "pled=FALSE")
        self.assertEqual((node.settings()["boothook"], node.settings()["pled"]), ("light rgb r=1;switch set_state 1", False))
        node = self.restart(node)
        with node.link() as link:
            link.ask("conf")
            self.assertEqual(link.ask("soctout"), "7\n")
            self.assertEqual(link.ask("devfid"), "lamp\n")

    def test_without_root_it_lives_in_the_state_folder(self):
        for number, env in enumerate(({"XDG_STATE_HOME": self.path("state")}, {"HOME": self.path("home")})):
            process = subprocess.Popen([NODE, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       stdin=subprocess.DEVNULL, env=node_environment(**env))
            with process.stdout:
                self.assertTrue(process.stdout.readline().startswith(b"listening on "))
            process.terminate()
            self.assertEqual(process.wait(30), 0)
            self.assertTrue(os.path.exists(self.path(("state", "home/.local/state")[number]) + "/micros/node/node_config.json"))

    def test_default_port_is_the_setting(self):
        host = "127.88.%d.%d" % (os.getpid() // 250 % 250 + 1, os.getpid() % 250 + 1)
        node = self.node(listen=host)
        self.assertEqual(node.address, (host, 9008))
        self.assert_serves(node)

    def test_address_that_is_not_ours(self):
        node = self.node(listen="192.0.2.1:0", ready=False)
        self.assertEqual(node.wait(), 1)
        self.assertRegex(node.log.lines[-1], r"\Amicros-node: cannot listen on 192\.0\.2\.1:0: Cannot assign requested address; "
                                             r"another address or port: --listen ADDR:PORT\Z")

    def test_ipv6(self):
        if not os.path.exists("/proc/net/if_inet6") or "00000000000000000000000000000001" not in read("/proc/net/if_inet6"):
            self.skipTest("needs IPv6 on the loopback device")
        node = self.node(listen="[::1]:0")
        self.assertRegex(node.out.lines[0], r"\Alistening on \[::1\]:\d+\Z")
        with node.link() as link:
            self.assertEqual(link.ask("system sessions"), "1\n", "this loopback has all rights too")
            link.ask("conf")
            self.assertEqual(link.ask("devip"), "::1\n")
        node.log.wait(r"Connected with \[::1\]:\d+")
        node = self.restart(node, listen="[::]:0")
        node.address = ("127.0.0.1", node.address[1])
        self.assertEqual(node.ask("system sessions"), "1\n", "so has IPv4's through an IPv6 socket")

    def test_boards(self):
        node = self.node("--board", "esp32")
        for command, answer in (("switch set_state 1", "SET STATE: 1\n"), ("light rgb 1 2 3", "SET rgb: R1G2B3\n")):
            self.assertEqual(node.ask(command), answer)
        self.assertIn("CPU[Hz]: 240000000\n", node.ask("system info"))
        node = self.restart(node, "--board", "esp8266")
        self.assertIn("CPU[Hz]: 160000000\n", node.ask("system info"))

    def test_trace(self):
        node = self.node("--trace", self.path("trace"), "--set", "pled=false")
        node.ask("light rgb 1000 0 250")
        node.ask("switch set_state 1")
        self.assertEqual(node.terminate(), 0)
        lines = read(self.path("trace")).splitlines()
        self.assertTrue(all(re.match(r"\d+ (pin|pwm|cpu) ", line) for line in lines), lines)
        self.assertEqual([line.split(" ", 1)[1] for line in lines], [
            "cpu 160000000 Hz",
            "pin 13 pwm", "pwm 13 480 Hz 1000 permille", "pin 2 pwm", "pwm 2 480 Hz 0 permille", "pin 0 pwm", "pwm 0 480 Hz 250 permille",
            "pin 15 out", "pin 15 1", "pin 15 0", "pin 15 free", "pwm 13 480 Hz 0 permille", "pwm 2 480 Hz 0 permille",
            "pwm 0 480 Hz 0 permille", "pin 0 free", "pin 2 free", "pin 13 free"])

    def test_files_that_cannot_be_written(self):
        for option, words in (("--trace", "cannot write the trace to"), ("--log-file", "cannot write the log to")):
            err = self.run_node("--root", self.path("root"), option, "/no/such/folder/file", code=1)[1]
            self.assertEqual(err, f"micros-node: {words} /no/such/folder/file: No such file or directory\n")


class Log(NodeTest):
    def test_levels(self):
        seen = {}
        for level in ("error", "warn", "info", "debug"):
            node = self.node("--log", level, "--set", "auth=false", root=self.path(level))
            node.ask("nolm f")
            self.assertEqual(node.terminate(), 0)
            seen[level] = {line.split()[0] for line in node.log.lines}
        self.assertEqual(seen, {"error": set(), "warn": {"warn"}, "info": {"warn", "info"}, "debug": {"warn", "info", "debug"}})

    def test_profiling_is_for_debug_and_dbg(self):
        node = self.node("--log", "debug")
        node.log.wait(r"PROFILING INFO\] - \[6\] AFTER EXTERNAL INTERRUPT SETUP")
        node = self.restart(node, "--log", "debug", "--set", "dbg=false")
        self.assertIsNone(node.log.find("PROFILING"))

    def test_lines_of_a_log_file_have_dates(self):
        log = self.path("node.log")
        self.node("--log-file", log).ask("hello")
        with open(log, encoding="utf-8") as f:
            for line in f:
                self.assertRegex(line, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (info |warn ) (\d+\.\d{3} )?\[")

    def test_log_file_is_opened_anew_on_sighup(self):
        log = self.path("log")
        node = self.node("--log-file", log)
        self.assertIn("SERVER ADDR", read(log))
        self.assertEqual(node.log.lines, [])
        with node.link():
            until(lambda: "Connected" in read(log), "the link is logged")
            os.rename(log, log + ".1")
            before = read(log + ".1")
            node.process.send_signal(signal.SIGHUP)
            until(lambda: os.path.exists(log), "the new file")
            node.ask("nolm f")
            until(lambda: "EXEC-ERROR" in read(log), "the new file is used")
            self.assertEqual(read(log + ".1"), before)
        self.assert_serves(node)

    def test_sighup_that_cannot_open_the_file_keeps_the_old_one(self):
        folder = self.path("logs")
        os.mkdir(folder)
        node = self.node("--log-file", os.path.join(folder, "log"))
        os.rename(folder, folder + ".old")
        node.process.send_signal(signal.SIGHUP)
        node.log.wait("cannot write the log to .*: No such file or directory")
        node.ask("nolm f")
        until(lambda: "EXEC-ERROR" in read(os.path.join(folder + ".old", "log")), "the old file is used")

    def test_sighup_without_a_log_file_changes_nothing(self):
        node = self.node()
        node.process.send_signal(signal.SIGHUP)
        self.assert_serves(node)

    def test_log_is_appended_to(self):
        log = self.path("log")
        node = self.node("--log-file", log)
        node = self.restart(node, "--log-file", log)
        self.assertEqual(read(log).count("SERVER ADDR"), 2)


class Signals(NodeTest):
    def test_sigterm_and_sigint_end_it_quickly_with_sessions_open(self):
        for sig in (signal.SIGTERM, signal.SIGINT):
            node = self.node()
            links = [node.link() for _ in range(20)]
            with Link(node.address, receive_buffer=4096) as stuck:
                stuck.send(b"help\n" * 3000)
                self.assert_serves(node)
                began = time.monotonic()
                node.process.send_signal(sig)
                self.assertEqual(node.wait(), 0)
                self.assertLess(time.monotonic() - began, 2)
            for link in links:
                with link:
                    self.assertEqual(link.rest(), b"Bye!\n")

    def test_port_is_free_at_once_afterwards(self):
        node = self.node()
        with node.link() as link:
            link.ask("hello")
            self.assertEqual(node.terminate(), 0)
        again = self.node(listen="%s:%d" % node.address)
        self.assertEqual(again.address, node.address)
        self.assert_serves(again)

    def test_reader_of_standard_output_that_goes_away(self):
        node = self.node("--set", "soctout=1")
        self.assert_serves(node)
        self.assertEqual(len(node.out.lines), 1, "one line is all there is")


if __name__ == "__main__":
    main()
