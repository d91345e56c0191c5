"""MicroPython's `time` and `utime`: the node's clock."""
import struct
import time as host

import wire

EPOCH_S = 946684800  # Unix time of the chip's epoch, 2000-01-01
FIRST_DAY = 730425  # days from 0000-03-01 to 2000-01-01
DAY_S = 86400
TICKS = 1 << 30


def clock():
    """Returns the local time: year, month, day, hour, minute, second, weekday (Monday is 0), day of the year."""
    return struct.unpack("<8i", wire.need(wire.CLOCK)[1])


def localtime(secs=None):
    if secs is None:
        return clock()
    t = host.gmtime(secs + EPOCH_S)
    return t.tm_year, t.tm_mon, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, t.tm_wday, t.tm_yday


gmtime = localtime


def mktime(t):
    """Returns the seconds since 2000. Counts years from 1 March, so that a leap day is the last day of its year."""
    year, month, day, hour, minute, second = t[:6]
    year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 1
    return (days - FIRST_DAY) * DAY_S + hour * 3600 + minute * 60 + second


def time():
    return mktime(clock())


def time_ns():
    return time() * 1000000000


def sleep(seconds):
    host.sleep(max(seconds, 0))


def sleep_ms(ms):
    host.sleep(max(ms, 0) / 1000)


def sleep_us(us):
    host.sleep(max(us, 0) / 1000000)


def ticks_ms():
    return host.monotonic_ns() // 1000000 % TICKS


def ticks_us():
    return host.monotonic_ns() // 1000 % TICKS


ticks_cpu = ticks_us


def ticks_add(ticks, delta):
    return (ticks + delta) % TICKS


def ticks_diff(end, start):
    return (end - start + TICKS // 2) % TICKS - TICKS // 2
