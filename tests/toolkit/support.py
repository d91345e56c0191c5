"""Shared by the toolkit's tests: a private home, the program under test, and nodes to talk with.

MICROS_BIN names the program, MICROS_NODE_BIN the node. TALK_NODE, if set to ADDRESS:PORT, names a real node that the transcripts
marked with `any_node` are run against instead of the fake one.
"""
import errno
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from fake_node import UID, FakeNode

MICROS = os.environ["MICROS_BIN"]
NODE = os.environ["MICROS_NODE_BIN"]
OLD = os.path.join(os.path.dirname(MICROS), "devToolKit")


class RealNode:
    """micros-node on a free port of `host`, with settings stored before it starts."""

    def __init__(self, root, listen="127.0.0.1:0", **settings):
        self.root, self.settings = root, settings
        self.start(listen)

    def start(self, listen):
        sets = [f"--set={key}={value}" for key, value in self.settings.items()]
        self.job = subprocess.Popen([NODE, "--root", self.root, "--listen", listen, "--log", "error", *sets],
                                    stdout=subprocess.PIPE, text=True)
        self.ip = self.job.stdout.readline().strip().removeprefix("listening on ")

    def say(self, *commands):
        """Says commands as another client does. Returns everything that came back."""
        host, port = self.ip.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=30) as peer:
            peer.sendall("".join(c + "\n" for c in (*commands, "exit")).encode())
            return b"".join(iter(lambda: peer.recv(65536), b"")).decode()

    @property
    def uid(self):
        return re.search(r"hello:[^:]*:(\S+)", self.say("hello"))[1]

    def close(self):
        self.job.terminate()
        self.job.wait(30)
        self.job.stdout.close()


def until(true, what, seconds=30):
    """Looks again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(0.01)
    return found


def strict_json(text):
    """Exactly one JSON value, with no name twice and no NaN."""
    def no_twins(pairs):
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    def refuse(word):
        raise ValueError(word)
    return json.loads(text, object_pairs_hook=no_twins, parse_constant=refuse)


class ToolkitTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="micros-test-")
        self.addCleanup(shutil.rmtree, self.home)
        self.state = os.path.join(self.home, "state")
        self.cache = os.path.join(self.state, "micros", "device_conn_cache.json")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("MICROS_", "XDG_", "NO_COLOR"))}
        self.env.update(HOME=self.home, XDG_STATE_HOME=self.state, LC_ALL="C.UTF-8", TERM="xterm",
                        MICROS_NETWORK="127.0.0.0/29")  # nothing is asked on the networks of this computer

    def node(self, **how):
        node = FakeNode(**how)
        self.addCleanup(node.close)
        return node

    def nodes_on_one_port(self, *kinds):
        """Several fake nodes, each a dict of its arguments, all on a port that is free on every address."""
        for _ in range(50):
            nodes = []
            try:
                for kind in kinds:
                    nodes.append(FakeNode(port=nodes[0].port if nodes else 0, **kind))
            except OSError as error:
                for node in nodes:
                    node.close()
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            for node in nodes:
                self.addCleanup(node.close)
            return nodes
        raise AssertionError("no port is free on all addresses")

    def real_node(self, name="slim01", listen="127.0.0.1:0", **settings):
        """A real node, known in the device cache by this name."""
        root = tempfile.mkdtemp(prefix="node-", dir=self.home)
        node = RealNode(root, listen, devfid=name, **settings)
        self.addCleanup(node.close)
        node.name = name
        self.run_tool("devices", "add", node.ip, "--name", name, "--uid", node.uid)
        return node

    def names(self):
        """The device cache: UID -> name, placeholders left out."""
        with open(self.cache, encoding="utf-8") as file:
            return {uid: entry[2] for uid, entry in json.load(file).items() if not uid.startswith("__")}

    def remember(self, *nodes, login=None):
        """Writes nodes into the device cache. `login`: "plain" allows them the password in clear, "scram" never."""
        more = [{"login": login}] if login else []
        os.makedirs(os.path.dirname(self.cache), exist_ok=True)
        with open(self.cache, "w", encoding="utf-8") as file:
            json.dump({node.uid: [node.ip, "n/a", node.name, *more] for node in nodes}, file)

    def run_tool(self, *args, code=0, program=MICROS, given=b"", **env):
        """Runs the program and checks its exit code. Returns (stdout, stderr) as text."""
        done = subprocess.run([program, *args], input=given, capture_output=True, timeout=60,
                              env={**self.env, **env}, start_new_session=True, check=False)
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        self.assertEqual(done.returncode, code, f"{args}\nstdout: {out}\nstderr: {err}")
        return out, err

    def json_of(self, *args, code=0, **env):
        return strict_json(self.run_tool(*args, "--json", code=code, **env)[0])

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
