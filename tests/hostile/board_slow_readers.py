"""Clients of a board that ask for much and never read: board_slow_readers.py BOARD

What they do not take waits for them, and nobody else's answer waits. Whoever reads slowly has all of it in the end."""
import os
import socket
import statistics
import sys
import tempfile
import time

import board_rig
from shell_session import PROMPT, Session, visitor

ASKED, STUCK = 60, 3
LOOKS = 60


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def stuck(address, command):
    """A client that asks again and again and never reads."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.connect(address)
    sock.setblocking(False)
    try:
        sock.send(command * ASKED)
    except BlockingIOError:
        pass
    return sock


def hello_ms(address):
    """How long hello takes, as a rule and at the most: other work on this machine may hold up the emulator now and then."""
    times = []
    with visitor(address) as session:
        for _ in range(LOOKS):
            began = time.monotonic()
            expect(session.say("hello").startswith("hello:"), "no hello")
            times.append((time.monotonic() - began) * 1000)
    return statistics.median(times), max(times)


def slow_but_whole(address):
    """A client that reads in small pieces has every byte of every answer. How many there are, and how many ms they take whoever
    reads at once."""
    with Session(address) as session:
        began = time.monotonic()
        whole = session.say("help >json").encode()
        whole_ms = (time.monotonic() - began) * 1000
    with socket.create_connection(address, timeout=board_rig.DEADLINE) as sock:
        sock.sendall(b"help >json\n" * 3)
        heard = b""
        while heard.count(PROMPT) < 4:  # the greeting is one
            data = sock.recv(700)
            expect(data, f"the session ended after {len(heard)} bytes")
            heard += data
    expect(heard.count(whole) == 3, f"{len(heard)} bytes are not three times the same answer of {len(whole)}")
    return len(whole), whole_ms


def main():
    board_rig.skip_unless(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="micros-board-slow-") as folder:
        with board_rig.start(sys.argv[1], os.path.join(folder, "flash")) as board:
            board.wait_ready()
            size, whole_ms = slow_but_whole(board.address)
            links = [stuck(board.address, b"help >json\n") for _ in range(STUCK)]
            usual, longest = hello_ms(board.address)
            for link in links:
                link.close()
            expect(usual < whole_ms, f"hello took {usual:.0f} ms, an answer that is read {whole_ms:.0f}")
            print(f"{sys.argv[1]}: {STUCK} that ask for {size} bytes {ASKED} times and do not read: hello takes {usual:.0f} ms, "
                  f"{longest:.0f} at the most; an answer that is read takes {whole_ms:.0f}")


if __name__ == "__main__":
    main()
