"""A node for tests: one TCP server in a thread that speaks the shell protocol, with faults to order."""
import socket
import threading

UID = "0x500x20x910x680xc0xf7"
BUSY = b"Connection is busy. Bye!\n"

UNKNOWN = "execute_LM_function LM_outcome->on: no module named 'LM_outcome'\n"

HELP = """[MICROS]   - commands (SocketServer built-in)
   hello   - default hello msg - identify device
   version - shows micrOS version
   exit    - exit from shell socket prompt
   reboot  - system safe reboot
   webrepl - start web repl for file transfers - update
[CONF] Configure mode (InterpreterShell built-in):
  conf       - Enter conf mode
    dump       - Dump all data
    key        - Get value
    key value  - Set value
  noconf     - Exit conf mode
[EXEC] Command mode (LMs):
   system
         info
         heartbeat
   light
        rgb
        toggle
"""

DUMP = """  stapwd    :        <your_wifi_password>
  devfid    :        slim01
  socport   :        9008
"""


class FakeNode:
    """Listens on an ephemeral port of `host`; `mode` names a fault, see the methods."""

    def __init__(self, name="slim01", uid=UID, mode="", password=None, host="127.0.0.1", port=0,
                 blanks=2, notice="", replies=None, cut=0, open_words=("hello", "version", "help")):
        self.name, self.uid, self.mode, self.password = name, uid, mode, password
        self.blanks, self.notice, self.cut = blanks, notice, cut
        self.open_words = open_words  # answered without the password
        self.replies = {
            "hello": lambda: f"hello:{self.name}:{self.uid}\n",
            "version": "0.7.2-0\n",
            "help": HELP,
            "dump": DUMP,
            "system info": "CPU[Hz]: 160000000\nGC MemFree[byte]: 5552\n",
            "system memfree": "CPU[Hz]: 160000000\nGC MemFree[byte]: 5552\n",
            "system heartbeat": "<3 heartbeat <3\n",
            "system >json": "SHELL: type help for single word commands (built-in)\n",
            "nolm foo": "execute_LM_function LM_nolm->foo: no module named 'LM_nolm'\n",
            "bad >json": '{"error": "out of range", "at": "percent"}\n',
            "good >json": '{"value": {"error": 1}, "list": [1, 2]}\n',
            "gpio RGB(0,0,0)": "SET RGB\n",
            "empty": "\n",
        }
        self.replies.update(replies or {})
        self.commands = []  # every line received, in order
        self.closed_by = []  # how each session ended
        self.connected = 0
        self.change = threading.Condition()
        self.stop_event = threading.Event()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind((host, port))
        self.server.listen(64)
        self.host, self.port = self.server.getsockname()[:2]
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    @property
    def ip(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stop_event.set()
        try:
            self.server.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.server.close()

    def _accept(self):
        while not self.stop_event.is_set():
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.change:
                self.connected += 1
                self.change.notify_all()
            threading.Thread(target=self._guarded, args=(peer,), daemon=True).start()

    def wait_for_connections(self, n):
        with self.change:
            if not self.change.wait_for(lambda: self.connected >= n, 60):
                raise AssertionError(f"{self.connected} connections, not {n}")

    def _guarded(self, peer):
        with peer:
            try:
                self._serve(peer)
                self.closed_by.append("node")
            except OSError as error:
                self.closed_by.append(type(error).__name__)

    def _send(self, peer, data):
        if self.mode == "drip":
            for i in range(len(data)):
                peer.sendall(data[i:i + 1])
                self.stop_event.wait(0.002)
        elif self.cut:
            for i in range(0, len(data), self.cut):
                peer.sendall(data[i:i + self.cut])
        else:
            peer.sendall(data)

    def _prompt(self, state):
        tags = ("[password] " if state["locked"] else "") + ("[configure] " if state["conf"] else "")
        return f"{tags}{self.name} $ {' ' * (self.blanks - 1)}"

    def _fault(self, peer):
        """Carries out the faults that need no conversation. True if the session is over."""
        if self.mode == "silent":
            self.stop_event.wait()
        elif self.mode == "busy":
            peer.sendall(BUSY)
        elif self.mode == "garbage":
            peer.sendall(bytes(range(256)) * 64)
            self.stop_event.wait()
        elif self.mode == "close":
            pass
        elif self.mode == "endless-drip":
            while not self.stop_event.wait(0.01):
                peer.sendall(b".")
        else:
            return False
        return True

    def _serve(self, peer):
        state = {"locked": self.password is not None, "conf": False}
        if self._fault(peer):
            return
        self._send(peer, (self.notice + self._prompt(state)).encode())
        pending = b""
        while True:
            data = peer.recv(512)
            if not data:
                self.closed_by.append("client")
                return
            pending += data
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                if not self._answer(peer, state, line.decode("utf-8", "replace").strip()):
                    return

    def _answer(self, peer, state, line):
        """Answers one line. False when the session is over."""
        if line == "outcome on" and not state["locked"]:  # the library's own: an older node does not know it
            self._send(peer, (UNKNOWN + self._prompt(state)).encode())
            return True
        self.commands.append(line)
        if line == "exit" and not state["locked"]:
            self._send(peer, b"Bye!\n")
            return False
        if line.split()[:1] == ["hello"]:
            line = "hello"  # whatever stands behind it, as the original's successor does
        if state["locked"] and line not in self.open_words:
            if line != self.password:
                self._send(peer, f"AuthFailed\nBye!\n{self._prompt(state)}Bye!\n".encode())
                return False
            state["locked"] = False
            self._send(peer, f"AuthOk\n{self._prompt(state)}".encode())
            return True
        if self.mode == "mute":
            self.stop_event.wait()
        if self.mode == "half":
            self._send(peer, b"half an ans")
            return False
        if self.mode == "huge":
            for _ in range(40):
                peer.sendall(b"x" * 65536)
            return False
        self._send(peer, (self._text(state, line) + self._prompt(state)).encode())
        if self.mode == "leaves" and line != "hello":
            self.stop_event.wait(0.2)
            return False
        return True

    def _text(self, state, line):
        if line in ("conf", "configure"):
            state["conf"] = True
            return ""
        if line in ("noconf", "noconfigure"):
            state["conf"] = False
            return ""
        if line.startswith("devfid ") and state["conf"]:
            self.name = line.split(None, 1)[1]
            return "Saved\n"
        line = "help" if line == "help all" else line  # the original reads the first word only
        reply = self.replies.get(line, f"[HA] system recovery ...\n[HA] gc-collect-memfree: 1\n" if line else "")
        return reply() if callable(reply) else reply


if __name__ == "__main__":
    import sys
    node = FakeNode(mode=sys.argv[1] if len(sys.argv) > 1 else "")
    print(node.ip, flush=True)
    node.thread.join()
