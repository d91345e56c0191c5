"""The booted guest and what its board shows, for the tests of this folder. MICROS_NODE and HW_TRY name the programs,
MICROS_GUESTS the folder of built guests; ctest sets them."""
import os
import re
import sys
import unittest

import build_guest
import guest
from guest import until

GUEST = None
ROOT = "/tmp/node"
THERMOMETER, EEPROM = "2811223344556656", "2d01020304050657"
PINS_BOARD = """\
# What hangs on the board of the guest.
adc adc_0 nodesim-adc in_voltage0
adc adc_1 iio:device0 in_voltage1
pin irq2 gpio 26
"""


def start():
    """Boots the guest, for a setUpModule."""
    global GUEST
    folder = build_guest.build(os.environ["MICROS_GUESTS"])
    GUEST = guest.Guest(folder, {"/bin/micros-node": os.environ["MICROS_NODE"], "/bin/hw_try": os.environ["HW_TRY"]})
    unittest.addModuleCleanup(GUEST.close)
    wire(PINS_BOARD)


def sh(command, status=0):
    return GUEST.sh(command, status)


def wire(lines):
    """From the next node on its pins.board has these lines."""
    sh("; ".join(["rm -f /tmp/pins.board", *(f"echo '{line}' >>/tmp/pins.board" for line in lines.splitlines())]))


def pin(gpio):
    """The level that the chip drives a line with."""
    return int(sh(f"cat /run/pins/sim_gpio{gpio}/value"))


def is_held(gpio):
    """Whether a program holds the line; the kernel's list has what is held."""
    listed = sh("cat /sys/kernel/debug/gpio")
    base = int(re.search(r"GPIOs (\d+)-\d+, .*pinctrl-bcm2835", listed).group(1))
    return re.search(rf"gpio-{base + gpio} .*micros", listed) is not None


def pull(gpio, up):
    sh(f"echo pull-{'up' if up else 'down'} >/run/pins/sim_gpio{gpio}/pull")


def pwm(channel):
    """As the PWM driver was told."""
    return guest.pwm_in(sh("cat /sys/kernel/debug/pwm"), channel)


def board(name):
    return int(sh(f"cat /run/board/{name}"))


def blob(name):
    return bytes.fromhex(sh(f"xxd -p /run/board/{name}").replace("\n", ""))


class Node:
    """micros-node in the guest, its shell on a terminal of its own, which shows the log too; `is_quiet`: over TCP."""

    def __init__(self, *options, is_quiet=False):
        self.line = GUEST.node_line
        self.line.drop()  # what the node before it said at its end
        words = " ".join(options) + ("" if is_quiet else " --serial /dev/hvc1")
        sh(f"rm -f /tmp/out; mkdir -p {ROOT}; cp /tmp/pins.board {ROOT}/")
        sh(f"micros-node --root {ROOT} --listen 127.0.0.1:9008 {words} >/tmp/out 2>/tmp/log &"
           " echo $! >/tmp/pid")
        if is_quiet:
            until(lambda: sh("grep -s listening /tmp/out", None), "the node can be reached")
            sh("(stty raw -echo; nc 127.0.0.1 9008) </dev/hvc1 >/dev/hvc1 2>&1 &")
        self.line.until(rb" \$  \Z")

    def ask(self, command):
        self.line.send(command + "\n")
        return self.line.until(rb" \$  \Z").decode()

    def end(self, how):
        sh(f"kill -{how} $(cat /tmp/pid)")
        until(lambda: sh("kill -0 $(cat /tmp/pid) 2>&1", None), "the node ends")
        # What it left behind to make its outputs safe ends too.
        until(lambda: "micros-guard" not in sh("ps"), "the guard ends")


class NodeTest(unittest.TestCase):
    def setUp(self):
        sh(f"rm -rf {ROOT}")

    def node(self, *options, **how):
        node = Node("--board raspberry-pi", *options, **how)
        self.addCleanup(self.finish, node)
        return node

    def finish(self, node):
        if sh("kill -0 $(cat /tmp/pid) 2>&1", None) == "":
            node.end("TERM")

    def log(self):
        return sh("cat /tmp/log")


def main(doc):
    for name in ("MICROS_NODE", "HW_TRY", "MICROS_GUESTS"):
        if name not in os.environ:
            sys.exit(f"{name} is not set; ctest sets it\n{doc}")
    unittest.main(verbosity=2)
