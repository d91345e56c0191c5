#!/usr/bin/env python3
"""What scripts/check-scripts must refuse, and what it must not."""
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "scripts/check-scripts"


class Scripts(unittest.TestCase):
    def look(self, name, text):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / name).write_bytes(text)
            done = subprocess.run([CHECK, "--root", folder], capture_output=True, text=True)
            return done.returncode, done.stdout.splitlines()[0]

    def test_a_merge_that_was_not_finished(self):
        for name in ("check", "light.c", "storage.md"):
            self.assertEqual(self.look(name, b"one\n" + b"<" * 7 + b" HEAD\ntwo\n"), (1, f"{name}: line 2: a merge was not finished"))

    def test_a_shell_script_that_does_not_parse(self):
        status, line = self.look("check", b"#!/bin/sh\nif true; then\n")
        self.assertEqual((status, line[:7]), (1, "check: "))

    def test_a_python_script_that_does_not_parse(self):
        self.assertEqual(self.look("size", b"#!/usr/bin/env python3\nif True\n")[0], 1)
        self.assertEqual(self.look("size.py", b"def f(:\n")[0], 1)

    def test_what_is_right(self):
        for name, text in (("check", b"#!/bin/sh\necho 1 << 2\n"), ("a.py", b"a = 1 << 2\n"), ("a.md", b"=======\n"),
                           ("picture.png", b"\x89PNG\xff" + b"<" * 7 + b" HEAD\n"), ("b.lua", b"if\n")):
            self.assertEqual(self.look(name, text)[0], 0, name)


if __name__ == "__main__":
    unittest.main()
