"""The node's name on its network: multicast DNS and DNS-SD, between hosts that are network namespaces."""
import json
import os
import random
import re
import socket
import subprocess
import time

from mdns_lan import (A, AAAA, ANY, GROUP, NSEC, PORT, PTR, SERVICE, SRV, TXT, Ear, Lan, address_of, answer, question, record, service_of,
                      wire)
from support import DEADLINE, Link, NodeTest, main

MICROS, ASK = os.environ["MICROS_BIN"], os.environ["MDNS_ASK"]


class Mdns(NodeTest):
    def host(self, lan, i, name, *options, listen="0.0.0.0:9008", **how):
        """A node on a host of its own."""
        return self.node("--set", f"devfid={name}", *options, root=self.path(f"{name}-{i}"), listen=listen, wrapper=lan.wrapper(i), **how)

    def at_home(self, lan, i, port=9008):
        """A session from the host itself, which may do everything."""
        link = Link(("127.0.0.1", port), sock=lan.socket(i, socket.SOCK_STREAM))
        self.addCleanup(link.close)
        link.greeting()
        return link

    def ask(self, lan, i, *names):
        done = subprocess.run([*lan.wrapper(i), ASK, *names], capture_output=True, text=True, timeout=DEADLINE, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()


class Names(Mdns):
    def test_two_nodes_are_found_by_their_names(self):
        lan = Lan(self, 3)
        self.host(lan, 0, "lamp")
        self.host(lan, 1, "door")
        ear = Ear(self, lan, 2)
        ear.find("lamp.local")
        ear.find("door.local")
        self.assertEqual(self.ask(lan, 0, "door", "door.local", "DOOR.local.", "lamp"),
                         ["door 10.88.0.2", "door.local 10.88.0.2 known", "DOOR.local. 10.88.0.2 known", "lamp 10.88.0.1"])
        self.assertEqual(self.ask(lan, 1, "lamp", "cellar", "x" * 64), ["lamp 10.88.0.1", "cellar nobody", "x" * 64 + " refused"])

    def test_the_service_says_what_it_is(self):
        lan = Lan(self, 2)
        node = self.host(lan, 0, "lamp", "--board", "esp32")
        ear = Ear(self, lan, 1)
        said = ear.wait("the announcement", lambda m: m.is_answer and m.find(SERVICE, PTR))
        self.assertEqual([m for m in ear.heard if m.authorities][0].questions, [("lamp.local", ANY), (f"lamp.{SERVICE}", ANY)])
        instance = f"lamp.{SERVICE}"
        self.assertEqual(said.find(SERVICE, PTR).value, instance)
        self.assertEqual(said.find(instance, SRV).value, (9008, "lamp.local"))
        self.assertEqual(said.find("lamp.local", A).value, "10.88.0.1")
        txt = said.find(instance, TXT).value
        self.assertRegex(txt.pop("version"), r"^\d+\.\d+\.\d+")
        with self.at_home(lan, 0) as home:
            uid = home.ask("hello").strip().split(":")[2]
        mac = txt.pop("mac")
        self.assertRegex(mac, "^[0-9a-f]{12}$")
        self.assertEqual(bytes.fromhex(mac), bytes(int(x, 16) for x in uid.split("0x")[1:]))
        self.assertEqual(txt, {"platform": "linux", "board": "esp32", "network": "ethernet", "friendly_name": "lamp", "auth": "true"})
        self.assertTrue(said.find("lamp.local", A).flush and not said.find(SERVICE, PTR).flush)
        types = ear.wait("the types", lambda m: m.is_answer and m.find("_services._dns-sd._udp.local", PTR), 0,
                         question("_services._dns-sd._udp.local", PTR))
        self.assertEqual(types.find("_services._dns-sd._udp.local", PTR).value, SERVICE)
        only = ear.wait("that there is no AAAA", lambda m: m.is_answer and m.find("lamp.local", NSEC), len(ear.heard),
                        question("LAMP.local", AAAA))
        self.assertEqual(only.find("lamp.local", NSEC).value, wire("lamp.local") + b"\0\1\x40")
        with self.at_home(lan, 0) as home:
            home.ask("conf")
            self.assertEqual(home.ask("auth False"), "Saved\nThe shell is now open to everyone who can reach it.\n")
        ear.wait("that no password is asked for", lambda m: m.is_answer and (t := m.find(instance, TXT)) and t.value["auth"] == "false")
        self.assert_serves_from(lan, 1, node)

    def assert_serves_from(self, lan, i, node):
        self.assertTrue(node.is_alive())
        with Link(("10.88.0.1", 9008), sock=lan.socket(i, socket.SOCK_STREAM)) as link:
            link.greeting()
            self.assertRegex(link.ask("hello"), "^hello:")

    def test_another_name_is_announced_and_the_old_one_taken_back(self):
        lan = Lan(self, 2)
        self.host(lan, 0, "lamp")
        ear = Ear(self, lan, 1)
        ear.find("lamp.local")
        with self.at_home(lan, 0) as home:
            home.ask("conf")
            self.assertEqual(home.ask("devfid sun"), "Saved\n")
        ear.wait("goodbye", lambda m: m.is_answer and (r := m.find("lamp.local", A)) and not r.ttl and not m.find(SERVICE, PTR).ttl)
        since = len(ear.heard)
        ear.find("sun.local")
        ear.say(question("lamp.local", A, 1))
        ear.find("sun.local")
        self.assertFalse([m for m in ear.heard[since:] if m.is_answer and m.find("lamp.local", A) and m.find("lamp.local", A).ttl])

    def test_goodbye(self):
        lan = Lan(self, 2)
        node = self.host(lan, 0, "lamp")
        ear = Ear(self, lan, 1)
        ear.find("lamp.local")
        node.terminate()
        bye = ear.wait("goodbye", lambda m: m.is_answer and m.find(SERVICE, PTR) and not m.find(SERVICE, PTR).ttl)
        self.assertEqual({r.ttl for r in bye.records}, {0})

    def test_the_second_of_a_name_gets_another(self):
        lan = Lan(self, 3)
        self.host(lan, 0, "lamp")
        ear = Ear(self, lan, 2)
        ear.find("lamp.local")
        second = self.host(lan, 1, "lamp")
        second.log.wait(r"10\.88\.0\.1 has the name of this node: it is announced as lamp-2\.local")
        self.assertEqual(ear.find("lamp-2.local").find("lamp-2.local", A).value, "10.88.0.2")
        found = ear.find(f"lamp-2.{SERVICE}", TXT)
        self.assertEqual(found.find(f"lamp-2.{SERVICE}", TXT).value["friendly_name"], "lamp")
        self.assertEqual(ear.find("lamp.local").find("lamp.local", A).value, "10.88.0.1")

    def test_two_that_start_together_agree(self):
        lan = Lan(self, 3)
        nodes = [self.host(lan, i, "lamp", ready=False) for i in range(2)]
        for node in nodes:
            node.wait_ready()
        ear = Ear(self, lan, 2)
        first, second = ear.find("lamp.local"), ear.find("lamp-2.local")
        self.assertEqual({first.find("lamp.local", A).value, second.find("lamp-2.local", A).value}, {"10.88.0.1", "10.88.0.2"})

    def test_a_name_that_is_taken_later_is_probed_again(self):
        lan = Lan(self, 2)
        node = self.host(lan, 0, "lamp")
        ear = Ear(self, lan, 1)
        ear.find("lamp.local")
        since = len(ear.heard)
        ear.say(answer(address_of("lamp.local", "10.88.0.2")))
        ear.wait("a probe", lambda m: not m.is_answer and ("lamp.local", ANY) in m.questions, since)
        ear.say(answer(address_of("lamp.local", "10.88.0.2")))
        node.log.wait(r"10\.88\.0\.2 has the name of this node: it is announced as lamp-2\.local")
        ear.find("lamp-2.local")


class Places(Mdns):
    def test_only_the_network_of_its_address_hears_it(self):
        lan, other = Lan(self, 2), Lan(self, 1)
        lan.ip("-n", lan.names[0], "link", "add", "net1", "type", "veth", "peer", "name", "far", "netns", other.names[0])
        lan.ip("-n", lan.names[0], "address", "add", "10.99.0.1/24", "dev", "net1")
        lan.ip("-n", other.names[0], "address", "add", "10.99.0.2/24", "dev", "far")
        for name, device in ((lan.names[0], "net1"), (other.names[0], "far")):
            lan.ip("-n", name, "link", "set", device, "up")
        other.address = lambda i: "10.99.0.2"
        near, far = Ear(self, lan, 1), Ear(self, other, 0)
        bound = self.host(lan, 0, "lamp", listen="10.88.0.1:9008")
        self.assertEqual(near.find("lamp.local").find("lamp.local", A).value, "10.88.0.1")
        bound.terminate()
        near.wait("goodbye", lambda m: m.is_answer and m.find("lamp.local", A) and not m.find("lamp.local", A).ttl)
        self.host(lan, 0, "sun")
        self.assertEqual(near.find("sun.local").find("sun.local", A).value, "10.88.0.1")
        self.assertEqual(far.find("sun.local").find("sun.local", A).value, "10.99.0.1")
        self.assertFalse([m for m in far.heard if m.find("lamp.local", A)])

    def test_a_network_that_comes_later_hears_it_too(self):
        lan = Lan(self, 2)
        lan.ip("-n", lan.names[0], "link", "set", "net0", "down")
        self.host(lan, 0, "lamp")
        ear = Ear(self, lan, 1)
        lan.ip("-n", lan.names[0], "link", "set", "net0", "up")
        self.assertEqual(ear.find("lamp.local").find("lamp.local", A).value, "10.88.0.1")

    def test_the_port_is_shared(self):
        lan = Lan(self, 2)
        daemon = lan.socket(0)  # as avahi-daemon has it
        self.addCleanup(daemon.close)
        daemon.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        daemon.bind(("", PORT))
        nodes = [self.host(lan, 0, "lamp"), self.host(lan, 0, "sun", listen="0.0.0.0:9009")]
        ear = Ear(self, lan, 1)
        for name in ("lamp", "sun"):
            self.assertEqual(ear.find(f"{name}.local").find(f"{name}.local", A).value, "10.88.0.1")
        for node in nodes:
            self.assertNotIn("5353", node.log.text())

    def test_off_and_the_loopback_open_nothing(self):
        lan = Lan(self, 1)
        for i, (listen, *options) in enumerate((("0.0.0.0:9008", "--mdns", "off"), ("127.0.0.1:9008",))):
            node = self.host(lan, 0, f"n{i}", *options, listen=listen)
            self.assertNotRegex(node.proc("net/udp"), ":14E9 ")
            node.terminate()
        node = self.node("--mdns", "perhaps", ready=False, listen=None)
        self.assertEqual(node.wait(), 2)
        self.assertIn("--mdns takes on or off", node.log.text())

    def test_a_taken_port_is_no_reason_to_fail(self):
        lan = Lan(self, 1)
        alone = lan.socket(0)
        self.addCleanup(alone.close)
        alone.bind(("", PORT))
        node = self.host(lan, 0, "lamp")
        node.log.wait("not announced by multicast DNS: UDP port 5353: Address already in use")


class Hostile(Mdns):
    def test_neighbours_are_heard_whatever_their_packets_ttl(self):
        lan = Lan(self, 2)
        self.host(lan, 0, "lamp")
        ear = Ear(self, lan, 1)
        ear.find("lamp.local")
        client = Ear(self, lan, 1, port=0)  # as Android, dig and others ask, RFC 6762, section 6.7
        for to in ((GROUP, PORT), ("10.88.0.1", PORT)):
            for ttl in (254, 64, 1):
                with self.subTest(to=to, ttl=ttl):
                    client.set_ttl(ttl)
                    client.say(question("LAMP.local", A, ttl), to)
                    answer = client.wait("an answer", lambda m, ttl=ttl: m.is_answer and m.id == ttl, len(client.heard))
                    self.assertEqual(answer.sender, "10.88.0.1")
                    self.assertEqual(answer.questions, [("LAMP.local", A)])
                    self.assertEqual(answer.find("lamp.local", A).value, "10.88.0.1")
                    self.assertTrue(all(r.ttl <= 10 and not r.flush for r in answer.records))
        ear.set_ttl(1)
        ear.find("lamp.local")  # a whole resolver, too

    def test_strangers_on_the_link_are_ignored(self):
        lan = Lan(self, 2)
        self.host(lan, 0, "lamp")
        Ear(self, lan, 1).find("lamp.local")
        lan.ip("-n", lan.names[1], "address", "add", "10.77.0.2/32", "dev", "net0")
        stranger, client = Ear(self, lan, 1, port=0), Ear(self, lan, 1, port=0)
        stranger.sock.close()
        stranger.sock = lan.socket(1)
        self.addCleanup(stranger.sock.close)
        stranger.sock.bind(("10.77.0.2", 0))
        stranger.set_ttl(255)
        stranger.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.77.0.2"))
        stranger.say(question("lamp.local", A, 1))
        client.say(question("lamp.local", A, 2))
        client.wait("an answer", lambda m: m.id == 2)
        self.assertFalse(stranger.listen(0))

    def test_a_simple_client_is_answered_alone_and_not_without_end(self):
        lan = Lan(self, 2)
        self.host(lan, 0, "lamp")
        Ear(self, lan, 1).find("lamp.local")
        client = Ear(self, lan, 1, port=0)
        began = time.monotonic()
        for i in range(1, 501):
            client.say(question(SERVICE, PTR, i))
        while client.listen(0.3):
            pass
        took_s = time.monotonic() - began
        first = client.heard[0]
        self.assertEqual((first.id, first.questions), (1, [(SERVICE, PTR)]))
        self.assertTrue(all(r.ttl <= 10 and not r.flush for r in first.records))
        self.assertLessEqual(len(client.heard), 20 * (1 + int(took_s + 1)))

    def test_who_knows_it_is_not_told_again(self):
        lan = Lan(self, 2)
        ear = Ear(self, lan, 1)
        self.host(lan, 0, "lamp")
        first = ear.wait("an announcement", lambda m: m.is_answer and m.find(SERVICE, PTR))
        ear.wait("the last one", lambda m: m.is_answer and m.find(SERVICE, PTR), ear.heard.index(first) + 1)
        since = len(ear.heard)
        ear.say(question(SERVICE, PTR, known=[record(SERVICE, PTR, wire(f"lamp.{SERVICE}"), 4000, 1)]))
        ear.find("lamp.local")  # an answer to a later question
        self.assertFalse([m for m in ear.heard[since:] if m.is_answer and m.find(SERVICE, PTR)])

    def test_ten_thousand_broken_packets(self):
        lan = Lan(self, 2)
        node = self.host(lan, 0, "lamp")
        ear, client = Ear(self, lan, 1), Ear(self, lan, 1, port=0)
        whole = [ear.find("lamp.local").data, ear.find(SERVICE, PTR).data, question(SERVICE, PTR), question("lamp.local", ANY),
                 question(SERVICE, PTR, known=[record(SERVICE, PTR, wire(f"lamp.{SERVICE}"), 4000, 1)]),
                 b"\0\0\x84\0" + b"\xff" * 8 + b"\xc0\x0c" * 50, b"\0" * 9001]
        memory_kb = node.rss_kb()
        seed = random.randrange(1 << 32)
        print(f"seed {seed}")
        rng = random.Random(seed)
        for i in range(10000):
            packet = bytearray(rng.choice(whole))
            for _ in range(rng.randrange(6)):
                packet[rng.randrange(len(packet))] = rng.choice((0, 0xC0, 0x0C, 0xFF, rng.randrange(256)))
            if rng.random() < 0.3:
                del packet[rng.randrange(len(packet)):]
            (ear if i % 2 else client).say(bytes(packet), rng.choice(((GROUP, PORT), ("10.88.0.1", PORT))))
            if i % 200 == 0:  # at the pace of the node, so that it does hear them
                with self.at_home(lan, 0) as home:
                    self.assertRegex(home.ask("hello"), "^hello:lamp:")
        ear.sock.close()
        late = Ear(self, lan, 1)
        late.wait("a name", lambda m: m.is_answer and m.answers and re.match(r"lamp(-\d+)?\.local", str(m.answers[-1].value)
                                                                            if m.answers[-1].kind == PTR else m.answers[-1].name)
                  or m.is_answer and m.find(SERVICE, PTR), 0, question(SERVICE, PTR))
        self.assertTrue(node.is_alive())
        self.assert_kept_small(node, memory_kb, 4096)


class Searching(Mdns):
    def micros(self, lan, i, *args):
        env = {**os.environ, "HOME": self.folder, "XDG_STATE_HOME": self.path("state"), "LC_ALL": "C.UTF-8"}
        env = {k: v for k, v in env.items() if not k.startswith("MICROS_")}
        return subprocess.run([*lan.wrapper(i), MICROS, *args], capture_output=True, text=True, timeout=DEADLINE, env=env, check=False,
                              stdin=subprocess.DEVNULL)

    def test_ten_nodes_are_found_within_two_seconds(self):
        lan = Lan(self, 11, bits=16)  # too large to ask every address of it
        for i in range(10):
            self.host(lan, i, f"lamp{i}", listen=f"0.0.0.0:{9008 + i}")
        ear = Ear(self, lan, 10)
        for i in range(10):
            ear.find(f"lamp{i}.local")
        ear.sock.close()
        began = time.monotonic()
        done = self.micros(lan, 10, "search", "--json")
        took_s = time.monotonic() - began
        found = json.loads(done.stdout)
        self.assertEqual({(one["name"], one["address"], tuple(one["by"])) for one in found["found"]},
                         {(f"lamp{i}", f"10.88.0.{i + 1}" + (f":{9008 + i}" if i else ""), ("dns-sd",)) for i in range(10)}, done.stderr)
        self.assertLess(took_s, 2)
        print(f"10 nodes: {took_s:.2f} s")

    def test_both_ways_find_one_node(self):
        lan = Lan(self, 3)
        self.host(lan, 0, "lamp")
        self.host(lan, 1, "mute", "--mdns", "off")
        Ear(self, lan, 2).find("lamp.local")
        found = json.loads(self.micros(lan, 2, "search", "--json").stdout)
        self.assertEqual([(one["name"], one["by"]) for one in found["found"]], [("lamp", ["scan", "dns-sd"]), ("mute", ["scan"])])

    def test_a_name_that_is_not_cached_is_asked_for(self):
        lan = Lan(self, 2)
        self.host(lan, 0, "lamp", listen="0.0.0.0:9010")
        Ear(self, lan, 1).find("lamp.local")
        for name in ("lamp", "lamp.local"):
            done = self.micros(lan, 1, "run", "--dev", name, "hello")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, "hello:lamp:")
        self.assertEqual(self.micros(lan, 1, "run", "--dev", "cellar", "hello").returncode, 3)

    def test_a_hostile_name_reaches_no_terminal(self):
        lan = Lan(self, 2)
        ear = Ear(self, lan, 0)
        evil = (b"\x1b[31mevil\nname",)
        job = subprocess.Popen([*lan.wrapper(1), MICROS, "search"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={"HOME": self.folder, "PATH": os.environ["PATH"]})
        asked = ear.wait("a question", lambda m: (SERVICE, PTR) in m.questions)
        ear.say(answer(*service_of(evil, "evil.local", 9), address_of("evil.local", "10.88.0.1")))
        self.assertEqual(asked.sender, "10.88.0.2")
        out, err = job.communicate(timeout=DEADLINE)
        self.assertNotIn(b"\x1b", out + err)
        self.assertIn(rb"\x1b[31mevil\x0aname announces a node at 10.88.0.1:9", err)

    def test_broken_answers_do_not_break_the_search(self):
        lan = Lan(self, 2)
        ear = Ear(self, lan, 0)
        whole = [answer(*service_of("lamp", "lamp.local", 9), address_of("lamp.local", "10.88.0.1")),
                 answer(*service_of((b"\xff\0",), "x.local", 0)), answer(address_of("lamp.local", "192.0.2.1"))]
        seed = random.randrange(1 << 32)
        print(f"seed {seed}")
        rng = random.Random(seed)
        job = subprocess.Popen([*lan.wrapper(1), MICROS, "search", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={"HOME": self.folder, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
        ear.wait("a question", lambda m: (SERVICE, PTR) in m.questions)
        for _ in range(3000):
            packet = bytearray(rng.choice(whole))
            for _ in range(rng.randrange(4)):
                packet[rng.randrange(len(packet))] = rng.randrange(256)
            ear.say(bytes(packet[:rng.randrange(12, len(packet) + 1)] if rng.random() < 0.3 else packet))
        out, err = job.communicate(timeout=DEADLINE)
        self.assertEqual(job.returncode, 0, err)
        self.assertEqual(json.loads(out)["found"], [])
        self.assertTrue(all(one["address"].startswith("10.88.0.") for one in json.loads(out)["silent"]))


if __name__ == "__main__":
    main()
