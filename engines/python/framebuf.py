"""MicroPython's `framebuf` for displays with one bit per pixel."""
from font import glyph

MONO_VLSB, MONO_HLSB, MONO_HMSB = 0, 3, 4
MVLSB = MONO_VLSB


class FrameBuffer:
    def __init__(self, buffer, width, height, format, stride=None):
        if format not in (MONO_VLSB, MONO_HLSB, MONO_HMSB):
            raise ValueError("invalid format")
        self._b, self._w, self._h, self._format = buffer, width, height, format
        self._stride = stride or width

    def _place(self, x, y):
        """Returns (byte index, bit number) of a pixel."""
        if self._format == MONO_VLSB:
            return y // 8 * self._stride + x, y % 8
        row = (self._stride + 7) // 8
        return y * row + x // 8, 7 - x % 8 if self._format == MONO_HLSB else x % 8

    def pixel(self, x, y, *colour):
        if not (0 <= x < self._w and 0 <= y < self._h):
            return None
        at, bit = self._place(x, y)
        if not colour:
            return self._b[at] >> bit & 1
        self._b[at] = self._b[at] | 1 << bit if colour[0] else self._b[at] & ~(1 << bit)
        return None

    def fill(self, colour):
        for i in range(len(self._b)):
            self._b[i] = 255 if colour else 0

    def fill_rect(self, x, y, w, h, colour):
        for row in range(max(y, 0), min(y + h, self._h)):
            for column in range(max(x, 0), min(x + w, self._w)):
                self.pixel(column, row, colour)

    def hline(self, x, y, w, colour):
        self.fill_rect(x, y, w, 1, colour)

    def vline(self, x, y, h, colour):
        self.fill_rect(x, y, 1, h, colour)

    def rect(self, x, y, w, h, colour, fill=False):
        if fill:
            self.fill_rect(x, y, w, h, colour)
            return
        self.hline(x, y, w, colour)
        self.hline(x, y + h - 1, w, colour)
        self.vline(x, y, h, colour)
        self.vline(x + w - 1, y, h, colour)

    def line(self, x1, y1, x2, y2, colour):
        """Draws a line with Bresenham's algorithm, in all octants."""
        dx, dy = abs(x2 - x1), -abs(y2 - y1)
        step_x, step_y = (1 if x1 < x2 else -1), (1 if y1 < y2 else -1)
        error = dx + dy
        while True:
            self.pixel(x1, y1, colour)
            if (x1, y1) == (x2, y2):
                return
            twice = 2 * error
            if twice >= dy:
                error += dy
                x1 += step_x
            if twice <= dx:
                error += dx
                y1 += step_y

    def text(self, s, x, y, c=1):
        for i, letter in enumerate(str(s)):
            for column, bits in enumerate(glyph(letter)):
                for row in range(8):
                    if bits >> row & 1:
                        self.pixel(x + 8 * i + column, y + row, c)

    def blit(self, source, x, y, key=-1, palette=None):
        for row in range(source._h):
            for column in range(source._w):
                bit = source.pixel(column, row)
                if bit != key:
                    self.pixel(x + column, y + row, bit)

    def scroll(self, dx, dy):
        kept = [[self.pixel(x - dx, y - dy) for x in range(self._w)] for y in range(self._h)]
        for y, bits in enumerate(kept):
            for x, bit in enumerate(bits):
                if bit is not None:
                    self.pixel(x, y, bit)
