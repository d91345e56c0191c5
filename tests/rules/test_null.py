"""check-null finds each 0 that is a null pointer, and no other 0."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "check-null"
CC = os.environ.get("CC", "cc")
GOOD = """#include <stddef.h>

struct lamp {
    const char *name;
    int level;
};
#define NONE 0

static const struct lamp lamps[] = { { NULL, 0 }, { .name = NULL, .level = 0 } };

const char *lamp_name(const struct lamp *l, int level);
const char *lamp_name(const struct lamp *l, int level)
{
    struct lamp none = { 0 };

    if (l == NULL || level == 0)
        return NULL;
    none.level = lamps[0].level + NONE;
    return none.level ? NULL : lamp_name(NULL, 0);
}
"""


@unittest.skipUnless(shutil.which("clang-query"), "no clang-query here")
class NullIsWritten(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        self.lamp = self.root / "lamp.c"
        self.build = self.root / "build"
        self.build.mkdir()
        command = f"{CC} -std=c11 -o lamp.o -c {self.lamp}"
        (self.root / ".clang-format").write_text((CHECK.parent.parent / ".clang-format").read_text())
        (self.build / "compile_commands.json").write_text(
            json.dumps([{"directory": str(self.build), "file": str(self.lamp), "command": command}]))

    def check(self, text, *options):
        self.lamp.write_text(text)
        job = subprocess.run([CHECK, "--root", self.root, *options, self.build], capture_output=True, text=True)
        return job.returncode, job.stdout + job.stderr

    def test_null_passes(self):
        self.assertEqual(self.check(GOOD), (0, "null: 0 null pointers written as 0 in 1 sources\n"))

    def test_every_zero_that_is_a_pointer_is_refused_and_mended(self):
        bad = GOOD.replace("NULL", "0")
        status, said = self.check(bad)
        self.assertEqual(status, 1)
        self.assertEqual(said.count("written NULL, not 0"), GOOD.count("NULL"))
        self.assertEqual(self.check(bad, "--fix")[0], 0)
        self.assertEqual(self.lamp.read_text(), GOOD)


if __name__ == "__main__":
    unittest.main()
