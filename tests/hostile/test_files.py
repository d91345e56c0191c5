"""What is no regular file, or is huge, where the node or the toolkit opens a file by its path: refused with words, never waited for."""
import json
import os
import socket
import stat
import subprocess

from support import DEADLINE, NodeTest, main, node_environment

MICROS = os.environ["MICROS_BIN"]
HUGE = 1 << 40  # a hole


class Files(NodeTest):
    def traps(self, path, but=()):
        """Puts each kind of trap at the path in turn; yields its name."""
        for kind in ("fifo", "socket", "directory", "device", "huge"):
            if kind in but:
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            server = None
            if kind == "fifo":
                os.mkfifo(path)
            elif kind == "socket":
                server = socket.socket(socket.AF_UNIX)
                where = os.open(os.path.dirname(path), os.O_PATH)  # a path may be too long for an address
                server.bind(f"/proc/self/fd/{where}/{os.path.basename(path)}")
                os.close(where)
            elif kind == "directory":
                os.mkdir(path)
            elif kind == "device":
                os.symlink("/dev/zero", path)
            else:
                with open(path, "wb") as file:
                    file.truncate(HUGE)
            before = os.lstat(path)
            with self.subTest(path=os.path.basename(path), kind=kind):
                yield kind
                if os.path.lexists(path):
                    self.assertEqual(stat.S_IFMT(before.st_mode), stat.S_IFMT(os.lstat(path).st_mode), "it stays what it is")
            if server:
                server.close()
            if kind == "directory":
                os.rmdir(path)
            elif os.path.lexists(path):
                os.unlink(path)

    def run_node(self, *options, code=1):
        done = subprocess.run([os.environ["MICROS_NODE"], "--root", self.path("root"), "--listen", "127.0.0.1:0", *options],
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE, env=node_environment(), check=False)
        self.assertEqual(code, done.returncode, done.stderr)
        return done.stderr.decode()

    def run_tool(self, *args, given=b""):
        env = {**node_environment(), "HOME": self.folder, "XDG_STATE_HOME": self.path("state"), "MICROS_NETWORK": "127.0.0.0/29"}
        done = subprocess.run([MICROS, *args], input=given, capture_output=True, timeout=DEADLINE, env=env, check=False)
        return done.returncode, done.stderr.decode()

    def test_files_of_the_node(self):
        for option, path in ((), self.path("root/node_config.json")), (("--board",), self.path("x.board")):
            for kind in self.traps(path):
                said = self.run_node(*option, *([path] if option else []))
                self.assertIn(path, said)
                self.assertRegex(said, "regular file|too large|less than")

    def test_outputs_of_the_node_may_be_pipes_that_nobody_reads(self):
        for option in ("--log-file", "--trace"):
            for kind in self.traps(self.path("output"), but=("huge",)):
                if kind in ("socket", "directory"):
                    self.assertIn(self.path("output"), self.run_node(option, self.path("output")))
                else:
                    node = self.node(option, self.path("output"), "--log", "debug", root=self.path(f"root{option}{kind}"))
                    self.assertIn("hello:", node.ask("hello"))
                    self.assertEqual(0, node.terminate())

    def test_the_lock_of_a_folder(self):
        for kind in self.traps(self.path("root/.lock"), but=("huge",)):
            self.assertIn("it is no regular file", self.run_node())

    def test_what_appears_while_a_node_runs(self):
        node = self.node()
        node.set("devfid", "first")
        os.unlink(node.path())
        for kind in self.traps(node.path("modules/LM_trap.lua")):
            said = node.ask("module list")
            self.assertIn("first", node.ask("hello"))
        for kind in self.traps(node.path("LM_x.pds")):
            self.assertIn("first", node.ask("hello"))
        for kind in self.traps(node.path("node_config.json.new"), but=("huge",)):  # that is overwritten
            self.assertNotIn("Saved", node.set("socmax", "9"))
            self.assertIn("first", node.ask("hello"))
        self.assertIn("Saved", node.set("socmax", "9"))

    def test_files_of_the_toolkit(self):
        node = self.node()
        cache = self.path("cache.json")
        for kind in self.traps(cache):
            for call in (("devices",), ("devices", "add", "10.0.0.1"), ("status",), ("search", "--network", "127.0.0.1/32")):
                code, said = self.run_tool(*call, "--cache", cache)
                if call[0] != "search":  # it found nothing to keep
                    self.assertEqual(1, code, said)
                    self.assertIn(cache, said)
                    self.assertRegex(said, "regular file|too large")
            code, said = self.run_tool("devices", "import", cache)
            self.assertEqual(1, code, said)
            self.assertRegex(said, "regular file|too large")
        for kind in self.traps(self.path("LM_trap.lua")):
            code, said = self.run_tool("module", "check", self.path("LM_trap.lua"), "--node", os.environ["MICROS_NODE"])
            self.assertNotEqual(0, code)
            self.assertRegex(said, "regular file|longer than")
        address = f"{node.address[0]}:{node.address[1]}"
        for kind in self.traps(self.path("password"), but=("huge",)):
            code, said = self.run_tool("run", "--dev", address, "hello", "--password-file", self.path("password"))
            self.assertIn(f"no password in {self.path('password')}", said)
        for kind in self.traps(self.path("state/micros/simulate.json"), but=("huge",)):
            self.assertIn("it is no regular file", self.run_tool("simulate", "stop")[1])
        os.unlink(self.path("state/micros/simulate.json.lock"))
        for kind in self.traps(self.path("state/micros/simulate.json.lock")):
            self.run_tool("simulate", "stop")
        for kind in self.traps(self.path("log-of-it.log"), but=("huge",)):
            self.run_tool("simulate", "--background", "--listen", "127.0.0.1:0", "--root", self.path("log-of-it"), "--node", os.environ["MICROS_NODE"])
            self.run_tool("simulate", "stop")

    def test_a_password_may_come_through_a_pipe(self):
        node = self.node("--set", "appwd=Secret12")
        address = f"{node.address[0]}:{node.address[1]}"
        done = subprocess.run(["bash", "-c", f"{MICROS} run --dev {address} --password-file <(echo Secret12) 'system info'"],
                              capture_output=True, timeout=DEADLINE, env={**node_environment(), "XDG_STATE_HOME": self.path("state")}, check=False)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_settings_that_nobody_may_read_are_no_reason_to_ask_for_no_password(self):
        os.makedirs(self.path("root"))
        os.symlink("node_config.json", self.path("root/node_config.json"))  # a loop
        self.assertIn("cannot read the settings", self.run_node())


if __name__ == "__main__":
    main()
