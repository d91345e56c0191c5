"""A network of hosts for the tests of multicast DNS: network namespaces joined by a bridge, and a host among them that speaks
multicast DNS by a reader and writer of its own, so that what the node says is judged by other eyes."""
import ctypes
import os
import select
import shutil
import socket
import struct
import subprocess
import time

from support import DEADLINE, IS_ROOT

A, PTR, TXT, AAAA, SRV, NSEC, ANY = 1, 12, 16, 28, 33, 47, 255
SERVICE = "_micros._tcp.local"
GROUP, PORT = "224.0.0.251", 5353
TOP = 0x8000  # of the class: forget what was known before


class Lan:
    """Hosts 10.88.N.1 and so on, one namespace each; `wide` networks have 16 bits. All of it goes at the end of the test."""

    def __init__(self, test, hosts, bits=24):
        if not IS_ROOT or not shutil.which("ip"):
            test.skipTest("a network of namespaces needs root and iproute2")
        self.test, self.bits = test, bits
        self.tag = f"micros-{os.getpid()}-{id(self) & 0xffffff:x}"
        self.bridge = self.tag + "-lan"
        self.names = [f"{self.tag}-{i}" for i in range(hosts)]
        test.addCleanup(self.remove)
        try:
            self.ip("netns", "add", self.bridge)
            self.ip("-n", self.bridge, "link", "add", "br0", "type", "bridge")
            self.ip("-n", self.bridge, "link", "set", "br0", "up")
            for i, name in enumerate(self.names):
                self.ip("netns", "add", name)
                self.ip("-n", name, "link", "set", "lo", "up")
                self.plug(i, "net0", self.address(i))
        except subprocess.CalledProcessError as e:
            test.skipTest("a network of namespaces needs: " + e.stderr.decode())

    def plug(self, i, device, address, up=True):
        """Joins a host to the bridge by one more device."""
        name, end = self.names[i], f"{device}h{i}"
        self.ip("-n", name, "link", "add", device, "type", "veth", "peer", "name", end, "netns", self.bridge)
        self.ip("-n", self.bridge, "link", "set", end, "master", "br0", "up")
        self.ip("-n", name, "address", "add", f"{address}/{self.bits}", "dev", device)
        if up:
            self.ip("-n", name, "link", "set", device, "up")
            if device == "net0":
                self.ip("-n", name, "route", "add", "default", "dev", device)

    @staticmethod
    def address(i):
        return f"10.88.0.{i + 1}"

    @staticmethod
    def ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True)

    def remove(self):
        for name in (*self.names, self.bridge):
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)

    def wrapper(self, i):
        return ["ip", "netns", "exec", self.names[i]]

    def in_namespace(self, i, do):
        """What do() returns in a host's namespace; the rest of this process stays where it is."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/thread-self/ns/net", "rb") as own, open(f"/run/netns/{self.names[i]}", "rb") as other:
            if libc.setns(other.fileno(), 0):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                return do()
            finally:
                libc.setns(own.fileno(), 0)

    def socket(self, i, kind=socket.SOCK_DGRAM):
        return self.in_namespace(i, lambda: socket.socket(socket.AF_INET, kind))


def wire(name):
    """The name as it is sent. A tuple holds labels of any bytes."""
    labels = name if isinstance(name, tuple) else name.encode().split(b".")
    labels = [label.encode() if isinstance(label, str) else label for label in labels]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def read_name(data, at):
    """The labels and where the name ends."""
    labels, end = [], None
    while data[at]:
        if data[at] >= 0xC0:
            end = end or at + 2
            at = (data[at] & 0x3F) << 8 | data[at + 1]
        else:
            labels.append(data[at + 1:at + 1 + data[at]])
            at += 1 + data[at]
    return b".".join(labels).decode("latin-1"), end or at + 1


class Record:
    def __init__(self, name, kind, rclass, ttl, value):
        self.name, self.kind, self.ttl, self.value = name, kind, ttl, value
        self.flush = bool(rclass & TOP)

    def __repr__(self):
        return f"{self.name} {self.kind} {self.ttl} {self.value}"


class Message:
    """What a packet holds: questions are (name, kind); the other sections are lists of Record."""

    def __init__(self, data):
        self.data = data
        self.id, self.flags, *counts = struct.unpack("!6H", data[:12])
        self.is_answer, at = bool(self.flags & 0x8000), 12
        self.questions = []
        for _ in range(counts[0]):
            name, at = read_name(data, at)
            self.questions.append((name, struct.unpack("!H", data[at:at + 2])[0]))
            at += 4
        self.sections = []
        for count in counts[1:]:
            records = []
            for _ in range(count):
                record, at = self.read_record(at)
                records.append(record)
            self.sections.append(records)
        if at != len(data):
            raise AssertionError(f"{len(data) - at} bytes behind the message")
        self.answers, self.authorities, self.more = self.sections
        self.records = self.answers + self.more

    def read_record(self, at):
        name, at = read_name(self.data, at)
        kind, rclass, ttl, length = struct.unpack("!HHIH", self.data[at:at + 10])
        at, end = at + 10, at + 10 + length
        value = self.data[at:end]
        if kind == A:
            value = socket.inet_ntoa(value)
        elif kind == PTR:
            value, _ = read_name(self.data, at)
        elif kind == SRV:
            value = (struct.unpack("!H", value[4:6])[0], read_name(self.data, at + 6)[0])
        elif kind == TXT:
            value = self.read_strings(at, end)
        return Record(name, kind, rclass, ttl, value), end

    def read_strings(self, at, end):
        found = {}
        while at < end:
            key, _, text = self.data[at + 1:at + 1 + self.data[at]].decode().partition("=")
            found[key] = text
            at += 1 + self.data[at]
        return found

    def find(self, name, kind):
        return next((r for r in self.records if r.kind == kind and r.name.lower() == name.lower()), None)


def question(name, kind=ANY, number=0, known=()):
    return struct.pack("!6H", number, 0, 1, len(known), 0, 0) + wire(name) + struct.pack("!HH", kind, 1) + b"".join(known)


def record(name, kind, data, ttl=120, rclass=TOP | 1):
    return wire(name) + struct.pack("!HHIH", kind, rclass, ttl, len(data)) + data


def answer(*records):
    return struct.pack("!6H", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def address_of(name, ip, ttl=120):
    return record(name, A, socket.inet_aton(ip), ttl)


def service_of(instance, host, port):
    """PTR, SRV and TXT."""
    full = (*(instance if isinstance(instance, tuple) else (instance,)), "_micros", "_tcp", "local")
    return [record(SERVICE, PTR, wire(full), rclass=1), record(full, SRV, struct.pack("!3H", 0, 0, port) + wire(host)),
            record(full, TXT, b"\x09version=1")]


class Ear:
    """A host that listens to the group and says what it is told to. `port` 0: a simple client with a port of its own."""

    def __init__(self, test, lan, host, port=PORT, ttl=255):
        self.sock = lan.socket(host)
        test.addCleanup(self.sock.close)
        me = socket.inet_aton(lan.address(host))
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, me)
        self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
        self.set_ttl(ttl)
        self.sock.bind(("", port))
        if port:
            self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + me)
        self.heard = []

    def set_ttl(self, ttl):
        self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, ttl)
        self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)

    def say(self, packet, to=(GROUP, PORT)):
        self.sock.sendto(packet, to)

    def listen(self, deadline):
        """Takes one packet; False when none comes."""
        if not select.select([self.sock], [], [], max(deadline, 0))[0]:
            return False
        data, sender = self.sock.recvfrom(65536)
        message = Message(data)
        message.sender = sender[0]
        self.heard.append(message)
        return True

    def wait(self, what, test, since=0, again=None, deadline=DEADLINE):
        """The first message since that one which passes the test; `again` is said anew each 300 ms."""
        end, next_say = time.monotonic() + deadline, 0
        while True:
            for message in self.heard[since:]:
                if test(message):
                    return message
            since = max(since, len(self.heard))
            now = time.monotonic()
            if now > end:
                raise AssertionError(f"within {deadline} s nobody said {what}; heard: {[m.records for m in self.heard[-5:]]}")
            if again and now >= next_say:
                self.say(again)
                next_say = now + 0.3
            self.listen(min(end, next_say if again else end) - now)

    def find(self, name, kind=A, deadline=DEADLINE):
        """Asks until somebody answers for the name."""
        return self.wait(f"{name} {kind}", lambda m: m.is_answer and m.find(name, kind) and m.find(name, kind).ttl,
                         len(self.heard), question(name, kind), deadline)
