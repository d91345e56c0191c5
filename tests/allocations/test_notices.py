"""That the sweep notices what it is made for: faults that are planted in a small program."""
import os
import subprocess
import unittest

from sweep import Sweep, sanitizer_says

PLANTED = os.environ["PLANTED"]


class Notices(Sweep):
    def complaints_about(self, way):
        found = []

        def run(failure):
            done = subprocess.run([PLANTED, way], env=failure.environment, capture_output=True, text=True, timeout=60, check=False)
            said = sanitizer_says(done.stderr)
            if said or (done.returncode == 0 and done.stdout != "done\n"):
                found.append(said or "silent")

        self.sweep(run, PLANTED)
        return found

    def expect(self, way, what):
        found = self.complaints_about(way)
        self.assertEqual(len(found), 1, found)
        self.assertIn(what, found[0])

    def test_use_after_free(self):
        self.expect("u", "heap-use-after-free")

    def test_a_leak(self):
        self.expect("l", "LeakSanitizer")

    def test_a_null_pointer(self):
        self.expect("n", "null pointer")

    def test_silence(self):
        self.expect("s", "silent")

    def test_nothing_is_found_where_nothing_is_wrong(self):
        self.assertEqual(self.complaints_about("-"), [])


if __name__ == "__main__":
    unittest.main()
