"""The time of a node: a real chronyd, servers that lie, servers that are not there. The system's clock is never set."""
import calendar
import getpass
import os
import re
import shutil
import socket
import struct
import subprocess
import threading
import time

from support import DEADLINE, IS_ROOT, NodeTest, main, until

NTP_UNIX = 2208988800  # seconds from 1900 to 1970
DAY = 86400
AHEAD = 3 * DAY  # by which our good server is ahead of the host: so it shows whose time a node has
LIE = 20 * 365 * DAY  # of the others
NOBODY = 65534


def stamp(utc_s):
    return struct.pack(">II", int(utc_s) + NTP_UNIX & 0xFFFFFFFF, int(utc_s % 1 * 2**32))


def answer(request, ahead, leap=0, stratum=2, mode=4, reference=b"LOCL", delay=0, dispersion=0, origin=None, utc=None):
    now = time.time() + ahead if utc is None else utc
    head = bytes([leap << 6 | 4 << 3 | mode, stratum, 6, 0xEC]) + struct.pack(">II", delay, dispersion) + reference
    return head + stamp(now - 10) + (request[40:48] if origin is None else origin) + stamp(now) * 2


class Server:
    """An SNTP server; `answers` makes of a request the packets that are sent back."""

    def __init__(self, test, answers, address="127.0.0.1", family=socket.AF_INET):
        self.answers, self.requests, self.clients = answers, [], []
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.bind((address, 0))
        self.port = self.sock.getsockname()[1]
        self.name = f"127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        test.addCleanup(self.close)

    def listen(self):
        while True:
            try:
                request, client = self.sock.recvfrom(2048)
                if not request:
                    return
                self.requests.append(request)
                self.clients.append(client)
                for packet in self.answers(request):
                    self.sock.sendto(packet, client)
            except ConnectionRefusedError:
                pass

    def close(self):
        with socket.socket(self.sock.family, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.sock.getsockname())
        self.thread.join(DEADLINE)
        self.sock.close()


