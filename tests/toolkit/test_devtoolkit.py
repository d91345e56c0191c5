"""The old spelling, devToolKit: its flags and the README's transcripts."""
import os
import re
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

    def test_the_transcripts_of_the_readme_on_a_real_node(self):
        """Byte for byte, but for the paths, the addresses, and what this release's help and settings have more."""
        node = self.real_node()
        head = self.head(("slim01", node.uid, node.ip)) + "Device was found: slim01\n"

        def answer(commands):
            out, err = self.old("-c", "-p", f"--dev slim01 {commands}")
            self.assertEqual((out[:len(head)], err), (head, ""))
            return out[len(head):]

        self.assertEqual(answer("hello"), f"hello:slim01:{node.uid}\n")
        self.assertRegex(answer("system memfree"), r"\ACPU\[Hz\]: 160000000\nGC MemFree\[byte\]: \d+\n\Z")
        self.assertEqual(answer("gpio RGB(0,0,0)"), "SET RGB\n")
        help_text = answer("help")
        self.assertEqual(help_text, node.say("help").removeprefix("slim01 $  ").split("slim01 $  ")[0])
        for line in ("[CONF] Configure mode", "    dump ", "[EXEC] Command mode", "   system\n         info\n",
                     "   gpio\n       RGB\n       RGB_deinit\n       Servo\n       Servo_deinit\n"):
            self.assertIn(line, help_text)

    def test_the_embedded_configuration_of_a_real_node(self):
        node = self.real_node()
        out, _ = self.old("-c", "-p", "--dev slim01 conf <a> dump")
        first, *rows = out.split("Device was found: slim01\n")[1].splitlines()
        self.assertEqual(first, "[configure] slim01")
        for row in rows:
            self.assertRegex(row, r"^  \w{3,12} *:        \S.*$")
            self.assertEqual(row.index(":"), max(12, 2 + len(row.split(":")[0].strip())))
        dumped = dict(row.split(":", 1) for row in rows)
        dumped = {key.strip(): value.strip() for key, value in dumped.items()}
        readme = {"gmttime": "1", "soctout": "100", "devfid": "slim01", "dbg": "True", "hwuid": node.uid,
                  "socport": "9008", "pled": "True", "stapwd": "********", "appwd": "********"}
        self.assertEqual({key: dumped[key] for key in readme}, readme)
        self.assertLessEqual({"nwmd", "timirq", "extirq", "timirqcbf", "staessid", "devip", "extirqcbf"}, set(dumped))

    def test_status_of_a_real_node(self):
        node = self.real_node()
        head, *rows = self.old("-stat")[0].splitlines()
        self.assertEqual(head, "       [ UID ]                [ FUID ]\t\t[ IP ]\t\t[ STATUS ]\t[ MEMFREE ]\t"
                               "[ VERSION ]\t[COMM SEC]")
        self.assertRegex(rows[-1], rf"^{node.uid} +slim01            {node.ip}\tONLINE\t\t\d+ byte\t"
                                   r"\d\.\d+\.\d+-\d+\t\t\d\.\d{3}$")
        self.assertEqual(rows[-1].index("slim01"), 30)

    def test_transcripts_of_older_nodes(self):
        node = self.node()
        self.remember(node)
        head = self.head((node.name, node.uid, node.ip)) + "Device was found: slim01\n"
        for commands, wanted in (("hello", f"hello:slim01:{node.uid}\n"), ("help", HELP),
                                 ("conf <a> dump", "[configure] slim01\n" + DUMP),
                                 ("system memfree", "CPU[Hz]: 160000000\nGC MemFree[byte]: 5552\n")):
            self.assertEqual(self.old("-c", "-p", f"--dev slim01 {commands}")[0], head + wanted)

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

    def test_help_has_every_flag_in_its_group(self):
        groups = self.old("-h")[0].split("\n\n")[2:]
        wanted = {"optional arguments": "-h --help",
                  "Base commands": "-m --make -r --update -c --connect -p --connect_parameters -s --search_devices "
                                   "-stat --node_status -o --OTA -a --applications",
                  "Development & Deployment & Connection":
                      "-e --erase -d --deploy -i --install -l --list_devs_n_bins -cc --cross_compile_micros -v --version "
                      "-ls --node_ls -u --connect_via_usb -b --backup_node_config -f --force_update -sim --simulate",
                  "Toolkit development": "--dummy"}
        self.assertEqual([group.split(":\n")[0] for group in groups], list(wanted))
        for group, flags in zip(groups, wanted.values()):
            entries = re.split(r"\n  (?=-)", group)[1:]
            found = {flag for entry in entries for flag in re.findall(r"--?\w+", entry.split("  ")[0].split("\n")[0])}
            self.assertEqual(found, set(flags.split()))
            for entry in entries:
                flag = entry.split()[0].rstrip(",")
                later = "(not in this release)" in entry
                self.assertEqual(later, flag in "-m -e -d -i -l -cc -ls -u -b -o -r -a -f".split(), entry)

    def test_help_and_unknown_flags(self):
        self.assertIn("--dev", self.old("-c", "-p", "--help")[0])
        self.old("--nonsense", code=2)
        self.old("-p", code=2)

    def test_the_name_with_py_works_too(self):
        link = os.path.join(self.home, "devToolKit.py")
        os.symlink(MICROS, link)
        self.assertIn("--connect_parameters", self.run_tool("-h", program=link)[0])


if __name__ == "__main__":
    unittest.main()
