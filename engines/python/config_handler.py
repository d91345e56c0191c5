"""The original's `ConfigHandler`: the node's settings and its console."""
import wire

NONE, BOOL, INT, TEXT = range(4)


def cfgget(key=None):
    """Returns a setting, or None if it does not exist or is secret. Without a key, returns all non-secret settings as a
    dict."""
    if key is None:
        return read_cfg_file()
    kind, value = wire.ask(wire.SETTING, data=str(key).encode())
    words = value.decode("utf-8", "replace")
    if kind == BOOL:
        return words == "True"
    if kind == INT:
        return int(words)
    return words if kind == TEXT else None


def read_cfg_file():
    """Returns all non-secret settings as a dict."""
    names = wire.ask(wire.SETTING)[1].decode().split()
    return {name: cfgget(name) for name in names}


def cfgput(key, value, type_check=False):
    """Stores a setting. Returns whether it was stored. Modules may set only harmless settings; if the node refuses one, its log
    gives the reason."""
    key, words = str(key), value if isinstance(value, str) else str(value)
    error, why = wire.ask(wire.SETTING_PUT, len(key), data=(key + words).encode())
    if error < 0:
        console_write(why.decode("utf-8", "replace"))
    return error >= 0


def console_write(msg):
    print(msg, flush=True)


def progress_led_toggle_adaptor(func):
    return func
