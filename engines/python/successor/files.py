"""The successor's `Files`, with the names of its folders. A module here has only one folder, which holds its kept state
files."""
import board_os


class OSPath:
    _ROOT, LOGS, DATA, WEB, MODULES, CONFIG, LIB = "/", "/logs", "/data", "/web", "/modules", "/config", "/lib"


FOLDERS = {value for name, value in vars(OSPath).items() if isinstance(value, str) and value.startswith("/")}


def path_join(*parts):
    joined = "/".join(part.strip("/") for part in parts if part.strip("/"))
    return f"/{joined}" if parts[0].startswith("/") else joined


def abs_path(path):
    return path if path.startswith("/") else f"/{path}"


def is_dir(path):
    return abs_path(path).rstrip("/") in FOLDERS or path == "/"


def is_protected(path):
    return not abs_path(path).startswith(OSPath.DATA)


def names_in(path):
    path = abs_path(path).rstrip("/") or "/"
    names = board_os.listdir()
    if path == OSPath.MODULES:
        return [name for name in names if name.startswith("LM_")]
    if path == OSPath.DATA:
        return [name for name in names if not name.startswith("LM_")]
    return [folder[1:] for folder in sorted(FOLDERS - {"/"})] if path == "/" else []


def ilist_fs(path="/", type_filter="all", select=None, core=False):
    kind = "d" if path == "/" else "f"
    for name in names_in(path):
        if type_filter in ("all", kind) and (not select or select in name):
            yield name


def list_fs(path="/", type_filter="all", select=None, core=False):
    return list(ilist_fs(path, type_filter, select, core))


def remove_file(path, force=False):
    board_os.remove(path)
    return f"Removed: {path}"


def remove_dir(path, force=False):
    raise OSError(1, "EPERM")