class TimeTest(NodeTest):
    def asking(self, servers, *options, **how):
        """A node whose system's clock counts as wrong, whatever keeps it right here."""
        return self.node("--trust-clock=no", "--ntp", servers, "--set", "gmttime=0", "--set", "soctout=1", *options, **how)

    def good_server(self, **how):
        return Server(self, lambda request: [answer(request, AHEAD)], **how)

    def ahead_s(self, node, **how):
        """How far a node's clock is ahead of the host's."""
        with node.link(**how) as link:
            found = re.search(r"\((\d+), (\d+), (\d+), (\d+), (\d+), (\d+), \d+, \d+\)", link.ask("system clock"))
        return calendar.timegm(tuple(int(part) for part in found.groups())) - time.time()

    def told_ahead_s(self, node):
        return float(re.search(r"told the time: ([-+][\d.]+) s", node.log.wait("told the time"))[1])

    # ---- a real server ----

    def chronyd(self):
        """Starts one, unprivileged, that never touches the system's clock; returns its port."""
        cache = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "micros", "tools", "chrony", "usr", "sbin")
        found = shutil.which("chronyd", path=os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin", cache]))
        if not found:
            print("not run: chronyd is missing (scripts/install-packages test fetches it)")
            self.skipTest("no chronyd")
        folder = self.path("chrony")
        os.mkdir(folder)
        program = shutil.copy(found, folder)  # where somebody else than root may read it
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = os.path.join(folder, "chrony.conf")
        with open(config, "w", encoding="ascii") as f:
            f.write(f"port {port}\nbindaddress 127.0.0.1\nallow 127.0.0.0/8\nlocal stratum 8\n"
                    f"cmdport 0\nbindcmdaddress /\npidfile {folder}/pid\n")
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if IS_ROOT else {}
        if IS_ROOT:
            os.chmod(self.folder, 0o711)
            os.chown(folder, NOBODY, NOBODY)
        process = subprocess.Popen([program, "-d", "-x", "-U", "-u", "nobody" if IS_ROOT else getpass.getuser(), "-f", config],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", **who)
        self.addCleanup(self.end, process)
        self.wait_for_time(process, port)
        return port

    def wait_for_time(self, process, port):
        request = b"\x23" + bytes(39) + b"question"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(("127.0.0.1", port))
            client.settimeout(0.2)

            def answers():
                if process.poll() is not None:
                    reason = process.stderr.read().decode().strip().splitlines()[-1:]
                    print(f"not run: chronyd ended: {reason}")
                    self.skipTest("chronyd does not run here")
                try:
                    client.send(request)
                    return client.recv(2048)
                except (TimeoutError, ConnectionRefusedError):
                    return None

            until(answers, "chronyd answers")

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(DEADLINE)
        process.stderr.close()

    def test_the_time_of_a_real_server_is_believed(self):
        node = self.asking(f"127.0.0.1:{self.chronyd()}")
        self.assertLess(abs(self.told_ahead_s(node)), 0.5)
        self.assertIn("stratum 8", node.log.wait("told the time"))
        self.assertLess(abs(self.ahead_s(node)), 2)  # `system clock` knows whole seconds
        self.assert_idle(node)

    # ---- servers that lie ----

    def expect_good_one(self, hostile, reason):
        good = self.good_server()
        node = self.asking(f"{hostile.name},{good.name}", root=self.path(f"root{hostile.port}"))
        self.assertAlmostEqual(self.told_ahead_s(node), AHEAD, delta=0.5)
        node.log.wait(re.escape(f"127.0.0.1 port {hostile.port}: {reason}"))
        self.assertEqual(len(hostile.requests), 1)
        self.assertAlmostEqual(self.ahead_s(node), AHEAD, delta=2)

    def test_a_bad_server_is_never_believed_and_the_next_one_is_at_once(self):
        flaws = (("its clock is not set", {"leap": 3}), ("its clock is not set", {"stratum": 16}),
                 ("its clock is not set", {"stratum": 0}), ("a time long ago", {"utc": 0.0}),
                 ("a time long ago", {"utc": calendar.timegm((2019, 12, 31, 23, 59, 59)) + 0.5}),
                 ("too far from a reference clock", {"delay": 32 << 16}), ("too far from a reference clock", {"dispersion": 16 << 16}),
                 ("does not serve this node", {"leap": 3, "stratum": 0, "reference": b"DENY"}),
                 ("was asked too often", {"leap": 3, "stratum": 0, "reference": b"RATE"}))
        for reason, flaw in flaws:
            with self.subTest(**flaw):
                self.expect_good_one(Server(self, lambda request, flaw=flaw: [answer(request, LIE, **flaw)]), reason)

    def test_what_does_not_answer_the_question_is_ignored_and_the_answer_still_taken(self):
        def answers(request):
            return [answer(request, LIE, origin=b"whatever"), answer(request, LIE, origin=bytes(8)), answer(request, LIE)[:47], b"",
                    answer(request, LIE, mode=3), answer(request, LIE, mode=5), answer(request, AHEAD), answer(request, LIE)]

        server = Server(self, answers)
        node = self.asking(server.name, "--log", "debug")
        self.assertAlmostEqual(self.told_ahead_s(node), AHEAD, delta=0.5)
        for why in ("answers another question", "too short for an answer", "not from a server"):
            node.log.wait("a packet was ignored: " + why)
        self.assertAlmostEqual(self.ahead_s(node), AHEAD, delta=2)

    def test_another_port_of_the_server_is_not_heard(self):
        other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(other.close)

        def answers(request):
            other.sendto(answer(request, LIE), server.clients[-1])
            return []

        server = Server(self, answers)
        self.expect_good_one(server, "no answer in time")

    def test_an_answer_that_comes_too_late_is_not_heard(self):
        def answers(request):
            late.sock.sendto(answer(late.requests[0], LIE), late.clients[0])
            return [answer(request, AHEAD)]

        late, good = Server(self, lambda request: []), Server(self, answers)
        node = self.asking(f"{late.name},{good.name}")
        self.assertAlmostEqual(self.told_ahead_s(node), AHEAD, delta=0.5)
        self.assertAlmostEqual(self.ahead_s(node), AHEAD, delta=2)

    # ---- nobody ----

    def test_without_a_server_the_node_works_and_asks_ever_more_seldom(self):
        server = Server(self, lambda request: [])
        node = self.asking(server.name)
        for least, most in ((4, 4), (8, 9)):
            node.log.wait("no answer in time")
            waits = until(lambda: [int(s) for s in re.findall(r"next question in (\d+) s", node.log.text())][-1:], "a wait")
            self.assert_serves(node)
            self.assertLess(abs(self.ahead_s(node)), 2)
            self.assertTrue(least <= waits[0] <= most, waits)
            if least == 4:
                node.log.wait("next question in [89] s")
        self.assertNotIn("told the time", node.log.text())
        first, second = server.requests[:2]
        self.assertEqual(len(first), 48)
        self.assertEqual(first[:40], b"\x23" + bytes(39))
        self.assertNotEqual(first[40:], second[40:])

    def test_a_port_that_nobody_listens_on_is_known_at_once(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        good = self.good_server()
        node = self.asking(f"127.0.0.1:{port},{good.name}")
        node.log.wait(f"port {port}: cannot be reached")
        self.assertAlmostEqual(self.told_ahead_s(node), AHEAD, delta=0.5)

    def test_who_denies_is_asked_no_more(self):
        server = Server(self, lambda request: [answer(request, LIE, leap=3, stratum=0, reference=b"RSTR")])
        node = self.asking(server.name)
        node.log.wait("no server is left that serves this node")
        self.assertEqual(len(server.requests), 1)
        self.assert_idle(node)

    # ---- names, fleets, options ----

    def test_names_are_resolved_while_the_node_serves(self):
        family, _, _, _, where = socket.getaddrinfo("localhost", 0, type=socket.SOCK_DGRAM)[0]
        server = self.good_server(address=where[0], family=family)
        node = self.asking(f"nosuch.invalid,localhost:{server.port}")
        self.assert_serves(node)
        self.assertAlmostEqual(self.told_ahead_s(node), AHEAD, delta=0.5)
        node.log.wait("nosuch.invalid port 123: its name cannot be resolved")
        until(lambda: len(os.listdir(f"/proc/{node.pid}/task")) == 1, "the thread of the search has ended")

    def test_a_fleet_asks_once_for_all(self):
        server = self.good_server()
        many = self.asking(server.name, "--count", "3", "--log", "info", listen="127.77.1.1:0")
        self.assertAlmostEqual(self.told_ahead_s(many), AHEAD, delta=0.5)
        for i in range(1, 4):
            self.assertAlmostEqual(self.ahead_s(many, address=(f"127.77.1.{i}", many.address[1])), AHEAD, delta=2)
        self.assertEqual(len(server.requests), 1)

    def test_the_time_stays_over_a_reboot_of_the_node(self):
        node = self.asking(self.good_server().name)
        self.told_ahead_s(node)
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertAlmostEqual(self.ahead_s(node), AHEAD, delta=2)

    def test_a_clock_that_is_right_needs_nobody(self):
        server = self.good_server()
        node = self.node("--trust-clock", "--ntp", server.name, "--set", "soctout=1")
        node.log.wait("the system's clock is right, --trust-clock says")
        self.assert_idle(node)
        self.assertEqual(server.requests, [])

    def test_on_loopback_or_told_so_it_asks_nobody(self):
        for i, options in enumerate(((), ("--ntp", "auto"), ("--ntp", "off"))):
            node = self.node("--trust-clock=no", *options, root=self.path(f"root{i}"))
            node.log.wait("nobody is asked for the time")

    def test_misuse_is_said(self):
        for options, words in ((("--ntp", "a:b"), "--ntp takes"), (("--ntp", "a,b,c,d,e"), "--ntp takes"), (("--ntp", ""), "--ntp takes"),
                               (("--trust-clock=maybe",), "--trust-clock takes")):
            node = self.node(*options, ready=False)
            self.assertEqual(node.wait(), 2)
            node.log.wait(re.escape(words))


if __name__ == "__main__":
    main()
