"""Shared by the toolkit's tests: a private home, the program under test, and a node to talk with.

MICROS_BIN names the program. TALK_NODE, if set to ADDRESS:PORT, names a real node that the transcripts
marked with `any_node` are run against instead of the fake one.
"""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from fake_node import UID, FakeNode

MICROS = os.environ["MICROS_BIN"]
OLD = os.path.join(os.path.dirname(MICROS), "devToolKit")


class ToolkitTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="micros-test-")
        self.addCleanup(shutil.rmtree, self.home)
        self.state = os.path.join(self.home, "state")
        self.cache = os.path.join(self.state, "micros", "device_conn_cache.json")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("MICROS_", "XDG_", "NO_COLOR"))}
        self.env.update(HOME=self.home, XDG_STATE_HOME=self.state, LC_ALL="C.UTF-8", TERM="xterm")

    def node(self, **how):
        node = FakeNode(**how)
        self.addCleanup(node.close)
        return node

    def remember(self, *nodes):
        """Writes nodes into the device cache."""
        os.makedirs(os.path.dirname(self.cache), exist_ok=True)
        with open(self.cache, "w", encoding="utf-8") as file:
            json.dump({node.uid: [node.ip, "n/a", node.name] for node in nodes}, file)

    def run_tool(self, *args, code=0, program=MICROS, given=b"", **env):
        """Runs the program and checks its exit code. Returns (stdout, stderr) as text."""
        done = subprocess.run([program, *args], input=given, capture_output=True, timeout=60,
                              env={**self.env, **env}, start_new_session=True, check=False)
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        self.assertEqual(done.returncode, code, f"{args}\nstdout: {out}\nstderr: {err}")
        return out, err

    def json_of(self, *args, code=0, **env):
        return json.loads(self.run_tool(*args, "--json", code=code, **env)[0])

    def any_node(self):
        """The node that transcripts run against: (name, uid, address)."""
        given = os.environ.get("TALK_NODE")
        if not given:
            node = self.node()
            self.remember(node)
            return node.name, UID, node.ip
        hello = self.run_tool("run", "--dev", given, "hello")[0]
        name, uid = hello.strip().split(":")[1:3]
        self.run_tool("devices", "add", given, "--name", name, "--uid", uid)
        return name, uid, given
