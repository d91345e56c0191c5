"""The network of an emulated board: test_network.py BOARD

The whole network is in this program (lan.py): it leases addresses, resolves names, tells the time, asks by mDNS and TCP, and
sends what no sane host would. Says what was shown, line by line."""
import calendar
import json
import os
import re
import socket
import struct
import sys
import tempfile
import time

import board_rig
import hostile_frames
import lan_services as services
from hostile_frames import MDNS_GROUP, MDNS_PORT
from lan import Lan, Peer, group_mac, udp

SEED = 9008
FRAMES, WARMING_FRAMES = 10000, 2000
CUT_OFFERS = 12  # before each that is whole
AT_ONCE, AT_ONCE_BYTES = 8, 6000  # frames that even the smallest network device holds
LEASED, OTHER, STATIC = "192.168.7.33", "192.168.7.34", "192.168.7.20"
TIME_SERVER, LEASED_CLOCK, TIME_NAME = "192.168.7.5", "192.168.7.8", "pool.ntp.org"
CHIPS = {"esp32c3": "esp32"}  # whose pins a board has that are not called as it is
PROMPT = re.compile(rb" \$  $")
# Time of the board runs on as soon as it has nothing to do, so that hours are over at once.
HURRY = ("-icount", "shift=4,sleep=off")
A, PTR, TXT, SRV = 1, 12, 16, 33  # RFC 1035, section 3.2.2; RFC 2782
LEASE_STEP_S = 60  # lwIP counts leases in minutes: DHCP_COARSE_TIMER_SECS
GMTTIME_S = 3600  # setting gmttime as a new node has it


def shown(number, text):
    print(f"{number} {text}", flush=True)


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


class Console:
    """The shell on the board's serial line, log lines among the replies."""

    def __init__(self, board):
        self.uart = board.uart

    def ask(self, command, pattern, deadline=board_rig.DEADLINE):
        heard, end = b"", time.monotonic() + deadline
        self.uart.take(0)
        self.uart.send(command.encode() + b"\n")
        while not (found := re.search(pattern, heard)):
            fresh = self.uart.take(max(0, end - time.monotonic()))
            expect(fresh, f"no {pattern!r} after {command!r}, but {heard!r}")
            heard += fresh
        return found

    def clock(self):
        """Seconds since 1970 (UTC) by the board's clock."""
        found = self.ask("system clock", rb"\((\d+), (\d+), (\d+), (\d+), (\d+), (\d+), \d+, \d+\)")
        return calendar.timegm(tuple(int(part) for part in found.groups())) - GMTTIME_S

    def memory_free(self):
        return int(self.ask("system memfree", rb"MemFree\[byte\]: (\d+)")[1])


class Bench:
    """A board on a network of its own."""

    def __init__(self, board, folder):
        self.kind, self.folder = board, folder
        self.lan = Lan(folder)
        self.dhcp = services.Dhcp(self.lan, LEASED)
        self.names = services.Names(self.lan, TIME_SERVER)
        self.clocks = services.Clocks(self.lan, tell_wrong)

    def boot(self, flash="board.flash", extra=()):
        """Boots the board; it has then sent its first frame."""
        since = self.lan.mark()
        board = board_rig.start(self.kind, os.path.join(self.folder, flash), netdev=self.lan.netdev, extra=extra)
        self.lan.wait("its first frame", lambda p: True, since)
        return board

    def hello(self, board, address, port=board_rig.SHELL_PORT):
        """What the node answers over TCP."""
        board.uart.wait(rb"SERVER ADDR")
        peer = Peer(self.lan, address, port)
        answer = peer.ask("hello", rb"hello:[^\n]*\n")[0]
        peer.abort()
        return answer.decode().strip()


def is_dhcp(packet):
    return packet.kind == "udp" and packet.dport == 67


def check_no_restart(board):
    expect(len(re.findall(rb"\[loader\] started by", board.uart.raw)) == 1, f"the board has restarted: {bytes(board.uart.raw[-2000:])!r}")


# ---- 1: DHCP ----

