"""Who may do what, and where a password may be seen: nowhere."""
import json
import os
import re
import time

from support import FACTORY_PASSWORD, PROMPT, Link, Namespaces, NodeTest, main, until

PASSWORD = "correct horse-battery9"
DENIED = ("Access denied: this node still has its factory password. Set one on its console or on the machine it runs "
          "on: conf, then appwd <new password>\n")
UID = r"(0x[0-9a-f]{1,2}){6}"


class FactoryPassword(NodeTest):
    def test_loopback_has_all_rights(self):
        node = self.node()
        for address in ("127.0.0.1", "127.9.8.7"):
            with node.link(source=address) as link:
                self.assertEqual(link.ask("system sessions"), "1\n")
                link.ask("conf")
                self.assertIn("devfid", link.ask("dump"))
                self.assertEqual(link.ask("gmttime 2"), "Saved\n")

    def test_factory_password_cannot_be_set_again(self):
        node = self.node()
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")
        with node.link() as link:
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
            link.ask("conf")
            self.assertEqual(link.ask("appwd " + FACTORY_PASSWORD), "Failed to save: that is the factory password\n")

    def test_remote_client_may_only_look(self):
        nets = Namespaces(self)
        node = self.node(listen="0.0.0.0:0", wrapper=nets.wrapper())
        address = (nets.NODE_ADDRESS, node.address[1])
        with nets.link(address) as link:
            self.assertEqual(link.greeting(), "node01 $  ")
            self.assertRegex(link.ask("hello"), rf"\Ahello:node01:{UID}\n\Z")
            self.assertRegex(link.ask("version"), r"\A[\d.-]+\n\Z")
            self.assertIn("[EXEC] Command mode", link.ask("help"))
            for command in ("conf", "configure", "dump", "system info", "light rgb 1 2 3", "reboot", "webrepl", "noconf",
                            "nolm", "appwd " + PASSWORD, "system >json x"):
                self.assertEqual(link.ask(command), DENIED, command)
            self.assertEqual(json.loads(link.ask("reboot >json")), {"error": DENIED.rstrip("\n")})
            self.assertEqual(link.ask(""), "")
            link.send("exit\n")
            self.assertEqual(link.rest(), b"Bye!\n")
        with nets.link(("127.0.0.1", node.address[1]), side="node") as link:
            link.greeting()
            self.assertEqual(link.ask("system sessions"), "1\n")
            link.ask("conf")
            self.assertEqual(link.ask("appwd " + PASSWORD), "Saved\n")
        with nets.link(address) as link:
            self.assertEqual(link.greeting(), "[password] node01 $  ")
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
            self.assertEqual(link.ask("system sessions"), "1\n")
        node.log.wait(r"warn .*10\.77\.0\.2:\d+ was denied")

    def test_own_machine_at_any_address_of_it(self):
        nets = Namespaces(self)
        other = "10.88.0.1"
        nets.ip("-n", nets.names[0], "address", "add", other + "/24", "dev", "cable")
        node = self.node(listen="0.0.0.0:0", wrapper=nets.wrapper())
        for address in (nets.NODE_ADDRESS, other):
            with self.subTest(address=address), nets.link((address, node.address[1]), side="node") as link:
                link.greeting()
                self.assertEqual(link.ask("system sessions"), "1\n")
                link.ask("conf")
                self.assertEqual(link.ask("gmttime 2"), "Saved\n")
        with nets.link((nets.NODE_ADDRESS, node.address[1])) as link:  # another machine stays one
            link.greeting()
            self.assertEqual(link.ask("system sessions"), DENIED)


