"""The modules that a user's module can import, and the built-in functions that it can use."""
import builtins
import io
import sys
import types

import wire
from words import words_of

# Replacements for the chip's modules: name -> part of the worker.
BOARD = {"machine": "machine", "time": "board_time", "utime": "board_time", "neopixel": "neopixel", "dht": "dht",
         "framebuf": "framebuf", "ssd1306": "ssd1306", "ConfigHandler": "config_handler", "onewire": "onewire",
         "ds18x20": "ds18x20", "LogicalPins": "logical_pins", "InterpreterCore": "interpreter_core",
         "gc": "board_gc", "os": "board_os", "uos": "board_os", "sys": "board_sys", "usys": "board_sys",
         "micropython": "micropython", "esp32": "esp32", "ntptime": "ntptime"}
# Imported by load modules of the 2021 original and of its successor. Most of these parts are in the folder successor.
BOARD.update({"InterConnect": "inter_connect", "Config": "config_handler", "Common": "common", "microIO": "micro_io",
              "Types": "widgets", "Tasks": "tasks", "Auth": "sudo", "Notify": "notices", "Logger": "logs",
              "Time": "clocks", "Network": "networks", "network": "networks", "Files": "files", "uasyncio": "events",
              "asyncio": "events"})
# Other modules that they import. These do not exist here, for the reason given.
NO_SOCKETS, NO_PAGES = "modules have no sockets", "the node serves no web pages"
MISSING = {"urequests": NO_SOCKETS, "socket": NO_SOCKETS, "usocket": NO_SOCKETS, "ssl": NO_SOCKETS, "ussl": NO_SOCKETS,
           "mespnow": "there is no ESP-NOW", "espnow": "there is no ESP-NOW", "Web": NO_PAGES,
           "Pacman": "modules come by micros module push", "camera": "there is no camera", "dotstar": "modules have no SPI",
           "tinypico": "modules have no SPI", "bluetooth": "modules have no radio"}
# Harmless modules of Python's standard library, and their names on a chip.
PYTHON = ("math", "cmath", "json", "random", "re", "struct", "binascii", "collections", "array", "errno", "heapq",
          "functools", "itertools", "operator", "io", "hashlib")
CHIP_NAMES = {"u" + name: name for name in ("json", "random", "re", "struct", "binascii", "collections", "array",
                                            "errno", "heapq", "io", "hashlib")}
LEFT_OUT = ("breakpoint", "copyright", "credits", "exit", "help", "input", "license", "quit")


class KeptFile(io.StringIO):
    """A module's file that survives a reboot: "rgb.pds" or "rgb.cache". It is stored when it is closed."""

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
        pass  # a file that was never closed is incomplete, so it is not stored


ENDINGS = (".pds", ".cache", ".dat")


def kept_name(path):
    """Removes the folder data/ from a path, because all kept state files are in one place."""
    path = path.lstrip("/")
    return path[len("data/"):] if path.startswith("data/") else path


def open_kept(name, mode="r", *_, **__):
    name = kept_name(name) if isinstance(name, str) else name
    plain = mode.replace("t", "").replace("b", "")
    if plain not in ("r", "w", "a") or not isinstance(name, str):
        raise ValueError("a file is opened to r, w or a")
    if not name.endswith(ENDINGS) or "/" in name:
        raise OSError(13, "EACCES")
    value, content = wire.ask(wire.KEPT_READ, data=name.encode())
    if value == wire.ERR_NAME and plain == "r":
        raise OSError(2, "ENOENT")
    return KeptFile(name, plain, content.decode("utf-8", "replace") if value >= 0 else "")


class OtherModule(types.ModuleType):
    """A proxy for another load module, for example LM_light. Its functions send commands to the node."""

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
            return value["error"]  # the function refused an argument; this is its explanation
        raise OSError(value["error"])
    return value


def command(text, wants_json):
    """Runs a shell command, which may end in ">>host". Returns (whether it succeeded, its answer)."""
    line, _, host = text.rpartition(" >>")
    if host and wants_json and line:
        text, wants_json = f"{line} >json >>{host}", False
    ok, answer = wire.ask(wire.RUN, wants_json, data=text.encode())
    return ok > 0, answer.decode("utf-8", "replace").rstrip("\n")


def find(name):
    """Returns the module with this name, or None if a user's module cannot import it."""
    if name in BOARD:
        return __import__(BOARD[name])
    name = CHIP_NAMES.get(name, name)
    if name in PYTHON:
        return __import__(name)
    if name.startswith("LM_") and name[3:].isidentifier() and name[3:] != wire.Board.name:
        return sys.modules.setdefault(name, OtherModule(name))
    return None


def missing(name, wanted=()):
    """Returns the reason why a module cannot import `name`, or the names in `wanted` from it. Returns None if it can."""
    found = find(name)
    if found is None and not name.startswith("LM_"):
        why = MISSING.get(name)
        return f"no module named '{name}'" + (f": {why}" if why else "")
    if isinstance(found, OtherModule) or found is None:
        return None
    lacking = next((part for part in wanted if part != "*" and not hasattr(found, part)), None)
    return f"can't import name {lacking}" if lacking else None


def import_for_module(name, globals=None, locals=None, fromlist=(), level=0):
    found = None if level else find(name)
    if found is None:
        raise ImportError(f"no module named '{name}'")
    why = missing(name, fromlist or ())
    if why:
        raise ImportError(why)
    return found


def builtins_for_module():
    names = {name: value for name, value in vars(builtins).items() if name not in LEFT_OUT}
    names.update(__import__=import_for_module, open=open_kept)
    return names


def load_all():
    """Imports everything that a module may import later, because files cannot be opened once the process is locked. An error
    here is a bug in the worker."""
    for name in list(BOARD) + list(PYTHON):
        find(name)
    words_of(OSError(1, ""))
