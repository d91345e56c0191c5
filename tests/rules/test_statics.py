"""check-statics renames functions that share a name, and nothing else that is called the same."""
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "check-statics"
LIGHT = """#include "lamp.h"

#define APPLY(lamp) set(lamp, (lamp)->set)

struct light {
    int set, rgb;
};

static const char *const NAME = "set";

// set() is called when a lamp is set.
static int set(struct light *self, int on)
{
    self->set = on;
    return FIELD(struct light, set);
}

static int rgb(int set)
{
    return set * set;
}

static int plain(void)
{
    int set = 2, other = 1;
    goto set;
set:
    return set + other;
}

static const struct ops ops = { .set = set, .get = 0 };

int light_begin(struct light *self)
{
    return set(self, 1) + APPLY(self) + rgb(2) + plain();
}
"""
LIGHT_FIXED = LIGHT.replace("APPLY(lamp) set(lamp", "APPLY(lamp) light_set(lamp").replace("// set()", "// light_set()") \
    .replace("static int set(struct", "static int light_set(struct").replace(".set = set,", ".set = light_set,") \
    .replace("return set(self", "return light_set(self")
RELAY = "static int set(void)\n{\n    return 0;\n}\n\nint relay_begin(void)\n{\n    return set();\n}\n"
BOARD = "static int wait(void)\n{\n    return 0;\n}\n"


class StaticsAreToldApart(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "scripts").mkdir()
        (self.root / ".clang-format").write_text((CHECK.parent.parent / ".clang-format").read_text())

    def write(self, **files):
        for name, text in files.items():
            path = self.root / (name.replace("__", "/") + ".c")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def read(self, name):
        return (self.root / name).read_text()

    def check(self, *options):
        job = subprocess.run([CHECK, "--root", self.root, *options], capture_output=True, text=True)
        return job.returncode, job.stdout + job.stderr

    def test_names_of_one_file_pass(self):
        self.write(modules__light=LIGHT)
        self.assertEqual(self.check()[0], 0)

    def test_a_shared_name_is_refused(self):
        self.write(modules__light=LIGHT, modules__lib_relay=RELAY)
        status, said = self.check()
        self.assertEqual(status, 1)
        self.assertIn("modules/light.c: another file has a function set, too: call this one light_set\n", said)
        self.assertIn("modules/lib_relay.c: another file has a function set, too: call this one relay_set\n", said)

    def test_only_the_function_is_renamed(self):
        self.write(modules__light=LIGHT, modules__lib_relay=RELAY)
        self.assertEqual(self.check("--fix")[0], 0)
        self.assertEqual(self.read("modules/light.c"), LIGHT_FIXED)
        self.assertEqual(self.read("modules/lib_relay.c"), RELAY.replace("set(", "relay_set("))
        self.assertEqual(self.check()[0], 0)

    def test_what_is_called_as_its_file_stays(self):
        self.write(modules__light=LIGHT, modules__set=RELAY.replace("relay_begin", "set_begin"))
        self.check("--fix")
        self.assertIn("static int set(void)", self.read("modules/set.c"))
        self.assertEqual(self.check()[0], 0)

    def test_files_of_one_name_are_told_apart_by_their_folders(self):
        self.write(**{"ports__a-1__board": BOARD, "ports__b__board": BOARD})
        self.check("--fix")
        self.assertIn("static int a_1_board_wait(void)", self.read("ports/a-1/board.c"))
        self.assertIn("static int b_board_wait(void)", self.read("ports/b/board.c"))

    def test_exceptions_follow(self):
        self.write(modules__light=LIGHT, modules__lib_relay=RELAY)
        (self.root / "scripts" / "long-functions.txt").write_text("other\nset\n")
        self.check("--fix")
        self.assertIn(self.read("scripts/long-functions.txt"), ("other\nlight_set\n", "other\nrelay_set\n"))


if __name__ == "__main__":
    unittest.main()
