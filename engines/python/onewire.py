"""MicroPython's `onewire`. It works in whole transactions: written bytes are sent with the next read or reset."""
import wire


class OneWireError(Exception):
    pass


class OneWire:
    SEARCH_ROM, MATCH_ROM, SKIP_ROM = 0xf0, 0x55, 0xcc

    def __init__(self, pin):
        self.pin = pin
        self.said = b""

    def transfer(self, n):
        said, self.said = self.said, b""
        return wire.need(wire.ONEWIRE, self.pin.gpio, n, data=said)[1]

    def reset(self, required=False):
        if self.said:
            self.transfer(0)
        is_there = bool(self.scan())
        if required and not is_there:
            raise OneWireError
        return is_there

    def writebyte(self, value):
        self.said += bytes((value,))

    def write(self, data):
        self.said += bytes(data)

    def readbyte(self):
        return self.transfer(1)[0]

    def readinto(self, buf):
        buf[:] = self.transfer(len(buf))

    def select_rom(self, rom):
        self.reset()
        self.said = bytes((self.MATCH_ROM,)) + bytes(rom)

    def scan(self):
        found, rom = [], b"\0" * 8
        while True:
            value, answer = wire.ask(wire.ONEWIRE_NEXT, self.pin.gpio, data=rom)
            if value in (wire.ERR_NAME, wire.ERR_IO):
                return found
            if value < 0:
                raise OSError(answer.decode("utf-8", "replace"))
            rom = answer
            found.append(bytearray(rom))

    @staticmethod
    def crc8(data):
        """Returns the CRC of Maxim's application note 27: x8 + x5 + x4 + 1, least significant bit first."""
        crc = 0
        for byte in data:
            for bit in range(8):
                mix = (crc ^ byte >> bit) & 1
                crc = crc >> 1 ^ (0x8c if mix else 0)
        return crc
