"""check-circles finds a circle that was planted, tells the shortest one, and refuses a needless exception."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "check-circles"
CC = os.environ.get("CC", "cc")
CALLS = {  # file: the files whose function it calls
    "core/node/node.c": ["core/base/text.c"],
    "core/base/text.c": [],
    "modules/light.c": ["core/node/node.c"],
}


def function(source):
    return pathlib.Path(source).stem + "_work"


class CirclesAreRefused(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def check(self, calls, exceptions="", flags=()):
        """Compiles the files as `calls` says and looks at their objects."""
        build, commands = self.root / "build", []
        for source, callees in calls.items():
            place, made = self.root / source, build / (source.replace("/", "_") + ".o")
            for folder in (place.parent, build, self.root / "scripts"):
                folder.mkdir(parents=True, exist_ok=True)
            lines = [f"void {function(name)}(void);" for name in [source, *callees]]
            body = " ".join(f"{function(name)}();" for name in callees)
            place.write_text("\n".join([*lines, f"void {function(source)}(void) {{ {body} }}", ""]))
            command = [CC, *flags, "-c", str(place), "-o", str(made)]
            subprocess.run(command, check=True)
            commands.append({"directory": str(build), "file": str(place), "command": " ".join(command)})
        (build / "compile_commands.json").write_text(json.dumps(commands))
        (self.root / "scripts" / "circles.txt").write_text(exceptions)
        job = subprocess.run([CHECK, build, "--root", self.root], capture_output=True, text=True)
        return job.returncode, job.stdout + job.stderr

    def test_a_tree_without_circles_passes(self):
        self.assertEqual(self.check(CALLS), (0, "circles: none among 3 files\n"))

    def test_two_files_that_call_each_other_are_refused(self):
        status, said = self.check(CALLS | {"core/node/log.c": ["core/node/node.c"],
                                           "core/node/node.c": ["core/node/log.c"]})
        self.assertEqual(status, 1)
        self.assertIn("circle of 2 files:\n"
                      "    core/node/log.c -> core/node/node.c  (node_work)\n"
                      "    core/node/node.c -> core/node/log.c  (log_work)\n", said)

    def test_the_shortest_of_several_ways_is_told(self):
        status, said = self.check({"sim/a.c": ["sim/b.c"], "sim/b.c": ["sim/c.c", "sim/d.c"], "sim/d.c": ["sim/c.c"],
                                   "sim/c.c": ["sim/a.c"]})
        self.assertEqual(status, 1)
        self.assertIn("circle of 3 files:\n    sim/a.c -> sim/b.c  (b_work)\n    sim/b.c -> sim/c.c  (c_work)\n", said)
        self.assertIn("4 files reach each other: sim/a.c sim/b.c sim/c.c sim/d.c\n", said)

    def test_rooms_that_use_each_other_are_refused_without_a_circle_of_files(self):
        status, said = self.check(CALLS | {"core/base/names.c": ["core/node/log.c"], "core/node/log.c": []})
        self.assertEqual(status, 1)
        self.assertNotIn("of 2 files", said)
        self.assertIn("circle of 2 rooms:\n    core/base -> core/node  (names.c uses log_work of log.c)\n", said)

    def test_objects_with_code_for_the_link_are_read_too(self):
        status, _ = self.check({"sim/a.c": ["sim/b.c"], "sim/b.c": ["sim/a.c"]}, flags=["-O2", "-flto=auto", "-ffat-lto-objects"])
        self.assertEqual(status, 1)

    def test_an_exception_with_a_reason_is_taken(self):
        calls = {"sim/a.c": ["sim/b.c"], "sim/b.c": ["sim/a.c"]}
        self.assertEqual(self.check(calls, "# why\nsim/b.c -> sim/a.c: two halves of one parser\n")[0], 0)
        status, said = self.check(calls, "sim/b.c -> sim/a.c\n")
        self.assertEqual(status, 1)
        self.assertIn("circles.txt:1: expected FROM -> TO: REASON", said)

    def test_what_a_header_asks_others_for_is_taken(self):
        calls = {"ports/a/main.c": ["ports/b/loop.c"], "ports/b/loop.c": ["ports/a/clock.c"], "ports/a/clock.c": []}
        self.assertEqual(self.check(calls)[0], 1)
        (self.root / "ports/b/board.h").write_text("void clock_work(void);\nvoid loop_work(void);\n")
        self.assertEqual(self.check(calls, "ports/b/board.h: what every board gives\n")[0], 0)
        calls["ports/b/loop.c"] = ["ports/a/main.c"]  # not asked for in the header
        self.assertEqual(self.check(calls, "ports/b/board.h: what every board gives\n")[0], 1)

    def test_an_exception_that_is_not_needed_is_refused(self):
        status, said = self.check(CALLS, "modules/light.c -> core/node/node.c: was needed once\n")
        self.assertEqual(status, 1)
        self.assertIn("modules/light.c -> core/node/node.c closes no circle: take the line out", said)

    def test_a_name_of_two_programs_is_looked_for_near_its_user(self):
        calls = {"ports/a/main.c": ["ports/a/clock.c"], "ports/a/clock.c": [],
                 "ports/b/main.c": ["ports/b/clock.c"], "ports/b/clock.c": []}
        self.assertEqual(self.check(calls)[0], 0)


if __name__ == "__main__":
    unittest.main()
