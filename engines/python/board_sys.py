"""MicroPython's `sys`: describes the board, not this process."""
import sys as host

import wire
from words import words_of

version = "3.4.0"
version_info = (3, 4, 0)
byteorder = "little"
maxsize = 0x7fffffff
path = ["", "/lib"]
argv = []


def __getattr__(name):
    if name == "platform":
        return wire.Board.platform
    if name == "implementation":
        return type("implementation", (), {"name": "micropython", "version": (1, 13, 0)})
    if name == "modules":
        return {name: module for name, module in host.modules.items() if name.startswith("LM_")}
    raise AttributeError(f"'module' object has no attribute '{name}'")


def print_exception(e, file=None):
    print(f"{type(e).__name__}: {words_of(e)}", flush=True)


def exit(status=0):
    raise SystemExit(status)
