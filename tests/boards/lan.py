"""A local network in one program: the other end of an emulated board's Ethernet cable.

Every frame that the board sends comes here, and nothing else does: QEMU's dgram backend on two Unix sockets. The network
answers ARP for all its addresses and hands UDP to the services that the test put on it; Peer is a TCP client on it. What was
heard stays in `packets`, so that a test waits for what it wants to see instead of for time to pass."""
import os
import re
import socket
import struct
import threading
import time

DEADLINE = 30  # seconds until a test gives up on something that should happen at once
EVERYBODY = b"\xff" * 6
ETHER_IPV4, ETHER_ARP = 0x0800, 0x0806
ICMP, IGMP, TCP, UDP = 1, 2, 6, 17
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
WINDOW = 8192


def ip_bytes(text):
    return socket.inet_aton(text)


def checksum(data):
    """RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(to, source, kind, payload):
    return to + source + struct.pack(">H", kind) + payload


def ipv4(source, to, protocol, payload, ttl=255):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, ttl, protocol, 0, ip_bytes(source), ip_bytes(to))
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def summed(source, to, protocol, segment, at):
    """A UDP or TCP segment with its checksum, which goes at this offset and counts the addresses too."""
    pseudo = ip_bytes(source) + ip_bytes(to) + struct.pack(">HH", protocol, len(segment))
    return segment[:at] + struct.pack(">H", checksum(pseudo + segment) or 0xFFFF) + segment[at + 2:]


def udp(source, sport, to, dport, data):
    segment = struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data
    return ipv4(source, to, UDP, summed(source, to, UDP, segment, 6))


def tcp(source, sport, to, dport, seq, ack, flags, data=b""):
    segment = struct.pack(">HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 5 << 4, flags, WINDOW, 0, 0) + data
    return ipv4(source, to, TCP, summed(source, to, TCP, segment, 16))


def group_mac(group):
    """The Ethernet address of an IPv4 multicast group: RFC 1112, section 6.4."""
    address = ip_bytes(group)
    return bytes([0x01, 0x00, 0x5E, address[1] & 0x7F]) + address[2:]


class Packet:
    """What a frame holds. `kind` is arp, udp, tcp, ip (another protocol) or other."""

    def __init__(self, frame):
        self.kind, self.data = "other", frame[14:]
        self.mac_to, self.mac_from = frame[:6], frame[6:12]
        kind = struct.unpack(">H", frame[12:14])[0]
        if kind == ETHER_ARP:
            self.read_arp(frame[14:42])
        elif kind == ETHER_IPV4:
            self.read_ip(frame[14:])

    def read_arp(self, body):
        self.kind = "arp"
        self.operation, _, source, _, to = struct.unpack(">6xH6s4s6s4s", body)
        self.source, self.to = socket.inet_ntoa(source), socket.inet_ntoa(to)

    def read_ip(self, body):
        head = (body[0] & 15) * 4
        length, self.protocol = struct.unpack(">2xH5xB", body[:10])
        self.source, self.to = socket.inet_ntoa(body[12:16]), socket.inet_ntoa(body[16:20])
        if checksum(body[:head]):
            raise AssertionError(f"the board sent an IPv4 header with a wrong checksum: {body[:head].hex()}")
        segment = body[head:length]
        self.kind, self.data = "ip", segment
        if self.protocol in (UDP, TCP):
            pseudo = body[12:20] + struct.pack(">HH", self.protocol, len(segment))
            if checksum(pseudo + segment):
                raise AssertionError(f"the board sent a segment with a wrong checksum: {segment.hex()}")
            self.sport, self.dport = struct.unpack(">HH", segment[:4])
            if self.protocol == UDP:
                self.kind, self.data = "udp", segment[8:struct.unpack(">H", segment[4:6])[0]]
            else:
                self.read_tcp(segment)

    def read_tcp(self, segment):
        self.kind = "tcp"
        self.seq, self.ack, offset, self.flags = struct.unpack(">IIBB", segment[4:14])
        self.data = segment[(offset >> 4) * 4:]


class Lan:
    """The network and its only other host, which goes by many addresses."""

    MAC = bytes.fromhex("020000000001")

    def __init__(self, folder, router="192.168.7.1"):
        self.router, self.folder = router, os.path.realpath(folder)
        self.services = {}  # UDP port: a function of the packet
        self.packets, self.changed = [], threading.Condition()
        self.failure = None  # of the listening thread
        self.node_mac, self.tcp_ports, self.next_port = EVERYBODY, set(), 40000
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.listener.bind(self.path("lan"))
        self.listener.settimeout(0.2)  # how soon close() is noticed
        self.sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sender.settimeout(DEADLINE)
        self.is_closed = False
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def path(self, name):
        return os.path.join(self.folder, name + ".sock")

    @property
    def netdev(self):
        """What QEMU must be told."""
        return f"dgram,id=net,local.type=unix,local.path={self.path('board')},remote.type=unix,remote.path={self.path('lan')}"

    def listen(self):
        while not self.is_closed:
            try:
                frame = self.listener.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                self.heard(Packet(frame))
            except (AssertionError, struct.error) as e:
                with self.changed:
                    self.failure = e
                    self.changed.notify_all()

    def heard(self, packet):
        self.node_mac = packet.mac_from
        with self.changed:
            self.packets.append(packet)
            self.changed.notify_all()
        try:
            self.answer(packet)
        except OSError:
            pass  # the board was switched off: nobody is there to hear it

    def answer(self, packet):
        if packet.kind == "arp" and packet.operation == 1 and packet.to != packet.source:
            self.send(ETHER_ARP, self.arp(2, packet.to, packet.source))
        elif packet.kind == "udp" and packet.dport in self.services:
            self.services[packet.dport](packet)
        elif packet.kind == "tcp" and packet.dport not in self.tcp_ports and not packet.flags & RST:
            self.send_ip(tcp(packet.to, packet.dport, packet.source, packet.sport, packet.ack, 0, RST))

    def arp(self, operation, source, to):
        target = self.node_mac if operation == 2 else bytes(6)
        return struct.pack(">HHBBH6s4s6s4s", 1, ETHER_IPV4, 6, 4, operation, self.MAC, ip_bytes(source), target, ip_bytes(to))

    def send_frame(self, frame):
        self.sender.sendto(frame, self.path("board"))

    def send(self, kind, payload, to=None):
        self.send_frame(ethernet(to or self.node_mac, self.MAC, kind, payload))

    def send_ip(self, datagram, to=None):
        self.send(ETHER_IPV4, datagram, to)

    def mark(self):
        """Now, for the `since` of wait() and count()."""
        with self.changed:
            return len(self.packets)

    def find(self, test, since):
        if self.failure:
            raise self.failure
        return next((packet for packet in self.packets[since:] if test(packet)), None)

    def wait(self, what, test, since=0, deadline=DEADLINE):
        """The first packet since that mark which passes the test."""
        end = time.monotonic() + deadline
        with self.changed:
            while not (found := self.find(test, since)):
                if time.monotonic() > end:
                    raise AssertionError(f"within {deadline} s the board did not send {what}")
                self.changed.wait(max(0.001, end - time.monotonic()))
        return found

    def count(self, test, since=0):
        with self.changed:
            return sum(1 for packet in self.packets[since:] if test(packet))

    def who_has(self, address, deadline=DEADLINE):
        """Asks by ARP, again each half second. Returns the Ethernet address that answers."""
        since, end = self.mark(), time.monotonic() + deadline
        while True:
            self.send(ETHER_ARP, self.arp(1, self.router, address), EVERYBODY)
            try:
                return self.wait(f"an ARP reply for {address}", lambda p: p.kind == "arp" and p.operation == 2 and p.source == address,
                                 since, 0.5).mac_from
            except AssertionError:
                if time.monotonic() > end:
                    raise

    def close(self):
        self.is_closed = True
        self.thread.join(DEADLINE)
        self.listener.close()
        self.sender.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Peer:
    """A TCP client on the network. It loses nothing, so it sends again only what opens the connection."""

    def __init__(self, lan, to, port, deadline=DEADLINE):
        self.lan, self.to, self.port = lan, to, port
        lan.next_port += 1
        self.local_port = lan.next_port
        lan.tcp_ports.add(self.local_port)
        self.at, self.seq, self.ack = lan.mark(), 1000, 0
        self.connect(deadline)

    def send(self, flags, data=b""):
        self.lan.send_ip(tcp(self.lan.router, self.local_port, self.to, self.port, self.seq, self.ack, flags, data))
        self.seq += len(data) + (1 if flags & (SYN | FIN) else 0)

    def connect(self, deadline):
        end = time.monotonic() + deadline
        while True:
            self.send(SYN)
            try:
                reply = self.next_packet(1)
                break
            except AssertionError:
                if time.monotonic() > end:
                    raise
                self.seq -= 1
        if reply.flags & RST:
            raise ConnectionRefusedError(f"{self.to} port {self.port}")
        self.ack = reply.seq + 1 & 0xFFFFFFFF
        self.send(ACK)

    def next_packet(self, deadline):
        """The next segment for this connection."""
        found = self.lan.wait(f"a TCP segment from port {self.port}", self.is_ours, self.at, deadline)
        with self.lan.changed:
            self.at = self.lan.packets.index(found, self.at) + 1
        return found

    def is_ours(self, packet):
        return packet.kind == "tcp" and (packet.source, packet.sport, packet.dport) == (self.to, self.port, self.local_port)

    def ask(self, line, pattern, deadline=DEADLINE):
        """Says a line; returns the match of the pattern in what comes back."""
        heard, end = b"", time.monotonic() + deadline
        self.send(ACK | PSH, line.encode() + b"\n")
        while not (found := re.search(pattern, heard)):
            packet = self.next_packet(max(0.001, end - time.monotonic()))
            if packet.flags & (RST | FIN):
                raise ConnectionError(f"the board ended the connection after {heard!r}")
            if packet.data and packet.seq == self.ack:
                heard += packet.data
                self.ack = self.ack + len(packet.data) & 0xFFFFFFFF
            if packet.data:
                self.send(ACK)
        return found

    def abort(self):
        """Ends without TIME-WAIT, which would hold memory of the board for two minutes."""
        self.send(RST | ACK)
        self.lan.tcp_ports.discard(self.local_port)
