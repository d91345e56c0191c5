"""check-style sees a missing blank line and an unexplained attribute, mends both, and leaves the rest alone. It refuses
other words than the docs' in the names of functions."""
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "check-style"
GOOD = """// A lamp.
#include "lamp.h"

static const int steps[] = { 1, 2 };

int lamp_sum(const struct lamp *l)
{
    // Why it starts at 1.
    static const struct {
        int low, high;
    } bounds = { 1, 2 };
    const int *at = l->levels, (*scale)(int) = l->scale;
    int sum = scale(*at) + bounds.low + a_call_with_a_long_name(l, at, bounds.low, bounds.high) +
              bounds.high;

    sum *= 2;
    if (sum) {
        int half = sum / 2;
        return half;
    }
    return sum;
}

int lamp_half(int sum)
{
    return sum / 2;
}

void lamp_none(void)
{
    struct lamp none = { 0 };
}
"""


class StyleIsKept(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "modules").mkdir()
        (self.root / ".clang-format").write_text((CHECK.parent.parent / ".clang-format").read_text())
        self.lamp = self.root / "modules" / "lamp.c"

    def check(self, text, *options):
        self.lamp.write_text(text)
        job = subprocess.run([CHECK, "--root", self.root, *options], capture_output=True, text=True)
        return job.returncode, job.stdout

    def test_good_style_passes(self):
        self.assertEqual(self.check(GOOD), (0, "style: 1 files, 0 places to mend\n"))

    def test_a_missing_blank_line_is_refused_and_mended(self):
        for place in ("\n\n    sum *= 2", '.h"\n\nstatic'):
            self.assertIn(place, GOOD)
            bad = GOOD.replace(place, place.replace("\n\n", "\n"))
            self.assertEqual(self.check(bad)[0], 1)
            self.assertEqual(self.check(bad, "--fix")[0], 0)
            self.assertEqual(self.lamp.read_text(), GOOD)

    def test_a_frame_is_kept_apart_by_the_macro_only(self):
        bad = GOOD.replace("int lamp_half", "__attribute__((noinline)) int lamp_half")
        status, said = self.check(bad)
        self.assertEqual(status, 1)
        self.assertIn("modules/lamp.c: SEPARATE_FRAME of base/frame.h", said)
        self.check(bad, "--fix")
        self.assertIn("SEPARATE_FRAME int lamp_half", self.lamp.read_text())
        self.assertIn('#include "base/frame.h"\n', self.lamp.read_text())

    def test_what_starts_is_called_start(self):
        for name in ("lamp_launch", "launch_lamp", "lamp_settle", "settle", "lamp_go", "lamp_begin", "begin"):
            status, said = self.check(GOOD.replace("lamp_half", name))
            self.assertEqual(status, 1, name)
            self.assertIn(f"modules/lamp.c:24: {name}", said)
        for name in ("lamp_start", "lamp_go_on", "lamp_begins", "test_where_lamps_go"):
            self.assertEqual(self.check(GOOD.replace("lamp_half", name))[0], 0, name)

    def test_what_is_written_piece_by_piece_begins_and_has_an_end(self):
        for end in ("lamp_end", "lamp_commit"):
            good = GOOD.replace("lamp_half", "lamp_begin").replace("void lamp_none", f"void {end}")
            self.assertEqual(self.check(good)[0], 0, end)


if __name__ == "__main__":
    unittest.main()