def show_lease(bench, board):
    board.uart.wait(rb"\[NW: STA\] address: " + LEASED.encode())
    wanted = [services.DISCOVER, services.REQUEST, services.DISCOVER, services.REQUEST]
    expect(bench.dhcp.types() == wanted, f"DHCP messages were {bench.dhcp.types()}")
    expect(bench.dhcp.messages[-1].options[services.HOST_NAME] == b"node01", "DHCP does not tell the name")
    expect(bench.lan.who_has(LEASED) == board.mac, "ARP gives a wrong address")
    bench.hello(board, LEASED)
    console = Console(board)
    console.ask("conf", rb"\[configure\]")
    console.ask("devip", re.escape(LEASED).encode())
    console.ask("noconf", PROMPT)
    shown(1, f"DHCP: discover, {CUT_OFFERS} cut offers, offer, request, NAK; discover, offer, request, ack; "
             f"{LEASED} is in the boot log, in devip, and answers to ARP and TCP")


def show_renewal(bench):
    """In a board whose time hurries: the third discover is answered, and the lease is renewed until it is refused."""
    bench.dhcp.ignore, bench.dhcp.lease_s = 2, 600
    start, since = len(bench.dhcp.messages), bench.lan.mark()
    with bench.boot("late.flash", HURRY) as board:
        board.uart.wait(rb"no address yet")
        got = board.uart.wait(rb"([\d.]+) \[NW: STA\] the address is now " + LEASED.encode())
        expect(bench.dhcp.types(start)[:3] == [services.DISCOVER] * 3, f"DHCP messages were {bench.dhcp.types(start)}")
        renewal = bench.lan.wait("a renewal", lambda p: is_dhcp(p) and p.source == LEASED and p.to == bench.lan.router, since)
        expect(services.DhcpMessage(renewal.data).client_address == LEASED, "the renewal does not name the address")
        bench.dhcp.address = OTHER  # from now on the old one is refused
        lost = board.uart.wait(rb"([\d.]+) \[NW: STA\] the address is now (?:n/a|" + OTHER.encode() + rb")")
        board.uart.wait(rb"the address is now " + OTHER.encode())
        got_s, lost_s = float(got[1]), float(lost[1])
        # Two halves of the lease, or more where an answer came too late for a board in such a hurry.
        least_s = bench.dhcp.lease_s - LEASE_STEP_S
        expect(least_s < lost_s - got_s < 3 * bench.dhcp.lease_s, f"leased at {got_s} s, refused at {lost_s} s")
        check_no_restart(board)
    shown(1, f"DHCP: a server that answers the third discover leases at {got_s:.0f} s of the board's time; renewal by unicast at half of "
             f"the lease's {bench.dhcp.lease_s} s; the next one, refused at {lost_s:.0f} s, ends in {OTHER}")
    bench.dhcp.address, bench.dhcp.lease_s = LEASED, 86400


# ---- 2: an address of its own ----

def show_static(bench):
    start, since, bench.dhcp.time_servers = len(bench.dhcp.messages), bench.lan.mark(), [LEASED_CLOCK]
    with bench.boot() as board:
        show_leased_time(bench, since)
        bench.lan.who_has(STATIC)
        expect(bench.hello(board, STATIC).startswith("hello:"), "no answer")
        expect(services.RELEASE in bench.dhcp.types(start), "the lease was not given back")
    shown(2, f"devip {STATIC}: it is used from the boot on, the lease of {LEASED} is given back")
    bench.dhcp.is_on = False
    with bench.boot() as board:
        begun = time.monotonic()
        bench.lan.who_has(STATIC)
        after, since = time.monotonic() - begun, bench.lan.mark()
        expect(bench.hello(board, STATIC).startswith("hello:"), "no answer")
        bench.lan.wait("its announcement", lambda p: is_mdns(p) and answers(p), since)
        expect(not bench.lan.count(is_dhcp, since), "DHCP went on")
    shown(2, f"devip {STATIC} and no DHCP server: ARP and TCP answer after {after:.1f} s, no DHCP from then on")


def set_static(board):
    console = Console(board)
    console.ask("conf", rb"\[configure\]")
    console.ask(f"devip {STATIC}", rb"Saved")
    console.ask("noconf", PROMPT)


# ---- 3: time ----

RIGHT = calendar.timegm((2031, 5, 6, 7, 8, 9))


def is_sntp(packet):
    return packet.kind == "udp" and packet.dport == services.SNTP_PORT


def wrong(asked, year, **fields):
    return services.sntp_answer(asked.data, calendar.timegm((year, 1, 1, 0, 0, 0)), **fields)


