"""A switch that is part of the test, so that frames are lost, come late, or come twice. Its ports are TAP devices, or the Ethernet cables
of emulated boards."""
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import threading
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000  # linux/if_tun.h
FRAME_MAX = 65536
DEADLINE = 30


class Tap:
    """A network device of this name, in the namespace where this is called."""

    def __init__(self, device):
        self.fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.fd, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI))

    def fileno(self):
        return self.fd

    def read(self):
        return os.read(self.fd, FRAME_MAX)

    def write(self, frame):
        os.write(self.fd, frame)

    def close(self):
        os.close(self.fd)


class Cable:
    """Two Unix sockets, as QEMU's dgram backend has them: frames come to `own` and go to `other`."""

    def __init__(self, own, other):
        self.other = other
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.sock.bind(own)
        self.netdev = f"dgram,id=net,local.type=unix,local.path={other},remote.type=unix,remote.path={own}"

    def fileno(self):
        return self.sock.fileno()

    def read(self):
        return self.sock.recv(FRAME_MAX)

    def write(self, frame):
        self.sock.sendto(frame, self.other)

    def close(self):
        self.sock.close()


class Switch:
    """`lost` and `doubled` are chances, `late_s` is the longest delay. At first nothing happens to the frames."""

    def __init__(self, seed):
        self.lost = self.doubled = self.late_s = 0
        self.chance, self.ports, self.due, self.count = random.Random(seed), [], [], 0
        self.frames = self.drops = self.doubles = 0
        self.wake, self.waker = os.pipe()
        self.is_over = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def add(self, port):
        self.ports.append(port)
        os.write(self.waker, b"x")
        return port

    def close(self):
        self.is_over = True
        os.write(self.waker, b"x")
        self.thread.join(DEADLINE)
        for port in self.ports:
            port.close()
        os.close(self.wake)
        os.close(self.waker)

    def run(self):
        while not self.is_over:
            wait = max(0, self.due[0][0] - time.monotonic()) if self.due else None
            for port in select.select([self.wake, *self.ports], [], [], wait)[0]:
                if port == self.wake:
                    os.read(self.wake, 1)
                else:
                    self.take(port)
            while self.due and self.due[0][0] <= time.monotonic():
                _, _, port, frame = heapq.heappop(self.due)
                self.give(port, frame)

    def take(self, source):
        """To all others: they drop what is not for them."""
        frame = source.read()
        self.frames += 1
        copies = 0 if self.chance.random() < self.lost else 2 if self.chance.random() < self.doubled else 1
        self.drops += copies == 0
        self.doubles += copies == 2
        for port in self.ports:
            for _ in range(copies if port != source else 0):
                self.count += 1
                heapq.heappush(self.due, (time.monotonic() + self.chance.random() * self.late_s, self.count, port, frame))

    @staticmethod
    def give(port, frame):
        try:
            port.write(frame)
        except OSError:
            pass  # nobody is there, or the other side is full: a switch drops such frames too
