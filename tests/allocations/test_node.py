"""micros-node with failing allocations: it starts or says why not, refuses what it has no memory for, and serves on. What it
has taken is kept, and nothing is used after it was freed, or lost."""
import base64
import json
import os
import unittest
import zlib

from fake_node import FakeNode
from support import NODE, Node, node_environment
from sweep import Sweep, sanitizer_says

LAMP = """return { help = "a lamp", state = { n = { 0, keep = true } }, verbs = { on = { help = "on", run = function()
  state.n = state.n + 1 return "is on" end } }, start = function() every(50, function() end) end }
"""
PYTHON = "N = 0\ndef on():\n    global N\n    N += 1\n    return 'is on'\n"
FACTORY = {"devfid": "oven"}


def lines_of(source, name):
    data = source.encode()
    yield f"module put LM_{name}.lua 0 {base64.b64encode(data).decode()}"
    yield f"module commit LM_{name}.lua {len(data)} {zlib.crc32(data):08x}"


class NodeUnderFailure(Sweep):
    def kept(self, root):
        with open(os.path.join(root, "node_config.json"), encoding="utf-8") as f:
            return json.load(f)

    def hello(self, node):
        try:
            return node.ask("hello")
        except (AssertionError, OSError) as e:  # one connection may be refused: there was no memory for it
            return repr(e)

    def talk(self, node, lines):
        """Says the lines over one connection, the others over the next where one is dropped. Returns what was answered."""
        answers, rest = {}, list(lines)
        while rest and node.is_alive():
            try:
                with node.link() as link:
                    while rest:
                        line = rest.pop(0)
                        answers[line] = link.ask(line)
            except (AssertionError, OSError):
                pass  # dropped: there was no memory for it
        return answers

    def judge_start(self, node):
        """One that did not start has said why, and has lost nothing."""
        code, said = node.wait(), node.log.text()
        if code not in (1, 2) or not said.strip():
            return f"exit {code} at the start, and said {said!r}"
        return None if self.kept(node.root) == FACTORY else "the settings are lost"

    def judge_life(self, node, lines):
        answers = self.talk(node, lines)
        serves = self.hello(node).startswith("hello:") or self.hello(node).startswith("hello:")
        code = node.terminate()
        if code or not serves:
            return f"exit {code}, " + ("" if serves else "serves nobody, ") + node.log.text()[-600:]
        settings = self.kept(node.root)
        for key, value in (line.split(" ", 1) for line, answer in answers.items() if answer.startswith("Saved")):
            if str(settings.get(key)) != value:
                return f"{key} {value} was taken, and is {settings.get(key)!r}"
        return None if "devfid" in settings else "the settings are lost"

    def life(self, *options, lines, prepare=lambda root: None):
        """Starts a node, says the lines, and ends it. Without a failure they are answered as they should be."""
        def start(folder, environment):
            root = os.path.join(folder, "root")
            os.makedirs(root)
            with open(os.path.join(root, "node_config.json"), "w", encoding="utf-8") as f:
                json.dump(FACTORY, f)
            prepare(root)
            return Node(root, *options, ready=False, env=environment)

        def run(failure):
            node = start(failure.folder, failure.environment)
            try:
                node.address = node.wait_ready()
            except AssertionError:
                complaint = self.judge_start(node)
            else:
                complaint = self.judge_life(node, lines)
            finally:
                node.kill()
            return sanitizer_says(node.log.text()) or complaint

        trial = start(os.path.join(self.folder, "trial"), node_environment())
        trial.address = trial.wait_ready()
        answers = self.talk(trial, lines)
        self.assertEqual(trial.terminate(), 0, trial.log.text())
        for line, part in lines.items():
            self.assertIn(part, answers[line], line)
        self.sweep(run, NODE)

    def test_settings(self):
        self.life(lines={"hello": "hello:oven", "conf": "", "devfid lamp": "Saved", "irqmembuf 7": "Saved", "noconf": "", "help": "system",
                         "version": "0", "help >json": "system"})

    def test_a_module_in_lua(self):
        put, commit = lines_of(LAMP, "lamp")
        self.life(lines={put: "", commit: "", "lamp on": "is on", "lamp on >json": "is on", "module list": "lamp",
                         "module show lamp": "a lamp", "module remove lamp": ""})

    def test_a_module_in_python(self):
        def prepare(root):
            os.makedirs(os.path.join(root, "modules"))
            with open(os.path.join(root, "modules", "LM_lamp.py"), "w", encoding="utf-8") as f:
                f.write(PYTHON)
        self.life(prepare=prepare, lines={"lamp on": "is on", "lamp on >json": "is on", "module list": "lamp", "module remove lamp": ""})

    def test_tasks_the_calendar_and_other_nodes(self):
        with FakeNode() as peer:
            call = "intercon sendcmd 'version' host='%s'"
            self.life(lines={"conf": "", f"socport {peer.port}": "Saved", "cron True": "Saved", "crontasks *:*:*:*!system heartbeat": "Saved",
                             "noconf": "", call % peer.host: "0.7", call % "localhost": "", "system heartbeat &": "Starting",
                             "task list": "heartbeat", "why system": "system", "system log": "info"})


if __name__ == "__main__":
    unittest.main()
