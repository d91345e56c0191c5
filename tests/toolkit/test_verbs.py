"""The verbs of micros, end to end."""
import json
import os
import re
import select
import subprocess
import time
import unittest

from fake_node import DUMP, HELP, UID, FakeNode
from support import MICROS, NODE, ToolkitTest

PLACEHOLDERS = {
    "__devuid__": ["192.168.4.1", "__dev_mac_addr__", "__device_on_AP__"],
    "__localhost__": ["127.0.0.1", "__local_mac_addr__", "__simulator__"],
}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Run(ToolkitTest):
    def test_a_named_device_answers(self):
        name, uid, _ = self.any_node()
        self.assertEqual(self.run_tool("run", "--dev", name, "hello"), (f"hello:{name}:{uid}\n", ""))

    def test_uid_and_address_name_a_device_too(self):
        name, uid, ip = self.any_node()
        for word in (uid, ip):
            self.assertEqual(self.run_tool("run", "--dev", word, "hello")[0], f"hello:{name}:{uid}\n")

    def test_commands_go_over_one_connection_in_one_text_or_in_words(self):
        node = self.node()
        self.remember(node)
        for words in (["conf <a> dump <a> noconf"], ["conf", "<a>", "dump", "<a>", "noconf"]):
            node.commands.clear()
            self.assertEqual(self.run_tool("run", "--dev", "slim01", *words)[0], DUMP)
            self.assertEqual(node.commands[:4], ["hello", "conf", "dump", "noconf"])

    def test_one_dash_and_quoted_words_belong_to_the_command(self):
        node = self.node(replies={"servo turn -5": "turned\n", "note --x": "noted\n"})
        self.remember(node)
        self.assertEqual(self.run_tool("run", "--dev", "slim01", "servo", "turn", "-5")[0], "turned\n")
        self.assertEqual(self.run_tool("run", "--dev", "slim01", "conf <a> note --x")[0][-6:], "noted\n")

    def test_options_may_follow_the_command(self):
        node = self.node(replies={"servo turn -5": "turned\n"})
        self.remember(node)
        out, _ = self.run_tool("run", "servo", "turn", "-5", "--dev", "slim01", "--json")
        self.assertEqual(json.loads(out)["devices"][0]["answers"][0]["command"], "servo turn -5")
        self.run_tool("run", "hello", "--dev", "slim01", "again", code=2)

    def test_a_wrong_name_is_an_error_with_a_suggestion_and_never_another_device(self):
        node = self.node()
        self.remember(node)
        out, err = self.run_tool("run", "--dev", "slm01", "hello", code=3)
        self.assertEqual(out, "")
        self.assertIn("'slim01'", err)
        self.assertIn("micros search", err)
        self.assertEqual(node.commands, [])
        self.assertIn("micros search", self.run_tool("connect", "entirely-else", code=3)[1])

    def test_the_only_device_is_not_taken_silently(self):
        node = self.node()
        self.remember(node)
        _, err = self.run_tool("run", "hello", code=2)
        self.assertIn("--dev", err)
        self.assertEqual(node.commands, [])

    def test_two_devices_of_one_name_are_told_apart_by_uid(self):
        a, b = self.node(uid="0x1"), self.node(uid="0x2")
        self.remember(a, b)
        _, err = self.run_tool("run", "--dev", "slim01", "hello", code=3)
        self.assertIn("0x2", err)
        self.assertIn("0x2", self.run_tool("run", "--dev", "0x2", "hello")[0])

    def test_all_devices_are_grouped_in_the_order_of_the_cache(self):
        nodes = [self.node(name=f"n{i}", uid=f"0x{i}") for i in range(20)]
        self.remember(*nodes)
        out, _ = self.run_tool("run", "--all", "hello")
        self.assertEqual(out, "".join(f"== n{i} ==\nhello:n{i}:0x{i}\n" for i in range(20)))

    def test_some_of_several_failing_is_partly_done(self):
        good, bad = self.node(), self.node(name="gone", uid="0x9")
        bad.close()
        self.remember(good, bad)
        out, err = self.run_tool("run", "--all", "hello", code=8)
        self.assertIn("hello:slim01", out)
        self.assertIn("gone", err)
        self.run_tool("run", "--dev", "gone", "hello", code=4)

    def test_slow_nodes_are_waited_for_at_the_same_time(self):
        nodes = [self.node(name=f"n{i}", uid=f"0x{i}", mode="mute") for i in range(30)]
        self.remember(*nodes)
        start = time.monotonic()
        self.run_tool("run", "--all", "--timeout", "500", "hello", code=6)
        self.assertLess(time.monotonic() - start, 4)

    def test_more_devices_than_jobs_are_all_served(self):
        nodes = [self.node(name=f"n{i}", uid=f"0x{i}") for i in range(25)]
        self.remember(*nodes)
        self.assertEqual(self.run_tool("run", "--jobs", "3", "--all", "version")[0].count("0.7.2-0"), 25)

    def test_a_failed_command_has_its_own_exit_code(self):
        self.remember(self.node())
        for command in ("nolm foo", "system >json", "bad >json", "hlep"):
            self.run_tool("run", "--dev", "slim01", command, code=7)
        self.run_tool("run", "--dev", "slim01", "good >json")
        self.run_tool("run", "--dev", "slim01", "hello <a> nolm foo <a> hello", code=7)

    def test_a_failure_that_no_text_shows_has_it_too(self):
        node = self.real_node()
        for command in ('intercon sendcmd "hello" host="127.0.0.1" port=1', "task show no.such", 'system module "relay"', "conf <a> undo",
                        "conf <a> diff 3", "module show none", "switch set_state 3", "light toggle &100000 <a> light toggle &"):
            self.run_tool("run", "--dev", node.name, command, code=7)
        # A text that only looks like a failure is none.
        self.run_tool("run", "--dev", node.name, "conf <a> timirqcbf Failed <a> timirqcbf <a> noconf")

    def test_json_has_the_text_and_the_parsed_value(self):
        self.remember(self.node())
        data = json.loads(self.run_tool("run", "--json", "--dev", "slim01", "good", ">json")[0])
        answer = data["devices"][0]["answers"][0]
        self.assertEqual(answer["value"], {"value": {"error": 1}, "list": [1, 2]})
        self.assertEqual((answer["command"], answer["result"]), ("good >json", "ok"))
        data = json.loads(self.run_tool("--json", "run", "--dev", "slim01", "nolm foo", code=7)[0])
        self.assertEqual(data["devices"][0]["code"], 7)

    def test_bytes_that_are_not_utf8_do_not_break_json(self):
        node = self.node(replies={"raw": "x"})
        node._text = lambda state, line: "a\udcff\x00b\n" if line == "raw" else ""
        node._send = lambda peer, data: peer.sendall(data)
        hello = f"hello:slim01:{UID}".encode()
        node._answer = lambda peer, state, line: peer.sendall(
            (hello if line == "hello" else b"a\xff\x00b") + b"\nslim01 $  ") or True
        self.remember(node)
        data = json.loads(self.run_tool("run", "--json", "--dev", "slim01", "raw")[0])
        self.assertEqual(data["devices"][0]["answers"][0]["text"], "a\ufffd\ufffdb")

    def test_help_of_the_node_is_printed_as_it_is(self):
        self.remember(self.node())
        self.assertEqual(self.run_tool("run", "--dev", "slim01", "help")[0], HELP)

    def test_reboot_ends_well_and_what_follows_it_does_not(self):
        node = self.node(replies={"quit": "Bye!\n"})
        node_answer = node._answer

        def answer(peer, state, line):
            if line == "reboot":
                peer.sendall(b"Reboot micrOS system.\nBye!\n")
                return False
            return node_answer(peer, state, line)
        node._answer = answer
        self.remember(node)
        self.assertEqual(self.run_tool("run", "--dev", "slim01", "reboot")[0], "Reboot micrOS system.\nBye!\n")
        self.run_tool("run", "--dev", "slim01", "reboot <a> hello", code=1)

    def test_the_node_is_left_politely(self):
        node = self.node()
        self.remember(node)
        self.run_tool("run", "--dev", "slim01", "hello")
        self.assertEqual(node.commands, ["hello", "hello", "exit"])  # the first one asks who it is

    def test_ipv6_addresses_are_understood(self):
        try:
            node = self.node(host="::1")
        except OSError:
            self.skipTest("no IPv6 here")
        self.assertIn("hello:", self.run_tool("run", "--dev", f"[::1]:{node.port}", "hello")[0])
        self.assertIn("hello:", self.run_tool("run", "--port", str(node.port), "--dev", "::1", "hello")[0])


