"""check-commits refuses a subject of 73 characters and a message without a blank line, and only after its base."""
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "check-commits"


class CommitsHaveShortSubjects(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.git("init", "-q")
        self.commit("x" * 100)
        self.base = self.git("rev-parse", "HEAD")

    def git(self, *words):
        named = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *named, *words], cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, message):
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message)

    def check(self, base=None):
        job = subprocess.run([CHECK, base or self.base], cwd=self.folder, capture_output=True, text=True)
        return job.returncode, job.stdout

    def test_seventy_two_characters_pass(self):
        self.commit("ü" * 72 + "\n\nWhy.")
        self.assertEqual(self.check(), (0, "commits: 1 subjects of at most 72 characters\n"))

    def test_seventy_three_are_refused(self):
        self.commit("x" * 73)
        self.commit("short")
        status, said = self.check()
        self.assertEqual(status, 1)
        self.assertIn("the subject has 73 characters, 72 at the most: xxx", said)

    def test_text_right_below_the_subject_is_refused(self):
        self.commit("What changes\nand why")
        self.assertEqual(self.check()[0], 1)

    def test_without_the_base_there_is_nothing_to_say(self):
        self.assertEqual(self.check("0" * 40)[0], 77)


if __name__ == "__main__":
    unittest.main()
