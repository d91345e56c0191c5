"""Restart loops of a board: board_restart_loop.py BOARD

A boot hook whose task restarts the board, and a hook under which the watchdog bites, are left out after three quick starts; the
serial line and the network are told so until ack."""
import json
import os
import sys
import tempfile

import board_rig
import gdb_stub
from shell_session import Session

FUNCTION = "rooms_poll"  # called in each round of the main loop
JUMP = {"esp8266": "06ffff", "esp32c3": "01a0", "cortexm3": "fee7"}  # to itself: tests/boards/test_restart_reasons.py
FAST_CLOCK = ("-icount", "shift=7,sleep=on")
TOLD = rb"\[BOOT\] The node restarted within a minute again and again\. Left out: hooks, modules"


def expect(is_right, text):
    if not is_right:
        raise AssertionError(text)


def starts(board):
    return bytes(board.uart.raw).count(b"] started by ")


def acknowledge(board):
    with Session(board.address) as session:
        told = json.loads(session.say("hello >json").splitlines()[0])
        expect("left_out" in told, told)
        session.say("conf")
        expect("Acknowledged" in session.say("ack"), "ack")
    expect("left_out" not in board.say("hello >json"), "told after ack")


def asked_by_a_task(name, folder):
    with board_rig.start(name, os.path.join(folder, "task")) as board:
        board.wait_ready()
        board.say("conf", "boothook system reboot &", "noconf", "reboot")
        board.uart.wait(TOLD + rb".*(?s:.)*SERVER ADDR", 120)
        board.wait_ready()
        expect(starts(board) == 5, f"{starts(board)} starts")  # power on, ours, and three that the hook ended
        acknowledge(board)
    print(f"{name}: a hook whose task restarts: left out after three starts, told, acknowledged")


def under_the_watchdog(name, folder):
    with board_rig.start(name, os.path.join(folder, "watchdog"), extra=(*gdb_stub.OPTIONS, *FAST_CLOCK)) as board:
        board.wait_ready()
        board.say("conf", "boothook light toggle", "noconf")
        board.say("reboot")
        for bites in range(1, 4):  # the boot loader brings the function back each time
            board.uart.wait(rb"(?s)(?:SERVER ADDR.*?){%d}" % (bites + 1))
            with gdb_stub.Debugger(board) as debugger:
                debugger.write(gdb_stub.symbols(board.image)[FUNCTION] & ~1, bytes.fromhex(JUMP[name]))
            board.uart.wait(rb"(?s)(?:started by the watchdog.*?){%d}" % bites)
        board.uart.wait(TOLD, 120)
        board.wait_ready()
        acknowledge(board)
    print(f"{name}: three bites of the watchdog: the hook is left out, told, acknowledged")


def main():
    board_rig.skip_unless(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="micros-restart-loop-") as folder:
        asked_by_a_task(sys.argv[1], folder)
        under_the_watchdog(sys.argv[1], folder)


if __name__ == "__main__":
    main()