class Password(ToolkitTest):
    def setUp(self):
        super().setUp()
        self.locked = self.node(password="Secret12")
        self.remember(self.locked, login="plain")
        self.file = os.path.join(self.home, "password")
        with open(self.file, "w", encoding="utf-8") as file:
            file.write("Secret12\n")

    def test_it_comes_from_a_file_or_the_environment(self):
        wanted = ("0.7.2-0\n", "")
        self.assertEqual(self.run_tool("run", "--password-file", self.file, "--dev", "slim01", "version"), wanted)
        self.assertEqual(self.run_tool("run", "--dev", "slim01", "version", MICROS_PASSWORD="Secret12"), wanted)

    def test_without_it_only_open_words_are_said(self):
        _, err = self.run_tool("run", "--dev", "slim01", "system info", code=5)
        self.assertIn("--password-file", err)
        self.assertEqual(self.locked.commands, ["hello"])
        out, _ = self.run_tool("run", "--dev", "slim01", "hello <a> version <a> help")
        self.assertIn("0.7.2-0\n[MICROS]", out)

    def test_a_node_that_takes_other_words_for_passwords_is_still_locked(self):
        strict = self.node(password="Secret12", name="strict", uid="0x2", open_words=("hello",))
        self.remember(strict, login="plain")
        out, err = self.run_tool("run", "--dev", "strict", "hello <a> version", code=5)
        self.assertEqual(out, "hello:strict:0x2\n")
        self.assertIn("asks for a password", err)
        self.assertIsNone(self.json_of("status", "strict")["devices"][0]["version"])
        self.assertEqual(self.run_tool("run", "--dev", "strict", "hello <a> version", MICROS_PASSWORD="Secret12")[0],
                         "hello:strict:0x2\n0.7.2-0\n")

    def test_a_wrong_one_is_refused_and_not_printed(self):
        out, err = self.run_tool("run", "--dev", "slim01", "version", code=5, MICROS_PASSWORD="Wrong999")
        self.assertNotIn("Wrong999", out + err)

    def test_connect_uses_it_in_a_pipe(self):
        out, _ = self.run_tool("connect", "slim01", given=b"version\n", MICROS_PASSWORD="Secret12")
        self.assertEqual(out, "0.7.2-0\n")
        self.run_tool("connect", "slim01", given=b"version\n", code=5)
        self.run_tool("connect", "slim01", given=b"version\n", code=5, MICROS_PASSWORD="Wrong999")

    def test_status_and_version_show_a_locked_node(self):
        real = self.real_node(name="real", appwd="Secret12")
        own = self.run_tool("run", "--dev", "real", "version")[0].strip()
        row = self.json_of("status", "real")["devices"][0]
        self.assertEqual((row["online"], row["version"], row["memfree"]), (True, own, None))
        self.assertIn(f"ONLINE\t\t<n/a>\t{own}\t", self.run_tool("status", "real")[0])
        self.assertEqual(self.json_of("version", "real")["nodes"], [{"name": "real", "version": own}])
        row = self.json_of("status", "real", MICROS_PASSWORD="Secret12")["devices"][0]
        self.assertGreater(row["memfree"], 0)
        row = self.json_of("status", "real", MICROS_PASSWORD="Wrong999")["devices"][0]
        self.assertTrue(row["online"])
        self.assertIn("<n/a>", self.run_tool("status", real.ip)[0])


