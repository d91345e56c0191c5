"""Somebody else answers: another device after DHCP has given addresses anew, or a stranger that wants the password. Each
way of the toolkit has to notice before it says anything, and what a stranger records must not hold the password."""
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import threading

from support import DEADLINE, Link, Node, NodeTest, loopback_address, free_port, main

MICROS = os.environ["MICROS_BIN"]
OLD = os.path.join(os.path.dirname(MICROS), "devToolKit")
PASSWORD = "open sesame 7"
SECRET = "light rgb 11 22 33"  # a command that no stranger is to hear
OTHER_DEVICE, NOT_PROVEN, PLAIN_REFUSED, REFUSED, MUST_WAIT = 9, 10, 11, 5, 12
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")


def derived(salt, rounds):
    """All that RFC 5802 derives from the password."""
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, rounds)
    client = hmac.digest(salted, b"Client Key", "sha256")
    return [salted, client, hashlib.sha256(client).digest(), hmac.digest(salted, b"Server Key", "sha256")]


class Stranger:
    """Pretends to be a node, with its name and UID, and records every byte. `answer` says what comes back for a line;
    None ends the conversation."""

    def __init__(self, uid, answer, name="lampA", prompt="[password] {} $  ", address=("127.0.0.1", 0)):
        self.uid, self.answer, self.prompt = uid, answer, prompt.format(name).encode()
        self.hello, self.name = f"hello:{name}:{uid}\n".encode(), name
        self.heard = b""
        self.server = socket.create_server(address)
        self.ip = "{}:{}".format(*self.server.getsockname())
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def talk(self, peer):
        with peer:
            peer.sendall(self.prompt)
            file = peer.makefile("rb")
            for line in file:
                self.heard += line
                said = self.say(line.decode("utf-8", "replace").rstrip("\n"))
                if said is None:
                    peer.sendall(b"AuthFailed\nBye!\n")
                    return
                peer.sendall(said if said.endswith(b"$  ") else said + self.prompt)

    def say(self, line):
        if line == "hello":
            return self.hello
        if line == "exit":
            return None
        return self.answer(self, line)

    def close(self):
        self.server.close()

    def forms(self):
        """What must never be in what it heard: the password, and what SCRAM derives, in every writing."""
        yield PASSWORD.encode()
        for salt, rounds in ((SALT, 4096), (SALT, 1), (SALT, 1000)):
            for key in derived(salt, rounds):
                yield from (key, base64.b64encode(key), key.hex().encode(), key.hex().upper().encode())


def locked_and_old(_, line):
    """As the successor does: hello alone is free, and every other word is a password."""
    return _.hello if line.split()[0] == "hello" else None


def claims_scram(offer, final=b"AuthOk\nv=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=\nlampA $  "):
    def answer(stranger, line):
        if line == "hello >json":
            return json.dumps({"devfid": stranger.name, "hwuid": stranger.uid, "login": "scram"}).encode() + b"\n"
        if line.startswith("auth scram n,,"):
            return offer.replace("NONCE", line.split("r=")[1]).encode() + b"\n"
        return final if line.startswith("auth scram c=") else b"ON\n"
    return answer


class Impostor(NodeTest):
    def setUp(self):
        super().setUp()
        self.cache = self.path("cache.json")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("MICROS_", "XDG_"))}
        self.env.update(HOME=self.folder, XDG_STATE_HOME=self.path("state"), MICROS_CACHE=self.cache, LC_ALL="C.UTF-8",
                        MICROS_PASSWORD=PASSWORD, MICROS_NETWORK="127.0.0.1/32")

    def tool(self, *args, code=0, given=b"", program=MICROS, **env):
        done = subprocess.run([program, *args], input=given, capture_output=True, timeout=60, check=False,
                              env={**self.env, **env}, start_new_session=True)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout.decode()}\n{done.stderr.decode()}")
        return done.stdout.decode() + done.stderr.decode()

    def remember(self, name, uid, address, *more):
        known = {}
        if os.path.exists(self.cache):
            with open(self.cache, encoding="utf-8") as file:
                known = json.load(file)
        known[uid] = [address, "n/a", name, *more]
        with open(self.cache, "w", encoding="utf-8") as file:
            json.dump(known, file)

    def entry(self, uid):
        with open(self.cache, encoding="utf-8") as file:
            return json.load(file)[uid]

    def locked(self, name, address, *options):
        return self.node("--log", "info", f"--set=devfid={name}", f"--set=appwd={PASSWORD}", *options, root=self.path(name),
                         listen="{}:{}".format(*address))

    def uid(self, node):
        return re.search(r"hello:[^:]*:(\S+)", node.ask("hello"))[1]

    def stranger(self, uid, answer, **how):
        stranger = Stranger(uid, answer, **how)
        self.addCleanup(stranger.close)
        return stranger


