"""The successor's `Time`. The node sets its clock itself."""
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
        """Returns today's sunrise and sunset as {"sunrise": ..., "sunset": ...}."""
        return guard.run("system", "sun", (), {})


class Sun(metaclass=Today):
    """The successor's modules import the class under this name."""


def suntime():
    return Sun.TIME