class Connect(ToolkitTest):
    def test_each_line_of_a_pipe_is_a_command(self):
        name, uid, _ = self.any_node()
        out, _ = self.run_tool("connect", name, given=b"hello\n\nhello\nexit\n")
        self.assertEqual(out, f"hello:{name}:{uid}\n" * 2 + "Bye!\n")

    def test_the_exit_code_tells_of_a_failed_command(self):
        self.remember(self.node())
        self.run_tool("connect", "slim01", given=b"nolm foo\nhello\n", code=7)

    def test_the_menu_has_the_old_form_and_takes_a_number(self):
        node = self.node()
        self.remember(node)
        self.assertEqual(self.run_tool("connect", given=b"version\n"), ("0.7.2-0\n", "slim01 is the only known device\n"))
        self.run_tool("devices", "add", "10.0.1.7", "--name", "other", "--uid", "0x7")
        out, _ = self.run_tool("connect", given=b"0\nversion\n")
        self.assertEqual(out, "[i]         FUID        IP               UID\n"
                              f"[0] Device: slim01 - {node.ip} - {node.uid}\n"
                              "[1] Device: other - 10.0.1.7 - 0x7\n"
                              f"Choose a device index: \nDevice IP was set: {node.ip}\n0.7.2-0\n")
        for wrong in (b"2\n", b"x\n", b"-1\n", b""):
            self.run_tool("connect", given=wrong, code=3)

    def test_json_is_one_object_a_line(self):
        self.remember(self.node())
        out, _ = self.run_tool("connect", "--json", "slim01", given=b"hello\nnolm foo\n", code=7)
        self.assertEqual([json.loads(line)["result"] for line in out.splitlines()], ["ok", "failed"])

    def test_notice_lines_go_to_standard_error(self):
        self.remember(self.node(notice="settings were damaged\n"))
        self.assertEqual(self.run_tool("connect", "slim01", given=b"version\n"),
                         ("0.7.2-0\n", "settings were damaged\n"))


