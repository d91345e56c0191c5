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
        with node.link() as owner, node.link() as stranger, node.link() as second:
            self.assertEqual(owner.ask(PASSWORD), "AuthOk\n")
            with node.link(source="127.0.6.6") as newcomer:
                self.assertEqual(stranger.rest(), b"Connection is busy. Bye!\n")
                self.assertEqual(newcomer.ask(PASSWORD), "AuthOk\n")
                with node.link() as third:
                    self.assertEqual(second.rest(), b"Connection is busy. Bye!\n")
                    for link in owner, newcomer, third:
                        self.assertTrue(link.ask("hello").startswith("hello:"))

    def test_who_knows_the_password_finds_a_place_though_all_are_taken(self):
        node = self.node("--set", "socmax=2")
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")
        with node.link() as quiet, node.link() as busy, node.link() as owner:
            for link in quiet, busy:
                self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
            busy.ask("version")
            with node.link(source="127.0.6.6") as guesser:  # in the place of the owner, who has said nothing yet
                self.assertEqual(owner.rest(), b"Connection is busy. Bye!\n")
                guesser.send("a wrong password\n")
                self.assertIn(b"AuthFailed", guesser.rest())
            self.assertTrue(quiet.ask("hello").startswith("hello:"))  # displaced by nobody
            busy.ask("version")
            with node.link() as again:
                self.assertEqual(again.ask(PASSWORD), "AuthOk\n")
                self.assertIn(b"Somebody else has logged in", quiet.rest())
                for link in busy, again:
                    self.assertTrue(link.ask("hello").startswith("hello:"))

    def test_with_auth_false_the_own_machine_comes_before_the_network(self):
        nets = Namespaces(self)
        node = self.node("--set", "socmax=2", "--set", "auth=False", listen="0.0.0.0:0", wrapper=nets.wrapper())
        with nets.link((nets.NODE_ADDRESS, node.address[1])) as quiet, nets.link((nets.NODE_ADDRESS, node.address[1])) as busy:
            for link in quiet, busy:
                link.greeting()
                link.ask("hello")
            with nets.link((nets.NODE_ADDRESS, node.address[1])) as other:
                self.assertEqual(other.rest(), b"Connection is busy. Bye!\n")
            with nets.link(("127.0.0.1", node.address[1]), side="node") as own:
                own.greeting()
                self.assertTrue(own.ask("hello").startswith("hello:"))
                self.assertEqual(quiet.rest(), b"Connection is busy. Bye!\n")
                self.assertTrue(busy.ask("hello").startswith("hello:"))

    def test_a_stranger_of_one_address_pushes_out_its_own(self):
        node = self.node("--set", "socmax=2")
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")
        with node.link(source="127.0.0.2") as other, node.link(source="127.0.6.6") as first, \
                node.link(source="127.0.6.6") as second, node.link(source="127.0.6.6"):
            self.assertEqual(first.rest(), b"Connection is busy. Bye!\n")
            self.assertTrue(other.ask("hello").startswith("hello:"))
            self.assertTrue(second.ask("hello").startswith("hello:"))


if __name__ == "__main__":
    main()
