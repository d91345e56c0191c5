"""The successor's `Common`: the framework functions that its modules use."""
import board_time
import guard
from animation import AnimationPlayer  # noqa: F401: modules import this and the names below from `Common`
from config_handler import console_write
from fades import transition, transition_gen  # noqa: F401
from smart_adc import SmartADC  # noqa: F401
from streams import say, socket_stream  # noqa: F401
from tasks import manage_task, micro_task  # noqa: F401

DATA_DIR, WEB_DIR, CONF_DIR = "/data", "/web", "/config"


def console(msg):
    """Writes a line to the node's log and blinks its LED."""
    console_write(msg)
    guard.run("system", "heartbeat", (), {})


def syslog(text, *_):
    console_write(text)
    return True


def data_dir(f_name=None):
    return f"{DATA_DIR}/{f_name}" if f_name else DATA_DIR


def web_dir(f_name=None):
    return f"{WEB_DIR}/{f_name}" if f_name else WEB_DIR


def conf_dir(f_name=None):
    return f"{CONF_DIR}/{f_name}" if f_name else CONF_DIR


def exec_cmd(cmd, jsonify=None, secure=False):
    """Runs a command, given as a list of words; the last word may be ">>host". Returns (whether it succeeded, its answer)."""
    words = [str(word) for word in cmd]
    if secure and f"LM_{words[0]}" not in guard.run("system", "module", (), {}):
        return False, "NotAllowed"
    return guard.command(" ".join(words), bool(jsonify))


def read_lines(name):
    try:
        with guard.open_kept(name) as f:
            return f.read().split("\n")
    except OSError:
        return []


def data_logger(f_name, data=None, limit=12, msgobj=None):
    """Adds a line with `data` to a log, which keeps its last `limit` lines. Without `data`, sends the log to the function's
    caller."""
    name = f_name if f_name.endswith(".dat") else f"{f_name}.dat"
    lines = read_lines(name)
    if data is None:
        (msgobj or say)("\n".join(lines))
        return True
    year, month, day, hour, minute, second = board_time.localtime()[:6]
    lines.append(f"{year}.{month}.{day}-{hour}:{minute}:{second} {data}")
    try:
        with guard.open_kept(name, "w") as f:
            f.write("\n".join(lines[-limit:]))
    except OSError as e:
        syslog(f"[ERR] {name}: {e}")
        return False
    return True


def notify(*_, **__):
    """Returns False, because this node sends no notifications."""
    return False


def web_endpoint(endpoint, function, method="GET"):
    """Returns False, because this node serves no web pages for modules."""
    console_write(f"[WARN] this node serves no web pages: /{endpoint} is left out")
    return False


def web_mounts(*_, **__):
    return {}
