"""Strangers, guesses and web pages at a board: board_strangers.py BOARD

Whoever has not given the password gives way; hello is prompt while passwords are looked at; a browser's request is not obeyed."""
import concurrent.futures
import os
import socket
import sys
import tempfile
import threading
import time

import board_rig
from shell_session import Session, visitor

PASSWORD = "correct horse-battery9"
OWNERS = 12
PROMPT = 10  # so many times faster than a password is looked at
SEATS = 4
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n\r\nconf\r\nappwd taken-over-1\r\n"
OTHERS = (POST, b"GET /\r\nconf\r\n", b"\x16\x03\x01\x02\x00\x01", b"SSH-2.0-x\r\nconf\r\n", b"*1\r\n$4\r\nconf\r\n", b"\x05\x01\x00")


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def rest(sock):
    """All up to the end."""
    heard = b""
    try:
        while data := sock.recv(65536):
            heard += data
    except ConnectionResetError:
        pass
    return heard


def web_pages(board):
    for data in OTHERS:
        for piece in (len(data), 1):
            with socket.create_connection(board.address, timeout=board_rig.DEADLINE) as sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    for at in range(0, len(data), piece):
                        sock.sendall(data[at:at + piece])
                except (BrokenPipeError, ConnectionResetError):
                    pass
                if data[:1] != b"*" or piece > 1:
                    expect(b"configure" not in rest(sock), f"{data!r} was obeyed")
    with visitor(board.address) as session:
        session.say("conf")
        expect(session.say("appwd") == "********\n" and session.greeting is not None, "no settings")


def hold(address, stop):
    """Holds sessions and says hello, again and again."""
    socks = []
    while not stop.is_set():
        try:
            sock = socket.create_connection(address, timeout=2)
            sock.sendall(b"hello\n")
            socks.append(sock)
        except OSError:
            pass
        if len(socks) > 6:
            socks.pop(0).close()
    for sock in socks:
        sock.close()


def owner(address):
    """True: logged in and answered."""
    with socket.create_connection(address, timeout=board_rig.DEADLINE) as sock:
        sock.sendall(PASSWORD.encode() + b"\nhello\n")
        heard = b""
        try:
            while b"hello:" not in heard:
                data = sock.recv(4096)
                if not data:
                    return False
                heard += data
        except OSError:
            return False
        return b"AuthOk" in heard


def strangers(board):
    stop = threading.Event()
    thread = threading.Thread(target=hold, args=(board.address, stop))
    thread.start()
    try:
        tries = 0
        for _ in range(OWNERS):
            began = time.monotonic()
            while not owner(board.address):
                tries += 1
                expect(time.monotonic() - began < 30, "an owner was kept out")
    finally:
        stop.set()
        thread.join()
    return tries


def log_in(address):
    """A session that is in. Until the password is given, it may be sent away."""
    end = time.monotonic() + board_rig.DEADLINE
    while True:
        session = visitor(address)
        try:
            expect(session.say(PASSWORD) == "AuthOk\n", "the password was not taken")
            return session
        except ConnectionError:
            expect(time.monotonic() < end, "an owner was kept out")


def kept_place(board):
    """More owners than there are seats: whoever comes last is in, and the quietest gives way."""
    inside = []
    for _ in range(SEATS + 2):
        inside.append(log_in(board.address))
        said = [session for session in inside if is_there(session)]
        expect(inside[-1] in said and len(said) < SEATS, f"{len(said)} sessions are in")
        inside = said
    for session in inside:
        session.close()


def is_there(session):
    try:
        return session.say("hello").startswith("hello:")
    except (OSError, EOFError, AssertionError):
        return False


def guess(address):
    """Is a wrong password looked at to the end? A stranger may be sent away before."""
    try:
        with Session(address) as session:
            session.send("a wrong password")
            return b"AuthFailed" in rest(session.socket)
    except ConnectionError:
        return False


def guesses(board):
    """How long hello takes while a password is looked at, how long that takes, both in ms, and how many times."""
    end = time.monotonic() + board_rig.DEADLINE
    with log_in(board.address) as session, concurrent.futures.ThreadPoolExecutor() as pool:
        while True:
            times, first = [], time.monotonic()
            looked_at = pool.submit(guess, board.address)
            while not looked_at.done():
                began = time.monotonic()
                expect(session.say("hello").startswith("hello:"), "no hello")
                times.append((time.monotonic() - began) * 1000)
            if looked_at.result():
                return sorted(times)[len(times) * 95 // 100], (time.monotonic() - first) * 1000, len(times)
            expect(time.monotonic() < end, "no guess was looked at")


def main():
    board_rig.skip_unless(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="micros-board-strangers-") as folder:
        with board_rig.start(sys.argv[1], os.path.join(folder, "flash")) as board:
            board.wait_ready()
            web_pages(board)
            with visitor(board.address) as session:
                session.say("conf")
                expect(session.say("appwd " + PASSWORD) == "Saved\n", "the password was not taken")
            tries = strangers(board)
            kept_place(board)
            most, whole, count = guesses(board)
            expect(most * PROMPT < whole, f"hello took {most:.0f} ms, {count} times, of {whole:.0f} ms for a password")
            print(f"{sys.argv[1]}: other protocols end; {OWNERS} owners got in, {tries} tries more; hello within {most:.1f} ms, "
                  f"{count} times in the {whole:.0f} ms in which a wrong password was looked at")


if __name__ == "__main__":
    main()
