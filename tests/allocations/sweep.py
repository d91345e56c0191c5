"""Lets every allocation of a program fail once: run after run with the next one failing, until a run has none left to fail.

FAILING names the library that is preloaded (failing.c). What a run must keep to is said by whoever sweeps. Two runs go at once.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

FAILING = os.environ["FAILING"]
RUNS_AT_MOST = 3000
COMPLAINTS_SHOWN = 12


class Failure:
    """The failure of one run: the environment that brings it, and whether and where it came."""

    def __init__(self, number, folder):
        self.number, self.folder = number, folder
        self.note = os.path.join(folder, "failed-here")
        options = "verify_asan_link_order=0:allocator_may_return_null=1:" + os.environ.get("ASAN_OPTIONS", "")
        self.environment = {"LD_PRELOAD": FAILING, "FAIL_AT": str(number), "FAIL_NOTE": self.note, "ASAN_OPTIONS": options,
                            "UBSAN_OPTIONS": "print_stacktrace=1", "HOME": folder, "PATH": os.environ["PATH"],
                            "LC_ALL": "C"}  # the C library's other locales are not ours to judge

    def has_come(self):
        return os.path.exists(self.note)

    def where(self, *programs):
        """The calls that led to it, ours by name."""
        if not self.has_come():
            return "no allocation failed"
        with open(self.note, encoding="ascii") as f:
            calls = [call.rsplit("+", 1) for call in f.read().split()]
        ours = {os.path.basename(p): p for p in programs}
        return " < ".join(self.name(ours[file], at) if file in ours else file for file, at in calls if file != os.path.basename(FAILING))

    @staticmethod
    def name(program, at):
        done = subprocess.run(["addr2line", "-sfe", program, hex(int(at, 16) - 1)], capture_output=True, text=True, check=False)
        return " ".join(done.stdout.split())


class Sweep(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="micros-allocations-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def sweep(self, run, *programs):
        """`run(failure)` returns what was wrong, or None."""
        began, numbers, lock, complaints, failed = time.monotonic(), iter(range(1, RUNS_AT_MOST)), threading.Lock(), [], []

        def work():
            while True:
                with lock:
                    number = next(numbers)
                folder = tempfile.mkdtemp(dir=self.folder)
                failure = Failure(number, folder)
                complaint = run(failure)
                if complaint:
                    complaints.append(f"{number}: {complaint}\n    {failure.where(*programs)}")
                if not failure.has_come():
                    return
                failed.append(number)
                shutil.rmtree(folder, ignore_errors=True)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for worker in [pool.submit(work) for _ in range(2)]:
                worker.result()
        print(f"{self.id().rsplit('.', 1)[1]}: {len(failed)} allocations failed, one in each run, {time.monotonic() - began:.1f} s", flush=True)
        self.assertTrue(failed)
        if complaints:
            self.fail(f"{len(complaints)} of {len(failed)}\n" + "\n".join(sorted(complaints, key=lambda c: int(c.split(":")[0]))
                                                                        [:int(os.environ.get("SHOWN", COMPLAINTS_SHOWN))]))


def sanitizer_says(err):
    """The first lines of what a sanitizer has found, or None."""
    found = re.search(r"^.*(?:Sanitizer|runtime error).*\n(?:.*\n){0,9}", err, re.M)
    return found and found[0]
