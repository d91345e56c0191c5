"""scripts/analyze on sources with planted faults: each tool is heard, what is triaged is not refused, what is stale is."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ANALYZE = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "analyze"
LEAK = """#include <stdlib.h>
char *planted(int n);
char *planted(int n)
{
    char *p = malloc(8);
    if (!p)
        return 0;
    free(p);
    p[0] = (char)n;
    return p;
}
"""
CLEAN = "int planted_not(int n);\nint planted_not(int n)\n{\n    return n + 1;\n}\n"


class Analyze(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.commands = []
        (self.root / "build").mkdir()
        (self.root / "scripts").mkdir()

    def add(self, name, text):
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.commands.append({"directory": str(self.root / "build"), "file": str(path),
                              "command": f"gcc -Wall -Werror -fsanitize=address -o x.o -c {path}"})
        (self.root / "build/compile_commands.json").write_text(json.dumps(self.commands))

    def run_analyze(self, *options):
        done = subprocess.run([sys.executable, "-B", ANALYZE, "--root", self.root, "--build", self.root / "build", *options],
                              capture_output=True, text=True, check=False)
        return done.stdout + done.stderr, done.returncode

    def test_every_tool_finds_what_was_planted(self):
        self.add("core/planted.c", LEAK)
        for tool in ("gcc", "clang", "cppcheck"):
            with self.subTest(tool):
                said, code = self.run_analyze("--only", tool)
                self.assertEqual(1, code, said)
                self.assertIn(f"{tool} core/planted.c: ", said)

    def test_what_has_a_reason_is_not_refused_and_what_is_stale_is(self):
        self.add("core/planted.c", LEAK)
        found = [line.split(": ", 1)[1] for line in self.run_analyze()[0].splitlines() if line.startswith("core/planted.c:")]
        self.assertTrue(found)
        triaged = self.root / "scripts/analyze.txt"
        triaged.write_text("".join(f"{line} -- planted\n" for line in found))
        said, code = self.run_analyze()
        self.assertEqual(0, code, said)
        triaged.write_text(triaged.read_text() + "gcc core/gone.c: a fault that was mended [x] -- planted\n")
        said, code = self.run_analyze()
        self.assertEqual(1, code)
        self.assertIn("no finding needs this line any more: gcc core/gone.c", said)

    def test_a_line_without_a_reason_is_refused(self):
        self.add("core/clean.c", CLEAN)
        (self.root / "scripts/analyze.txt").write_text("gcc core/clean.c: something [x]\n")
        said, code = self.run_analyze()
        self.assertNotEqual(0, code)
        self.assertIn("a reason", said)

    def test_clean_sources_are_accepted_and_tests_are_not_looked_at(self):
        self.add("core/clean.c", CLEAN)
        self.add("tests/planted.c", LEAK)
        said, code = self.run_analyze()
        self.assertEqual(0, code, said)
        self.assertIn("1 sources", said)


if __name__ == "__main__":
    missing = [tool for tool in ("gcc", "clang", "cppcheck") if not shutil.which(tool)]
    if missing:
        print(f"{', '.join(missing)}: not installed")
        sys.exit(77)
    unittest.main()
