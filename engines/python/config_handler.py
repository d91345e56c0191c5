"""The original's `ConfigHandler`: settings of the node, and its console."""
import wire

NONE, BOOL, INT, TEXT = range(4)


def cfgget(key=None):
    """Returns a setting, or None if it does not exist or is secret. Without a key, returns all settings in a dict."""
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
    """Returns every setting that is not secret."""
    names = wire.ask(wire.SETTING)[1].decode().split()
    return {name: cfgget(name) for name in names}


def cfgput(key, value, type_check=False):
    """Returns True if the value was stored. Modules may only set harmless settings; the node's log gives the reason for a
    refusal."""
    key, words = str(key), value if isinstance(value, str) else str(value)
    error, why = wire.ask(wire.SETTING_PUT, len(key), data=(key + words).encode())
    if error < 0:
        console_write(why.decode("utf-8", "replace"))
    return error >= 0


def console_write(msg):
    print(msg, flush=True)


def progress_led_toggle_adaptor(func):
    return func
