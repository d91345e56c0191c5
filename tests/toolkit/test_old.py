"""The old spelling, devToolKit: its flags and the README's transcripts."""
import os
import unittest

from fake_node import DUMP, HELP
from support import MICROS, OLD, ToolkitTest


class Old(ToolkitTest):
    def head(self, *devices):
        lines = "".join(f"[{i}] Device: {name} - {ip} - {uid}\n" for i, (name, uid, ip) in enumerate(devices))
        return (f"Load MicrOS device cache: {self.cache}\nActivate MicrOS device connection address\n"
                f"[i]         FUID        IP               UID\n{lines}")

    def old(self, *args, **how):
        return self.run_tool(*args, program=OLD, **how)

    def test_identify_a_device(self):
        node = self.any_node()
        out, _ = self.old("-c", "-p", f"--dev {node[0]} hello")
        self.assertEqual(out, self.head(node) + f"Device was found: {node[0]}\nhello:{node[0]}:{node[1]}\n")

    def test_get_help(self):
        node = self.node()
        self.remember(node)
        out, _ = self.old("-c", "-p", "--dev slim01 help")
        self.assertEqual(out, self.head((node.name, node.uid, node.ip)) + "Device was found: slim01\n" + HELP)

    def test_the_configuration_shows_the_mode_first(self):
        node = self.node()
        self.remember(node)
        out, _ = self.old("-c", "-p", "--dev slim01 conf <a> dump")
        self.assertEqual(out, self.head((node.name, node.uid, node.ip)) +
                         "Device was found: slim01\n[configure] slim01\n" + DUMP)

    def test_a_load_module(self):
        node = self.node()
        self.remember(node)
        out, _ = self.old("-c", "-p", "--dev slim01 system memfree")
        self.assertEqual(out, self.head((node.name, node.uid, node.ip)) +
                         "Device was found: slim01\nCPU[Hz]: 160000000\nGC MemFree[byte]: 5552\n")

    def test_long_flags_and_the_one_dash_form(self):
        node = self.node()
        self.remember(node)
        for flags in (("--connect", "--connect_parameters"), ("-connect", "-p")):
            self.assertIn("0.7.2-0\n", self.old(*flags, "--dev slim01 version")[0])

    def test_a_menu_stands_in_for_the_name(self):
        node = self.node()
        self.remember(node)
        out, _ = self.old("-c", given=b"0\ngpio RGB(0,0,0)\nexit\n")
        self.assertEqual(out, self.head((node.name, node.uid, node.ip)) +
                         f"Choose a device index: \nDevice IP was set: {node.ip}\nSET RGB\nBye!\n")

    def test_a_wrong_name_takes_no_other_device(self):
        node = self.node()
        self.remember(node)
        self.old("-c", "-p", "--dev nobody hello", code=3)
        self.assertEqual(node.commands, [])

    def test_search_then_connect(self):
        node = self.node(host="127.0.0.1")
        out, _ = self.old("-s", "-c", "-p", "--dev slim01 version", MICROS_NETWORK="127.0.0.0/29",
                          MICROS_PORT=str(node.port))
        listing = out.index("AVAILABLE MICROS DEVICES:\n{\n")
        self.assertIn(f'    "{node.uid}": [\n        "{node.ip}",\n        "n/a",\n        "slim01"\n    ],\n', out)
        self.assertGreater(out.index("Device was found: slim01\n0.7.2-0\n"), listing)

    def test_status_has_the_old_table(self):
        self.remember(self.node())
        for flag in ("-stat", "--node_status"):
            out, _ = self.old(flag)
            self.assertIn("       [ UID ]                [ FUID ]\t\t[ IP ]\t\t[ STATUS ]", out)
            self.assertIn("ONLINE", out)

    def test_version_asks_the_nodes_too(self):
        self.remember(self.node())
        self.assertIn("slim01 0.7.2-0", self.old("-v")[0])

    def test_flags_of_later_releases_say_so(self):
        for flag in "-m -e -d -i -l -cc -ls -u -b -o -r -a -f --make --OTA".split():
            self.assertIn("not in this release", self.old(flag, code=1)[1])

    def test_dummy_does_nothing(self):
        node = self.node()
        self.remember(node)
        before = os.listdir(os.path.dirname(self.cache))
        out, _ = self.old("--dummy", "-s", "-c", "-p", "--dev slim01 hello")
        self.assertIn("would", out)
        self.assertEqual(node.commands, [])
        self.assertEqual(os.listdir(os.path.dirname(self.cache)), before)

    def test_help_and_unknown_flags(self):
        self.assertIn("--connect_parameters", self.old("-h")[0])
        self.assertIn("--dev", self.old("-c", "-p", "--help")[0])
        self.old("--nonsense", code=2)
        self.old("-p", code=2)

    def test_the_name_with_py_works_too(self):
        link = os.path.join(self.home, "devToolKit.py")
        os.symlink(MICROS, link)
        self.assertIn("--connect_parameters", self.run_tool("-h", program=link)[0])


if __name__ == "__main__":
    unittest.main()
