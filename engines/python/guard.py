"""What a module of the user's finds when it imports something, and the builtin functions it has."""
import builtins
import io
import sys
import types

import wire
from words import words_of

# Ours, in place of what the chip has: name -> the part of the worker.
BOARD = {"machine": "machine", "time": "board_time", "utime": "board_time", "neopixel": "neopixel", "dht": "dht",
         "framebuf": "framebuf", "ssd1306": "ssd1306", "ConfigHandler": "config_handler", "onewire": "onewire",
         "ds18x20": "ds18x20", "LogicalPins": "logical_pins", "InterpreterCore": "interpreter_core",
         "gc": "board_gc", "os": "board_os", "uos": "board_os", "sys": "board_sys", "usys": "board_sys",
         "micropython": "micropython", "esp32": "esp32"}
# Python's own that do no harm, and the names they have on a chip.
PYTHON = ("math", "cmath", "json", "random", "re", "struct", "binascii", "collections", "array", "errno", "heapq",
          "functools", "itertools", "operator", "io")
CHIP_NAMES = {"u" + name: name for name in ("json", "random", "re", "struct", "binascii", "collections", "array",
                                            "errno", "heapq", "io")}
LEFT_OUT = ("breakpoint", "copyright", "credits", "exit", "help", "input", "license", "quit")


class KeptFile(io.StringIO):
    """A file of the module's: what stays over a reboot, "rgb.pds". It is written when it is closed."""

    def __init__(self, name, mode, content):
        super().__init__(content if mode in "ra" else "")
        self.name, self.writes = name, mode != "r"
        if mode == "a":
            self.seek(0, io.SEEK_END)

    def write(self, words):
        if not self.writes:
            raise OSError(9, "EBADF")
        return super().write(words)

    def close(self):
        if not self.closed and self.writes:
            wire.need(wire.KEPT_WRITE, len(self.name), data=(self.name + self.getvalue()).encode())
        super().close()

    def __del__(self):
        pass  # a file that nobody has closed was not finished


def open_kept(name, mode="r", *_, **__):
    name = name[1:] if isinstance(name, str) and name.startswith("/") else name
    plain = mode.replace("t", "").replace("b", "")
    if plain not in ("r", "w", "a") or not isinstance(name, str):
        raise ValueError("a file is opened to r, w or a")
    if not name.endswith(".pds") or "/" in name:
        raise OSError(13, "EACCES")
    value, content = wire.ask(wire.KEPT_READ, data=name.encode())
    if value == wire.ERR_NAME and plain == "r":
        raise OSError(2, "ENOENT")
    return KeptFile(name, plain, content.decode("utf-8", "replace") if value >= 0 else "")


class OtherModule(types.ModuleType):
    """LM_light as another module sees it: its functions are commands for the node."""

    def __getattr__(self, function):
        if function.startswith("__"):
            raise AttributeError(function)
        return lambda *args, **kwargs: run(self.__name__[len("LM_"):], function, args, kwargs)


def run(module, function, args, kwargs):
    import json
    words = [repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()]
    command = f"{module} {function}({', '.join(words)})" if words else f"{module} {function}"
    ok, answer = wire.need(wire.RUN, 1, data=command.encode())
    value = json.loads(answer.decode("utf-8", "replace") or "null")
    if not ok and isinstance(value, dict) and "error" in value:
        if "function" not in value:
            return value["error"]  # the function's own words for an argument it does not take
        raise OSError(value["error"])
    return value


def find(name):
    """The module of that name, or None."""
    if name in BOARD:
        return __import__(BOARD[name])
    name = CHIP_NAMES.get(name, name)
    if name in PYTHON:
        return __import__(name)
    if name.startswith("LM_") and name[3:].isidentifier() and name[3:] != wire.Board.name:
        return sys.modules.setdefault(name, OtherModule(name))
    return None


def is_known(name):
    return name in BOARD or CHIP_NAMES.get(name, name) in PYTHON or name.startswith("LM_")


def import_for_module(name, globals=None, locals=None, fromlist=(), level=0):
    found = None if level else find(name)
    if found is None:
        raise ImportError(f"no module named '{name}'")
    if fromlist and not isinstance(found, OtherModule):
        for wanted in fromlist:
            if wanted != "*" and not hasattr(found, wanted):
                raise ImportError(f"can't import name {wanted}")
    return found


def builtins_for_module():
    names = {name: value for name, value in vars(builtins).items() if name not in LEFT_OUT}
    names.update(__import__=import_for_module, open=open_kept)
    return names


def load_all():
    """Everything a module may import later: then there are no files any more. What is broken here is ours."""
    for name in list(BOARD) + list(PYTHON):
        find(name)
    words_of(OSError(1, ""))
