"""MicroPython's `ssd1306`. It follows Solomon Systech's SSD1306 data sheet rev 1.1: sections 9 and 10, and its application
note."""
import framebuf

(LOWER, ON, CHARGE_PUMP, REMAP, RATIO, SCAN, OFFSET, PADS, CLOCK, PRECHARGE, VCOM, CONTRAST, FOLLOW_RAM, INVERT,
 ADDRESSING, COLUMNS, PAGES, START_LINE) = (0x00, 0xae, 0x8d, 0xa1, 0xa8, 0xc8, 0xd3, 0xda, 0xd5, 0xd9, 0xdb, 0x81, 0xa4,
                                            0xa6, 0x20, 0x21, 0x22, 0x40)


class SSD1306(framebuf.FrameBuffer):
    def __init__(self, width, height, external_vcc=False):
        self.width, self.height, self.external_vcc = width, height, external_vcc
        self.pages = height // 8
        self.buffer = bytearray(self.pages * width)
        super().__init__(self.buffer, width, height, framebuf.MONO_VLSB)
        self.init_display()

    def commands(self, *codes):
        for code in codes:
            self.write_cmd(code)

    def init_display(self):
        outside = self.external_vcc
        self.commands(ON, ADDRESSING, 0, START_LINE, REMAP, RATIO, self.height - 1, SCAN, OFFSET, 0,
                      PADS, 0x02 if self.width > 2 * self.height else 0x12, CLOCK, 0x80,
                      PRECHARGE, 0x22 if outside else 0xf1, VCOM, 0x30, CONTRAST, 0xff, FOLLOW_RAM, INVERT,
                      CHARGE_PUMP, 0x10 if outside else 0x14, ON | 1)
        self.fill(0)
        self.show()

    def poweron(self):
        self.write_cmd(ON | 1)

    def poweroff(self):
        self.write_cmd(ON)

    def contrast(self, level):
        self.commands(CONTRAST, level)

    def invert(self, state):
        self.write_cmd(INVERT | (1 if state else 0))

    def show(self):
        first = (128 - self.width) // 2  # narrow panels use the driver's middle columns
        self.commands(COLUMNS, first, first + self.width - 1, PAGES, 0, self.pages - 1)
        self.write_data(self.buffer)


class SSD1306_I2C(SSD1306):
    COMMAND, DATA = 0x80, 0x40  # control bytes: 0x80: one command byte follows; 0x40: only data follows

    def __init__(self, width, height, i2c, addr=0x3c, external_vcc=False):
        self.i2c, self.addr = i2c, addr
        super().__init__(width, height, external_vcc)

    def write_cmd(self, cmd):
        self.i2c.writeto(self.addr, bytes((self.COMMAND, cmd)))

    def write_data(self, buf):
        self.i2c.writeto(self.addr, bytes((self.DATA,)) + bytes(buf))