class SwappedAddresses(Impostor):
    """Two real nodes swap their addresses."""

    def setUp(self):
        super().setUp()
        one, two = loopback_address(), loopback_address()
        port = free_port(one)
        self.places = [(one, port), (two, port)]
        self.start(self.places)
        for node, name in zip(self.nodes, ("lampA", "boilerB")):
            self.remember(name, self.uid(node), "{}:{}".format(*node.address))
        self.uids = [self.uid(node) for node in self.nodes]
        self.assertNotEqual(*self.uids)

    def start(self, places):
        self.nodes = [Node(self.path(name), "--log", "info", f"--set=devfid={name}", f"--set=appwd={PASSWORD}",
                           listen="{}:{}".format(*place)) for name, place in zip(("lampA", "boilerB"), places)]
        for node in self.nodes:
            self.addCleanup(lambda node=node: node.is_alive() and node.terminate())

    def swap(self):
        for node in self.nodes:
            node.terminate()
        self.start(self.places[::-1])

    def test_no_verb_says_anything_to_the_other_device(self):
        self.tool("run", "--dev", "lampA", "light toggle True")
        self.swap()
        lines = [self.path("x.lua")]
        with open(lines[0], "w", encoding="utf-8") as file:
            file.write("return {}\n")
        for *verb, given in (("run", "--dev", "lampA", SECRET, b""), ("run", "--dev", "lampA", "hello", b""),
                             ("connect", "lampA", SECRET.encode() + b"\n"), ("status", "lampA", b""),
                             ("version", "lampA", b""), ("module", "list", "--dev", "lampA", b""),
                             ("module", "show", "x", "--dev", "lampA", b""), ("module", "remove", "x", "--dev", "lampA", b"")):
            said = self.tool(*verb, code=OTHER_DEVICE, given=given)
            if verb[0] != "status":
                self.assertIn("another device answers", said, verb)
        for flags in (("-c", "-p", f"--dev lampA {SECRET}"), ("-c", "-p", "--dev lampA")):
            self.tool(*flags, program=OLD, code=OTHER_DEVICE, given=SECRET.encode() + b"\n")
        both = self.tool("run", "--all", SECRET, "--json", code=OTHER_DEVICE)
        self.assertEqual(both.count('"code"'), 2)
        for node in self.nodes:
            self.assertIsNone(node.log.find("logged in|password"), node.log.text())
            self.assertNotIn("11", node.ask(PASSWORD, "light status"))

    def test_a_device_that_moved_is_found_by_its_uid(self):
        self.swap()
        everywhere = "{}/32 {}/32".format(*(place[0] for place in self.places))
        said = self.tool("run", "--dev", "lampA", "light toggle True", "--port", str(self.places[0][1]), MICROS_NETWORK=everywhere)
        self.assertIn("lampA is at {}:{} now".format(*self.places[1]), said)
        self.assertTrue(said.startswith("ON\n"), said)
        for node, uid in zip(self.nodes, self.uids):
            self.assertEqual(self.entry(uid)[0].split(":")[0], node.address[0])
        lamp, boiler = self.nodes
        self.assertTrue(lamp.log.find("logged in"))
        self.assertIsNone(boiler.log.find("logged in|password"))


class Strangers(Impostor):
    def expect_nothing_told(self, stranger, *also):
        for form in (*stranger.forms(), SECRET.encode(), *also):
            self.assertNotIn(form, stranger.heard)

    def visit(self, stranger, code, *more, login=()):
        if os.path.exists(self.cache):
            os.remove(self.cache)
        self.remember("lampA", stranger.uid, stranger.ip, *login)
        self.tool("run", "--dev", "lampA", SECRET, *more, code=code)
        self.tool("connect", "lampA", *more, code=code, given=SECRET.encode() + b"\n")
        self.assertIn(b"hello\n", stranger.heard)
        self.expect_nothing_told(stranger)

    def test_a_locked_prompt_is_not_enough_for_the_password(self):
        self.visit(self.stranger("0x1", locked_and_old), PLAIN_REFUSED)
        # Allowed for nodes that cannot do better, but not for one that could before.
        proved = self.stranger("0x2", locked_and_old)
        self.visit(proved, NOT_PROVEN, "--plain-password", login=({"login": "scram"},))

    def test_a_stranger_without_a_password_gets_nothing_of_a_device_that_has_proved_itself(self):
        open_door = self.stranger("0x1", lambda *_: b"ON\n", prompt="{} $  ")
        self.visit(open_door, NOT_PROVEN, login=({"login": "scram"},))
        self.tool("run", "--dev", "lampA", SECRET, code=NOT_PROVEN, MICROS_PASSWORD="")
        self.expect_nothing_told(open_door)

    def test_another_uid_hears_hello_only(self):
        other = self.stranger("0x2", locked_and_old)
        self.remember("lampA", "0x1", other.ip)
        self.tool("run", "--dev", "lampA", SECRET, code=OTHER_DEVICE)
        self.tool("connect", "lampA", code=OTHER_DEVICE)
        self.assertEqual(set(other.heard.split(b"\n")) - {b"exit"}, {b"hello", b""})

    def test_a_stranger_that_claims_scram_cannot_prove(self):
        offer = "r=NONCE3rfcNHYJY1ZVvWVs,s=W22ZaJ0SNY7soEsUEjb6gQ==,i="
        for i, (said, final) in enumerate(((offer + "1", b""), (offer + "1000", b""), ("r=other,s=AAAA,i=4096", b""),
                                           ("ON", b""), (offer + "4096", b"AuthOk\nlampA $  "),
                                           (offer + "4096", b"AuthOk\nv=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=\nlampA $  "))):
            with self.subTest(said=said, final=final):
                self.visit(self.stranger(f"0x{i + 1}", claims_scram(said, final)), NOT_PROVEN)

    def test_the_old_spelling_is_no_way_around(self):
        stranger = self.stranger("0x1", locked_and_old)
        self.remember("lampA", "0x1", stranger.ip)
        self.tool("-c", "-p", f"--dev lampA {SECRET}", program=OLD, code=PLAIN_REFUSED)
        self.tool("-c", "-p", "--dev lampA", program=OLD, code=PLAIN_REFUSED, given=SECRET.encode() + b"\n")
        self.expect_nothing_told(stranger)

    def test_an_address_that_nobody_knows_gets_no_password_in_clear(self):
        stranger = self.stranger("0x1", locked_and_old)
        self.tool("run", "--dev", stranger.ip, SECRET, code=PLAIN_REFUSED)
        self.expect_nothing_told(stranger)