def hostile_answers(asked):
    """What is wrong with each, data, source, port. All but the last could come from anybody, and leave the question open."""
    return (("another origin timestamp", wrong(asked, 2040, origin=b"\1" * 8), TIME_SERVER, 123),
            ("no origin timestamp", wrong(asked, 2041, origin=bytes(8)), TIME_SERVER, 123),
            ("a truncated message", wrong(asked, 2043)[:47], TIME_SERVER, 123),
            ("another address", wrong(asked, 2044), "192.168.7.6", 123),
            ("another port", wrong(asked, 2045), TIME_SERVER, 124),
            ("a client's mode", wrong(asked, 2046, mode=3), TIME_SERVER, 123),
            ("stratum 0", wrong(asked, 2042, stratum=0), TIME_SERVER, 123))


def tell_wrong(asked):
    return [row[1:] for row in hostile_answers(asked)]


def tell_right(asked):
    return [(services.sntp_answer(asked.data, RIGHT), asked.to, services.SNTP_PORT)]


def show_time(bench, board):
    lan, console = bench.lan, Console(board)
    asked = lan.wait("an SNTP request", is_sntp)
    expect(bench.names.asked[:1] == [TIME_NAME], f"names asked for: {bench.names.asked}")
    expect(asked.to == TIME_SERVER and len(asked.data) == services.SNTP_BYTES and asked.data[0] & 7 == 3, "no SNTP request of a client")
    expect(any(asked.data[40:48]), "the request's stamp is empty: answers could be made up")
    again = lan.wait("another SNTP request", lambda p: is_sntp(p) and p.data != asked.data)
    expect(again.sport != asked.sport, "the second question came from the same port")
    bench.hello(board, LEASED)  # frames are taken in turn: all answers to the first were
    year = time.gmtime(console.clock()).tm_year
    expect(year == 1970, f"an SNTP answer of {year} was believed")
    bench.clocks.answers = tell_right
    end = time.monotonic() + board_rig.DEADLINE
    while (now := console.clock()) < RIGHT:
        expect(time.monotonic() < end, f"the clock shows {now}")
    expect(now - RIGHT <= 5, f"the clock is {now - RIGHT} s off")
    shown(3, f"DNS and SNTP: {TIME_NAME} resolved, its time taken; ignored: " + ", ".join(row[0] for row in hostile_answers(asked)))


def show_leased_time(bench, since):
    """The lease names a server: that one is asked first."""
    asked = bench.lan.wait("an SNTP request", is_sntp, since)
    expect(asked.to == LEASED_CLOCK, f"{asked.to} was asked for the time")
    shown(3, f"SNTP: {LEASED_CLOCK}, which the lease names, is asked first")


# ---- 4: mDNS ----

def is_mdns(packet):
    return packet.kind == "udp" and packet.dport == MDNS_PORT and packet.to == MDNS_GROUP


def answers(packet):
    return struct.unpack(">H", packet.data[6:8])[0]


def ask_mdns(lan, name, kind):
    """All records of the answer to this question: name and type, then the message and where the data are."""
    since = lan.mark()
    lan.send_ip(udp(lan.router, MDNS_PORT, MDNS_GROUP, MDNS_PORT, services.question(name, kind)), group_mac(MDNS_GROUP))
    def fits(p):
        return is_mdns(p) and any(record[:2] == (name, kind) for record in services.records(p.data))
    data = lan.wait(f"an mDNS answer for {name}", fits, since).data
    return data, {(name, kind): data[begin:end] for name, kind, begin, end in services.records(data)}, services.records(data)


def said(txt):
    """The strings of a TXT record."""
    parts, at = [], 0
    while at < len(txt):
        parts.append(txt[at + 1:at + 1 + txt[at]].decode())
        at += 1 + txt[at]
    return dict(part.split("=", 1) for part in parts)


def show_simple_question(lan, node):
    """From another port: the answer goes to who asked, with the question and its number. From another network: there is none."""
    since = lan.mark()
    for source, port in (("10.9.9.9", 40000), (lan.router, 40001)):
        lan.send_ip(udp(source, port, MDNS_GROUP, MDNS_PORT, services.question(node, A, identity=port)), group_mac(MDNS_GROUP))
    answer = lan.wait("an answer to a simple question", lambda p: p.kind == "udp" and p.dport == 40001, since)
    expect(answer.to == lan.router and answer.data.startswith(struct.pack(">H", 40001)), "that is no answer to a simple question")
    expect(answer.data[12:].startswith(services.question(node, A)[12:]), "the question is not in it")
    expect((node, A) in [record[:2] for record in services.records(answer.data)], "the address is not in it")
    expect(not lan.count(lambda p: p.kind == "udp" and p.dport == 40000, since), "a question from another network was answered")


