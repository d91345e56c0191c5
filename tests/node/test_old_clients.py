"""Clients of December 2020 against today's node: they send a command without a newline, take " $" or "Bye!" for the end of a
reply, and after it they say `exit` and read on, whatever comes, until that has an answer too or the connection is reset."""
import select
import time

from support import DEADLINE, Link, NodeTest, main, until

PASSWORD = "opensesame"


class OldClient(Link):
    """What it does is restated from its behaviour, without its pauses."""

    def reply(self):
        """Reads until the last line holds a prompt, or what came holds Bye!. At the end of the stream it reads again and again."""
        stop, got, ends = time.monotonic() + DEADLINE, b"", 0
        while b" $" not in got.rsplit(b"\n", 1)[-1] and b"Bye!" not in got:
            if not select.select([self.sock], [], [], max(0, stop - time.monotonic()))[0]:
                raise AssertionError(f"it waits for ever; heard {got!r}")
            more = self.sock.recv(512)
            ends += not more
            if ends > 100:
                raise AssertionError(f"it reads the end of the stream for ever; heard {got!r}")
            got += more
        return got.decode()

    def command(self, text):
        self.sock.sendall(text.encode())
        return self.reply()

    def leave(self):
        """Its last word. Only a reset, or an answer, lets it go."""
        try:
            self.command("exit")
        except (ConnectionResetError, BrokenPipeError):
            pass  # it is silent about that
        self.sock.close()


class TheNodeEndsTheSession(NodeTest):
    def client(self, node, **how):
        link = OldClient(node.address, **how)
        self.addCleanup(link.close)
        link.reply()
        return link

    def test_it_talks_as_ever(self):
        node = self.node()
        link = self.client(node)
        self.assertRegex(link.command("hello"), r"\Ahello:node01:\S+\nnode01 \$  \Z")
        self.assertEqual(link.command("light rgb 1 2 3"), "SET rgb: R1G2B3\nnode01 $  ")
        self.assertEqual(link.command("exit"), "Bye!\n")

    def test_it_does_not_feel_that_the_node_waits_for_more(self):
        node = self.node()
        link = self.client(node)
        times = []
        for _ in range(5):
            began = time.monotonic()
            link.command("hello")
            times.append(time.monotonic() - began)
        self.assertLess(min(times), 0.4)  # its own pause, before it looks

    def test_reboot(self):
        node = self.node()
        link = self.client(node)
        self.assertEqual(link.command("reboot"), "Reboot micrOS system.\nBye!\n")
        link.leave()

    def test_time_out(self):
        node = self.node("--set", "soctout=1")
        link = self.client(node)
        self.assertEqual(link.reply(), "Session timeout 1 sec\nBye!\n")
        link.leave()

    def test_wrong_password(self):
        node = self.node("--set", "appwd=" + PASSWORD)
        link = self.client(node)
        self.assertIn("AuthFailed", link.command("wrong password"))
        link.leave()

    def test_password_changed(self):
        node = self.node()
        link = self.client(node)
        node.set("appwd", PASSWORD)
        self.assertEqual(link.reply(), "The password was changed. Bye!\n")
        link.leave()

    def test_busy(self):
        node = self.node("--set", "socmax=1", "--set", "auth=false")
        self.client(node)
        second = OldClient(node.address)
        self.addCleanup(second.close)
        self.assertEqual(second.reply(), "Connection is busy. Bye!\n")
        second.leave()

    def test_the_process_ends(self):
        node = self.node()
        link, silent = self.client(node), self.client(node)
        node.process.terminate()
        self.assertEqual(link.reply(), "Bye!\n")
        link.leave()
        self.assertEqual(silent.rest(), b"Bye!\n")  # who says nothing hears the end
        self.assertEqual(node.wait(), 0)

    def test_who_waits_for_the_end_hears_it(self):
        node = self.node()
        link = self.client(node)
        link.send("exit\n")
        self.assertEqual(link.rest(), b"Bye!\n")

    def test_connections_that_were_ended_are_given_back(self):
        node = self.node()
        with node.link() as asking:
            before = node.descriptors()
            links = [self.client(node) for _ in range(20)]
            for link in links:
                link.command("exit")
            until(lambda: node.descriptors() == before, "silent clients are dropped")
            self.assertRegex(asking.ask("hello"), "^hello:")


if __name__ == "__main__":
    main()