class PasswordFile(ToolkitTest):
    """Each device's own, in a file that is its owner's alone."""

    def setUp(self):
        super().setUp()
        self.nodes = [self.node(name=f"lamp{i}", uid=f"0x{i}", password=f"Secret-{i}") for i in range(3)]
        self.remember(*self.nodes, login="plain")
        self.file = os.path.join(self.home, ".config", "micros", "passwords")
        os.makedirs(os.path.dirname(self.file))
        self.write("# for the lamps\nlamp0=Secret-0\n0x1=Secret-1\nlamp*=Secret-2\n")

    def write(self, text, mode=0o600):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.file, mode)

    def test_every_device_gets_its_own(self):
        out, _ = self.run_tool("run", "--all", "system heartbeat")
        self.assertEqual(out, "".join(f"== lamp{i} ==\n<3 heartbeat <3\n" for i in range(3)))
        for i, node in enumerate(self.nodes):
            self.assertEqual([c for c in node.commands if c.startswith("Secret")], [f"Secret-{i}"])
        self.assertEqual(self.run_tool("connect", "lamp1", given=b"version\n")[0], "0.7.2-0\n")
        self.run_tool("run", "--dev", "lamp0", "system info", code=5, MICROS_PASSWORD="Wrong999")  # what is said now counts

    def test_a_file_that_others_may_read_is_refused(self):
        for mode in (0o640, 0o604, 0o660, 0o644):
            os.chmod(self.file, mode)
            for verb in (("run", "--dev", "lamp0", "system info"), ("connect", "lamp0")):
                _, err = self.run_tool(*verb, code=1 if verb[0] == "run" else 5, given=b"system info\n")
                self.assertIn("chmod 600", err)
        self.assertEqual([c for node in self.nodes for c in node.commands if c.startswith("Secret")], [])

    def test_lines_that_are_none_and_other_places(self):
        other = os.path.join(self.home, "other")
        os.rename(self.file, other)
        self.run_tool("run", "--dev", "lamp0", "system info", code=5)
        self.run_tool("run", "--dev", "lamp0", "system info", MICROS_PASSWORDS=other)
        self.write("\n\nlamp0\n=x\nlamp0=Secret-0\r\n")
        self.run_tool("run", "--dev", "lamp0", "system info")
        self.write("x" * (300 << 10))
        self.assertIn("File too large", self.run_tool("run", "--dev", "lamp0", "system info", code=1)[1])
        os.remove(self.file)
        os.mkfifo(self.file)
        self.assertIn("no regular file", self.run_tool("run", "--dev", "lamp0", "system info", code=1)[1])


class SeveralDevices(ToolkitTest):
    def setUp(self):
        super().setUp()
        self.remember(*(self.node(name=name, uid=f"0x{i}") for i, name in enumerate(("lamp1", "lamp2", "door", "a,b"))))

    def names_of(self, *args, **how):
        return re.findall(r"hello:([^:]*):", self.run_tool("run", *args, "hello", **how)[0])

    def test_a_pattern_or_a_list_names_several(self):
        self.assertEqual(self.names_of("--dev", "lamp*"), ["lamp1", "lamp2"])
        self.assertEqual(self.names_of("--dev", "door,lamp1"), ["door", "lamp1"])
        self.assertEqual(self.names_of("--dev", "lamp1,lamp?", "--dev", "door"), ["lamp1", "lamp2", "door"])
        self.assertEqual(self.names_of("--dev", "a,b"), ["a,b"])  # a name as it is
        self.assertIn("'tree*'", self.run_tool("run", "--dev", "tree*", "hello", code=3)[1])
        self.assertEqual([d["name"] for d in self.json_of("status", "lamp*")["devices"]], ["lamp1", "lamp2"])
        self.assertEqual([d["name"] for d in self.json_of("version", "door,lamp2")["nodes"]], ["door", "lamp2"])

    def test_all_leaves_out_what_was_never_seen(self):
        self.run_tool("devices", "add", "127.0.0.1:1", "--name", "planned")
        out, err = self.run_tool("run", "--all", "hello")
        self.assertNotIn("planned", out)
        self.assertIn("planned (127.0.0.1:1) is skipped: it was never seen", err)
        self.run_tool("run", "--dev", "planned", "hello", code=4)

    def test_prune_forgets_what_does_not_answer(self):
        self.run_tool("devices", "add", "127.0.0.1:1", "--name", "gone", "--uid", "0x99")
        self.run_tool("devices", "add", "127.0.0.1:2", "--name", "proven", "--uid", "0x98")
        self.run_tool("devices", "prove", "proven")
        _, err = self.run_tool("devices", "prune")
        self.assertEqual(err, "gone (127.0.0.1:1) does not answer: removed\n")
        self.assertEqual(set(self.names().values()), {"lamp1", "lamp2", "door", "a,b", "proven"})
        self.assertIn("all devices answer", self.run_tool("devices", "prune")[1])
        self.assertEqual(len(self.json_of("devices", "prune")["devices"]), 7)