class OwnPassword(NodeTest):
    def setUp(self):
        super().setUp()
        self.server = self.node("--set", "appwd=" + PASSWORD, "--log", "debug")

    def test_every_link_asks(self):
        with Link(self.server.address) as link:
            self.assertEqual(link.greeting(), "[password] node01 $  ")
            self.assertRegex(link.ask("hello"), r"\Ahello:node01:")
            self.assertEqual(json.loads(link.ask("hello >json"))["devfid"], "node01")
            self.assertRegex(link.ask("version"), r"\A[\d.-]+\n\Z")
            self.assertIn("[EXEC]", link.ask("help"))
            self.assertEqual(link.ask(""), "")
            link.send(PASSWORD + "\n")
            self.assertEqual(link.until(PROMPT), b"AuthOk\nnode01 $  ")
            self.assertEqual(link.ask("system sessions"), "1\n")
        with Link(self.server.address) as link:
            self.assertEqual(link.greeting(), "[password] node01 $  ", "the next one must give it too")

    def test_nothing_else_is_done_without_it(self):
        for i, command in enumerate((FACTORY_PASSWORD, "exit now", "light on fire")):
            with self.subTest(command=command), self.server.link(source=f"127.0.1.{i + 1}") as link:
                link.send(command + "\nconf\ndump\n")
                self.assertRegex(link.rest().decode(), r"\AAuthFailed\nTry again in 1 s\nBye!\n\Z")
        for command in ("conf", "dump", "system info", "light rgb 1 2 3", "reboot", "webrepl", "task list", "hlep"):
            with self.subTest(command=command), self.server.link() as link:
                link.send(command + "\nconf\ndump\n")
                self.assertRegex(link.rest().decode(), r"\AAuthFailed\nGive the password first[^\n]*\nBye!\n\Z")
        with self.server.link() as link:  # and none of these has locked it out
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
        self.assertTrue(self.server.is_alive())

    def test_session_that_was_open_before_ends(self):
        node = self.node(root=self.path("second"))
        with node.link() as before, node.link() as setter:
            before.ask("conf")
            setter.ask("conf")
            self.assertEqual(setter.ask("appwd " + PASSWORD), "Saved\n")
            self.assertIn("devfid", setter.ask("dump"), "who set it need not give it")
            self.assertEqual(before.rest(), b"The password was changed. Bye!\n")

    def test_exact_password_only(self):
        for i, word in enumerate((PASSWORD.upper(), PASSWORD[:-1], PASSWORD + "x", PASSWORD.replace(" ", "  "), "SCRAM-SHA-256$")):
            with self.server.link(source=f"127.0.2.{i + 1}") as link:
                link.send(word + "\n")
                self.assertTrue(link.rest().startswith(b"AuthFailed\n"), word)

    def test_unusual_passwords(self):
        for i, word in enumerate(("two  blanks", "help me now", "hello:there", "grün-€-𝄞", "a:b:c:d:e", "dump 12345",
                                  '"quoted\\"', "x" * 63)):
            with self.subTest(word=word):
                node = self.node(root=self.path(f"root{i}"))
                self.assertEqual(node.set("appwd", word), "Saved\n")
                with node.link() as link:
                    self.assertEqual(link.ask(word), "AuthOk\n")

    def test_delay_grows_and_is_per_address(self):
        waits = []
        for _ in range(3):
            waits.append(self.fail_once("127.0.0.1"))
        self.assertEqual(waits, [1, 2, 4])
        began = time.monotonic()
        with self.server.link(source="127.0.0.2") as link:
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
        self.assertLess(time.monotonic() - began, 2)
        with self.server.link(source="127.0.0.1") as link:
            link.send(PASSWORD + "\n")
            self.assertRegex(link.rest().decode(),
                             r"\AAuthFailed\nToo many wrong passwords: try again in [1-4] s\nBye!\n\Z")

    def test_right_password_ends_the_delay(self):
        self.assertEqual(self.fail_once("127.0.0.3"), 1)

        def log_in():
            with self.server.link(source="127.0.0.3") as link:
                link.send(PASSWORD + "\n")
                got = link.count(b"\n", 1)
                return got.startswith(b"AuthOk\n")
        until(log_in, "the delay ends")
        self.assertEqual(self.fail_once("127.0.0.3"), 1)

    def fail_once(self, source):
        """Gives a wrong password as soon as one is looked at; returns the delay that it costs."""
        def fail():
            with self.server.link(source=source) as link:
                link.send("wrong password\n")
                got = re.search(rb"^Try again in (\d+) s$", link.until(b"Bye!\n"), re.M)
                return got and int(got[1])
        return until(fail, "a try is allowed")

    def test_auth_false_opens_the_shell(self):
        with self.server.link() as link:
            link.ask(PASSWORD)
            link.ask("conf")
            self.assertEqual(link.ask("auth false"), "Saved\nThe shell is now open to everyone who can reach it.\n")
        with Link(self.server.address) as link:
            self.assertEqual(link.greeting(), "node01 $  ")
            self.assertEqual(link.ask("system sessions"), "1\n")
            link.ask("conf")
            self.assertEqual(link.ask("auth true"), "Saved\n")
        with Link(self.server.address) as link:
            self.assertEqual(link.greeting(), "[password] node01 $  ")

    def test_auth_false_opens_it_to_remote_clients_too(self):
        nets = Namespaces(self)
        node = self.node("--set", "auth=false", root=self.path("open"), listen="0.0.0.0:0", wrapper=nets.wrapper())
        with nets.link((nets.NODE_ADDRESS, node.address[1])) as link:
            link.greeting()
            self.assertEqual(link.ask("system sessions"), "1\n")
        node.log.wait("warn .*auth is false")

    def test_log_says_who_did_what(self):
        with self.server.link(source="127.0.5.5") as link:
            link.send("wrong password\n")
            link.rest()
        with self.server.link(source="127.0.6.6") as link:
            link.ask(PASSWORD)
            link.ask("conf")
            link.ask("gmttime 3")
            link.ask("appwd " + PASSWORD + "!")
        self.server.log.wait(r"warn .*127\.0\.5\.5:\d+ gave a wrong password, next try in 1 s")
        self.server.log.wait(r"info .*127\.0\.6\.6:\d+ logged in")
        self.server.log.wait(r"info .*127\.0\.6\.6:\d+ set gmttime")
        self.server.log.wait(r"info .*127\.0\.6\.6:\d+ set appwd")


