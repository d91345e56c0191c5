"""Clients that ask for much and do not read: what they do not take waits for them, and for nobody else."""
import time

from support import PROMPT, Link, NodeTest, main

MANY = 32


class SlowReaders(NodeTest):
    def stuck(self, node, command, count):
        """Clients that ask again and again, and never read."""
        links = [Link(node.address, receive_buffer=4096) for _ in range(count)]
        self.addCleanup(lambda: [link.close() for link in links])
        for link in links:
            link.sock.setblocking(False)
            data = command * 2000
            try:
                while data:
                    data = data[link.sock.send(data):]
            except BlockingIOError:
                pass
        return links

    def assert_prompt(self, node):
        times = []
        with node.link() as link:
            for _ in range(100):
                began = time.monotonic()
                self.assertTrue(link.ask("hello").startswith("hello:"))
                times.append(time.monotonic() - began)
        self.assertLess(sorted(times)[95], 0.05)

    def test_others_are_answered_at_once_and_memory_is_bounded(self):
        node = self.node("--set", "socmax=64")
        base_kb = node.rss_kb()
        self.stuck(node, b"help >json\n", MANY)
        self.assert_prompt(node)
        self.assert_kept_small(node, base_kb, MANY * 400 + 8192)

    def test_all_of_it_comes_in_the_end(self):
        node = self.node()
        with node.link() as link:
            whole = link.ask("help >json")
        with node.link(receive_buffer=4096) as slow:
            slow.send("help >json\n" * 5)
            said = slow.count(PROMPT, 5).decode()
        self.assertEqual(said, (whole + "node01 $  ") * 5)


if __name__ == "__main__":
    main()
