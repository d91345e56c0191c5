"""The successor's `Network` and the board's `network`, limited to what a module may read."""
import guard
import wire

STA_IF, AP_IF = 0, 1
MODES = ("STA", "AP")


def now():
    """Returns the network mode and the node's address: {"nwmd": ..., "devip": ...}."""
    return guard.run("system", "ifconfig", (), {})


class WLAN:
    """Read-only: the node itself manages the network."""

    def __init__(self, interface=STA_IF):
        self.mode = MODES[interface]

    def active(self, *_):
        return now()["nwmd"] == self.mode

    isconnected = active

    def ifconfig(self, *_):
        return now()["devip"], "", "", ""

    def status(self, what=None):
        return guard.run("system", "wifirssi", (), {}) if what == "rssi" else self.active()

    def config(self, what=None, **changes):
        if changes:
            raise OSError(1, "EPERM")
        return wire.Board.mac if what == "mac" else None


def ifconfig():
    """Returns (mode, (address, netmask, gateway, name server)). What the node does not report is an empty string."""
    found = now()
    return found["nwmd"], (found["devip"], "", "", "")


def get_mac():
    return wire.Board.mac
