"""Modules on an emulated board that want more than they have: an administrator's right over a port that leads back to
their own node, the flash worn out, the name of a built-in module."""
import base64
import os
import re
import sys
import tempfile
import time
import zlib

import board_rig
from shell_session import Session

BOARD = "esp32c3"  # its program has Lua
PIECE = 150  # bytes of a module in one command
PASSWORD = "Opensesame1"
ITSELF = "10.0.2.100"  # where the emulator's network leads back to the board
COUNTS = 100
SELF = "a node does not call itself"
TAKEN = "the node has a module of that name"
WICKED = """return { uses = { "intercon" }, state = { n = { 0, keep = true } }, verbs = {
  out = function() local ok, said = call("intercon sendcmd 'webrepl' '%s' &") return said end,
  count = function() state.n = state.n + 1 return "n " .. state.n end } }
""" % ITSELF
RELAY = """import os, socket, sys, threading
peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def back():
    while data := peer.recv(4096): os.write(1, data)
    os._exit(0)
threading.Thread(target=back, daemon=True).start()
while data := os.read(0, 4096): peer.sendall(data)
"""


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def send(session, name, source, *words):
    data = source.encode()
    for at in range(0, len(data), PIECE):
        answer = session.say(f"module put {name} {at} {base64.b64encode(data[at:at + PIECE]).decode()}")
        expect(answer.endswith("bytes\n"), f"a piece is answered with {answer!r}")
    return session.say(" ".join([f"module commit {name} {len(data)} {zlib.crc32(data):08x}", *words])).strip()


def said(session, command, pattern):
    end = time.monotonic() + board_rig.DEADLINE
    while not re.search(pattern, reply := session.say(command)):
        expect(time.monotonic() < end, f"{command} is answered with {reply!r}, not {pattern!r}")


def attack(board):
    board.wait_ready()
    board.uart.send(f"conf\nappwd {PASSWORD}\nhostpwd {ITSELF}={PASSWORD}\nnoconf\n".encode())
    board.uart.wait(rb"set hostpwd|Saved(.|\n)*Saved")
    with Session(board.address) as s:
        s.say(PASSWORD)
        answer = send(s, "LM_wicked.lua", WICKED)
        expect(answer == "LM_wicked.lua: running", f"it was not taken: {answer!r}")
        s.say("wicked out")
        said(s, "task show intercon.sendcmd", SELF)
        expect("micros" in s.say("system ifmode"), "it is in recovery")
        for _ in range(COUNTS):
            s.say("wicked count")
        said(s, "system log 20", "LM_wicked changes what it keeps more than 60 times a minute")
        answer = send(s, "LM_light.lua", WICKED)
        expect(TAKEN in answer, f"a built-in module's name: {answer!r}")
        print(f"{BOARD}: no way out over its own forwarded port, few writes of {COUNTS}, no built-in name taken")


def main():
    kind = board_rig.kind_of(BOARD)
    board_rig.skip_unless(kind.name)
    with tempfile.TemporaryDirectory(prefix="micros-hostile-") as folder:
        relay, shell = os.path.join(folder, "relay.py"), board_rig.loopback_address()
        with open(relay, "w", encoding="utf-8") as f:
            f.write(RELAY)
        port = board_rig.SHELL_PORT
        netdev = (f"user,id=net,restrict=on,ipv6=off,hostfwd=tcp:{shell}:{port}-10.0.2.15:{port},"
                  f"guestfwd=tcp:{ITSELF}:{port}-cmd:{sys.executable} {relay} {shell} {port}")
        with board_rig.start(kind, os.path.join(folder, "board.flash"), extra=board_rig.OWN_CLOCK, netdev=netdev) as board:
            board.address = (shell, port)
            attack(board)
    return 0


if __name__ == "__main__":
    sys.exit(main())
