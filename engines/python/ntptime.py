"""MicroPython's `ntptime`: the node keeps its clock right by itself."""
import board_time

host = "the setting ntp"


def time():
    return board_time.time()


def settime():
    pass
