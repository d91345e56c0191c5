"""MicroPython's `os`, as far as a module has files: those of its state, *.pds."""
import random
import sys

import wire

FS_FREE = 1  # FACT_FS_FREE_PERCENT of core/mod/node_calls.h
UNITS = 100  # of which statvfs counts


class Uname(tuple):
    names = ("sysname", "nodename", "release", "version", "machine")

    def __getattr__(self, name):
        if name in self.names:
            return self[self.names.index(name)]
        raise AttributeError(name)


def uname():
    release = "%d.%d" % sys.version_info[:2]
    platform = wire.Board.platform
    return Uname((platform, platform, release, release, "micrOS"))


def getcwd():
    return "/"


def urandom(n):
    return random.SystemRandom().randbytes(n)


def statvfs(path="/"):
    free = wire.need_long(wire.FACT, FS_FREE)
    return 4096, 4096, UNITS, free, free, 0, 0, 0, 0, 255


def is_kept(name):
    return wire.ask(wire.KEPT_READ, data=str(name).lstrip("/").encode())[0] >= 0


def stat(path):
    if not is_kept(path):
        raise OSError(2, "ENOENT")
    return (0x8000,) + (0,) * 9


def remove(path):
    if not is_kept(path):
        raise OSError(2, "ENOENT")
    name = path.lstrip("/")
    wire.need(wire.KEPT_WRITE, len(name), 1, data=name.encode())


unlink = remove
