"""MicroPython's `ntptime`. `settime` does nothing, because the node sets its clock itself."""
import board_time

host = "the setting ntp"


def time():
    return board_time.time()


def settime():
    pass
