"""Programs that can be made to speak to a trusted address: a browser's request, other protocols, whole or byte by byte."""
import select
import time

from support import PROMPT, Link, NodeTest, main

PASSWORD = "correct horse-battery9"
BODY = b"conf\r\nappwd taken-over-1\r\nnoconf\r\nsystem reboot\r\n"
HEAD = b" HTTP/1.1\r\nHost: 127.0.0.1:9008\r\nOrigin: https://evil.example\r\nContent-Type: text/plain\r\nContent-Length: 50\r\n\r\n"
REQUESTS = {
    "form posted as text": b"POST /" + HEAD + BODY,
    "get": b"GET /conf" + HEAD + BODY,
    "get without a version": b"GET /\r\n" + BODY,
    "method that is not known": b"FROBNICATE /x" + HEAD + BODY,
    "method in small letters": b"post /x" + HEAD + BODY,
    "options": b"OPTIONS *" + HEAD + BODY,
    "whole address": b"POST http://127.0.0.1:9008/" + HEAD + BODY,
    "tunnel": b"CONNECT 127.0.0.1:9008" + HEAD + BODY,
    "long target": b"POST /" + b"a" * 3000 + HEAD + BODY,
    "long whole address": b"POST http://" + b"a" * 3000 + HEAD + BODY,
    "http/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + BODY,
    "web socket": b"GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + BODY,
    "answer of a server": b"HTTP/1.1 200 OK\r\n\r\n" + BODY,
    "rtsp": b"DESCRIBE rtsp://127.0.0.1:9008/x RTSP/1.0\r\nCSeq: 1\r\n\r\n" + BODY,
    "sip": b"OPTIONS sip:127.0.0.1:9008 SIP/2.0\r\n\r\n" + BODY,
    "shoutcast": b"SOURCE /stream ICE/1.0\r\n\r\n" + BODY,
    "ssh": b"SSH-2.0-OpenSSH_9.2p1\r\n" + BODY,
    "tls": b"\x16\x03\x01\x02\x00\x01\x00" + BODY,
    "tls with a line end in it": b"\x16\x03\x01\r\n" + BODY,
    "socks 4": b"\x04\x01\x23\x30\x7f\x00\x00\x01\x00" + BODY,
    "socks 5": b"\x05\x01\x00" + BODY,
    "turn, of a browser": b"\x00\x03\x00\x08\x21\x12\xa4\x42" + BODY,
    "proxy, version 2": b"\r\n\r\n\x00\r\nQUIT\n" + BODY,
    "bytes of no text": b"\xc3\x28\r\n" + BODY,
}
# Attackers choose what stands behind the first line of these; their clients do not wait for a prompt.
UNLOCKED = {
    "redis": b"*2\r\n$3\r\nSET\r\n" + BODY,
    "redis in line": b"PING\r\n" + BODY,
    "smtp": b"EHLO evil.example\r\nMAIL FROM:<a@b>\r\n" + BODY,
    "ftp": b"USER anonymous\r\nPASS x\r\n" + BODY,
    "memcached": b"set key 0 0 50\r\n" + BODY,
    "dict of curl": b"CLIENT libcurl 7.88\r\n" + BODY,
    "header lines": b"Host: 127.0.0.1\r\n" + BODY,
    "syslog": b"<13>May 1 00:00:00 host app: x\n" + BODY,
    "radio": b"ICY 200 OK\r\nicy-name: x\r\n" + BODY,
    "json": b'{"id": 1, "method": "x"}\n' + BODY,
    "xml": b'<?xml version="1.0"?>\n' + BODY,
}


class Case(NodeTest):
    def attack(self, node, data, piece=None):
        """Everything the node says to it, up to the end, which the node has to bring about at once."""
        with Link(node.address) as link:
            began = time.monotonic()
            try:
                for at in range(0, len(data), piece or len(data)):
                    link.send(data[at:at + (piece or len(data))])
                    if piece and select.select([link.sock], [], [], 0.001)[0] and link.got.endswith(b"Bye!\n"):
                        break
            except (BrokenPipeError, ConnectionResetError):
                pass
            try:
                said = link.rest()
            except ConnectionResetError:
                said = b""
            self.assertLess(time.monotonic() - began, 20)
            return said

    def assert_untouched(self, node):
        with node.link() as link:
            self.assertEqual(link.ask("system sessions"), "1\n", "it has left a session")
            link.ask("conf")
            self.assertEqual(link.ask("devfid"), "node01\n")
        self.assertNotIn("set appwd", node.log.text())
        self.assertNotIn("[loader][main mode]", node.log.text().split("SERVER ADDR")[-1], "it has rebooted the node")


class WithoutPassword(Case):
    def test_nothing_of_it_is_obeyed(self):
        node = self.node("--log", "info")
        for name, data in {**REQUESTS, **UNLOCKED}.items():
            with self.subTest(name):
                said = self.attack(node, data)
                self.assertNotIn(b"configure", said)
                self.assert_untouched(node)

    def test_nothing_of_it_is_obeyed_byte_by_byte(self):
        node = self.node("--log", "info")
        for name in ("form posted as text", "get without a version", "http/2", "tls", "ssh", "tunnel", "rtsp", "whole address"):
            with self.subTest(name):
                said = self.attack(node, REQUESTS[name], piece=1)
                self.assertNotIn(b"configure", said)
                self.assert_untouched(node)

    def test_nor_where_the_shell_is_open_to_all(self):
        node = self.node("--log", "info", "--set", "auth=false")
        for name in ("form posted as text", "tls"):
            with self.subTest(name):
                self.assertNotIn(b"configure", self.attack(node, REQUESTS[name]))
                self.assert_untouched(node)

    def test_words_that_are_ours_stay_ours(self):
        node = self.node()
        for first in ("hello", "version", "get value", "post value", "GET", "GET x", "OPTIONS", "SSH", "head x >json", "a / b"):
            with self.subTest(first), node.link() as link:
                link.ask(first)
                self.assertTrue(link.ask("hello").startswith("hello:"))
                self.assertIn("no module named", link.ask("GET / HTTP/1.1"), "only the beginning tells")

    def test_a_client_without_newlines_that_speaks_in_capitals_is_heard(self):
        node = self.node()
        with node.link() as link:
            link.send("HELP")
            self.assertIn(b"Shell: for hints type help", link.until(PROMPT))
            link.send("hello")
            self.assertTrue(link.until(PROMPT).startswith(b"hello:"))


class WithPassword(Case):
    def test_it_is_no_password_and_locks_nobody_out(self):
        node = self.node("--log", "info")
        self.assertEqual(node.set("appwd", PASSWORD), "Saved\n")
        for name, data in REQUESTS.items():
            with self.subTest(name):
                self.assertNotIn(b"AuthFailed", self.attack(node, data))
        for name in ("form posted as text", "tls", "ssh"):
            with self.subTest(name + ", byte by byte"):
                self.assertNotIn(b"AuthFailed", self.attack(node, REQUESTS[name], piece=1))
        with node.link() as link:
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
        self.assertNotIn("wrong password", node.log.text())

    def test_what_looks_so_cannot_become_the_password(self):
        node = self.node()
        for bad in ("GET /x HTTP/1.1", "PRI * HTTP/2.0", "SSH-2.0-secret", "hello >json", "version >json", "auth scram n,,n=,r=x"):
            with self.subTest(bad):
                self.assertRegex(node.set("appwd", bad), "something else than a password|8 to 63 bytes")


if __name__ == "__main__":
    main()
