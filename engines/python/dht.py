"""MicroPython's `dht`. The frames follow ASAIR's "DHT11" data sheet V1.3 and "AM2302" product manual. Both sensors use the
single bus."""
from machine import Pulse


class DHTBase:
    START_US = 0
    BITS, LONG_US = 40, 48  # a 1 is high for 70 us, a 0 for 26 us
    LEVELS = 84             # release, response (low, high), each bit (low, high), end
    FRAME_S = 0.008

    def __init__(self, pin):
        self.pin = pin
        self.buf = bytearray(5)

    def measure(self):
        gpio = self.pin.gpio
        levels = Pulse.levels(gpio, gpio, False, self.START_US, self.LEVELS, self.START_US / 1000000 + self.FRAME_S)
        bits = levels[4::2][:self.BITS]
        if len(bits) < self.BITS:
            raise OSError(110, "ETIMEDOUT")
        number = 0
        for us in bits:
            number = number << 1 | (us > self.LONG_US)
        self.buf[:] = number.to_bytes(5, "big")
        if sum(self.buf[:4]) & 255 != self.buf[4]:
            raise Exception("checksum error")


class DHT11(DHTBase):
    START_US = 18000

    def humidity(self):
        return self.buf[0]

    def temperature(self):
        """Returns whole degrees, like the chip's driver and the C module."""
        return -self.buf[2] if self.buf[3] & 0x80 else self.buf[2]


class DHT22(DHTBase):
    START_US = 1100

    def humidity(self):
        return (self.buf[0] << 8 | self.buf[1]) / 10

    COLDEST = -40

    def temperature(self):
        size = ((self.buf[2] & 0x7f) << 8 | self.buf[3]) / 10
        if not self.buf[2] & 0x80:
            return size
        # Clones send two's complement instead of sign and magnitude.
        return -size if -size >= self.COLDEST else int.from_bytes(self.buf[2:4], "big", signed=True) / 10
