"""Modules in Python that answer and go on computing, that answer too much, that ask for too much."""
import os

from support import PROMPT, main, until
from test_budgets import HELLO_CPU_S, TRIES, HostileTest

HARM = '''
import struct


def real():
    """Python's own os, whatever this module may import"""
    for c in ().__class__.__base__.__subclasses__():
        if c.__name__ == '_wrap_close':
            return c.__init__.__globals__


def onward(is_deaf=False):
    if is_deaf:
        importer = real()['sys'].modules['_frozen_importlib'].BuiltinImporter
        signal = importer.load_module('_signal')
        signal.signal(24, signal.SIG_IGN)
    words = b'done'
    body = struct.pack('<iiii', 1, -1, 0, len(words)) + words
    real()['write'](3, struct.pack('<I', len(body) + 1) + b'R' + body)
    while True:
        pass


def long(n, letter='x'): return letter * n


def keep():
    for i in range(50): # a module may write 60 times a minute
        with open('much.pds', 'w') as f: f.write(str(i))
    return 'kept'


def fine(): return 'fine'
'''


class Workers(HostileTest):
    def harmful(self, *options):
        folder = self.path("root/modules")
        os.makedirs(folder)
        with open(os.path.join(folder, "LM_harm.py"), "w", encoding="utf-8") as f:
            f.write(HARM)
        return self.node(*options)

    def test_one_that_computes_after_its_answer_is_stopped(self):
        node = self.harmful()
        for command in ("harm onward", "harm onward True"):
            with self.subTest(command):
                after = len(node.log.lines)
                self.assertEqual(node.ask(command), "done\n")
                node.log.wait("it went on computing after its answer|it computed longer than it may", after=after)
                until(lambda: node.ask("harm fine") == "fine\n", "it is started again")

    def test_an_answer_has_an_end_in_bytes(self):
        node = self.harmful()
        self.assertEqual(len(node.ask("harm long 131072")), 131072 + 1)
        for letter in ("x", "\U0001F600"):
            answer = node.ask(f"harm long 131073 '{letter}'")
            self.assertEqual(answer, "execute_LM_function LM_harm->long: the answer is longer than 131072 bytes\n")
        self.assertEqual(node.ask("harm fine"), "fine\n")
        self.assertIsNone(node.log.find("makes no sense"))

    def test_a_long_answer_holds_nobody_up(self):
        node = self.harmful()
        node.ask("harm fine")
        with node.link() as bad, node.link() as link:
            tries = [self.hello_cpu_s(node, link, lambda: bad.send("harm long 131072\n")) for _ in range(TRIES)]
            bad.until(PROMPT, TRIES)
        self.assertLess(min(tries), HELLO_CPU_S, tries)

    def test_what_it_has_stored_is_its_own_time(self):
        node = self.harmful()
        node.ask("harm fine")
        with node.link() as bad:
            bad.send("harm keep\n")
            self.assert_answers(node, "storage")
            self.assertIn(b"kept", bad.until(PROMPT))


if __name__ == "__main__":
    main()
