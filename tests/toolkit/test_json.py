"""--json: every verb prints exactly one strict JSON value, also when it fails."""
import os
import unittest

from support import NODE, ToolkitTest, strict_json


class Json(ToolkitTest):
    def test_every_verb_prints_one_value(self):
        self.real_node()
        file = os.path.join(self.home, "other.json")
        with open(file, "w", encoding="utf-8") as out:
            out.write('{"0x7": ["10.0.0.7", "n/a", "seven"]}')
        example = os.path.join(os.path.dirname(__file__), "..", "..", "engines", "lua", "examples", "LM_chime.lua")
        for verb in (("run", "--json", "--dev", "slim01", "system info <a> help >json <a> light rgb 1 2 3"),
                     ("search", "--network", "127.0.0.1/32"), ("status",), ("status", "slim01"), ("version",),
                     ("version", "slim01"), ("devices",), ("devices", "add", "10.0.0.1"), ("devices", "list"),
                     ("devices", "import", file), ("devices", "remove", "10.0.0.1"), ("help",), ("help", "run"),
                     ("completion", "bash"), ("completion", "zsh"), ("completion", "fish"), ("completion", "names"),
                     ("module", "check", example, "--node", NODE), ("module", "test", example, "--node", NODE),
                     ("module", "push", example, "--dev", "slim01", "--yes"), ("module", "list", "--dev", "slim01"),
                     ("module", "show", "chime", "--dev", "slim01"), ("module", "remove", "chime", "--dev", "slim01"),
                     ("simulate", "--background", "--listen", "127.0.0.1:0", "--node", NODE), ("simulate", "stop")):
            with self.subTest(verb):
                out = self.run_tool(*verb, *([] if "--json" in verb else ["--json"]))[0]
                self.assertNotIn("error", strict_json(out))
        verbs = {v["verb"] for v in self.json_of("help")["verbs"]}
        self.assertEqual(verbs, {"run", "search", "status", "version", "devices", "help", "completion", "simulate", "connect",
                                 "module"},
                         "a new verb belongs in this test")

    def test_the_value_of_a_json_answer_is_inside(self):
        self.real_node()
        out = self.run_tool("run", "--json", "--dev", "slim01", "system info >json")[0]
        self.assertIn("CPU[Hz]", strict_json(out)["devices"][0]["answers"][0]["value"])

    def test_connect_prints_one_object_a_line(self):
        self.real_node()
        out, _ = self.run_tool("connect", "--json", "slim01", given=b"hello\nlight rgb 1 2 3\nexit\n")
        lines = [strict_json(line) for line in out.splitlines()]
        self.assertEqual([line["text"] for line in lines[1:]], ["SET rgb: R1G2B3", "Bye!"])

    def test_every_failure_is_an_object_with_the_exit_code(self):
        gone = self.node(name="gone", uid="0x9")
        gone.close()
        self.remember(gone)
        for code, verb in ((3, ("run", "--json", "--dev", "nobody", "hello")), (3, ("status", "nobody")),
                           (3, ("version", "nobody")), (3, ("connect", "nobody")), (4, ("connect", "gone")),
                           (2, ("connect",)), (2, ("search", "--network", "10.0.0.0/8")),
                           (2, ("search", "--network", "nonsense")), (2, ("devices", "nonsense", "x")),
                           (3, ("devices", "remove", "nobody")), (1, ("devices", "import", "/nonexistent")),
                           (2, ("help", "nonsense")), (2, ("completion", "tcsh")), (2, ("nonsense",)),
                           (2, ("status", "--nonsense")), (2, ("run", "--json", "--nonsense")),
                           (2, ("run", "--json", "hello")), (1, ("simulate", "--node", "/nonexistent")),
                           (1, ("status", "--password-file", "/nonexistent"))):
            with self.subTest(verb):
                out, err = self.run_tool(*verb, *([] if "--json" in verb else ["--json"]), code=code)
                told = strict_json(out)
                self.assertEqual(told["code"], code)
                self.assertEqual(set(told), {"error", "code"})
                self.assertTrue(told["error"])
                self.assertTrue(err, "people read standard error")

    def test_failures_of_devices_stand_in_the_data(self):
        gone = self.node(name="gone", uid="0x9")
        gone.close()
        self.remember(gone, self.node())
        out = strict_json(self.run_tool("run", "--json", "--all", "hello", code=8)[0])
        self.assertEqual([d["code"] for d in out["devices"]], [4, 0])
        self.assertEqual(self.json_of("version", "gone", code=4)["nodes"], [{"name": "gone", "version": "<n/a>"}])

    def test_connect_ends_with_an_error_object_when_the_node_goes(self):
        self.remember(self.node(mode="half"))
        out, _ = self.run_tool("connect", "--json", "slim01", given=b"hello\n", code=1)
        self.assertEqual(strict_json(out)["code"], 1)

    def test_without_json_nothing_is_added(self):
        self.assertEqual(self.run_tool("status", "nobody", code=3)[0], "")


if __name__ == "__main__":
    unittest.main()
