"""MicroPython's `neopixel`: a chain of WS2812 LEDs, which expect green first."""
import wire


class NeoPixel:
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin, self.n, self.bpp = pin, n, bpp
        self.buf = bytearray(n * bpp)

    def __len__(self):
        return self.n

    def place(self, i):
        if not -self.n <= i < self.n:
            raise IndexError("list index out of range")
        return i % self.n * self.bpp

    def __setitem__(self, i, colour):
        at = self.place(i)
        for k in range(self.bpp):
            self.buf[at + self.ORDER[k]] = int(colour[k]) & 255

    def __getitem__(self, i):
        at = self.place(i)
        return tuple(self.buf[at + self.ORDER[k]] for k in range(self.bpp))

    def fill(self, colour):
        for i in range(self.n):
            self[i] = colour

    def write(self):
        wire.on_pin("pixels", self.pin.gpio, data=self.buf)
