"""Where a command begins and ends on a real socket, and how its reply travels."""
import os
import re
import shutil
import statistics
import subprocess
import time

from support import PROMPT, Link, NodeTest, main, node_environment


class Framing(NodeTest):
    def setUp(self):
        super().setUp()
        self.server = self.node()
        self.link = self.server.link()
        self.addCleanup(self.link.close)

    def reply(self):
        return self.link.until(PROMPT).decode()

    def pass_through(self):
        """Lets the node take what it was sent: it answers a later command on another link."""
        self.server.ask("hello")

    def test_clients_without_newlines(self):
        for command, reply in (("hello", r"hello:node01:\S+\n"), ("version", r"\d+\.\d+\.\d+-\d+\n"), ("conf", ""),
                               ("devfid", "node01\n"), ("devfid lamp", "Saved\n"), ("noconf", "")):
            self.link.send(command)
            self.assertRegex(self.reply(), rf"\A{reply}(\[configure\] )?\w+ \$  \Z")

    def test_blank_lines_get_the_prompt_again(self):
        for blank in (b"\n", b"\r\n", b"  \t \n", b"\n\n\n"):
            self.link.send(blank)
            lines = blank.count(b"\n")
            self.assertEqual(self.link.count(PROMPT, lines), b"node01 $  " * lines)

    def test_split_lines(self):
        self.link.ask("")  # a newline was seen: from now on only a newline ends a command
        for pieces in ((b"hel", b"lo\n"), (b"h", b"e", b"l", b"l", b"o", b"\n"), (b"hello\r", b"\n"), (b"hello", b"\r\n")):
            with self.subTest(pieces=pieces):
                for piece in pieces:
                    self.link.send(piece)
                    self.pass_through()
                self.assertRegex(self.reply(), r"\Ahello:node01:\S+\nnode01 \$  \Z")
        self.link.send(b"version\n")
        self.assertRegex(self.reply(), r"\A[\d.-]+\nnode01 \$  \Z")

    def test_line_ends(self):
        for end in (b"\n", b"\r\n", b"\r\0", b"\r"):
            with self.subTest(end=end):
                self.link.send(b"hello" + end + b"version" + end)
                self.assertRegex(self.link.count(PROMPT, 2).decode(), r"\Ahello:\S+\nnode01 \$  [\d.-]+\nnode01 \$  \Z")

    def test_many_lines_in_one_write_are_answered_in_order(self):
        commands = [f"nolm f{i}" for i in range(1000)]
        self.link.send("\n".join(["hello", *commands]) + "\n")
        replies = self.link.count(PROMPT, 1001).decode()
        self.assertEqual(re.findall(r"LM_nolm->f(\d+):", replies), [str(i) for i in range(1000)])

    def test_lines_behind_exit_are_not_answered(self):
        self.link.send("hello\nexit\nversion\n")
        self.assertRegex(self.link.rest().decode(), r"\Ahello:\S+\nnode01 \$  Bye!\n\Z")

    def test_telnet_negotiation_is_skipped(self):
        self.link.send(b"\xff\xfd\x01\xff\xfb\x1fhel\xff\xfa\x1f\x00\x50\xff\xf0lo\xff\xf1\r\n")
        self.assertRegex(self.reply(), r"\Ahello:node01:\S+\nnode01 \$  \Z")
        self.link.send(b"\xff")
        self.pass_through()
        self.link.send(b"\xfd")
        self.pass_through()
        self.link.send(b"\x03version\r\n")
        self.assertRegex(self.reply(), r"\A[\d.-]+\nnode01 \$  \Z")

    def test_utf8(self):
        text = "nolm grün€𝄞"
        self.assertEqual(self.link.ask(text), "execute_LM_function LM_nolm->grün€𝄞: no module named 'LM_nolm'\n")
        for byte in text.encode() + b"\n":
            self.link.send(bytes([byte]))
            self.pass_through()
        self.assertIn("grün€𝄞", self.reply())

    def test_replies_do_not_depend_on_how_bytes_are_cut(self):
        script = b"hello\nversion\nconf\ndump\nsoctout\nsoctout x\nnoconf\nlight rgb 1 2 3\nhlep\nhelp\nexit\n"
        expected = None
        for size in (1, 2, 3, 7, 64, len(script)):
            with self.server.link() as link:
                link.ask("")
                for at in range(0, len(script), size):
                    link.send(script[at:at + size])
                got = link.rest()
            expected = expected or got
            self.assertEqual(got, expected)


class Segments(NodeTest):
    def test_reply_and_prompt_arrive_together(self):
        node = self.node()
        with node.link() as link:
            whole = {command: link.ask(command) for command in ("hello", "help", "system info", "hlep")}
            for command in whole:
                for _ in range(20):
                    link.send(command + "\n")
                    got = link.read().decode()
                    self.assertTrue(got.endswith("node01 $  "), (command, got))
                    self.assertEqual(got.count("\n"), whole[command].count("\n"))

    def test_no_waiting_for_acknowledgements(self):
        node = self.node()
        times = []
        with node.link() as link:
            for _ in range(200):
                began = time.monotonic()
                link.ask("hello")
                times.append(time.monotonic() - began)
        self.assertLess(statistics.median(times), 0.02)  # Nagle and delayed acknowledgements would cost 0.04

    def test_one_system_call_sends_a_reply(self):
        trace = self.path("strace")
        if not shutil.which("strace") or subprocess.run(["strace", "-o", trace, "true"], capture_output=True, check=False).returncode:
            self.skipTest("needs strace")
        env = node_environment()
        env["ASAN_OPTIONS"] += ":detect_leaks=0"  # which cannot look into a traced process
        node = self.node(wrapper=["strace", "-D", "-e", "trace=sendto", "-s", "100000", "-o", trace], env=env)
        with node.link() as link:
            for command in ("hello", "help", "conf", "dump", "noconf", ""):
                link.ask(command)
            link.send("exit\n")
            link.rest()
        node.terminate()
        with open(trace, encoding="utf-8") as f:
            sent = [line for line in f if line.startswith("sendto(")]
        self.assertEqual(len(sent), 8, sent)  # the greeting and seven replies
        self.assertTrue(all(" $  " in line for line in sent[:7]), sent)


if __name__ == "__main__":
    main()
