"""micros module: written, checked, tested, sent, listed, shown, removed."""
import os
import pty
import subprocess
import unittest

from support import MICROS, NODE, RealNode, ToolkitTest, strict_json

EXAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "engines", "lua", "examples")


class Module(ToolkitTest):
    def setUp(self):
        super().setUp()
        self.work = os.path.join(self.home, "work")
        os.mkdir(self.work)

    def module(self, *args, code=0, **how):
        """Runs `micros module`; returns what it printed on standard output and on standard error."""
        done = subprocess.run([MICROS, "module", *args], env=self.env, cwd=self.work, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False, **how)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def write(self, name, source):
        path = os.path.join(self.work, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(source)
        return path

    def real_node(self):
        node = RealNode(os.path.join(self.home, "node"))
        self.addCleanup(node.close)
        return node

    def test_the_examples_do_what_they_say(self):
        names = sorted(os.listdir(EXAMPLES))
        self.assertEqual(len(names), 3)
        for name in names:
            with self.subTest(name):
                tests = strict_json(self.module("test", os.path.join(EXAMPLES, name), "--json", "--node", NODE)[0])
                self.assertTrue(tests["ok"])
                self.assertGreater(len(tests["tests"]), 4)

    def test_a_new_one_runs(self):
        self.assertIn("LM_porch.lua\n", self.module("new", "porch")[0])
        self.assertIn("2 of 2", self.module("test", "LM_porch.lua")[0])
        self.assertIn("File exists", self.module("new", "porch", code=1)[1])
        self.assertIn("is not a module name", self.module("new", "../porch", code=2)[1])
        self.assertEqual(os.listdir(self.work), ["LM_porch.lua"])
        self.assertIn("MICROS_MODULES", self.module("new", "porch", "--c")[0])

    def test_check_shows_what_it_may(self):
        path = self.write("LM_x.lua", 'return { pins = { l = "pwm_1:pwm" }, uses = { "light" }, verbs = { v = function() end } }')
        shown = self.module("check", path)[0]
        for words in ("pwm_1 as pwm", "may call:   light", "64 KiB, 20 ms a call"):
            self.assertIn(words, shown)
        self.assertEqual(strict_json(self.module("check", path, "--json")[0])["uses"], ["light"])

    def test_a_broken_one_is_told_with_its_line(self):
        self.write("LM_x.lua", "return {\n\n= }")
        for action in ("check", "test"):
            self.assertIn("LM_x.lua:3: unexpected symbol near '='", self.module(action, "LM_x.lua", code=7)[1])
        self.assertIn("LM_x.lua:3:", strict_json(self.module("check", "LM_x.lua", "--json", code=7)[0])["error"])
        self.assertIn("cannot read", self.module("check", "LM_y.lua", code=2)[1])
        self.assertIn("is called LM_<name>.lua", self.module("check", "x.lua", code=2)[1])

    def test_a_test_that_fails_says_so(self):
        self.write("LM_x.lua", 'return { verbs = { v = function() return "a" end } }\n-- test: x v => b\n-- test: x w\n')
        out, error = self.module("test", "LM_x.lua", code=7)
        self.assertIn("FAIL x v", out)
        self.assertIn("2 of 2 commands failed", error)
        self.assertIn("1 of 1", self.module("test", "LM_x.lua", "x v => a")[0])
        self.assertFalse(strict_json(self.module("test", "LM_x.lua", "--json", code=7)[0])["ok"])

    def test_it_is_sent_listed_shown_and_removed(self):
        node = self.real_node()
        self.write("LM_x.lua", 'return { help = "it", verbs = { v = function() return "here" end } }')
        self.assertIn("--yes", self.module("push", "LM_x.lua", "--dev", node.ip, code=2)[1])
        self.assertIn("no module named", node.say("hello", "x v"))
        self.assertEqual(self.module("push", "LM_x.lua", "--dev", node.ip, "--yes")[0], f"LM_x.lua: running on {node.ip}\n")
        self.assertIn("here", node.say("hello", "x v"))
        self.assertIn("LM_x.lua: running", self.module("list", "--dev", node.ip)[0])
        self.assertEqual(strict_json(self.module("list", "--dev", node.ip, "--json")[0])["modules"][0]["file"], "LM_x.lua")
        self.assertIn("help: it", self.module("show", "x", "--dev", node.ip)[0])
        self.assertIn("removed", self.module("remove", "x", "--dev", node.ip)[0])
        self.assertIn("there is no module", self.module("remove", "x", "--dev", node.ip, code=7)[1])
        self.assertIn("no module named", node.say("hello", "x v"))

    def test_the_name_of_a_built_in_module_is_taken_by_who_says_so(self):
        node = self.real_node()
        self.write("LM_light.lua", 'return { help = "it", verbs = { v = function() return "here" end } }')
        push = "push", "LM_light.lua", "--dev", node.ip, "--yes"
        self.assertIn("module push --replace", self.module(*push, code=7)[1])
        self.assertEqual(self.module(*push, "--replace")[0], f"LM_light.lua: running on {node.ip}\n")
        self.assertEqual(self.module(*push)[0], f"LM_light.lua: running on {node.ip}\n")  # its own next text

    def test_a_person_is_asked(self):
        node = self.real_node()
        self.write("LM_x.lua", "return { verbs = { v = function() end } }")
        for answer, code in ((b"n\n", 2), (b"y\n", 0)):
            ours, theirs = pty.openpty()
            job = subprocess.Popen([MICROS, "module", "push", "LM_x.lua", "--dev", node.ip], env=self.env, cwd=self.work,
                                   stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            os.close(theirs)
            os.write(ours, answer)
            out, error = job.communicate(timeout=60)
            os.close(ours)
            self.assertEqual(job.returncode, code, out + error)
            self.assertIn(b"let it do that? [y/N]", error)

    def test_wrong_use_is_told(self):
        for args in ((), ("eat",), ("check",), ("push", "LM_x.lua"), ("list",), ("list", "--dev", "x", "y", "z")):
            with self.subTest(args):
                self.module(*args, code=2)
        self.assertIn("simulated node", self.module("--help")[0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
