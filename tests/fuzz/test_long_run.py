"""scripts/fuzz on programs that behave like libFuzzer's: time is shared, findings are told, an end from outside is orderly."""
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

FUZZ = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "fuzz"
CALM = """#!/bin/sh
n=0; while [ $n -lt 20000 ]; do n=$((n+1)); done
echo '#2	INITED cov: 10 ft: 12 corp: 1/1b' >&2
echo '#500	NEW    cov: 14 ft: 12 corp: 1/1b' >&2
echo 'stat::number_of_executed_units: 500' >&2
"""
CRASHES = CALM + """
for word; do case $word in -artifact_prefix=*) echo bad >"${word#*=}crash-1" ;; esac; done
exit 77
"""
ENDLESS = """#!/bin/sh
echo '#7	INITED cov: 3 ft: 12 corp: 1/1b' >&2
trap 'kill $!; exit 1' INT
while :; do sleep 1 & wait $!; done
"""


class LongRun(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "bin").mkdir()

    def add(self, name, text):
        program = self.folder / "bin" / f"fuzz_{name}"
        program.write_text(text)
        program.chmod(0o755)

    def start(self, *options):
        process = subprocess.Popen([sys.executable, "-B", FUZZ, "--build", self.folder, "--corpus", self.folder / "corpus", *options],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        return process

    def run_fuzz(self, *options):
        process = self.start(*options)
        return process.communicate()[0], process.returncode

    def test_every_target_has_its_turn_and_is_counted(self):
        self.add("one", CALM)
        self.add("two", CALM)
        said, code = self.run_fuzz("--cpu-hours", "0.0001")
        self.assertEqual(0, code, said)
        for name in ("one", "two"):
            self.assertRegex(said, rf"(?m)^{name} +\d+ +[\d,]+ +10 +14 +4 +0$")
        self.assertIn("2 targets", said)

    def test_a_finding_is_told_and_kept_and_the_others_go_on(self):
        self.add("calm", CALM)
        self.add("crashes", CRASHES)
        said, code = self.run_fuzz("--cpu-hours", "0.0001")
        self.assertEqual(1, code, said)
        found = self.folder / "corpus/findings/crashes/crash-1"
        self.assertIn(f"found: {found}", said)
        self.assertTrue(found.exists())
        self.assertRegex(said, r"(?m)^calm .* 0$")

    def test_an_end_from_outside_tells_what_was_done(self):
        self.add("endless", ENDLESS)
        process = self.start()
        while not list(self.folder.glob("corpus/endless")):
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[0]
        self.assertEqual(0, process.returncode, said)
        self.assertIn("stopped before the time was over", said)
        self.assertRegex(said, r"(?m)^1 targets, ")

    def test_a_target_that_is_not_there_is_refused(self):
        self.add("one", CALM)
        said, code = self.run_fuzz("--only", "other")
        self.assertEqual(2, code)
        self.assertTrue(re.search("has one", said), said)


if __name__ == "__main__":
    unittest.main()
