"""MicroPython's `os`. A module can access only the files of its kept state. It can list load modules but not open them."""
import random
import sys

import guard
import wire

FS_FREE = 1  # FACT_FS_FREE_PERCENT in core/mod/node_calls.h
UNITS = 100  # statvfs reports percent


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
    return wire.ask(wire.KEPT_READ, data=guard.kept_name(str(name)).encode())[0] >= 0


def listdir(path="/"):
    """Returns the names of the module's kept state files and of all load modules' files, including the compiled C modules."""
    return wire.need(wire.KEPT_LIST)[1].decode().split()


def stat(path):
    if not is_kept(path):
        raise OSError(2, "ENOENT")
    return (0x8000,) + (0,) * 9


def remove(path):
    if not is_kept(path):
        raise OSError(2, "ENOENT")
    name = guard.kept_name(path)
    wire.need(wire.KEPT_WRITE, len(name), 1, data=name.encode())


unlink = remove


def rename(old, new):
    with guard.open_kept(old) as f:
        content = f.read()
    with guard.open_kept(new, "w") as f:
        f.write(content)
    remove(old)


def mkdir(path):
    raise OSError(1, "EPERM")


rmdir = mkdir