class Secrets(NodeTest):
    def files(self, node):
        texts = {}
        for name in (entry.name for entry in os.scandir(node.root) if entry.is_file()):
            with open(node.path(name), encoding="utf-8") as f:
                texts[name] = f.read()
        return texts

    def test_no_password_is_shown_or_stored(self):
        node = self.node("--log", "debug", "--trace", self.path("trace"))
        wifi = "wifi-secret-1"
        with node.link() as link:
            link.ask("conf")
            seen = [link.ask(line) for line in
                    ("appwd " + PASSWORD, "appwd:" + PASSWORD + "2", "stapwd " + wifi, "stapwd " + wifi + "b", "appwd short",
                     "appwd " + "long" * 40, "appwd", "stapwd", "appwd >json", "stapwd >json", "dump", "dump >json", "history",
                     "history >json", "diff 1", "diff 3", "diff 3 >json", "undo", "diff 1", "undo 2", "dump")]
            link.ask("noconf")
            seen += [link.ask(line) for line in ("system log 1000", "system log 1000 >json", "help >json", "system cachedump")]
            self.assertEqual(seen[:4], ["Saved\n"] * 4)
        with node.link() as link:
            self.assertEqual(link.ask(PASSWORD + "2"), "AuthOk\n")
            seen.append(link.ask("system log 1000"))
        with node.link() as link:
            link.send(PASSWORD + "x\n")
            seen.append(link.rest().decode())
        node.terminate()
        for secret in (PASSWORD, wifi, "longlong"):
            self.assertNotIn(secret, node.log.text())
            self.assertFalse([reply for reply in seen if secret in reply])
        for name, text in self.files(node).items():
            self.assertNotIn(PASSWORD, text, name)
        self.assertRegex(node.settings()["appwd"], r"\ASCRAM-SHA-256\$\d{4,}:[\w+/]+=*\$[\w+/]+=*:[\w+/]+=*\Z")

    def test_password_typed_outside_configure_mode_does_not_reach_the_log(self):
        node = self.node("--log", "debug")
        with node.link() as link:
            for line in ("appwd s3cret-word-1", "s3cret-word-1", "s3cret-word-1 s3cret-word-1", "set appwd s3cret-word-1",
                         "stapwd s3cret-word-1", "configure: s3cret-word-1"):
                link.ask(line)
            self.assertNotIn("s3cret", link.ask("system log 1000"))
        node.terminate()
        self.assertNotIn("s3cret", node.log.text())

    def test_plain_password_in_the_file_is_replaced_by_its_hash(self):
        node = self.node()
        node.set("devfid", "lamp")
        node.kill()
        settings = node.settings()
        settings["appwd"] = PASSWORD
        with open(node.path(), "w", encoding="utf-8") as f:
            json.dump(settings, f)
        node = self.node(root=node.root)
        node.log.wait("password in node_config.json was replaced by its hash")
        for name, text in self.files(node).items():
            self.assertNotIn(PASSWORD, text, name)
        with node.link() as link:
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
            self.assertRegex(link.ask("hello"), "hello:lamp:")
        self.assertNotIn(PASSWORD, node.log.text())

    def test_undo_past_a_plain_password_does_not_lock_the_owner_out(self):
        node = self.node()
        node.kill()
        settings = node.settings()
        settings["appwd"] = PASSWORD
        with open(node.path("node_config.0.json"), "w", encoding="utf-8") as f:  # an older copy that its owner put back
            json.dump({**settings, "generation": 0}, f)
        settings.update(generation=1, appwd=FACTORY_PASSWORD)
        with open(node.path(), "w", encoding="utf-8") as f:
            json.dump(settings, f)
        node = self.node(root=node.root)
        with node.link() as link:
            link.ask("conf")
            link.send("undo\n")
            self.assertIn(b"Saved\n", link.until(PROMPT))
        with node.link() as link:
            link.send(PASSWORD + "\n")
            self.assertIn(b"AuthOk\n", link.count(b"\n", 1))

    def test_files_are_for_their_owner_only(self):
        node = self.node(preexec_fn=lambda: os.umask(0))
        node.set("appwd", PASSWORD)
        self.assertEqual(os.stat(node.root).st_mode & 0o077, 0)
        for name in os.listdir(node.root):
            self.assertEqual(os.stat(node.path(name)).st_mode & 0o077, 0, name)


if __name__ == "__main__":
    main()
