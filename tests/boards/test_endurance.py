"""Endurance: test_endurance.py BOARD REQUESTS [SEED]

One session asks without pause; storms of connections come in between, of which some are reset in the middle of a reply, some
half closed, some read slowly, and some find the node busy. Every reply has to be what it was the first time, nobody may be left
without an answer, and at the end as much memory has to be free as after the warm-up, but for what the heap rounds. Prints the
round trips."""
import os
import random
import select
import socket
import struct
import sys
import tempfile
import time

import board_rig
from shell_session import PROMPT, Session

SERVED = rb"SERVER ADDR"
SESSIONS = 4  # LINK_SESSIONS of ports/lwip/link.h
PROMPT_BEGIN = b"node01" + PROMPT  # what a session begins with
BUSY = b"Connection is busy. Bye!\n"
# Asked in turn, and answered the same each time. The long ones are rare, as in life.
SHORT = ["hello", "version", "system heartbeat", "nonsense", "system ifmode", "system module", "light help", "servo help"]
LONG_EVERY = 60
LONG = ["help", "help >json", "conf", "dump", "noconf"]
STORM_EVERY = 100  # requests
STORM_LEAST, STORM_MOST = 5, 8  # connections
WARM_STORMS = 6
SLOW_HELPS = 3  # replies that a slow reader lets wait
SLOW_BYTES, SLOW_PAUSE_S = 512, 0.01
# lwIP's heap does not split what would leave less than 20 bytes (mem.c, mem_malloc), so each of the few blocks in use is up to 16
# bytes larger or smaller by chance; and it remembers four ended connections (TIME-WAIT) of 216 bytes for two minutes. A leak of eight bytes
# a connection would be more than this in the everyday run already.
NOISE_BYTES = 128 + 4 * 216
SETTLE_S = 150  # until what lwIP remembers of ended connections is forgotten
DEADLINE = 30
# CONNECTIONS of ports/lwip/connection.h: one more at the same moment is reset without a word. Two rows may still be closing.
ROWS = 8
LISTENS = "0A"  # state of a socket in /proc/net/tcp
ENDS = {"plain": b"hello\nexit\n", "half": b"hello\n", "reset": b"help\nhelp\n", "slow": b"help\n" * SLOW_HELPS + b"exit\n"}


def accepted_all(address):
    """Whether QEMU has taken every connection to this address: its queue holds two, and the kernel offers a third only once
    a second again. (/proc/net/tcp: of a socket that listens, the receive queue is how many wait.)"""
    host, port = address
    local = "".join(f"{int(part):02X}" for part in reversed(host.split("."))) + f":{port:04X}"
    with open("/proc/net/tcp", encoding="ascii") as file:
        for line in file:
            words = line.split()
            if words[1] == local and words[3] == LISTENS:
                return words[4].endswith(":00000000")
    return True


class Guest:
    """One connection of a storm, and how it behaves."""

    def __init__(self, address, kind, board_says):
        self.kind, self.says, self.heard = kind, board_says, b""
        self.socket = socket.create_connection(address, timeout=DEADLINE)
        while not accepted_all(address):
            pass
        self.next_read = time.monotonic()
        self.until = self.next_read + DEADLINE
        try:
            self.socket.sendall(ENDS[kind])
            if kind == "half":
                self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # turned away already: what was said before that is read all the same

    def read(self):
        """Reads what is there. True: it is over."""
        try:
            data = self.socket.recv(SLOW_BYTES if self.kind == "slow" else 65536)
        except ConnectionResetError:
            data = b""
        self.heard += data
        if self.kind == "slow":
            self.next_read = time.monotonic() + SLOW_PAUSE_S
        if self.kind == "reset" and data and not self.is_busy:
            self.reset()
            return True
        if not data:
            self.socket.close()
        return not data

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    @property
    def is_busy(self):
        return self.heard == BUSY

    def complaint(self):
        """What is wrong with what it heard, or None."""
        expected = {"plain": self.says["hello"] + self.says["exit"], "half": self.says["hello"],
                    "slow": self.says["help"] * SLOW_HELPS + self.says["exit"]}
        if self.is_busy or self.kind == "reset" and self.heard:
            return None
        if self.kind != "reset" and self.heard == PROMPT_BEGIN + expected[self.kind]:
            return None
        return f"a {self.kind} guest heard {len(self.heard)} bytes, at the end {self.heard[-200:]!r}"


