"""Why a board restarted: test_restart_reasons.py BOARD

Writes a jump to itself, and then an instruction that does not exist, over a function of the running image, which the boot loader
brings back at the reset. The watchdog ends the first, an exception the second; the boot log names the reason and the exact
place. So it does for a restart that was asked for, and for power on."""
import os
import re
import sys
import tempfile
import time

import board_rig
import gdb_stub
from shell_session import Session

FUNCTION = "rooms_poll"  # called in each round of the main loop
# Jump to itself, and an instruction that does not exist: Xtensa Instruction Set Architecture reference manual, J and ILL;
# RISC-V unprivileged ISA, c.j and section 1.5; ARMv7-M Architecture Reference Manual, B and UDF.
CODE = {"esp8266": ("06ffff", "000000"), "esp32c3": ("01a0", "0000"), "cortexm3": ("fee7", "00de")}
# 128 ns for each instruction: the watchdog's seconds pass as fast as the host can jump in circles.
FAST_CLOCK = ("-icount", "shift=7,sleep=on")
SERVED = rb"started by ([^\n]*)\n.*?SERVER ADDR"


class Proof:
    def __init__(self, board):
        self.board, self.seen = board, 0
        self.address = gdb_stub.symbols(board.image)[FUNCTION] & ~1  # the last bit says Thumb

    def next_reason(self):
        """What the next boot says about the end before it; then the shell answers."""
        found = self.board.uart.wait(rb"(?s)(?:%s.*?){%d}" % (SERVED, self.seen + 1))
        self.seen += 1
        with Session(self.board.address) as session:
            hello = session.say("hello")
        if not hello.startswith("hello:node01:"):
            raise AssertionError(f"after the restart hello is answered with {hello!r}")
        return found[1].decode().strip()

    def overwrite(self, code):
        with gdb_stub.Debugger(self.board) as debugger:
            debugger.write(self.address, bytes.fromhex(code))

    def expect(self, what, pattern):
        begin = time.monotonic()
        reason = self.next_reason()
        if not re.fullmatch(pattern, reason):
            raise AssertionError(f"{what}: the boot log says {reason!r}")
        print(f"{self.board.kind.name}: {what}: started by {reason} ({time.monotonic() - begin:.1f} s)", flush=True)

    def run(self):
        jump, illegal = CODE[self.board.kind.name]
        self.expect("power on", "power on")
        self.overwrite(jump)
        self.expect("a jump to itself", f"the watchdog, pc 0x{self.address:x}")
        self.overwrite(illegal)
        self.expect("an illegal instruction", f"a panic: .*exception, cause \\d+, pc 0x{self.address:x}, address 0x[0-9a-f]+")
        self.board.say("reboot")
        self.expect("reboot", "a restart that was asked for")
        self.board.say("system reboot &300")  # nothing else happens that could wake the node
        self.expect("a reboot by a task", "a restart that was asked for")
        self.overwrite(jump)
        self.expect("a jump to itself again", f"the watchdog, pc 0x{self.address:x}")
        self.board.extra = list(gdb_stub.OPTIONS)  # nothing more has to pass fast
        self.board.restart()
        self.seen = 0
        self.expect("power off and on", "power on")


def main():
    kind = board_rig.kind_of(sys.argv[1])
    board_rig.skip_unless(kind.name)
    with tempfile.TemporaryDirectory(prefix="micros-watchdog-") as folder:
        flash = os.path.join(folder, "board.flash")
        with board_rig.start(kind, flash, extra=(*gdb_stub.OPTIONS, *FAST_CLOCK)) as board:
            try:
                Proof(board).run()
            except AssertionError as e:
                print(f"{kind.name}: {e}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
