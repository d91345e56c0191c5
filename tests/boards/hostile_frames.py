"""Frames and mDNS messages as an attacker or a broken neighbour would send them; the same for the same seed."""
import random
import struct

import lan as network
import lan_services as services

MDNS_GROUP, MDNS_PORT = "224.0.0.251", 5353


def good_datagrams(source, node, port):
    """One of each kind that the node listens to, for others to spoil."""
    query = services.question("_micros._tcp.local", 12)
    lease = bytes([2, 1, 6, 0]) + bytes(232) + services.COOKIE + bytes([services.TYPE, 1, services.ACK, 255])
    clock = services.sntp_answer(bytes(services.SNTP_BYTES), 0)
    echo = struct.pack(">BBHHH", 8, 0, 0, 1, 1) + b"echo" * 8
    echo = echo[:2] + struct.pack(">H", network.checksum(echo)) + echo[4:]
    return [network.udp(source, MDNS_PORT, node, MDNS_PORT, query), network.udp(source, 67, node, 68, lease),
            network.udp(source, 123, node, 50000, clock), network.udp(source, 53, node, 50001, query),
            network.tcp(source, 41000, node, port, 1, 0, network.SYN),
            network.tcp(source, 41001, node, port, 7, 9, network.ACK, b"hello\n"),
            network.ipv4(source, node, network.ICMP, echo), network.ipv4(source, node, network.IGMP, b"\x11\0\xee\xff" + bytes(4))]


def with_header(datagram, **fields):
    """The datagram with fields of its IPv4 header changed and the header's checksum right again."""
    places = {"first": (0, ">B"), "length": (2, ">H"), "fragment": (6, ">H"), "protocol": (9, ">B")}
    head = bytearray(datagram[:20])
    for name, value in fields.items():
        at, form = places[name]
        struct.pack_into(form, head, at, value)
    head[10:12] = bytes(2)
    struct.pack_into(">H", head, 10, network.checksum(bytes(head)))
    return bytes(head) + datagram[20:]


def noise(chance, least, most):
    return chance.randbytes(chance.randint(least, most))


def cut(chance, datagram):
    """Ends in the middle of a header or of its data, and says so, or does not."""
    short = datagram[:chance.randint(0, len(datagram) - 1)]
    return with_header(short, length=len(short)) if len(short) >= 20 and chance.random() < 0.7 else short


def flip(chance, datagram):
    """A few wrong bits, most of them behind a header that is right."""
    wrong = bytearray(datagram)
    for _ in range(chance.randint(1, 4)):
        wrong[chance.randrange(len(wrong))] ^= 1 << chance.randrange(8)
    return with_header(bytes(wrong), length=len(wrong)) if chance.random() < 0.7 else bytes(wrong)


def lie(chance, datagram):
    """Lengths and offsets that are not there."""
    wrong = bytearray(datagram)
    place = chance.choice(("header", "total", "udp", "tcp", "fragment"))
    if place == "header":
        return with_header(datagram, first=0x40 | chance.randrange(16))
    if place == "total":
        return with_header(datagram, length=chance.choice((0, 19, 20, len(datagram) + 1, 1500, 65535)))
    if place == "fragment":
        return with_header(datagram, fragment=chance.randrange(65536))
    if place == "udp":
        struct.pack_into(">H", wrong, 24, chance.choice((0, 7, len(datagram), 65535)))
    elif len(wrong) > 32:
        wrong[32] = chance.randrange(16) << 4
    return bytes(wrong)


def options(chance, datagram):
    """Options in the IPv4 header: up to 40 bytes of anything."""
    extra = chance.randbytes(4 * chance.randint(1, 10))
    longer = datagram[:20] + extra + datagram[20:]
    head = bytearray(longer[:20 + len(extra)])
    head[0] = 0x45 + len(extra) // 4
    struct.pack_into(">H", head, 2, len(longer))
    head[10:12] = bytes(2)
    struct.pack_into(">H", head, 10, network.checksum(bytes(head)))
    return bytes(head) + datagram[20:]


def frames(lan, node, port, count, seed):
    """So many hostile Ethernet frames, to the node, to a group or to everybody."""
    chance = random.Random(seed)
    good = good_datagrams(lan.router, node, port)
    targets = (lan.node_mac, lan.node_mac, lan.node_mac, network.EVERYBODY, network.group_mac(MDNS_GROUP))
    for _ in range(count):
        to, datagram = chance.choice(targets), chance.choice(good)
        way = chance.randrange(8)
        if way == 0:
            yield network.ethernet(to, noise(chance, 6, 6), chance.randrange(65536), noise(chance, 0, 1500))
        elif way == 1:
            yield network.ethernet(to, lan.MAC, network.ETHER_ARP, noise(chance, 0, 60))
        elif way == 2:
            body = with_header(datagram[:20] + noise(chance, 0, 1400), protocol=chance.randrange(256))
            yield network.ethernet(to, lan.MAC, network.ETHER_IPV4, with_header(body, length=len(body)))
        else:
            spoil = (cut, cut, flip, lie, options)[way - 3]
            yield network.ethernet(to, lan.MAC, network.ETHER_IPV4, spoil(chance, datagram))


def mdns_messages(count, seed, name):
    """Malformed messages: noise, cut names, names that point to themselves or to nowhere, counts of records that are not there."""
    chance = random.Random(seed)
    good = services.question(name, 1)
    loops = (b"\xc0\x0c", b"\xc0\x0e\xc0\x0c", b"\x01a\xc0\x0c", b"\xc0\xff", b"\xff\xff",
             b"\x3f" + b"x" * 63 + b"\xc0\x0c", b"\x40a", b"\xc0")
    for number in range(count):
        way = number % 5
        head = struct.pack(">HHHHHH", 0, chance.choice((0, 0x8400)), *(chance.choice((0, 1, 2, 65535)) for _ in range(4)))
        if way == 0:
            yield noise(chance, 0, 1400)
        elif way == 1:
            yield good[:chance.randint(0, len(good) - 1)]
        elif way == 2:
            yield head + chance.choice(loops) + chance.choice((b"", struct.pack(">HH", chance.choice((1, 12, 255)), 1)))
        elif way == 3:
            yield head + good[12:] * chance.randint(0, 20)
        else:
            record = struct.pack(">HHIH", chance.choice((1, 12, 16, 33)), 1, 120, chance.choice((0, 1, 4, 65535)))
            yield head + chance.choice(loops + (good[12:-4],)) + record + noise(chance, 0, 40)