def is_about(packet, name):
    return is_mdns(packet) and services.name_bytes(name) in packet.data


def claim(lan, name):
    """Another host answers for a name."""
    record = services.name_bytes(name) + struct.pack(">HHIH", A, 1, 120, 4) + bytes([192, 168, 7, 77])
    data = struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0) + record
    lan.send_ip(udp("192.168.7.77", MDNS_PORT, MDNS_GROUP, MDNS_PORT, data), group_mac(MDNS_GROUP))


def show_conflict(bench, board):
    """Another host has the name: the node asks once more, then takes the next one. With another devfid it says goodbye and starts anew."""
    lan, console = bench.lan, Console(board)
    since = lan.mark()
    claim(lan, "node01.local")
    lan.wait("a probe", lambda p: is_about(p, "node01.local") and not answers(p), since)
    claim(lan, "node01.local")
    board.uart.wait(rb"\[mDNS\] 192\.168\.7\.77 has the name of this node: it is announced as node01-2\.local")
    lan.wait("the new name", lambda p: is_about(p, "node01-2.local") and answers(p), since)
    _, found, _ = ask_mdns(lan, "node01-2.local", A)
    expect(("node01-2.local", A) in found, "the new name has no address")
    since = lan.mark()
    for name in ("lamp", "node01"):
        console.ask("conf", rb"\[configure\]")
        console.ask(f"devfid {name}", rb"Saved")
        console.ask("noconf", PROMPT)
        lan.wait(f"the announcement of {name}", lambda p, n=name: is_about(p, f"{n}.local") and answers(p), since)
    lan.wait("a goodbye", lambda p: is_goodbye(p, "lamp.local"), since)


def is_goodbye(packet, name):
    """All records have a time to live of 0."""
    return is_about(packet, name) and answers(packet) and all(
        packet.data[begin - 6:begin - 2] == bytes(4) for _, _, begin, _ in services.records(packet.data))


def show_mdns(bench, board):
    lan, node = bench.lan, "node01.local"
    lan.wait("its announcement", lambda p: is_mdns(p) and answers(p))
    _, found, _ = ask_mdns(lan, node, A)
    expect(found[node, A] == bytes(int(part) for part in LEASED.split(".")), "mDNS gives a wrong address")
    data, _, places = ask_mdns(lan, "_micros._tcp.local", PTR)
    instance = services.read_name(data, next(begin for name, kind, begin, _ in places if kind == PTR))[0]
    expect(instance == "node01._micros._tcp.local", f"the instance is {instance}")
    data, found, places = ask_mdns(lan, instance, SRV)
    begin = next(begin for name, kind, begin, _ in places if kind == SRV)
    port, target = struct.unpack(">H", data[begin + 4:begin + 6])[0], services.read_name(data, begin + 6)[0]
    expect((port, target) == (board_rig.SHELL_PORT, node), f"the service is at {target} port {port}")
    text = said(ask_mdns(lan, instance, TXT)[1][instance, TXT])
    chip = CHIPS.get(bench.kind.name, bench.kind.name)
    wanted = {"board": chip, "platform": chip, "network": "ethernet", "friendly_name": "node01", "auth": "true"}
    expect(text.items() >= wanted.items() and text.keys() == wanted.keys() | {"version", "mac"}, f"the text is {text}")
    show_simple_question(lan, node)
    show_conflict(bench, board)
    count = 0
    for message in hostile_frames.mdns_messages(1000, SEED, node):
        if count % 4 == 0:  # as storm() does
            lan.who_has(LEASED)
        lan.send_ip(udp(lan.router, MDNS_PORT, MDNS_GROUP, MDNS_PORT, message), group_mac(MDNS_GROUP))
        count += 1
    bench.hello(board, LEASED)
    Console(board).ask("hello", rb"hello:node01")
    ask_mdns(lan, node, A)
    check_no_restart(board)
    shown(4, f"mDNS: {node} is {LEASED}; {instance} at port {port}, {text}; {count} malformed messages later still")


