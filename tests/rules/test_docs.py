"""check-docs refuses names of files that are not there, links that lead nowhere, a task without a row, a map with holes."""
import importlib.machinery
import importlib.util
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "check-docs"


def tasks():
    loader = importlib.machinery.SourceFileLoader("check_docs", str(CHECK))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_docs", loader))
    loader.exec_module(module)
    return module.TASKS


MAP = """```text
core/            the node
  net/           bytes in, bytes out
modules/         one a file
docs/ scripts/   the rest
```
"""
ROWS = "| I want to add | look in |\n|---|---|\n" + "".join(f"| {task} | `modules/<name>.c`, `net/line.h` |\n" for task in tasks())
START = MAP + ROWS


class DocsNameWhatIsThere(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("docs/start-here.md", START)
        self.write("modules/light.c", "// See core/net/line.h.\n")
        self.write("core/net/line.h", "")
        self.write("scripts/check", "")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def refused(self):
        job = subprocess.run([CHECK, "--root", self.root], capture_output=True, text=True)
        self.assertEqual(job.stderr, "")
        return job.stdout.splitlines() if job.returncode else []

    def test_what_is_there_passes(self):
        self.write("docs/more.md", "# A heading, here\n`core/net/line.h`, `line.h`, `modules/*.c`, `core/`, `scripts/check --fix`, "
                                   "`/dev/null`, `build/x.c`, `LM_mine.py`, `modules/NAME.c` [up](start-here.md) [here](#a-heading-here)\n")
        self.assertEqual(self.refused(), [])

    def test_a_file_that_is_not_there_is_refused(self):
        for name in ("core/net/lines.h", "lines.h", "modules/<name>.h", "scripts/check-it --fix", "net/lines.h", "core/mod/"):
            self.write("docs/more.md", f"\nSee `{name}`.\n")
            self.assertEqual(self.refused(), [f"docs/more.md:2: there is no {name.split()[0]}"])

    def test_a_link_that_leads_nowhere_is_refused(self):
        self.write("README.md", "# Title\n[a](docs/none.md) [b](docs/start-here.md#none)\n")
        self.assertEqual(self.refused(), ["README.md:2: the link docs/none.md leads nowhere",
                                          "README.md:2: there is no heading for docs/start-here.md#none"])

    def test_a_comment_counts_too(self):
        self.write("modules/light.c", "int a; // see core/net/gone.h\n")
        self.assertEqual(self.refused(), ["modules/light.c:1: there is no core/net/gone.h"])

    def test_each_task_has_a_row_that_names_a_file(self):
        self.write("docs/start-here.md", MAP)
        self.assertEqual(self.refused(), [f"docs/start-here.md: no row says where to add {task}" for task in tasks()])
        self.write("docs/start-here.md", START.replace("| a setting | `modules/<name>.c`, `net/line.h`", "| a setting | the code"))
        self.assertEqual(self.refused(), ["docs/start-here.md: the row for a setting names no file"])

    def test_the_map_is_whole_and_true(self):
        self.write("core/mod/call.c", "")
        self.assertEqual(self.refused(), ["docs/start-here.md: the map does not name core/mod/"])
        self.write("docs/start-here.md", START.replace("  net/ ", "  mod/ net/ old/"))
        self.assertEqual(self.refused(), ["docs/start-here.md: the map names core/old, which is not there"])


if __name__ == "__main__":
    unittest.main()
