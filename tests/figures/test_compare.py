"""bench/compare at work: it fails on a slip, and a line that explains it quiets it."""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HELLO = "process: hello, instructions"
RELEASE = {
    "release": "1.2.3",
    "instructions": {"compiler": "gcc 12", "figures": {"process: hello": 1000, "core: idle round": 300}},
    "images": {"board": {"compiler": "xcc 3", "flash": 200000, "ram": 20000,
                         "rooms": {"core/node": {"flash": 9000, "ram": 0}}}},
}


class Compare(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.now = copy.deepcopy(RELEASE)
        self.figures = self.now["instructions"]["figures"]
        self.explained = ""

    def path(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text)
        return path

    def compare(self):
        """(exit status, what it printed)"""
        command = [ROOT / "bench" / "compare", "--report", self.path("now", json.dumps(self.now)),
                   "--release", self.path("release", json.dumps(RELEASE)),
                   "--explained", self.path("explained", self.explained)]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_nothing_changed(self):
        self.assertEqual(self.compare()[0], 0)

    def test_three_percent_are_let_pass(self):
        self.figures["process: hello"] = 1030
        self.assertEqual(self.compare()[0], 0)

    def test_a_slip_fails_and_is_named(self):
        self.figures["process: hello"] = 1031
        status, said = self.compare()
        self.assertEqual(status, 1)
        self.assertIn(f"more than 3 % worse: {HELLO}.", said)

    def test_a_slip_of_flash_and_ram_fails(self):
        for kind in ("flash", "ram"):
            self.now["images"] = copy.deepcopy(RELEASE["images"])
            self.now["images"]["board"][kind] = RELEASE["images"]["board"][kind] * 104 // 100
            status, said = self.compare()
            self.assertEqual(status, 1)
            self.assertIn(f"board: {kind}, bytes", said)

    def test_a_line_that_explains_it_quiets_it(self):
        self.figures["process: hello"] = 1050
        self.explained = f"# why\n{HELLO} | 5 | hello says the weather\n"
        status, said = self.compare()
        self.assertEqual(status, 0)
        self.assertIn("explained: hello says the weather", said)

    def test_it_explains_no_more_than_it_says(self):
        self.figures["process: hello"] = 1060
        self.explained = f"{HELLO} | 5 | hello says the weather\n"
        self.assertEqual(self.compare()[0], 1)

    def test_it_explains_no_other_figure(self):
        self.figures["core: idle round"] = 400
        self.explained = f"{HELLO} | 50 | hello says the weather\n"
        self.assertEqual(self.compare()[0], 1)

    def test_a_line_without_a_reason_or_a_figure_is_refused(self):
        for line in (f"{HELLO} | 5 |", f"{HELLO} | five | why", HELLO, "process: helo | 5 | why"):
            self.explained = line + "\n"
            self.assertEqual(self.compare()[0], 2, line)

    def test_another_compiler_is_told_and_not_judged(self):
        self.now["instructions"]["compiler"] = "gcc 13"
        self.figures["process: hello"] = 2000
        status, said = self.compare()
        self.assertEqual(status, 0)
        self.assertIn("another compiler: not compared", said)

    def test_rooms_are_shown(self):
        self.now["images"]["board"]["rooms"]["core/node"]["flash"] = 9100
        self.assertIn("+100  board, core/node: flash", self.compare()[1])

    def test_what_is_not_there_is_told(self):
        del self.figures["core: idle round"]
        self.now["images"] = {}
        status, said = self.compare()
        self.assertEqual(status, 0)
        self.assertIn("not measured here  board: flash, bytes", said)


if __name__ == "__main__":
    sys.exit(unittest.main())
