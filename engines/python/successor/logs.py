"""The successor's `Logger`: the node's log."""
import guard
from config_handler import console_write


def syslog(data=None, msgobj=None):
    """Writes a line to the log. Without one, returns the number of errors in it."""
    if data is not None:
        console_write(data)
        return True
    (found,) = guard.run("system", "alarms", (), {}).values()  # {"NOK alarm": 2}
    return found


def log_clean(msgobj=None):
    guard.run("system", "alarms", (True,), {})
