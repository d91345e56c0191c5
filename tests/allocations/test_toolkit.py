"""The micros command with failing allocations: each run does what was asked, or says that it did not and ends with an error."""
import json
import os
import re
import shutil
import subprocess
import unittest

from support import MICROS, RealNode, strict_json
from sweep import Sweep, sanitizer_says

LAMP = 'return { help = "a lamp", verbs = { on = { help = "on", run = function() return "is on" end } } }\n'
PASSWORD = "Sesame-01"


def without_numbers(text):
    """How long it took and how much memory is free differs from run to run."""
    return re.sub(r"[0-9.]+(e-[0-9]+)?", "0", text)


class Verbs(Sweep):
    def setUp(self):
        super().setUp()
        self.state = os.path.join(self.folder, "state")
        self.cache = os.path.join(self.state, "micros", "device_conn_cache.json")
        self.nodes = []

    def start(self, name, listen="127.0.0.1:0", **settings):
        node = RealNode(os.path.join(self.folder, name), listen, devfid=name, **settings)
        self.addCleanup(node.close)
        self.nodes.append((name, node.uid, node.ip))
        return node

    def remember(self):
        os.makedirs(os.path.dirname(self.cache))
        with open(self.cache, "w", encoding="utf-8") as f:
            json.dump({uid: [ip, "n/a", name, {"login": "plain"}] for name, uid, ip in self.nodes}, f)

    def known(self, state):
        path = os.path.join(state, "micros", "device_conn_cache.json")
        if not os.path.exists(path):
            return {}
        with open(path, encoding="utf-8") as f:
            return {uid: entry[2] for uid, entry in json.load(f).items() if not uid.startswith("__")}

    def call(self, args, state, environment, given):
        return subprocess.run([MICROS, *args], input=given, capture_output=True, text=True, errors="replace", timeout=60, check=False,
                              start_new_session=True, env={**environment, "XDG_STATE_HOME": state, "TERM": "dumb",
                                                           "MICROS_NETWORK": "127.77.0.1/32", "MICROS_PASSWORD": PASSWORD})

    def judge(self, args, done, expected, before, after, where):
        if found := sanitizer_says(done.stderr):
            return found
        if done.returncode < 0:
            return f"signal {-done.returncode}"
        if not after.items() >= before.items():
            return f"the cache has {after}"
        if done.returncode == expected.returncode:
            if "--json" in args:
                strict_json(done.stdout)
            is_whole = without_numbers(done.stdout) == without_numbers(expected.stdout) or done.stderr or "libsmartcols" in where  # it leaves a cell out and says nothing
            return None if is_whole else f"exit {done.returncode} with {done.stdout!r}"
        if "--json" in args:
            try:
                return None if "error" in strict_json(done.stdout) else f"no error in {done.stdout!r}"
            except (ValueError, AssertionError):
                return f"no JSON: {done.stdout!r} {done.stderr!r}"
        return None if done.stderr.strip() else f"exit {done.returncode} without a word"

    def verb(self, *args, given="", forgets=False):
        self.remember()
        environment = {k: v for k, v in os.environ.items() if k == "PATH"}
        trial = os.path.join(self.folder, "trial")
        shutil.copytree(self.state, trial)
        expected = self.call(args, trial, {**environment, "HOME": self.folder, "LC_ALL": "C"}, given)
        self.assertEqual(expected.returncode, 0, expected.stderr)
        before = {} if forgets else self.known(self.state)

        def run(failure):
            state = os.path.join(failure.folder, "state")
            shutil.copytree(self.state, state)
            try:
                done = self.call(args, state, failure.environment, given)
            except subprocess.TimeoutExpired:
                return "it hangs"
            return self.judge(args, done, expected, before, self.known(state), failure.where(MICROS))

        self.sweep(run, MICROS)

    def test_devices(self):
        self.nodes = [("lamp", "0x1", "127.0.0.1:9"), ("boiler", "0x2", "127.0.0.1:9")]
        self.verb("devices", "--json")

    def test_devices_add(self):
        self.nodes = [("lamp", "0x1", "127.0.0.1:9"), ("boiler", "0x2", "127.0.0.1:9")]
        self.verb("devices", "add", "127.0.0.1:10", "--name", "door", "--uid", "0x3")

    def test_run(self):
        self.start("lamp", appwd=PASSWORD)
        self.verb("run", "--dev", "lamp", "hello <a> version")

    def test_run_json(self):
        self.start("lamp")
        self.start("boiler")
        self.verb("run", "--all", "--json", "version")

    def test_module_push(self):
        self.start("lamp")
        path = os.path.join(self.folder, "LM_lamp.lua")
        with open(path, "w", encoding="utf-8") as f:
            f.write(LAMP)
        self.verb("module", "push", "--yes", "--dev", "lamp", path)

    def test_status(self):
        self.start("lamp")
        self.verb("status", "--json")

    def test_search(self):
        self.start("lamp", listen="127.77.0.1:0")
        self.verb("search", "--port", self.nodes[0][2].rsplit(":", 1)[1])

    def test_connect(self):
        self.start("lamp")
        self.verb("connect", "lamp", given="hello\nversion\nexit\n")


if __name__ == "__main__":
    unittest.main()