class Soak:
    def __init__(self, board, random_):
        self.board, self.random = board, random_
        self.session = Session(board.address)
        self.replies, self.times = {}, []
        self.guests = self.turned_away = self.refused = self.storms = 0
        self.errors = []
        bye = self.board.say().encode().removeprefix(PROMPT_BEGIN)
        self.says = {"exit": bye}
        for word in ("hello", "help"):
            self.says[word] = self.board.say(word).encode().removeprefix(PROMPT_BEGIN).removesuffix(bye)

    # ---- one session ----

    def commands(self):
        number = 0
        while True:
            number += 1
            if number % LONG_EVERY:
                yield SHORT[number % len(SHORT)]
            else:
                yield from LONG

    def ask(self, command):
        begin = time.perf_counter()
        reply = self.session.say(command)
        self.times.append(time.perf_counter() - begin)
        if self.replies.setdefault(command, reply) != reply:
            self.errors.append(f"{command}: {reply!r} and not {self.replies[command]!r}")

    # ---- storms ----

    def storm(self):
        """Several connections at once, served until the last has ended."""
        self.alone()  # the end of a guest of the storm before may still be on its way, and its row be taken
        kinds = [self.random.choice(list(ENDS)) for _ in range(self.random.randint(STORM_LEAST, STORM_MOST))]
        guests = [Guest(self.board.address, kind, self.says) for kind in kinds]
        self.storms += 1
        self.guests += len(guests)
        while guests:
            now = time.monotonic()
            due = {g.socket: g for g in guests if g.next_read <= now}
            ready, _, _ = select.select(list(due), [], [], SLOW_PAUSE_S)
            for guest in (due[sock] for sock in ready):
                if guest.read():
                    guests.remove(guest)
                    self.judge(guest, len(kinds) + 1 >= ROWS - 1)
            for guest in [g for g in guests if g.until < now]:
                guests.remove(guest)
                self.errors.append(f"a {guest.kind} guest waited {DEADLINE} s; heard {guest.heard!r}")
                guest.reset()

    def judge(self, guest, is_full):
        complaint = guest.complaint()
        if is_full and not guest.heard:
            self.refused += 1
        elif complaint:
            self.errors.append(complaint)
        self.turned_away += guest.is_busy

    # ---- memory ----

    def memory(self):
        return int(self.session.say("system memfree").rsplit(":", 1)[1])

    def alone(self):
        """Waits until this session is the only one."""
        until = time.monotonic() + DEADLINE
        while self.session.say("system sessions").strip() != "1" and time.monotonic() < until:
            pass

    def settled_memory(self, wanted=0):
        """Free memory, once nobody else is there and lwIP has forgotten who was; at least so much, if that is to be had."""
        self.alone()
        until = time.monotonic() + SETTLE_S
        best = self.memory()
        while best < wanted - NOISE_BYTES and time.monotonic() < until:
            select.select([], [], [], 0.25)
            best = max(best, self.memory())
        return best

    def run(self, count):
        commands = self.commands()
        done = 0
        while done < count and not self.errors:
            for _ in range(min(STORM_EVERY, count - done)):
                self.ask(next(commands))
                done += 1
            self.storm()
        return done

    def warm_up(self):
        self.run(WARM_STORMS * STORM_EVERY)
        before = self.settled_memory()
        self.times, self.guests, self.turned_away, self.refused, self.storms = [], 0, 0, 0, 0
        return before

    def report(self, seconds):
        times = sorted(self.times)
        p50, p99 = (1000 * times[len(times) * percent // 100] for percent in (50, 99))
        print(f"{self.board.kind.name}: {len(times)} requests in {seconds:.0f} s, p50 {p50:.2f} ms, p99 {p99:.2f} ms, max "
              f"{1000 * times[-1]:.1f} ms; {self.storms} storms of {self.guests} connections, {self.turned_away} told busy, "
              f"{self.refused} refused past the {ROWS}th; {len(self.errors)} errors")


def soak(board, count, random_):
    board.uart.wait(SERVED)
    proof = Soak(board, random_)
    before = proof.warm_up()
    begin = time.monotonic()
    proof.run(count)
    seconds = time.monotonic() - begin
    after = proof.settled_memory(before)
    if proof.times:
        proof.report(seconds)
    print(f"{board.kind.name}: free memory after the warm-up {before}, at the end {after}")
    for error in proof.errors[:10]:
        print(error)
    return 1 if proof.errors or before - after > NOISE_BYTES else 0


def main():
    kind, count = board_rig.kind_of(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    board_rig.skip_unless(kind.name)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="micros-soak-") as folder:
        with board_rig.start(kind, os.path.join(folder, "board.flash")) as board:
            try:
                return soak(board, count, random.Random(seed))
            except ConnectionError as e:
                print(f"{kind.name}: {e}; its serial line:\n{bytes(board.uart.raw[-2000:]).decode(errors='replace')}")
                return 1


if __name__ == "__main__":
    sys.exit(main())
