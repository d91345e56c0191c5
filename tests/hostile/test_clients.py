"""Clients that end early, late, never, too often or in the middle; the node must serve the others meanwhile."""
import contextlib
import random
import resource
import select
import time

from support import DEADLINE, PROMPT, Link, NodeTest, main, until

TOO_LONG = b"SHELL: the command is longer than 1024 bytes; nothing was done\n"
BUSY = b"Connection is busy. Bye!\n"


class HalfClose(NodeTest):
    def test_reply_still_arrives_then_the_end(self):
        node = self.node("--set", "soctout=1")
        for command in (b"hello\n", b"hello", b"version\nhello\n", b"help\nhello"):
            with self.subTest(command=command), Link(node.address) as link:
                link.send(command)
                link.half_close()
                got = link.rest()
                self.assertRegex(got, rb"hello:node01:(0x[0-9a-f]{1,2}){6}\nnode01 \$  \Z")
        self.assert_idle(node)

    def test_without_a_command(self):
        node = self.node("--set", "soctout=1")
        with Link(node.address) as link:
            link.half_close()
            self.assertEqual(link.rest(), b"node01 $  ")
        self.assert_no_session_left(node)
        self.assert_idle(node)

    def test_all_replies_reach_a_slow_reader(self):
        node = self.node()
        with Link(node.address, receive_buffer=4096) as link:
            link.send(b"help\n" * 400)
            link.half_close()
            self.assertEqual(link.rest().count(b"[EXEC] Command mode"), 400)

    def test_node_is_idle_while_a_half_closed_client_does_not_read(self):
        node = self.node("--set", "soctout=1")
        with Link(node.address, receive_buffer=4096) as stuck:
            stuck.send(b"help\n" * 4000)
            stuck.half_close()
            with node.link() as other:
                self.assert_idle(node, other)
            self.assert_idle(node)
            self.assert_no_session_left(node)


class Resets(NodeTest):
    def test_storm(self):
        node = self.node("--set", "socmax=1024")
        before = node.descriptors()
        for i in range(400):
            link = Link(node.address)
            if i % 4 == 1:
                link.send(b"hel")
            elif i % 4 == 2:
                link.send(b"help\n" * 50)
            elif i % 4 == 3:
                link.greeting()
                link.send(b"\n")
            link.reset()
        self.assert_no_session_left(node, before)
        self.assert_serves(node)

    def test_reset_in_configure_mode_leaves_nothing_behind(self):
        node = self.node()
        link = node.link()
        link.ask("conf")
        link.reset()
        self.assert_no_session_left(node)
        with node.link() as other:
            other.send("version\n")
            self.assertNotIn(b"[configure]", other.until(PROMPT))

    def test_connect_and_close_storm(self):
        node = self.node()
        before = node.descriptors()
        for _ in range(2000):
            Link(node.address).close()
        self.assert_no_session_left(node, before)


