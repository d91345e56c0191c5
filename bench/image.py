"""How much of its chip a board's program takes, room by room, from the linker's map."""
import collections
import pathlib
import re

# An output section, and a part of one: name, address, size, file. A long name is alone on its line.
OUTPUT = re.compile(r"^(\.\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)")
PART = re.compile(r"^ (?:\.\S+)?\s+0x[0-9a-f]+\s+0x([0-9a-f]+) +(\S.*)$")
FLASH = (".vectors", ".text", ".rodata", ".data", ".init", ".ARM.ex", ".iram", ".irom")
RAM = (".data", ".bss", ".noinit")
BY_MARK = (("micros_chips", "chips"), ("micros_modules", "modules"), ("liblwip.a", "lwIP"), ("micros_lua", "lua"),
           ("micros_sim", "sim"), ("liblua", "lua"), ("engines/usermod", "engines/usermod"), ("/lwip/", "ports/lwip"),
           ("ports/bare", "ports/bare"), ("/bare/", "ports/bare"), ("/eth/", "ports/lwip"), ("ports/", "the board"))


def core_rooms(root):
    """The folder of each file of core/ by the file's name."""
    return {path.name: str(path.parent.relative_to(root)) for path in (root / "core").rglob("*.c")}


def room_of(file, rooms):
    found = re.search(r"micros_core(?:\.a\(|\.dir/(?:\w+/)*)(\w+\.c)\.", file)
    if found:
        return rooms.get(found[1], "core")
    return next((room for mark, room in BY_MARK if mark in file), "libraries and gaps")


def sizes(elf_map, root):
    """{"flash": bytes, "ram": bytes, "rooms": {room: {"flash": bytes, "ram": bytes}}}. RAM is static RAM."""
    _, start, text = pathlib.Path(elf_map).read_text().partition("\nLinker script and memory map\n")
    if not start:
        raise ValueError(f"{elf_map} is no linker map")
    rooms, names = collections.defaultdict(collections.Counter), core_rooms(root)
    total, output = collections.Counter(), ""

    def add(counter, size):
        for kind, sections in (("flash", FLASH), ("ram", RAM)):
            counter[kind] += size if output.startswith(sections) else 0

    for line in text.splitlines():
        if re.match(r"^\.\S", line):
            output = line.split()[0]
            found = OUTPUT.match(line)
            add(total, int(found[2], 16) if found else 0)
        elif found := PART.match(line):
            add(rooms[room_of(found[2], names)], int(found[1], 16))
    for kind in ("flash", "ram"):  # the gaps between parts have no owner
        rooms["libraries and gaps"][kind] += total[kind] - sum(room[kind] for room in rooms.values())
    return {"flash": total["flash"], "ram": total["ram"],
            "rooms": {room: dict(rooms[room]) for room in sorted(rooms) if any(rooms[room].values())}}
