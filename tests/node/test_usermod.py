"""Load modules of the user's own: dropped into a folder, sent over the shell, broken, runaway, removed."""
import base64
import json
import os
import time
import unittest
import zlib

from support import NodeTest, SmallDisk, main, until

HELLO = """return { help = "says hello", state = { n = { 0, keep = true } }, verbs = {
  hi = { help = "hi", run = function() state.n = state.n + 1 return "hi " .. state.n end } } }
"""
RUNAWAY = "return { verbs = { v = function() while true do pcall(function() while true do end end) end end } }\n"
MEMORY = "return { verbs = { v = function() local t = {} while true do t[#t + 1] = ('x'):rep(100) .. #t end end } }\n"
FAILING = """return { pins = { lamp = "pwm_1:pwm" }, start = function() pin.lamp:pwm(1000, 500)
  after(10, function() error("broken") end) end, verbs = { v = function() return "v" end } }
"""
LIVE_S = 0.1


def lines_of(source, name, size=600):
    data = source.encode()
    for at in range(0, max(len(data), 1), size):
        yield f"module put {name} {at} {base64.b64encode(data[at:at + size]).decode()}"
    yield f"module commit {name} {len(data)} {zlib.crc32(data):08x}"


class Own(NodeTest):
    def write(self, name, source, root="root"):
        """As an editor does: a file of another name becomes this one."""
        folder = os.path.join(self.path(root), "modules")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, ".new"), "w", encoding="utf-8") as f:
            f.write(source)
        os.rename(os.path.join(folder, ".new"), os.path.join(folder, name))

    def live(self, node, pattern):
        """Waits for the log line that says what became of a file; returns how long that took."""
        began = time.monotonic()
        node.log.wait(pattern)
        return time.monotonic() - began

    def push(self, node, name, source):
        with node.link() as link:
            return [link.ask(line) for line in lines_of(source, name)][-1]


class Disk(Own):
    def test_a_full_disk_keeps_the_module_before(self):
        disk = SmallDisk(self, 65536, self.path("disk"))
        node = self.node(root=os.path.join(disk.path, "node"))
        self.assertRegex(self.push(node, "LM_hello.lua", HELLO), r": running")
        disk.fill()
        longer = HELLO.replace('"hi "', '"ho "') + "-- " + "x" * 8192 + "\n"
        self.assertRegex(self.push(node, "LM_hello.lua", longer), "no room left")
        self.assertRegex(self.push(node, "LM_other.lua", longer), "no room left")
        self.assertEqual(sorted(os.listdir(node.path("modules"))), ["LM_hello.lua"])
        self.assertRegex(node.ask("hello hi"), r"\A(hi 1\n|.*done, but not kept: no room left\n)\Z")
        node = self.restart(node)
        self.assertIn("no module named", node.ask("other hi"))
        os.remove(os.path.join(disk.path, "filler"))
        self.assertRegex(node.ask("hello hi"), r"\Ahi \d\n\Z")
        self.assertRegex(self.push(node, "LM_hello.lua", longer), r": running")
        self.assertRegex(node.ask("hello hi"), r"\Aho \d\n\Z")

    def test_a_module_that_cannot_be_removed_stays_and_that_is_told(self):
        node = self.node()
        self.push(node, "LM_hello.lua", HELLO)
        SmallDisk.pin(self, node.path("modules/LM_hello.lua"))
        self.assertEqual(node.ask("module remove hello"), "SHELL: module hello: the storage did not take it\n")
        self.assertEqual(node.ask("hello hi"), "hi 1\n")
        self.assertIn("hello", node.ask("module list"))