class Slow(NodeTest):
    def test_dripping_bytes_is_no_way_to_hold_a_session(self):
        node = self.node("--set", "soctout=1")
        with node.link() as link:
            link.ask("")  # from now on a command needs its newline
            began = time.monotonic()
            while not select.select([link.sock], [], [], 0.05)[0]:
                self.assertLess(time.monotonic() - began, DEADLINE)
                link.send(b"a")
            self.assertEqual(link.rest(), b"Session timeout 1 sec\nBye!\n")
            self.assertLess(time.monotonic() - began, 5)
        self.assert_serves(node)

    def test_idle_session_ends_and_others_stay(self):
        node = self.node("--set", "soctout=1")
        with node.link() as idle, node.link() as busy:
            ended = False
            while not ended:
                self.assertTrue(busy.ask("hello").startswith("hello:"))
                ended = select.select([idle.sock], [], [], 0.1)[0]
            self.assertEqual(idle.until(b"Bye!\n"), b"Session timeout 1 sec\nBye!\n")
            self.assertTrue(busy.ask("hello").startswith("hello:"))

    def test_client_that_stays_after_its_time_out_is_dropped(self):
        node = self.node("--set", "soctout=1")
        before = node.descriptors()
        with node.link() as link:
            self.assertEqual(link.rest(), b"Session timeout 1 sec\nBye!\n")
            # Our side stays open; the node does not wait for ever for its end.
            until(lambda: node.descriptors() == before, "the node lets go")

    def test_client_that_exits_but_does_not_read_is_dropped(self):
        node = self.node("--log", "info")
        before = node.descriptors()
        with Link(node.address, receive_buffer=4096) as link:
            link.send(b"help\n" * 3000 + b"exit\n")
            while not node.log.find("exit and close connection"):
                link.sock.recv(256)  # just enough for the node to reach the last command
            until(lambda: node.descriptors() == before, "the node lets go")
        self.assert_serves(node)

    def test_client_that_never_reads(self):
        node = self.node()
        with node.link() as first:
            first.ask("help")
            base_kb = node.rss_kb()
            stuck = [Link(node.address, receive_buffer=4096) for _ in range(8)]
            for link in stuck:
                link.sock.setblocking(False)
                sent, data = 0, b"help\n" * 4000
                try:
                    while sent < len(data):
                        sent += link.sock.send(data[sent:])
                except BlockingIOError:
                    pass
            times = []
            for _ in range(50):
                began = time.monotonic()
                self.assertTrue(first.ask("hello").startswith("hello:"))
                times.append(time.monotonic() - began)
            self.assertLess(sorted(times)[25], 0.05, "others are answered promptly")
            self.assertLess(max(times), 2)
            self.assert_kept_small(node, base_kb, 8 * 1024)
            for link in stuck:
                link.close()
        self.assert_no_session_left(node)

    def test_reader_that_is_always_behind(self):
        node = self.node()
        with node.link(receive_buffer=4096) as slow:
            slow.ask("help")
            base_kb, got = node.rss_kb(), 0
            slow.sock.setblocking(False)
            while got < 20 << 20:
                readable, writable, _ = select.select([slow.sock], [slow.sock], [], DEADLINE)
                if writable:
                    try:
                        slow.sock.send(b"help\n" * 1000)
                    except BlockingIOError:
                        pass
                if readable:
                    got += len(slow.sock.recv(1 << 14))
            self.assert_kept_small(node, base_kb, 8 * 1024)
        self.assert_no_session_left(node)


class Garbage(NodeTest):
    def setUp(self):
        super().setUp()
        self.node_under_test = self.node()

    def test_a_megabyte_with_a_newline(self):
        with self.node_under_test.link() as link:
            link.ask("")
            link.send(b"x" * (1 << 20) + b"\nhello\n")
            self.assertRegex(link.count(PROMPT, 2), b"\\A" + TOO_LONG + rb"node01 \$  hello:node01:\S+\nnode01 \$  \Z")

    def test_a_megabyte_with_a_newline_as_the_first_line(self):
        with self.node_under_test.link() as link:
            link.send(b"x" * (1 << 20) + b"\nhello\n")
            self.assertRegex(link.count(PROMPT, 2), b"\\A" + TOO_LONG + rb"node01 \$  hello:node01:\S+\nnode01 \$  \Z")

    def test_a_megabyte_without_a_newline(self):
        with self.node_under_test.link() as link:
            link.send(b"x" * (1 << 20))
            self.assertEqual(link.until(PROMPT), TOO_LONG + b"node01 $  ")
            # A client without newlines ends a command by a pause, which the node takes as one after a second.
            self.assertTrue(link.is_quiet(1.5), "one error is enough")
            link.send(b"hello")
            self.assertTrue(link.until(PROMPT).startswith(b"hello:node01:"))

    def test_too_long_without_a_newline_then_a_newline_goes_on_at_once(self):
        with self.node_under_test.link() as link:
            link.send(b"x" * 5000)
            link.until(PROMPT)
            link.send(b"\nhello\n")
            self.assertTrue(link.until(PROMPT).startswith(b"hello:node01:"))

    def test_length_limit_is_exact(self):
        with self.node_under_test.link() as link:
            link.ask("")
            self.assertNotIn("longer than", link.ask("nolm " + "x" * 1019))
            self.assertEqual(link.ask("nolm " + "x" * 1020), TOO_LONG.decode())
            self.assertTrue(link.ask("hello").startswith("hello:"))

    def test_random_bytes(self):
        for seed in range(150):
            dice = random.Random(seed)
            # Who goes on after another protocol was seen is reset.
            with Link(self.node_under_test.address) as link, contextlib.suppress(ConnectionError):
                for _ in range(dice.randrange(1, 6)):
                    data = bytearray(dice.randbytes(dice.randrange(1, 3000)))
                    for i in range(0, len(data), 7):
                        if dice.random() < 0.2:
                            data[i] = 255  # telnet's IAC
                    link.send(bytes(data))
                if seed % 3:
                    link.read() if seed % 2 else link.reset()
        self.assert_serves(self.node_under_test)
        self.assert_no_session_left(self.node_under_test)

    def test_bytes_that_are_no_text_are_refused_and_the_session_goes_on(self):
        refusal = "SHELL: the command is not UTF-8 text without control characters; nothing was done\n"
        with self.node_under_test.link() as link:
            link.ask("hello")
            for bad in (b"hel\x00lo\n", b"\xc3\x28\n", b"\xed\xa0\x80\n", b"\xf5\x80\x80\x80\n", b"\x1b[A\n",
                        b"a\xff\xffb\n", b"\x1f\n", b"\xc3\n"):
                with self.subTest(bad=bad):
                    link.send(bad)
                    self.assertEqual(link.until(PROMPT).decode(), refusal + "node01 $  ")
            self.assertTrue(link.ask("hello").startswith("hello:"))


