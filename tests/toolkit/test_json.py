"""--json: every verb prints exactly one strict JSON value, also when it fails or something from outside ends it."""
import os
import signal
import subprocess
import unittest

from support import MICROS, NODE, ToolkitTest, strict_json


class Json(ToolkitTest):
    def working(self):
        """Calls that succeed, in this order; all verbs of the table are among them."""
        self.real_node()
        file = os.path.join(self.home, "other.json")
        with open(file, "w", encoding="utf-8") as out:
            out.write('{"0x7": ["10.0.0.7", "n/a", "seven"]}')
        example = os.path.join(os.path.dirname(__file__), "..", "..", "engines", "lua", "examples", "LM_chime.lua")
        calls = (("run", "--dev", "slim01", "system info <a> help >json <a> light rgb 1 2 3"), ("connect", "slim01"),
                 ("search", "--network", "127.0.0.1/32"), ("status",), ("status", "slim01"), ("version",),
                 ("version", "slim01"), ("devices",), ("devices", "add", "10.0.0.1"), ("devices", "list"),
                 ("devices", "import", file), ("devices", "remove", "10.0.0.1"), ("help",), ("help", "run"),
                 ("completion", "bash"), ("completion", "zsh"), ("completion", "fish"), ("completion", "names"),
                 ("module", "check", example, "--node", NODE), ("module", "test", example, "--node", NODE),
                 ("module", "push", example, "--dev", "slim01", "--yes"), ("module", "list", "--dev", "slim01"),
                 ("module", "show", "chime", "--dev", "slim01"), ("module", "remove", "chime", "--dev", "slim01"),
                 ("simulate", "--background", "--listen", "127.0.0.1:0", "--node", NODE), ("simulate", "stop"))
        self.assertEqual({call[0] for call in calls}, self.verbs(), "a new verb belongs in this test")
        return calls

    def verbs(self):
        return {v["verb"] for v in self.json_of("help")["verbs"]}

    def test_every_verb_prints_one_value(self):
        for call in self.working():
            with self.subTest(call):
                out = self.run_tool(*call, "--json", given=b"hello\n" if call[0] == "connect" else b"")[0]
                self.assertNotIn("error", strict_json(out))

    def test_help_of_every_verb_is_one_value(self):
        for verb in self.verbs():
            for word in ("--help", "--usage", "-h", "-?"):
                with self.subTest(verb, word=word):
                    self.assertEqual(strict_json(self.run_tool(verb, "--json", word)[0])["verb"], verb)

    def test_nothing_to_say_is_one_value(self):
        self.real_node()
        self.assertEqual(self.json_of("connect", "slim01"), {"code": 0})

    def start(self, *call, **how):
        job = subprocess.Popen([MICROS, *call, "--json"], env=self.env, **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                                                                            "stderr": subprocess.PIPE, **how})
        for pipe in (job.stdout, job.stderr):
            if pipe:
                self.addCleanup(pipe.close)
        return job

    def waiting(self, node):
        """Calls that wait for a node that never answers."""
        example = os.path.join(os.path.dirname(__file__), "..", "..", "engines", "lua", "examples", "LM_chime.lua")
        return (("run", "--dev", "slim01", "hello"), ("connect", "slim01"), ("status",), ("version", "slim01"),
                ("search", "--network", "127.0.0.1/32", "--port", str(node.port), "--timeout", "60000"),
                ("module", "list", "--dev", "slim01"), ("module", "show", "x", "--dev", "slim01"),
                ("module", "remove", "x", "--dev", "slim01"),
                ("module", "push", example, "--dev", "slim01", "--yes", "--node", NODE))

    def test_a_signal_ends_every_verb_that_waits_with_one_value(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            node = self.node(mode="silent")
            self.remember(node)
            for call in self.waiting(node):
                with self.subTest(call, signal=number.name):
                    before = node.connected
                    job = self.start(*call)
                    node.wait_for_connections(before + 1)
                    job.send_signal(number)
                    out, err = job.communicate(timeout=60)
                    told = strict_json(out)
                    if "found" not in told: # an interrupted search tells what it has
                        self.assertEqual(told, {"error": f"ended by {number.name}", "code": 128 + number}, err)
                        self.assertEqual(-number, job.returncode)

    def test_a_node_that_runs_here_is_told_once_whatever_ends_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            job = self.start("simulate", "--listen", "127.0.0.1:0", "--node", NODE, start_new_session=True)
            first = job.stdout.readline()
            while b"}" not in first:
                first += job.stdout.readline()
            os.killpg(job.pid, number)  # as a terminal does
            rest = job.communicate(timeout=60)[0]
            self.assertIn("address", strict_json(first + rest))

    def fill(self, *call):
        """Runs it with standard output on a full device; returns (exit code, standard error)."""
        with open("/dev/full", "wb") as full:
            done = subprocess.run([MICROS, *call], input=b"hello\n", stdout=full, stderr=subprocess.PIPE, env=self.env, check=False)
        return done.returncode, done.stderr

    def test_a_full_device_is_an_error_of_every_verb(self):
        for call in self.working():
            with self.subTest(call):
                code, err = self.fill(*call, "--json")
                self.assertGreater(code, 0, err)
                self.assertIn(b"cannot write to standard output", err)
        self.run_tool("simulate", "stop")
        for call in (("run", "--dev", "slim01", "hello"), ("connect", "slim01"), ("status",), ("version",), ("devices",), ("help",),
                     ("help", "run"), ("run", "--help"), ("completion", "bash"), ("module", "list", "--dev", "slim01")):
            with self.subTest(call):
                self.assertEqual(1, self.fill(*call)[0])

    def test_a_reader_that_is_gone_is_an_error(self):
        for call in (("help",), ("devices",), ("status", "nobody"), ("completion", "bash")):
            with self.subTest(call):
                reading, writing = os.pipe()
                os.close(reading)
                job = self.start(*call, stdout=writing)
                os.close(writing)
                job.communicate(timeout=60)
                self.assertGreater(job.returncode, 0)

    def test_who_reads_the_messages_may_go(self):
        for call in (("status", "nobody"), ("search", "--network", "127.0.0.1/32"), ("devices", "remove", "nobody")):
            with self.subTest(call):
                reading, writing = os.pipe()
                os.close(reading)
                job = self.start(*call, stderr=writing)
                os.close(writing)
                strict_json(job.communicate(timeout=60)[0])

    def test_what_is_closed_is_no_file_of_ours(self):
        file = os.path.join(self.home, "cache.json")
        for call in (("devices", "add", "10.0.0.1"), ("devices",), ("status", "nobody")):
            done = subprocess.run(["sh", "-c", 'exec "$0" "$@" >&- 2>&- <&-', MICROS, *call, "--json", "--cache", file], env=self.env,
                                  check=False)
            self.assertGreater(done.returncode, 0, call)
        with open(file, encoding="utf-8") as written:
            self.assertEqual(["10.0.0.1", "n/a", "10.0.0.1"], strict_json(written.read())["unknown-10.0.0.1"])

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
