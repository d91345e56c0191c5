"""Guessing the password: from many addresses, at the cost of the others; and passwords that nobody could say."""
import json
import threading
import time

from support import PROMPT, Link, NodeTest, main

PASSWORD = "correct horse-battery9"


class Guesses(NodeTest):
    def setUp(self):
        super().setUp()
        self.server = self.node("--log", "info")
        self.assertEqual(self.server.set("appwd", PASSWORD), "Saved\n")

    def guess(self, source, word="wrong password"):
        with self.server.link(source=source) as link:
            link.send(word + "\n")
            return (link.count(b"\n", 1) if word == PASSWORD else link.until(b"Bye!\n")).decode()

    def test_many_addresses_get_few_guesses(self):
        taken = sum("next" not in said and "Too many" not in said for said in
                    (self.guess(f"127.1.{i // 250}.{i % 250 + 1}") for i in range(60)))
        # A row of the table each, and what all others together get in the time that this takes.
        self.assertLessEqual(taken, 8 + 4)

    def test_many_at_once_from_one_address_are_one(self):
        links = [self.server.link(source="127.2.0.1") for _ in range(20)]
        for link in links:
            link.send("wrong password\n")
        said = [link.rest().decode() for link in links]
        self.assertEqual(sum("Try again in 1 s" in answer for answer in said), 1, said)
        self.assertEqual(sum("Too many" in answer for answer in said), 19, said)
        for link in links:
            link.close()

    def test_who_gave_the_password_before_is_not_kept_out(self):
        self.assertIn("AuthOk", self.guess("127.3.0.1", PASSWORD))
        for i in range(20):
            self.guess(f"127.4.0.{i + 1}")
        self.assertIn("AuthOk", self.guess("127.3.0.1", PASSWORD))

    def test_hello_is_prompt_while_passwords_are_looked_at(self):
        stop = threading.Event()

        def guess(number):
            for i in range(1000):
                if stop.is_set():
                    return
                self.guess(f"127.5.{number}.{i % 250 + 1}")

        with self.server.link() as link:
            threads = [threading.Thread(target=guess, args=(number,)) for number in range(4)]
            for thread in threads:
                thread.start()
            times = []
            for _ in range(200):
                began = time.monotonic()
                self.assertTrue(link.ask("hello").startswith("hello:"))
                times.append(time.monotonic() - began)
            stop.set()
            for thread in threads:
                thread.join()
        self.assertLess(sorted(times)[len(times) * 95 // 100], 0.05)


class ChangedPassword(NodeTest):
    def test_all_other_sessions_end(self):
        node = self.node()
        with node.link() as owner, node.link() as other, node.link() as configuring:
            configuring.ask("conf")
            owner.ask("conf")
            self.assertEqual(owner.ask("appwd " + PASSWORD), "Saved\n")
            for link in (other, configuring):
                self.assertEqual(link.rest(), b"The password was changed. Bye!\n")
            self.assertIn("devfid", owner.ask("dump"))
        with node.link() as first, node.link() as second:
            for link in (first, second):
                self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
            second.ask("conf")
            self.assertEqual(second.ask("appwd " + PASSWORD + "2"), "Saved\n")
            self.assertEqual(first.rest(), b"The password was changed. Bye!\n")
            with node.link() as third:
                self.assertEqual(third.ask(PASSWORD + "2"), "AuthOk\n")
                second.send("undo\n")
                self.assertIn(b"Saved\n", second.until(PROMPT))
                self.assertEqual(third.rest(), b"The password was changed. Bye!\n")


class Unsayable(NodeTest):
    BAD = (" blank first", "blank last ", "con\x01trol", "tab\tinside", "hello >json", "x" * 64, "GET / HTTP/1.1")

    def test_refused_on_the_command_line(self):
        for bad in self.BAD:
            with self.subTest(bad):
                node = self.node("--set", "appwd=" + bad, root=self.path(f"root{self.BAD.index(bad)}"), ready=False)
                self.assertEqual(node.wait(), 2)
                self.assertRegex(node.log.text(), "--set appwd: (a password|the shell|appwd takes 8 to 63)")

    def test_written_into_the_file_it_opens_nothing_and_is_told(self):
        node = self.node()
        node.set("devfid", "node01x")
        for bad in self.BAD:
            with self.subTest(bad):
                node.terminate()
                settings = node.settings()
                settings["appwd"] = bad
                with open(node.path(), "w", encoding="utf-8") as f:
                    json.dump(settings, f)
                node = self.node(root=node.root)
                node.log.wait("nobody can log in with the password in node_config.json: (a password|the shell)")
                with Link(node.address) as link:
                    self.assertTrue(link.greeting().startswith("[password] "))
                    link.send("something else\n")
                    self.assertIn(b"AuthFailed", link.rest())


if __name__ == "__main__":
    main()
