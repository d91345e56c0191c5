"""The device cache follows the names that nodes have: after every kind of conversation, on real nodes."""
import json
import threading
import unittest

from support import OLD, ToolkitTest


class Identity(ToolkitTest):
    def rename(self, node, name):
        """Another client gives the node a new name."""
        self.assertIn("Saved", node.say("conf", f"devfid {name}"))

    def test_a_name_given_during_run_is_known_afterwards(self):
        node = self.real_node()
        _, err = self.run_tool("run", "--dev", "slim01", "conf <a> devfid lamp")
        self.assertIn("slim01 is named lamp now", err)
        self.assertEqual(self.names(), {node.uid: "lamp"})
        self.assertIn("hello:lamp:", self.run_tool("run", "--dev", "lamp", "hello")[0])

    def test_a_name_given_during_connect_is_known_afterwards(self):
        node = self.real_node()
        self.run_tool("connect", "slim01", given=b"conf\ndevfid lamp\ndevfid desk\nundo 2\ndevfid tree\n")
        self.assertEqual(self.names(), {node.uid: "tree"})
        self.assertEqual(self.run_tool("connect", "tree", given=b"conf\nundo\n")[0], "Saved\ndevfid: tree -> slim01\n")
        self.assertEqual(self.names(), {node.uid: "slim01"})

    def test_a_name_given_elsewhere_is_noticed_by_every_verb(self):
        node = self.real_node()
        for i, verb in enumerate((("run", "--dev", "{}", "version"), ("status", "{}"), ("status",), ("version", "{}"),
                                  ("connect", "{}"), ("run", "--all", "version"))):
            old = self.names()[node.uid]
            self.rename(node, f"name{i}")
            self.run_tool(*(word.format(old) for word in verb), given=b"version\n")
            self.assertEqual(self.names(), {node.uid: f"name{i}"}, verb)

    def test_connecting_alone_shows_the_new_name(self):
        node = self.real_node()
        self.rename(node, "lamp")
        self.run_tool("connect", "slim01")
        self.assertEqual(self.names(), {node.uid: "lamp"})

    def test_status_shows_the_new_name_at_once(self):
        node = self.real_node()
        self.rename(node, "lamp")
        self.assertEqual(self.json_of("status", "slim01")["devices"][0]["name"], "lamp")

    def test_the_old_toolkit_notices_too(self):
        node = self.real_node()
        for i, flags in enumerate((("-c", "-p", "--dev {} version"), ("-stat",), ("-v",), ("-c",))):
            old = self.names()[node.uid]
            self.rename(node, f"name{i}")
            self.run_tool(*(flag.format(old) for flag in flags), program=OLD, given=b"0\nversion\n")
            self.assertEqual(self.names(), {node.uid: f"name{i}"}, flags)

    def test_a_locked_node_is_recognised_without_the_password(self):
        node = self.real_node(appwd="Secret12")
        node.say("Secret12", "conf", "devfid lamp")
        self.run_tool("status")
        self.assertEqual(self.names(), {node.uid: "lamp"})

    def test_another_device_at_the_address_changes_nothing(self):
        other = self.node(name="other", uid="0x2")
        self.remember(other)
        self.run_tool("devices", "add", other.ip, "--name", "mine", "--uid", "0x1")
        self.run_tool("devices", "remove", "0x2")
        for *verb, told in (("run", "--dev", "mine", "version", True), ("status", "mine", True), ("version", "mine", True),
                            ("connect", "mine", False)):
            out, err = self.run_tool(*verb, given=b"version\n", code=9)
            self.assertNotIn("ONLINE\t", out.replace("OFFLINE", ""))
            self.assertIn("answers as other (0x2), not as mine (0x1)" if told else "another device answers there", err)
            self.assertEqual(self.names(), {"0x1": "mine"})
        self.assertNotIn("version", other.commands)

    def test_of_several_devices_at_an_address_the_last_one_is_meant(self):
        """As after a simulated node was thrown away and another one began at its address."""
        node = self.node(name="new", uid="0x2")
        self.run_tool("devices", "add", node.ip, "--name", "old", "--uid", "0x1")
        self.run_tool("devices", "add", node.ip, "--name", "new", "--uid", "0x2")
        self.run_tool("run", "--dev", node.ip, "version")
        self.run_tool("connect", node.ip, given=b"version\n")
        self.run_tool("run", "--dev", "old", "version", code=9)

    def test_an_entry_made_by_hand_learns_who_it_is_but_never_twice(self):
        node = self.node()
        self.run_tool("devices", "add", node.ip)
        self.run_tool("run", "--dev", node.ip, "version")
        self.assertEqual(self.names(), {node.uid: "slim01"})
        self.run_tool("devices", "add", node.ip, "--name", "alias")
        self.run_tool("run", "--dev", "alias", "version")
        self.assertEqual(self.names(), {node.uid: "slim01", f"unknown-{node.ip}": "alias"})

    def test_placeholders_and_addresses_that_are_not_cached_stay_out_of_it(self):
        node = self.node()
        self.run_tool("devices", "add", "127.0.0.9", "--name", "far", "--uid", "0x9")
        with open(self.cache, encoding="utf-8") as file:
            before = json.load(file)
        self.run_tool("status", "__simulator__", "--port", str(node.port))
        self.run_tool("run", "--dev", f"127.0.0.1:{node.port}", "version")
        with open(self.cache, encoding="utf-8") as file:
            self.assertEqual(json.load(file), before)

    def test_a_known_device_is_asked_once_who_it_is_before_anything_else(self):
        node = self.node()
        self.remember(node)
        self.run_tool("run", "--dev", "slim01", "version")
        self.run_tool("connect", "slim01", given=b"version\n")
        self.assertEqual(node.commands, ["hello", "version", "exit"] * 2)

    def test_many_at_once_lose_nothing(self):
        nodes = [self.node(name=f"new{i}", uid=f"0x{i}") for i in range(12)]
        self.remember(*nodes)
        with open(self.cache, encoding="utf-8") as file:
            old = {uid: [ip, mac, "old" + uid] for uid, (ip, mac, _) in json.load(file).items()}
        with open(self.cache, "w", encoding="utf-8") as file:
            json.dump(old, file)
        jobs = [threading.Thread(target=self.run_tool, args=("run", "--dev", f"0x{i}", "version")) for i in range(12)]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
        self.assertEqual(self.names(), {f"0x{i}": f"new{i}" for i in range(12)})


if __name__ == "__main__":
    unittest.main()
