"""The protocol between the worker and the node, over one socket pair.

A frame has a length, a letter for its kind, and a body. The length has 4 bytes, little-endian, and counts the bytes after
it. In a body, a number has 4 bytes and a long has 8. A text is preceded by its length as a number. The node's side is
engines/python/python_wire.c.
"""
import os
import struct

NODE = 3  # file descriptor
FRAME_MAX = 1 << 20

# Kinds of frames from the node.
START, LOAD, CALL, EDGE, TICK, ANSWER = b"S", b"L", b"C", b"E", b"T", b"A"
# Kinds of frames to the node.
READY, DESCRIBED, REFUSED, RESULT, REQUEST = b"H", b"D", b"X", b"R", b"Q"

# Kinds of requests: enum python_request in engines/python/python_wire.h.
(PIN_USE, PIN_WATCH, ON_PIN, I2C, PULSE_START, PULSE_TAKE, CHIP, CPU_HZ, CPU_SET_HZ, SETTING, SETTING_PUT, RUN, CLOCK,
 FACT, KEPT_READ, KEPT_WRITE, REBOOT, ONEWIRE, ONEWIRE_NEXT, KEPT_LIST) = range(1, 21)

# Error numbers from core/base/err.h.
ERR_NAME, ERR_NOTSUP, ERR_IO, ERR_TAKEN = -3, -5, -6, -14


class Gone(BaseException):
    """Raised when the node has closed the connection."""


def read_exactly(n):
    parts = []
    while n:
        data = os.read(NODE, n)
        if not data:
            raise Gone
        parts.append(data)
        n -= len(data)
    return b"".join(parts)


def receive():
    """Waits for the next frame. Returns its (kind, body)."""
    size, = struct.unpack("<I", read_exactly(4))
    frame = read_exactly(size)
    return frame[:1], frame[1:]


def send(kind, body):
    data = struct.pack("<I", len(body) + 1) + kind + body
    while data:
        data = data[os.write(NODE, data):]


def number(value):
    return struct.pack("<i", value)


def long(value):
    return struct.pack("<q", value)


def text(value):
    data = value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value)
    return number(len(data)) + data


class Body:
    """Reads the values of a body in order."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self):
        self.at += 4
        return struct.unpack_from("<i", self.data, self.at - 4)[0]

    def long(self):
        return self.number() & 0xffffffff | self.number() << 32

    def bytes(self):
        n = self.number()
        self.at += n
        return self.data[self.at - n:self.at]

    def text(self):
        return self.bytes().decode("utf-8", "replace")


def ask(what, a=0, b=0, c=0, d=0, data=b""):
    """Sends one request to the node. Returns (value, data) from its answer. A negative value is an error number, and data is
    then the error text."""
    send(REQUEST, struct.pack("<B4i", what, a, b, c, d) + bytes(data))
    kind, body = receive()
    if kind != ANSWER:
        raise Gone
    return struct.unpack_from("<i", body)[0], body[4:]


def need(what, a=0, b=0, c=0, d=0, data=b""):
    """Like `ask`, for requests that must succeed. On failure, raises the exception that a board would raise."""
    return good(*ask(what, a, b, c, d, data))


def on_pin(name, gpio, a=0, b=0, data=b""):
    """Performs an operation from core/hw/operations.h on one pin. Returns its result."""
    return need(ON_PIN, gpio, a, b, len(name), name.encode() + bytes(data))[0]


def need_long(what, a=0):
    """Returns a 64-bit counter of the node."""
    return struct.unpack("<q", need(what, a)[1])[0]


def good(value, answer):
    if value == ERR_IO:
        raise OSError(19, "ENODEV")
    if value < 0:
        raise OSError(answer.decode("utf-8", "replace"))
    return value, answer


class Board:
    """What the node reported about itself."""
    platform = "linux"
    name = ""
    pins = {}
    mac = b"\0" * 6
    has_adc_channels = False