# ---- 5: hostile frames ----

def storm(bench, count, seed):
    """Sends that many, never more at once than the board's network device holds, so that the node sees each of them."""
    begun, frames, size = time.monotonic(), 0, 0
    for frame in hostile_frames.frames(bench.lan, LEASED, board_rig.SHELL_PORT, count, seed):
        if frames == AT_ONCE or size + len(frame) > AT_ONCE_BYTES:
            bench.lan.who_has(LEASED)
            frames = size = 0
        bench.lan.send_frame(frame)
        frames, size = frames + 1, size + len(frame)
    return time.monotonic() - begun


def show_frames(bench, board):
    console = Console(board)
    storm(bench, WARMING_FRAMES, SEED + 1)  # the stack is then as deep as it gets
    bench.hello(board, LEASED)
    before = console.memory_free()
    took = storm(bench, FRAMES, SEED)
    bench.hello(board, LEASED)
    ask_mdns(bench.lan, "node01.local", A)
    end = time.monotonic() + board_rig.DEADLINE
    while (after := console.memory_free()) < before:
        expect(time.monotonic() < end, f"of {before} bytes that were free {after} are")
        bench.hello(board, LEASED)
    check_no_restart(board)
    shown(5, f"{FRAMES} hostile frames (seed {SEED}) in {took:.1f} s: the node answers, did not restart, "
             f"has {after} bytes free, {before} before")


# ---- 6: the cable ----

class Cable:
    """Pulls the emulated network cable out and plugs it in, by QEMU's machine protocol."""

    OPTIONS = ("-qmp", "unix:qmp.sock,server=on,wait=off")

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(board_rig.DEADLINE)
        self.socket.connect(os.path.join(folder, "qmp.sock"))
        self.answers = self.socket.makefile("r")
        self.answers.readline()  # the greeting
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while "return" not in (answer := json.loads(self.answers.readline())):
            expect("event" in answer, f"{command}: {answer}")

    def plug(self, is_in):
        self.ask("set_link", name="net", up=is_in)

    def close(self):
        self.answers.close()
        self.socket.close()


def show_cable(bench):
    """The session outlives it, and the board asks whether its lease is still good."""
    with bench.boot("cable.flash", Cable.OPTIONS) as board:
        board.uart.wait(rb"SERVER ADDR: telnet " + LEASED.encode())
        peer, cable = Peer(bench.lan, LEASED, board_rig.SHELL_PORT), Cable(bench.folder)
        peer.ask("hello", rb"hello:[^\n]*\n")
        cable.plug(False)
        board.uart.wait(rb"\[NW: STA\] the link went down")
        Console(board).ask("hello", rb"hello:")
        start, since = len(bench.dhcp.messages), bench.lan.mark()
        cable.plug(True)
        board.uart.wait(rb"\[NW: STA\] the link is up")
        bench.lan.wait("its announcement", lambda p: is_mdns(p) and answers(p), since)
        bench.lan.wait("a question for its lease", is_dhcp, since)
        expect(bench.dhcp.types(start)[:1] == [services.REQUEST], f"DHCP messages were {bench.dhcp.types(start)}")
        peer.ask("hello", rb"hello:[^\n]*\n")
        peer.abort()
        cable.close()
        check_no_restart(board)
        since = bench.lan.mark()
        board.uart.send(b"reboot\n")
        bench.lan.wait("a goodbye", lambda p: is_goodbye(p, "node01.local"), since)
    shown(6, "the cable is pulled and plugged in: the log says both, the lease is asked for again, the session goes on; a restart says goodbye")


def main():
    kind = board_rig.kind_of(sys.argv[1])
    board_rig.skip_unless(kind.name)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="micros-lan-") as folder:
        bench = Bench(kind, folder)
        with bench.lan:
            bench.dhcp.refuse, bench.dhcp.spoilt = 1, CUT_OFFERS
            with bench.boot() as board:
                show_lease(bench, board)
                show_mdns(bench, board)
                show_time(bench, board)
                show_frames(bench, board)
                set_static(board)
            show_static(bench)
            bench.dhcp.is_on = True
            show_renewal(bench)
            show_cable(bench)
    print(f"network of {kind.name}: all shown in {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