class RealNodes(Impostor):
    def test_a_node_that_proved_itself_once_has_to_from_then_on(self):
        node = self.locked("lampA", ("127.0.0.1", 0))
        uid = self.uid(node)
        self.remember("lampA", uid, "{}:{}".format(*node.address))
        self.tool("run", "--dev", "lampA", SECRET)
        self.assertEqual(self.entry(uid)[3], {"login": "scram"})
        self.assertTrue(node.log.find("logged in"))
        self.assertIsNone(node.log.find("in clear"))
        self.tool("run", "--dev", "lampA", SECRET, code=REFUSED, MICROS_PASSWORD="wrong one")
        self.tool("run", "--dev", "lampA", SECRET, code=MUST_WAIT)  # a second after that
        node.terminate()
        stranger = self.stranger(uid, locked_and_old, address=node.address)
        self.tool("run", "--dev", "lampA", SECRET, "--plain-password", code=NOT_PROVEN)
        self.assertNotIn(PASSWORD.encode(), stranger.heard)

    def test_a_node_that_takes_no_plain_password_serves_micros(self):
        node = self.locked("lampA", ("127.0.0.1", 0), "--set=plainpwd=false")
        self.remember("lampA", self.uid(node), "{}:{}".format(*node.address))
        self.assertIn("R11G22B33", self.tool("run", "--dev", "lampA", SECRET))
        self.assertIn("R11G22B33", self.tool("connect", "lampA", given=SECRET.encode() + b"\n"))
        with node.link() as link:
            link.send(PASSWORD + "\n")
            self.assertIn(b"takes no password in clear", link.rest())

    def test_an_older_node_gets_the_password_where_the_user_allows_it(self):
        def older(stranger, line):
            if line == PASSWORD:
                return b"AuthOk\nlampA $  "
            if line == "outcome on":
                return b"SHELL: type help for base (built-in) commands.\nlampA $  "
            return b"ON\nlampA $  " if line == SECRET else locked_and_old(stranger, line)
        node = self.stranger("0x1", older)
        self.remember("lampA", "0x1", node.ip)
        self.tool("run", "--dev", "lampA", SECRET, code=PLAIN_REFUSED)
        self.assertEqual(self.tool("run", "--dev", "lampA", SECRET, "--plain-password"), "ON\n")
        self.tool("devices", "plain", "lampA")
        self.assertEqual(self.tool("run", "--dev", "lampA", SECRET), "ON\n")
        self.tool("devices", "prove", "lampA")
        self.tool("run", "--dev", "lampA", SECRET, code=NOT_PROVEN)

    def test_a_client_that_is_not_ours_logs_in(self):
        if subprocess.run(["perl", "-MAuthen::SCRAM::Client", "-e1"], capture_output=True, check=False).returncode:
            self.skipTest("Debian's libauthen-scram-perl is not installed")
        node = self.locked("lampA", ("127.0.0.1", 0), "--set=plainpwd=false")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scram_client.pl")
        with Link(node.address) as link, subprocess.Popen(["perl", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                                          env={**os.environ, "SCRAM_PASSWORD": PASSWORD}) as client:
            link.greeting()
            for mark in ("r=", "v="):
                link.send("auth scram " + client.stdout.readline())
                said = link.greeting()
                client.stdin.write(re.search(f"^{mark}.*\n", said, re.M)[0])
                client.stdin.flush()
            self.assertEqual(client.wait(DEADLINE), 0)
            self.assertIn("R11G22B33", link.ask(SECRET))


if __name__ == "__main__":
    main()