class FirstMinutes(ToolkitTest):
    def test_the_readme_works_when_it_is_pasted_as_a_whole(self):
        """As a shell reads what is pasted: a command that reads its input too would swallow the rest."""
        text = read(os.path.join(os.path.dirname(__file__), "..", "..", "README.md"))
        block = text.split("## The first five minutes")[1].split("```sh\n")[1].split("```")[0]
        home = os.path.join(self.home, "checkout")
        os.makedirs(os.path.join(home, "build", "host"))
        os.symlink(os.path.dirname(MICROS), os.path.join(home, "build", "host", "bin"))
        self.addCleanup(self.run_tool, "simulate", "stop")
        first = self.json_of("simulate", "--node", NODE, "--listen", "127.0.0.1:0", "--background")
        port = first["address"].rsplit(":", 1)[1]
        pasted = "set -e\n" + block.replace(":9008", f":{port}") + "echo the end\n"
        done = subprocess.run(["bash"], input=pasted, env={**self.env, "MICROS_PORT": port}, cwd=home, text=True,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue(done.stdout.endswith("the end\n"), done.stdout)
        self.assertEqual(done.stdout.count("<3 heartbeat <3"), 21)
        self.assertIn("['ON']", done.stdout)
        self.assertEqual(len(re.findall("== node0001[0-9] ==", done.stdout.split("node00020 ==")[1])), 10)


class Devices(ToolkitTest):
    def read(self):
        with open(self.cache, encoding="utf-8") as file:
            return json.load(file)

    def test_add_list_and_remove(self):
        self.run_tool("devices", "add", "10.0.1.7:9010", "--name", "kitchen", "--uid", "0x1")
        self.assertEqual(self.read(), {**PLACEHOLDERS, "0x1": ["10.0.1.7:9010", "n/a", "kitchen"]})
        self.assertIn("kitchen", self.run_tool("devices")[0])
        self.run_tool("devices", "remove", "kitchen")
        self.assertEqual(self.read(), PLACEHOLDERS)
        self.run_tool("devices", "remove", "kitchen", code=3)
        self.run_tool("devices", "remove", "__simulator__", code=1)

    def test_an_old_file_is_merged_and_left_alone(self):
        old = os.path.join(self.home, "old.json")
        with open(old, "w", encoding="utf-8") as file:
            json.dump({**PLACEHOLDERS, "0xa": ["10.0.1.73", "n/a", "slim01"], "bad": "x"}, file, indent=4)
        before = read(old)
        self.run_tool("devices", "add", "10.0.1.7", "--name", "kitchen", "--uid", "0x1")
        self.run_tool("devices", "import", old)
        self.assertEqual(set(self.read()), {*PLACEHOLDERS, "0x1", "0xa"})
        self.assertEqual(read(old), before)
        self.run_tool("devices", "import", "/nonexistent", code=1)

    def test_a_damaged_file_is_moved_aside_and_never_lost(self):
        os.makedirs(os.path.dirname(self.cache))
        for text in ("{\"0x1\": [\"10.0.1.7\"", "[]", "", "{} trailing", "\0"):
            with open(self.cache, "w", encoding="utf-8") as file:
                file.write(text)
            before = set(os.listdir(os.path.dirname(self.cache)))
            _, err = self.run_tool("devices")
            self.assertIn("damaged", err)
            kept = set(os.listdir(os.path.dirname(self.cache))) - before
            self.assertEqual(len(kept), 1)
            path = os.path.join(os.path.dirname(self.cache), kept.pop())
            self.assertEqual(read(path), text)

    def test_the_good_entries_of_a_damaged_file_are_used(self):
        os.makedirs(os.path.dirname(self.cache))
        with open(self.cache, "w", encoding="utf-8") as file:
            file.write('{"0x1": ["10.0.1.7", "n/a", "kitchen"], "0x2": 5}')
        self.run_tool("devices")
        self.assertEqual(self.read(), {**PLACEHOLDERS, "0x1": ["10.0.1.7", "n/a", "kitchen"]})

    def test_option_and_environment_choose_the_file(self):
        other = os.path.join(self.home, "deep", "er", "cache.json")
        self.run_tool("devices", "add", "10.0.0.1", "--cache", other)
        self.assertTrue(os.path.exists(other))
        self.assertIn("10.0.0.1", self.run_tool("devices", MICROS_CACHE=other)[0])
        self.assertFalse(os.path.exists(self.cache))

    def test_a_cache_that_cannot_be_written_says_why(self):
        _, err = self.run_tool("devices", "add", "10.0.0.1", "--cache", "/proc/micros/cache.json", code=1)
        self.assertIn("cannot make the folder of /proc/micros/cache.json", err)
        _, err = self.run_tool("devices", "add", "10.0.0.1", "--cache", "/proc/cache.json", code=1)
        self.assertRegex(err, "cannot write the device cache /proc/cache.json: (No such file|Permission denied|Operation not)")

    def test_many_writers_lose_nothing(self):
        jobs = [subprocess.Popen([MICROS, "devices", "add", f"10.0.0.{i}"], env=self.env) for i in range(1, 25)]
        self.assertEqual({job.wait(30) for job in jobs}, {0})
        self.assertEqual(len(self.read()), 26)

    def test_hostile_names_reach_no_terminal_and_no_script(self):
        self.run_tool("devices", "add", "10.0.0.1", "--name", "a\033[2Jb $(x)", "--uid", "0x1")
        self.assertNotIn("\033", self.run_tool("devices")[0])
        self.assertEqual(self.run_tool("completion", "names")[0], "")


class Search(ToolkitTest):
    def test_every_address_of_the_network_is_asked(self):
        first, second = self.nodes_on_one_port({"host": "127.0.0.2", "name": "a-b", "uid": "0x1"},
                                               {"host": "127.0.0.77", "name": "c:d e", "uid": "0x2"})
        found = self.json_of("search", "--network", "127.0.0.0/24", "--port", str(first.port))
        self.assertEqual([(d["name"], d["uid"], d["address"]) for d in found["found"]],
                         [("a-b", "0x1", first.ip), ("c:d e", "0x2", second.ip)])
        self.assertEqual(found["asked"], 254)
        with open(self.cache, encoding="utf-8") as file:
            self.assertEqual(json.load(file), {**PLACEHOLDERS, "0x1": [first.ip, "n/a", "a-b"],
                                               "0x2": [second.ip, "n/a", "c:d e"]})
        self.assertIn("hello:c:d e", self.run_tool("run", "--dev", "c:d e", "hello")[0])

    def test_known_devices_stay_and_change_their_address(self):
        node = self.node(host="127.0.0.9", uid="0x1")
        self.run_tool("devices", "add", "10.0.0.1", "--name", "old", "--uid", "0x1")
        self.run_tool("devices", "add", "10.0.0.2", "--name", "other", "--uid", "0x3")
        self.run_tool("search", "--network", "127.0.0.9", "--port", str(node.port))
        names = {d["uid"]: d["address"] for d in self.json_of("devices")["devices"]}
        self.assertEqual((names["0x1"], names["0x3"]), (node.ip, "10.0.0.2"))

    def test_twins_are_told_about(self):
        a, _ = self.nodes_on_one_port({"host": "127.0.0.2", "uid": "0x1"}, {"host": "127.0.0.3", "uid": "0x1"})
        _, err = self.run_tool("search", "--network", "127.0.0.0/29", "--port", str(a.port))
        self.assertIn("same UID", err)

    def test_a_silent_network_takes_less_than_two_seconds(self):
        node = self.node(mode="silent")
        start = time.monotonic()
        found = self.json_of("search", "--network", "127.0.0.0/24", "--port", str(node.port))
        self.assertLess(time.monotonic() - start, 2)
        self.assertEqual(found["found"], [])

    def test_what_is_not_a_node_is_not_found(self):
        for mode in ("garbage", "close", "busy"):
            node = self.node(mode=mode)
            self.assertEqual(self.json_of("search", "--network", "127.0.0.1", "--port", str(node.port))["found"], [])

    def test_a_wrong_network_is_wrong_use(self):
        self.run_tool("search", "--network", "10.0.1.0/33", code=2)

    def test_a_huge_network_is_refused_with_its_size(self):
        for network in ("10.0.0.0/8", "0.0.0.0/0"):
            self.assertIn("addresses", self.run_tool("search", "--network", network, code=2)[1])

    def test_a_network_without_a_route_is_named(self):
        # In a network namespace of its own nothing but the loopback could have a route, and that is down.
        job = ["unshare", "--user", "--map-root-user", "--net", MICROS, "search", "--network", "198.51.100.0/24"]
        done = subprocess.run(job, env=self.env, capture_output=True, text=True, timeout=60, check=False)
        if "unshare" in done.stderr:
            self.skipTest("no namespaces here")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("no route to 198.51.100.0/24", done.stderr)

    def test_nothing_found_says_what_to_do(self):
        node = self.node()
        node.close()
        _, err = self.run_tool("search", "--network", "127.0.0.1", "--port", str(node.port))
        self.assertIn("no node found", err)


class Status(ToolkitTest):
    def test_an_offline_first_device_does_not_matter(self):
        gone, here = self.node(name="gone", uid="0x1"), self.node()
        gone.close()
        self.remember(gone, here)
        rows = {row["name"]: row for row in self.json_of("status")["devices"]}
        self.assertFalse(rows["gone"]["online"])
        self.assertIsNone(rows["gone"]["comm_s"])
        self.assertEqual((rows["slim01"]["online"], rows["slim01"]["memfree"], rows["slim01"]["version"]),
                         (True, 5552, "0.7.2-0"))

    def test_the_table_has_all_columns(self):
        node = self.node()
        self.remember(node)
        head, row = self.run_tool("status", "slim01")[0].splitlines()
        self.assertEqual(head, "       [ UID ]                [ FUID ]\t\t[ IP ]\t\t[ STATUS ]\t[ MEMFREE ]\t"
                               "[ VERSION ]\t[COMM SEC]")
        self.assertRegex(row, rf"^{node.uid}        slim01            {node.ip}\tONLINE\t\t5552 byte\t"
                              r"0\.7\.2-0\t\t\d\.\d{3}$")

    def test_a_node_that_is_only_busy_is_not_online(self):
        self.remember(self.node(mode="busy"))
        self.run_tool("status", "slim01", code=5)


class Program(ToolkitTest):
    def test_help_names_verbs_and_exit_codes(self):
        out, err = self.run_tool("--help")
        for word in ("connect", "run", "search", "exit codes", "5  refused"):
            self.assertIn(word, out)
        self.assertEqual(err, "")
        self.assertEqual(self.run_tool("help")[0], out)
        verbs = [v["verb"] for v in self.json_of("help")["verbs"]]
        for verb in verbs:
            self.assertIn("--json", self.run_tool(verb, "--help")[0])
            self.assertIn("--json", self.run_tool("help", verb)[0])
            self.assertIn("--json", self.run_tool(verb, "-h")[0])

    def test_wrong_use_has_its_exit_code(self):
        self.assertIn("'status'", self.run_tool("staus", code=2)[1])
        self.run_tool(code=2)
        self.run_tool("run", "--nonsense", code=2)
        self.run_tool("run", "--dev", "x", code=2)
        self.run_tool("run", "--port", "0", "--dev", "x", "hello", code=2)
        self.run_tool("help", "nonsense", code=2)
        self.run_tool("devices", "add", code=2)

    def test_version_of_the_program_and_of_nodes(self):
        self.remember(self.node())
        own = self.run_tool("--version")[0]
        self.assertRegex(own, r"^micros \d+\.\d+\.\d+-\d+\n$")
        self.assertEqual(self.run_tool("version", "slim01")[0], own + "slim01 0.7.2-0\n")
        self.assertEqual(self.json_of("version", "slim01")["nodes"], [{"name": "slim01", "version": "0.7.2-0"}])

    def test_completion_scripts_name_every_verb(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.run_tool("completion", shell)[0]
            for verb in ("connect", "simulate", "all-networks"):
                self.assertIn(verb, script)
        script = self.run_tool("completion", "bash")[0]
        subprocess.run(["bash", "-n"], input=script.encode(), check=True)
        self.run_tool("completion", "tcsh", code=2)

    def test_the_library_example_runs(self):
        with FakeNode() as node:
            out, _ = self.run_tool("127.0.0.1", str(node.port), program=os.environ["CLIENT_EXAMPLE"])
        self.assertIn("GC MemFree[byte]: 5552", out)

    def test_no_home_is_said_clearly(self):
        env = {k: v for k, v in self.env.items() if k not in ("HOME", "XDG_STATE_HOME")}
        done = subprocess.run([MICROS, "devices"], env=env, capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"HOME", done.stderr)


class Simulate(ToolkitTest):
    def setUp(self):
        super().setUp()
        self.args = ["simulate", "--node", NODE, "--listen", "127.0.0.1:0"]
        self.addCleanup(self.run_tool, "simulate", "stop")

    def test_one_in_the_background_is_found_and_stopped(self):
        told = self.json_of(*self.args, "--background")
        try:
            self.assertIn(told["uid"], self.run_tool("run", "--dev", told["name"], "hello")[0])
        finally:
            self.run_tool("simulate", "stop")
        self.run_tool("run", "--dev", told["name"], "hello", code=4)

    def test_starting_what_runs_already_tells_where_it_is(self):
        first = self.json_of(*self.args, "--background")
        again = self.json_of(*self.args, "--background")
        self.assertEqual((first.pop("was_running"), again.pop("was_running")), (False, True))
        self.assertEqual(first, again)
        out, err = self.run_tool(*self.args, "--background")
        self.assertIn(f"already running: node01 at {first['address']}\n", out)
        self.assertEqual(err, "")
        self.assertIn("already", self.run_tool(*self.args, "--background", "--count", "2", code=1)[1])

    def test_nodes_at_two_places_run_side_by_side_and_stop_together(self):
        first = self.json_of(*self.args, "--background")
        second = self.json_of("simulate", "--node", NODE, "--listen", "127.0.0.10:0", "--background")
        self.assertNotEqual(first["uid"], second["uid"])
        for node in (first, second):
            self.assertIn(node["uid"], self.run_tool("run", "--dev", node["address"], "hello")[0])
        self.assertEqual(self.json_of("simulate", "stop"), {"stopped": 2})
        for node in (first, second):
            self.run_tool("run", "--dev", node["address"], "hello", code=4)

    def test_stopping_nothing_says_so_and_is_no_failure(self):
        self.assertEqual(self.run_tool("simulate", "stop"), ("", "no simulated node is running in the background\n"))
        self.assertEqual(self.json_of("simulate", "stop"), {"stopped": 0})

    def test_notes_of_processes_that_are_gone_do_not_matter(self):
        first = self.json_of(*self.args, "--background")
        process = os.pidfd_open(first["pid"])
        self.addCleanup(os.close, process)
        os.kill(first["pid"], 9)
        select.select([process], [], [], 30)  # until it is gone
        again = self.json_of(*self.args, "--background")
        self.assertFalse(again["was_running"])
        self.assertEqual(again["uid"], first["uid"])
        path = os.path.join(self.state, "micros", "simulate.json")
        for text in ("", "{", "[]", '{"running": 5}', '{"running": [{"pid": 1e300, "started": 1}, 7]}'):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            self.assertEqual(self.json_of("simulate", "stop"), {"stopped": 0})
        os.kill(again["pid"], 15)

    def test_a_node_that_does_not_answer_is_not_called_running(self):
        first = self.json_of(*self.args, "--background")
        os.kill(first["pid"], 19)
        self.assertIn("simulate stop", self.run_tool(*self.args, "--background", code=1)[1])
        os.kill(first["pid"], 18)

    def test_several_answer_on_addresses_that_follow_each_other(self):
        told = self.json_of(*self.args, "--count", "3", "--background")
        self.run_tool("simulate", "stop")
        self.assertEqual(told["count"], 3)
        addresses = [d["address"].split(":")[0] for d in self.json_of("devices")["devices"] if not d["placeholder"]]
        self.assertEqual(sorted(addresses), ["127.0.0.1", "127.0.0.2", "127.0.0.3"])

    def test_a_process_that_is_not_ours_is_not_stopped(self):
        path = os.path.join(self.state, "micros", "simulate.json")
        os.makedirs(os.path.dirname(path))
        other = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        try:
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"running": [{"pid": other.pid, "started": 1}]}, file)
            self.assertEqual(self.json_of("simulate", "stop"), {"stopped": 0})
            self.assertIsNone(other.poll())
        finally:
            other.kill()
            other.communicate()

    def test_ending_the_foreground_ends_the_node(self):
        job = subprocess.Popen([MICROS, *self.args], env=self.env, stdout=subprocess.PIPE, text=True,
                               start_new_session=True)
        line = job.stdout.readline()
        self.assertIn("1 simulated node", line)
        os.killpg(job.pid, 2)
        job.communicate(timeout=10)
        self.assertEqual(job.returncode, 0)

    def test_a_program_that_does_not_start_is_reported(self):
        _, err = self.run_tool("simulate", "--node", "/bin/false", "--listen", "127.0.0.1:0", code=1)
        self.assertIn("did not start", err)
        self.run_tool("simulate", "--node", "/nonexistent", "--listen", "127.0.0.1:0", code=1)


if __name__ == "__main__":
    unittest.main()
