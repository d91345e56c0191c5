"""A session with a board's shell: say() one command, have its reply without the prompt."""
import socket
import time

DEADLINE = 30  # seconds
PROMPT = b" $  "


class Session:
    def __init__(self, address, deadline=DEADLINE):
        self.socket = socket.create_connection(address, timeout=deadline)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.greeting = self.read_reply()

    def read_reply(self):
        heard = b""
        while not heard.endswith(PROMPT):
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError(f"the session ended after {heard!r}")
            heard += data
        return heard[:heard.rfind(b"\n") + 1].decode()

    def send(self, command):
        self.socket.sendall(command.encode() + b"\n")

    def say(self, command):
        self.send(command)
        return self.read_reply()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def visitor(address):
    """A session, as soon as one is free: a board notices in its own time who has left, and until then may send newcomers away."""
    end = time.monotonic() + DEADLINE
    while True:
        try:
            return Session(address)
        except ConnectionError:
            if time.monotonic() > end:
                raise