class Limits(NodeTest):
    def test_next_client_is_told_at_once_and_a_freed_slot_serves_at_once(self):
        node = self.node("--set", "socmax=3")
        links = [node.link() for _ in range(3)]
        with Link(node.address) as extra:
            began = time.monotonic()
            self.assertEqual(extra.until(b"\n"), BUSY)
            self.assertLess(time.monotonic() - began, 1)
        self.assertTrue(links[0].ask("hello").startswith("hello:"))
        with links[0]:
            links[0].send("exit\n")
            self.assertEqual(links[0].rest(), b"Bye!\n")
        links[0] = node.link()
        self.assertEqual(links[0].ask("system sessions"), "3\n")
        for link in links:
            link.close()

    def test_limit_can_be_changed_while_the_node_runs(self):
        node = self.node("--set", "socmax=1")
        with node.link() as link:
            with Link(node.address) as extra:
                self.assertEqual(extra.rest(), BUSY)
            link.ask("conf")
            self.assertEqual(link.ask("socmax 2"), "Saved\n")
            with node.link() as extra:
                self.assertTrue(extra.ask("hello").startswith("hello:"))

    def connect_at_once(self, node, count):
        """So many connections begun before any is answered; returns what each was sent first."""
        links = [Link(node.address) for _ in range(count)]
        self.addCleanup(lambda: [link.close() for link in links])
        return links, [link.read() for link in links]

    def test_a_thousand_clients_at_once(self):
        self.allow_descriptors(1200)
        node = self.node("--set", "socmax=1024")
        links, first = self.connect_at_once(node, 1000)
        self.assertEqual(set(first), {b"node01 $  "})
        for link in links:
            link.send(b"version\n")
        for link in links:
            self.assertTrue(link.until(PROMPT).endswith(b"\nnode01 $  "))
        self.assertEqual(links[0].ask("system sessions"), "1000\n")

    def test_a_thousand_clients_at_once_of_which_few_may_stay(self):
        self.allow_descriptors(1200)
        node = self.node()
        links, first = self.connect_at_once(node, 1000)
        self.assertEqual((first.count(b"node01 $  "), first.count(BUSY)), (32, 968))
        self.assertTrue(links[first.index(b"node01 $  ")].ask("hello").startswith("hello:"))

    def allow_descriptors(self, count):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < count:
            self.skipTest(f"needs {count} file descriptors, the limit is {hard}")
        if soft < count:
            resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
            self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))

    def test_no_descriptor_left(self):
        node = self.node("--set", "socmax=1024", "--set", "soctout=1",
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24)))
        base = node.descriptors()
        with node.link() as first:
            links, words = self.connect_at_once(node, 60)
            served = words.count(b"node01 $  ")
            self.assertEqual(set(words), {b"node01 $  ", BUSY})
            self.assertGreater(served, 5)
            self.assertTrue(first.ask("hello").startswith("hello:"))
            first.ask("conf")
            self.assertRegex(first.ask("devfid lamp"), r"\A(Saved|Failed to save: .+)\n\Z")
            first.ask("noconf")
            cpu = node.cpu_s()
            for link in links:
                link.rest()  # by now each has timed out
            self.assertLess(node.cpu_s() - cpu, 0.5, "it does not spin")
        until(lambda: node.descriptors() <= base, "the descriptors are given back")
        self.assert_serves(node)
        self.assertEqual(node.set("devfid", "kitchen"), "Saved\n")
        self.assertEqual(node.settings()["devfid"], "kitchen")


if __name__ == "__main__":
    main()
