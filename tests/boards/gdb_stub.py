"""QEMU's debugger interface: with Debugger(board) as d stops the board; it goes on afterwards.
GDB manual, appendix E: packets $data#sum, answered with + and a packet of the other side."""
import os
import socket

DEADLINE = 60  # seconds; a busy machine lets the emulator wait
SOCKET = "gdb.socket"  # in the board's folder: a path of a socket may not be long
OPTIONS = ("-gdb", f"unix:{SOCKET},server=on,wait=off")  # for QEMU
READ_MAX = 1024  # bytes in one packet


class Debugger:
    def __init__(self, board):
        self.path = os.path.join(board.folder, SOCKET)

    def __enter__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(self.path)
        self.heard = b""
        self.ask(b"?")  # why it stands still: it does from here on
        return self

    def __exit__(self, *_):
        self.ask(b"D")
        self.socket.close()

    def ask(self, data):
        self.socket.sendall(b"$%s#%02x" % (data, sum(data) & 0xFF))
        while True:
            answer = self.packet()
            if data == b"?" or not answer.startswith(b"T"):  # T says once more that it stands still
                return answer

    def packet(self):
        while len(self.heard.partition(b"#")[2]) < 2:
            fresh = self.socket.recv(65536)
            if not fresh:
                raise ConnectionError("QEMU has closed the debugger's connection")
            self.heard += fresh
        packet, _, rest = self.heard.partition(b"#")
        self.heard = rest[2:]
        self.socket.sendall(b"+")
        return packet.partition(b"$")[2]

    def read(self, address, size):
        data = b""
        while len(data) < size:
            n = min(READ_MAX, size - len(data))
            answer = self.ask(b"m%x,%x" % (address + len(data), n))
            if answer.startswith(b"E"):
                raise AssertionError(f"no memory at 0x{address + len(data):x}: {answer.decode()}")
            data += bytes.fromhex(answer.decode())
        return data

    def write(self, address, data):
        answer = self.ask(b"M%x,%x:%s" % (address, len(data), data.hex().encode()))
        if answer != b"OK":
            raise AssertionError(f"no writing to 0x{address:x}: {answer.decode()}")


def symbols(image, is_size=False):
    """Addresses, or sizes, of the symbols of a program for a 32-bit little-endian processor (ELF)."""
    with open(image, "rb") as file:
        elf = file.read()
    word = lambda at: int.from_bytes(elf[at:at + 4], "little")
    half = lambda at: int.from_bytes(elf[at:at + 2], "little")
    sections = [word(32) + i * half(46) for i in range(half(48))]
    table = next(at for at in sections if word(at + 4) == 2)  # SHT_SYMTAB
    names = word(sections[word(table + 24)] + 16)
    found = {}
    for at in range(word(table + 16), word(table + 16) + word(table + 20), 16):
        start = names + word(at)
        found[elf[start:elf.index(0, start)].decode()] = word(at + (8 if is_size else 4))
    return found