class Folder(Own):
    def test_a_file_that_is_dropped_is_live_at_once(self):
        node = self.node()
        took = []
        for i in range(5):
            self.write(f"LM_hello{i}.lua", HELLO)
            took.append(self.live(node, rf"LM_hello{i}\.lua is live"))
            self.assertEqual(node.ask(f"hello{i} hi"), "hi 1\n")
        self.assertLess(sorted(took)[2], LIVE_S, took)

    def test_a_file_that_is_written_in_place_is_live_once_it_is_closed(self):
        node = self.node()
        with open(node.path("modules/LM_hello.lua"), "w", encoding="utf-8") as f:
            for letter in HELLO:
                f.write(letter)
                f.flush()
        node.log.wait(r"LM_hello\.lua is live")
        self.assertEqual(node.ask("hello hi"), "hi 1\n")
        self.assertIsNone(node.log.find("refused"))

    def test_a_file_that_changes_or_goes_is_followed(self):
        node = self.node()
        self.write("LM_hello.lua", HELLO)
        node.log.wait(r"LM_hello\.lua is live")
        self.assertEqual(node.ask("hello hi"), "hi 1\n")
        self.write("LM_hello.lua", HELLO.replace('"hi "', '"ho "'))
        until(lambda: node.ask("hello hi").startswith("ho "), "the changed one")
        os.unlink(node.path("modules/LM_hello.lua"))
        node.log.wait(r"LM_hello\.lua is gone")
        self.assertIn("no module named", node.ask("hello hi"))

    def test_a_broken_one_is_refused_and_the_one_before_runs_on(self):
        node = self.node()
        self.write("LM_hello.lua", HELLO)
        node.log.wait(r"LM_hello\.lua is live")
        self.write("LM_hello.lua", "local x =\n\n= 1\n")
        node.log.wait(r"LM_hello\.lua was refused: LM_hello\.lua:3: .*; the one before runs on")
        self.assertEqual(node.ask("hello hi"), "hi 1\n")
        self.assertIn("running the one before", node.ask("module list"))
        self.assertIn("LM_hello.lua:3:", node.ask("module list"))
        self.write("LM_hello.lua", HELLO)
        until(lambda: "LM_hello.lua: running, " in node.ask("module list"), "it is whole again")

    def test_one_that_does_not_start_leaves_the_one_before(self):
        node = self.node()
        self.write("LM_x.lua", 'return { start = function() end, verbs = { v = function() return "old" end } }')
        node.log.wait(r"LM_x\.lua is live")
        self.write("LM_x.lua", 'return { start = function() error("no") end, verbs = { v = function() return "new" end } }')
        node.log.wait(r"LM_x\.lua was refused: LM_x\.lua:1: no; the one before runs on")
        self.assertEqual(node.ask("x v"), "old\n")

    def test_the_state_is_kept_over_a_restart_and_a_reboot(self):
        node = self.node()
        self.write("LM_hello.lua", HELLO)
        node.log.wait(r"LM_hello\.lua is live")
        self.assertEqual(node.ask("hello hi"), "hi 1\n")
        node = self.restart(node)
        self.assertEqual(node.ask("hello hi"), "hi 2\n")
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertEqual(node.ask("hello hi"), "hi 3\n")
        node.kill()
        self.assertEqual(self.node().ask("hello hi"), "hi 4\n")

    def test_a_boot_hook_reaches_it(self):
        self.write("LM_hello.lua", HELLO)
        node = self.node("--set", "boothook=hello hi")
        self.assertEqual(node.ask("hello hi"), "hi 2\n")

    def test_names_that_are_not_ours_are_left_alone(self):
        node = self.node()
        for name in ("LM_.lua", "LM_a-b.lua", "LM_" + "x" * 25 + ".lua", "hello.lua", "LM_a.lua.bak", "LM_a.so"):
            self.write(name, HELLO)
        os.mkdir(node.path("modules/LM_folder.lua"))
        os.symlink("/etc/passwd", node.path("modules/LM_link.lua"))
        self.write("LM_last.lua", HELLO)
        node.log.wait(r"LM_last\.lua is live")
        files = [m["file"] for m in json.loads(node.ask("module list >json"))["modules"] if m["state"] == "running"]
        self.assertEqual(files, ["LM_last.lua"])

    def test_many_nodes_watch_only_the_folders_that_are_there(self):
        self.write("LM_hello.lua", HELLO, "root/node00002")
        node = self.node("--count", "3", listen="127.0.33.1:0")
        self.assertEqual(node.ask("module list"), "no modules of your own yet\n")
        self.assertFalse(os.path.exists(node.path("node00001/modules")))
        with node.link(address=("127.0.33.2", node.address[1])) as link:
            self.assertEqual(link.ask("hello hi"), "hi 1\n")
        self.assertTrue(self.push(node, "LM_hello.lua", HELLO).endswith("running\n"))
        self.assertTrue(os.path.exists(node.path("node00001/modules/LM_hello.lua")))


