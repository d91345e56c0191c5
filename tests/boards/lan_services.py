"""What a board finds on the network of lan.py: DHCP, DNS and SNTP servers that do as a test tells them."""
import random
import socket
import struct

import lan as network

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE = range(1, 8)  # RFC 2132, section 9.6
MASK, ROUTER, DNS, HOST_NAME, TIME_SERVERS, REQUESTED, LEASE, TYPE, SERVER = 1, 3, 6, 12, 42, 50, 51, 53, 54  # RFC 2132
COOKIE = bytes([99, 130, 83, 99])
OPTIONS_AT = 236  # RFC 2131, section 2
DNS_HEAD = ">HHHHHH"
NTP_UNIX = 2208988800  # seconds from 1900 to 1970
SNTP_PORT, SNTP_BYTES = 123, 48


class DhcpMessage:
    """A message of a client: RFC 2131, section 2."""

    def __init__(self, data):
        rest = data[OPTIONS_AT + len(COOKIE):]
        self.xid, self.hardware = data[4:8], data[28:44]
        self.client_address = socket.inet_ntoa(data[12:16])
        if not data.startswith(COOKIE, OPTIONS_AT):
            raise AssertionError("a DHCP message without its cookie")
        self.options = {}
        while rest and rest[0] != 255:
            if rest[0] == 0:
                rest = rest[1:]
                continue
            self.options[rest[0]] = rest[2:2 + rest[1]]
            rest = rest[2 + rest[1]:]
        self.type = self.options[TYPE][0]


class Dhcp:
    """Leases one address. `ignore` is how many discovers it does not hear, `refuse` how many requests it answers with NAK,
    `spoilt` how many offers go out before each that is whole, cut anywhere in their options, `time_servers` whom it names."""

    def __init__(self, lan, address, lease_s=86400):
        self.lan, self.address, self.lease_s = lan, address, lease_s
        self.ignore = self.refuse = self.spoilt = 0
        self.chance = random.Random(address)
        self.time_servers = []
        self.is_on, self.messages = True, []
        lan.services[67] = self.hear

    def types(self, since=0):
        return [message.type for message in self.messages[since:]]

    def hear(self, packet):
        message = DhcpMessage(packet.data)
        self.messages.append(message)
        if not self.is_on:
            return
        if message.type == DISCOVER and self.ignore:
            self.ignore -= 1
        elif message.type == DISCOVER:
            self.answer(message, OFFER)
        elif message.type == REQUEST and self.refuse:
            self.refuse -= 1
            self.answer(message, NAK)
        elif message.type == REQUEST:
            wanted = message.options.get(REQUESTED) or network.ip_bytes(message.client_address)
            self.answer(message, ACK if socket.inet_ntoa(wanted) == self.address else NAK)

    def answer(self, message, kind):
        own = network.ip_bytes(self.lan.router)
        options = [(TYPE, bytes([kind])), (SERVER, own)]
        if kind != NAK:
            options += [(LEASE, struct.pack(">I", self.lease_s)), (MASK, b"\xff\xff\xff\0"), (ROUTER, own), (DNS, own)]
        if kind != NAK and self.time_servers:
            options += [(TIME_SERVERS, b"".join(network.ip_bytes(server) for server in self.time_servers))]
        given = bytes(4) if kind == NAK else network.ip_bytes(self.address)
        head = bytes([2, 1, 6, 0]) + message.xid + bytes(8) + given + bytes(8) + message.hardware + bytes(192)
        body = head + COOKIE + b"".join(bytes([number, len(value)]) + value for number, value in options) + b"\xff"
        if kind == OFFER:
            for _ in range(self.spoilt):
                self.send(body[:self.chance.randrange(OPTIONS_AT, len(body))])
        self.send(body)

    def send(self, body):
        self.lan.send_ip(network.udp(self.lan.router, 67, "255.255.255.255", 68, body), network.EVERYBODY)


def name_bytes(name):
    """RFC 1035, section 3.1."""
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def read_name(data, at):
    """The name that begins there, and where it ends."""
    parts, end, jumps = [], None, 0
    while data[at]:
        if data[at] >= 0xC0:
            end = end or at + 2
            at = struct.unpack(">H", data[at:at + 2])[0] & 0x3FFF
            jumps += 1
            if jumps > len(data):
                raise AssertionError("a name that points to itself")
            continue
        parts.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return ".".join(parts), end or at + 1


def question(name, kind, identity=0):
    return struct.pack(DNS_HEAD, identity, 0, 1, 0, 0, 0) + name_bytes(name) + struct.pack(">HH", kind, 1)


def records(data):
    """All records of a DNS message behind its questions: name, type, where their data begin and end."""
    _, _, questions, *counts = struct.unpack(DNS_HEAD, data[:12])
    at, found = 12, []
    for _ in range(questions):
        at = read_name(data, at)[1] + 4
    for _ in range(sum(counts)):
        name, at = read_name(data, at)
        kind, _, _, length = struct.unpack(">HHIH", data[at:at + 10])
        found.append((name, kind, at + 10, at + 10 + length))
        at += 10 + length
    return found


class Names:
    """A DNS server that gives every name the same address."""

    def __init__(self, lan, address):
        self.lan, self.address, self.asked = lan, address, []
        lan.services[53] = self.hear

    def hear(self, packet):
        name, end = read_name(packet.data, 12)
        self.asked.append(name)
        head = packet.data[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0)
        answer = struct.pack(">HHHIH", 0xC00C, 1, 1, 60, 4) + network.ip_bytes(self.address)
        reply = head + packet.data[12:end + 4] + answer
        self.lan.send_ip(network.udp(packet.to, 53, packet.source, packet.sport, reply))


class Clocks:
    """SNTP servers at every address. `answers` makes of a request what is sent: (data, source, port) each."""

    def __init__(self, lan, answers):
        self.lan, self.answers = lan, answers
        lan.services[SNTP_PORT] = self.hear

    def hear(self, packet):
        for data, source, port in self.answers(packet):
            self.lan.send_ip(network.udp(source, port, packet.source, packet.sport, data))


def sntp_answer(request, seconds, stratum=2, origin=None, mode=4):
    """What a server says that it is `seconds` since 1970: RFC 4330, section 4."""
    stamp = struct.pack(">II", seconds + NTP_UNIX & 0xFFFFFFFF, 0)
    origin = request[40:48] if origin is None else origin
    return bytes([4 << 3 | mode, stratum, 6, 0xEC]) + bytes(12) + stamp + origin + stamp + stamp
