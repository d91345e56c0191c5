"""Many nodes in one process."""
import os
import random
import socket
import time

from support import Link, NodeTest, main

COUNT = 200


class Many(NodeTest):
    def setUp(self):
        super().setUp()
        self.net = "127.%d.%d." % (random.randrange(1, 255), random.randrange(1, 255))

    def test_each_has_its_own_name_uid_address_and_settings(self):
        began = time.monotonic()
        many = self.node("--count", str(COUNT), "--set", "soctout=1", listen=self.net + "1:0")
        started_s = time.monotonic() - began
        self.assertEqual(many.out.lines, [f"listening on {self.net}1:{many.address[1]} and the {COUNT - 1} addresses after it"])
        uids = set()
        for i in range(1, COUNT + 1):
            with many.link(address=(f"{self.net}{i}", many.address[1]), greet=False) as link:
                self.assertEqual(link.greeting(), f"node{i:05} $  ")
                hello, name, uid = link.ask("hello").strip().split(":")
                self.assertEqual((hello, name), ("hello", f"node{i:05}"))
                uids.add(uid)
        self.assertEqual(len(uids), COUNT)
        self.assertEqual(sorted(name for name in os.listdir(many.root) if name != ".lock"),
                         [f"node{i:05}" for i in range(1, COUNT + 1)])
        with many.link() as link:
            link.rest()  # until then the nodes still look after the sessions that were
        self.assert_idle(many)
        print(f"{COUNT} nodes: started in {started_s:.2f} s, {many.rss_kb()} kB")

    def test_they_are_independent(self):
        many = self.node("--count", "3", listen=self.net + "1:0")
        second = (self.net + "2", many.address[1])
        with many.link(address=second) as link:
            link.ask("conf")
            self.assertEqual(link.ask("devfid lamp"), "Saved\n")
            link.ask("noconf")
            link.ask("light rgb 1 2 3")
            self.assertEqual(link.ask("system sessions"), "1\n")
        with many.link() as link:
            self.assertRegex(link.ask("hello"), "hello:node00001:")
            self.assertEqual(link.ask("system cachedump"), "\n")
            with many.link(address=second) as other:
                other.send("reboot\n")
                other.rest()
            self.assertRegex(link.ask("hello"), "hello:node00001:", "only the other one restarts")
        with many.link(address=second) as link:
            self.assertRegex(link.ask("hello"), "hello:lamp:")
        many = self.restart(many, "--count", "3", listen=self.net + "1:0")
        with many.link(address=(self.net + "2", many.address[1])) as link:
            self.assertRegex(link.ask("hello"), "hello:lamp:")

    def test_log_says_which_node(self):
        many = self.node("--count", "2", "--log", "info", "--trace", self.path("trace"), listen=self.net + "1:0")
        with many.link(address=(self.net + "2", many.address[1])) as link:
            link.ask("light toggle")
        many.log.wait(r"\Anode00002 info +\d+\.\d{3} \[ socket server \] Connected with")
        self.assertEqual(many.terminate(), 0)
        with open(self.path("trace"), encoding="utf-8") as f:
            pwm = [line for line in f if " pwm 13 " in line]
        self.assertTrue(pwm and all(line.startswith("node00002 ") for line in pwm))

    def test_address_that_is_taken_among_them(self):
        with socket.create_server((self.net + "3", 0)) as taken:
            node = self.node("--count", "5", listen=f"{self.net}1:{taken.getsockname()[1]}", ready=False)
            self.assertEqual(node.wait(), 1)
            self.assertRegex(node.log.lines[-1], rf"cannot listen on {self.net}3:\d+: Address already in use")

    def test_busy_neighbours_do_not_starve_the_others(self):
        many = self.node("--count", "20", listen=self.net + "1:0")
        busy = []
        for i in range(2, 20):
            link = Link((f"{self.net}{i}", many.address[1]), receive_buffer=4096)
            link.send(b"help\n" * 2000)
            busy.append(link)
        times = []
        with many.link() as link:
            for _ in range(50):
                began = time.monotonic()
                link.ask("hello")
                times.append(time.monotonic() - began)
        for link in busy:
            link.close()
        self.assertLess(sorted(times)[25], 0.1)


if __name__ == "__main__":
    main()