class Sandbox(Own):
    def test_a_runaway_is_stopped_and_the_node_answers(self):
        node = self.node()
        for name, source, words in (("LM_run.lua", RUNAWAY, "runs too long"), ("LM_mem.lua", MEMORY, "64 KiB of memory")):
            self.write(name, source)
            node.log.wait(rf"{name[:-4]}\.lua is live")
            with node.link() as link, node.link() as other:
                cpu = node.cpu_s()
                for _ in range(5):
                    self.assertIn(words, link.ask(f"{name[3:-4]} v"))
                    self.assertRegex(other.ask("hello"), "hello:")
                self.assertLess((node.cpu_s() - cpu) / 5, 0.05)

    def test_one_that_fails_by_itself_releases_its_pins_and_starts_with_its_next_call(self):
        node = self.node()
        self.write("LM_bad.lua", FAILING)
        node.log.wait(r"LM_bad has failed and was stopped: LM_bad\.lua:2: broken")
        until(lambda: "has failed" in node.ask("module list"), "it is told")
        self.assertEqual(node.ask("system module").find("LM_bad"), -1)
        seen = len(node.log.lines)
        self.assertEqual(node.ask("bad v"), "v\n")
        node.log.wait("LM_bad has failed and was stopped", after=seen)
        self.assert_serves(node)


