"""Nothing that steers a terminal comes out of a node: not in answers of modules, nor of other nodes, nor in its log."""
import base64
import binascii
import contextlib
import socket
import threading

from support import NodeTest, main

UNSEEN = ("\x1b", "\x07", "\x08", "\x7f", "\x9b", "\x85", "\u061c", "\u200b", "\u200f", "\u202e", "\u2066", "\u2028", "\ufeff", "\U000e0041")
HOSTILE = "evil" + "".join(UNSEEN) + "live"
RAW = HOSTILE.encode() + b"\x9b31m\xff"


def steering(text):
    return sorted({hex(ord(c)) for c in text if c in UNSEEN or "\x80" <= c <= "\x9f"})


def lua_string(data):
    return '"' + "".join(f"\\{byte:03d}" for byte in data) + '"'


class Visible(NodeTest):
    def send_module(self, node, name, text):
        data = text.encode()
        with node.link() as link:
            for at in range(0, len(data), 300):
                link.ask(f"module put LM_{name}.lua {at} {base64.b64encode(data[at:at + 300]).decode()}")
            return link.ask(f"module commit LM_{name}.lua {len(data)} {binascii.crc32(data):08x}")

    def assert_clean(self, said, shown="evil"):
        self.assertEqual([], steering(said), said)
        self.assertIn(shown, said)

    def test_a_command_that_holds_them_is_refused(self):
        node = self.node()
        for character in UNSEEN:
            if character in "\x08\x7f":
                continue  # the keys that take back what was typed
            with self.subTest(hex(ord(character))), node.link() as link:
                link.ask("hello")  # first bytes that are no text end the connection
                said = link.ask(f"light {character} toggle")
                self.assertIn("nothing was done", said)
                self.assertEqual([], steering(said))

    def test_a_module_in_lua(self):
        node = self.node("--log", "debug")
        evil = lua_string(RAW)
        said = self.send_module(node, "evil", f"""return {{
  help = {evil},
  verbs = {{
    text = {{ help = {evil}, run = function() return {evil} end }},
    list = {{ help = "x", run = function() return {{ {evil}, {evil} }} end }},
    map = {{ help = "x", run = function() return {{ a = {evil} }} end }},
    key = {{ help = "x", run = function() return {{ [{evil}] = 1 }} end }},
    row = {{ help = "x", out = {{ {{ "a", "text" }} }}, run = function() return {{ a = {evil} }} end }},
    bad = {{ help = "x", run = function() error({evil}) end }},
    note = {{ help = "x", run = function() log({evil}) return "evil" end }},
  }},
}}
""")
        self.assertIn("LM_evil.lua", said)
        self.assertEqual([], steering(said))
        for verb in ("text", "list", "map", "key", "row", "bad", "note", "help"):
            for tail in ("", " >json"):
                with self.subTest(verb, tail=tail):
                    said = node.ask(f"evil {verb}{tail}")
                    self.assertEqual([], steering(said), said)
                    self.assertTrue("evil" in said or verb in ("key", "help"), said)
        for line in ("help", "help >json", "module list", "module show evil", "system log"):
            self.assertEqual([], steering(node.ask(line)), line)
        node.log.wait("evil.*live")
        self.assertEqual([], steering(node.log.text()))

    def test_another_node(self):
        server = socket.create_server(("127.0.0.2", 0))
        self.addCleanup(server.close)

        def serve():
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer, contextlib.suppress(ConnectionError):
                    peer.sendall(b"other $  ")
                    pending = b""
                    while (data := peer.recv(512)):
                        pending += data
                        while b"\n" in pending:
                            line, pending = pending.split(b"\n", 1)
                            name = b"hello:other:0x1\n" if line == b"hello" else RAW + b"\n"
                            peer.sendall(name + b"other $  ")

        threading.Thread(target=serve, daemon=True).start()
        node = self.node("--log", "debug", "--set", f"socport={server.getsockname()[1]}")
        said = node.ask('intercon sendcmd "light toggle" host=127.0.0.2')
        self.assert_clean(said)
        self.assertEqual([], steering(node.log.text()))


if __name__ == "__main__":
    main()
