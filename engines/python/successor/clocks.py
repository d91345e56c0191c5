"""The successor's `Time`. The node keeps its clock right by itself."""
import guard


def ntp_time():
    return True


def set_time(*_):
    raise OSError("the node keeps its clock by itself: settings ntp, timezone")


def uptime():
    return guard.run("system", "uptime", (), {})


class Today(type):
    @property
    def TIME(cls):
        """Sunrise and sunset of today, as {"sunrise": ..., "sunset": ...}."""
        return guard.run("system", "sun", (), {})


class Sun(metaclass=Today):
    """What the successor's modules ask of it."""


def suntime():
    return Sun.TIME