class Send(Own):
    def test_a_module_is_sent_and_stays(self):
        node = self.node()
        self.assertEqual(self.push(node, "LM_hello.lua", HELLO), "LM_hello.lua: running\n")
        self.assertEqual(node.ask("hello hi"), "hi 1\n")
        with open(node.path("modules/LM_hello.lua"), encoding="utf-8") as f:
            self.assertEqual(f.read(), HELLO)
        node = self.restart(node)
        self.assertEqual(node.ask("hello hi"), "hi 2\n")
        self.assertEqual(node.ask("module remove hello"), "hello: removed\n")
        self.assertEqual(os.listdir(node.path("modules")), [])
        self.assertIn("no module named", node.ask("hello hi"))
        self.assertIn("there is no module", node.ask("module remove hello"))

    def test_a_long_one_arrives_whole(self):
        node = self.node()
        source = HELLO + "".join(f"-- {i:06}\n" for i in range(20000))
        self.assertEqual(self.push(node, "LM_hello.lua", source), "LM_hello.lua: running\n")
        with node.link() as link:
            answers = [link.ask(line) for line in lines_of(source + source, "LM_long.lua")]
        self.assertTrue(any("the module is too long" in a for a in answers))
        self.assertIn("not what was sent", answers[-1])

    def test_a_text_that_does_not_run_is_refused_and_not_stored(self):
        node = self.node()
        self.assertEqual(self.push(node, "LM_x.lua", "return {\n  x\n"),
                         "SHELL: module LM_x.lua: LM_x.lua:3: '}' expected (to close '{' at line 1) near <eof>\n")
        self.assertEqual(os.listdir(node.path("modules")), [])
        self.assertEqual(node.ask("module list"), "no modules of your own yet\n")
        self.push(node, "LM_x.lua", HELLO)
        self.assertIn("it must end with return", self.push(node, "LM_x.lua", "return 1"))
        self.assertEqual(node.ask("x hi"), "hi 1\n")
        with open(node.path("modules/LM_x.lua"), encoding="utf-8") as f:
            self.assertEqual(f.read(), HELLO)

    def test_pieces_that_do_not_fit_are_refused(self):
        node = self.node()
        piece = base64.b64encode(b"return").decode()
        rows = (
            ("module put LM_x.lua 5 " + piece, "does not follow"),
            ("module put LM_x.lua 0 ***", "no base64"),
            ("module put LM_x.lua x " + piece, "Help: module list"),
            ("module put LM_x.lua -1 " + piece, "Help: module list"),
            ("module put ../LM_x.lua 0 " + piece, "a file is called"),
            ("module put LM_../x.lua 0 " + piece, "a file is called"),
            ("module put LM_x.lua/ 0 " + piece, "a file is called"),
            ("module put LM_x.so 0 " + piece, "a file is called"),
            ("module put LM_.lua 0 " + piece, "a file is called"),
            ("module put LM_x.lua 262140 " + piece, "too long"),
            ("module commit LM_x.lua 6 00000000", "not what was sent"),
            ("module commit LM_x.lua 6 1", "Help: module list"),
            ("module commit /etc/passwd 6 00000000", "Help: module list"),
            ("module show nothing", "there is no module"),
            ("module", "Help: module list"),
            ("module eat x", "Help: module list"),
        )
        for line, words in rows:
            with self.subTest(line):
                self.assertIn(words, node.ask(line))
                if "Help" not in words:
                    self.assertIn("error", json.loads(node.ask(line + " >json")))
        self.assertEqual(os.listdir(node.path("modules")), [])

    def test_two_who_send_at_once_do_not_mix(self):
        node = self.node()
        with node.link() as one, node.link() as two:
            first, second = list(lines_of(HELLO, "LM_one.lua", 50)), list(lines_of(HELLO, "LM_two.lua", 50))
            answers = [(one.ask(a), two.ask(b)) for a, b in zip(first, second)]
        self.assertIn("another module is being sent; try again in a few seconds", answers[0][1])
        self.assertEqual(answers[-1][0], "LM_one.lua: running\n")
        self.assertIn("not what was sent", answers[-1][1])
        self.assertEqual(self.push(node, "LM_two.lua", HELLO), "LM_two.lua: running\n")
        self.assertEqual(node.ask("one hi"), "hi 1\n")
        self.assertEqual(node.ask("two hi"), "hi 1\n")

    def test_what_a_module_may_is_shown(self):
        node = self.node()
        self.push(node, "LM_x.lua", 'return { help = "it", pins = { l = "pwm_1:pwm" }, uses = { "light" }, time = 5, memory = 32,\n'
                                    'verbs = { v = { help = "does", args = { { "n", "int" } }, run = function() end } } }')
        shown = json.loads(node.ask("module show LM_x >json"))
        self.assertEqual(shown["pins"], [{"pin": "pwm_1", "use": "pwm", "gpio": 13}])
        self.assertEqual(shown["uses"], ["light"])
        self.assertEqual(shown["limits"], "32 KiB, 5 ms a call")
        self.assertEqual(shown["module"]["verbs"][0]["in"][0]["name"], "n")
        text = node.ask("module show x")
        for words in ("pins: pwm_1 (pwm, GPIO13)", "may call: light", "limits: 32 KiB", "x v n=<n>  does"):
            self.assertIn(words, text)
        self.assertIn("\n   x\n    v\n", node.ask("help"))

    def test_a_guest_may_not_send(self):
        node = self.node("--set", "appwd=Quite1Secret")
        for line in lines_of(HELLO, "LM_x.lua"):
            with node.link() as link:
                link.send(line + "\n")
                self.assertIn("AuthFailed", link.rest().decode())
        self.assertEqual(os.listdir(node.path("modules")), [])


if __name__ == "__main__":
    main()
