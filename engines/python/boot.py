"""Run by `python3 -c`. Standard input contains the worker's parts. A line "name size" precedes each part."""
import sys

SOURCES = {}
rest = sys.stdin.buffer.read()
while rest:
    head, rest = rest.split(b"\n", 1)
    name, size = head.decode().split()
    SOURCES[name], rest = rest[:int(size)], rest[int(size):]


class Parts:
    """Imports the worker's parts from memory."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None or name not in SOURCES:
            return None
        return type(sys.__spec__)(name, Parts)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        exec(compile(SOURCES[module.__name__], "<micros/" + module.__name__ + ".py>", "exec"), module.__dict__)


sys.meta_path.insert(0, Parts)
__import__("worker").main()
