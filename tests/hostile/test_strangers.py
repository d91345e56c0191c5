"""Strangers that hold sessions: whoever has not given the password gives way."""
import threading

from support import DEADLINE, Link, Namespaces, NodeTest, main

PASSWORD = "correct horse-battery9"
OWNERS = 12


class Strangers(NodeTest):
    """Each of these holds as many sessions as there are and says hello all the time."""

    def hold(self, connect, count, stop):
        links = []
        try:
            while not stop.is_set():
                for link in [link for link in links if not self.says_hello(link)]:
                    links.remove(link)
                    link.close()
                while len(links) < count and not stop.is_set():
                    links.append(connect())
        finally:
            for link in links:
                link.close()

    @staticmethod
    def says_hello(link):
        try:
            link.send("hello\n")
            return bool(link.read(1))
        except (OSError, TimeoutError):
            return False

    def under_attack(self, connect, count, serve):
        stop = threading.Event()
        threads = [threading.Thread(target=self.hold, args=(connect, count, stop)) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for number in range(OWNERS):
                serve(number)
        finally:
            stop.set()
            for thread in threads:
                thread.join(DEADLINE)

    def test_owners_are_served_while_strangers_hold_all_sessions(self):
        node = self.node("--set", "socmax=4")
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")

        def serve(number):
            with Link(node.address, source=f"127.0.7.{number + 1}") as link:
                link.send(PASSWORD + "\nhello\n")
                said = link.count(b"hello:", 1)
                self.assertIn(b"AuthOk\n", said)

        self.under_attack(lambda: Link(node.address, source="127.0.6.6"), 8, serve)

    def test_hello_of_owners_is_answered_too(self):
        nets = Namespaces(self)
        node = self.node("--set", "socmax=4", listen="0.0.0.0:0", wrapper=nets.wrapper())
        address = (nets.NODE_ADDRESS, node.address[1])

        def serve(number):
            with nets.link(("127.0.0.1", node.address[1]), side="node") as link:
                link.send("hello\n")
                link.count(b"hello:", 1)

        self.under_attack(lambda: nets.link(address), 8, serve)

    def test_who_has_given_the_password_stays(self):
        node = self.node("--set", "socmax=2")
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")
        with node.link() as owner, node.link() as stranger:
            self.assertEqual(owner.ask(PASSWORD), "AuthOk\n")
            with node.link(source="127.0.6.6") as newcomer:
                self.assertEqual(stranger.rest(), b"Connection is busy. Bye!\n")
                self.assertTrue(owner.ask("hello").startswith("hello:"))
                self.assertEqual(newcomer.ask(PASSWORD), "AuthOk\n")
                with Link(node.address) as third:
                    self.assertEqual(third.rest(), b"Connection is busy. Bye!\n")

    def test_a_stranger_of_one_address_pushes_out_its_own(self):
        node = self.node("--set", "socmax=3")
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")
        with node.link(source="127.0.0.2") as other, node.link(source="127.0.6.6") as first, \
                node.link(source="127.0.6.6") as second, node.link(source="127.0.6.6"):
            self.assertEqual(first.rest(), b"Connection is busy. Bye!\n")
            self.assertTrue(other.ask("hello").startswith("hello:"))
            self.assertTrue(second.ask("hello").startswith("hello:"))


if __name__ == "__main__":
    main()
