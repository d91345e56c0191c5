"""MicroPython's `ds18x20`. It follows Maxim's DS18B20 data sheet: function commands and scratchpad."""
from onewire import OneWire


class DS18X20:
    CONVERT, READ = 0x44, 0xbe
    FAMILIES = (0x10, 0x22, 0x28)

    def __init__(self, wire):
        self.ow = wire

    def scan(self):
        return [rom for rom in self.ow.scan() if rom[0] in self.FAMILIES]

    def convert_temp(self):
        for rom in self.scan():
            self.ow.said = bytes((OneWire.MATCH_ROM,)) + bytes(rom) + bytes((self.CONVERT,))
            self.ow.transfer(0)

    def read_scratch(self, rom):
        self.ow.said = bytes((OneWire.MATCH_ROM,)) + bytes(rom) + bytes((self.READ,))
        data = self.ow.transfer(9)
        if OneWire.crc8(data):
            raise Exception("CRC error")
        return data

    def read_temp(self, rom):
        data = self.read_scratch(rom)
        raw = int.from_bytes(data[:2], "little", signed=True)
        if rom[0] == 0x10:  # DS18S20: 9 bits, refined by the remaining count
            return raw // 2 - 0.25 + (data[7] - data[6]) / data[7]
        bits = 9 + (data[4] >> 5 & 3) if rom[0] == 0x28 else 12
        return (raw & -1 << 12 - bits) / 16  # clears the undefined low bits
