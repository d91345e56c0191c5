#!/usr/bin/env python3
"""micros-node for arm64 on an emulated Raspberry Pi 3B, on Debian's kernel with the drivers of the real one. Its shell is
used from outside, over its network. What it drives is read in the kernel: pinctrl-bcm2835 looks into the registers.

MICROS_NODE names the program."""
import os
import pathlib
import re
import sys
import unittest

import pi
from pi import until

PI = None
ROOT = "/tmp/node"
PASSWORD = "blackberry"
PINS = "/sys/kernel/debug/pinctrl/3f200000.gpio-pinctrl-bcm2835/pins"
SET_LEVEL, CLEAR_LEVEL = 0x3f20001c, 0x3f200028  # GPSET0, GPCLR0: BCM2835 ARM Peripherals, section 6.1
DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs/hardware.md"
# What the device tree of the board calls them, and the pins of its header.
HEADER = {2: ("SDA1", 3), 3: ("SCL1", 5), 4: ("GPIO_GCLK", 7), 6: ("GPIO6", 31), 8: ("SPI_CE0_N", 24), 9: ("SPI_MISO", 21),
          10: ("SPI_MOSI", 19), 11: ("SPI_SCLK", 23), 12: ("GPIO12", 32), 13: ("GPIO13", 33), 16: ("GPIO16", 36),
          17: ("GPIO17", 11), 18: ("GPIO18", 12), 19: ("GPIO19", 35), 22: ("GPIO22", 15), 23: ("GPIO23", 16),
          24: ("GPIO24", 18), 25: ("GPIO25", 22), 27: ("GPIO27", 13)}


def setUpModule():
    global PI
    PI = pi.Pi(os.environ["MICROS_NODE"])
    unittest.addModuleCleanup(PI.close)


def function(gpio):
    """("gpio_out", "hi") or the like, as the registers say."""
    return re.search(rf"^pin {gpio} \(.*function (\w+) in (\w+);", PI.sh(f"cat {PINS}"), re.M).groups()


def drives(gpio):
    return {("gpio_out", "lo"): 0, ("gpio_out", "hi"): 1}.get(function(gpio))


def pwm(channel):
    return pi.guest.pwm_in(PI.sh("cat /sys/kernel/debug/pwm"), channel)


class Raspberry(unittest.TestCase):
    def setUp(self):
        PI.sh(f"rm -rf {ROOT} /tmp/out; micros-node --root {ROOT} --listen {pi.ADDRESS}:9008 --board raspberry-pi"
              f" --set appwd={PASSWORD} >/tmp/out 2>/tmp/log & echo $! >/tmp/pid")
        self.addCleanup(self.end, "TERM")
        until(lambda: PI.sh("grep -s listening /tmp/out", None), "the node can be reached")
        self.line = PI.connect()
        self.addCleanup(self.line.socket.close)
        self.line.until(rb"\[password\] node01 \$  \Z")
        self.assertEqual(self.ask(PASSWORD), "AuthOk")

    def ask(self, command):
        self.line.send(command + "\n")
        return self.line.until(rb" \$  \Z").decode().replace("\r", "").rpartition("\n")[0]

    def end(self, how):
        PI.sh(f"kill -{how} $(cat /tmp/pid) 2>/dev/null", None)
        until(lambda: "micros" not in PI.sh("ps | grep -v grep"), "the node and its guard end")

    def test_the_machine(self):
        self.assertEqual(PI.sh("uname -m"), "aarch64\n")
        self.assertEqual(PI.sh("cat /proc/device-tree/model").strip("\0"), "Raspberry Pi 3 Model B")
        self.assertIn("on raspberry-pi", PI.sh("cat /tmp/log"))

    def test_pins_are_where_the_table_says(self):
        gpios = {name: int(n) for name, n in re.findall(r"^(\w+): GPIO(\d+)", self.ask("genio pinmap"), re.M)}
        rows = re.findall(r"\| `(\w+)`[^|]*\| (\d+) \| (\d+) ", DOCS.read_text(encoding="utf-8"))
        self.assertEqual({name: int(gpio) for name, gpio, _ in rows}, {k: v for k, v in gpios.items() if k != "builtin"})
        listed = PI.sh("cat /sys/kernel/debug/gpio")
        base = int(re.search(r"GPIOs (\d+)-\d+, .*pinctrl-bcm2835", listed).group(1))
        for name, gpio, header in rows:
            label = re.search(rf"gpio-{base + int(gpio)} +\((\S+)", listed).group(1)
            self.assertEqual((label, int(header)), HEADER[int(gpio)], name)

    def test_switch(self):
        self.assertIsNone(drives(17))
        for level in (1, 0, 1):
            self.assertEqual(self.ask("switch toggle"), f"SET STATE: {level}")
            self.assertEqual(drives(17), level)
        self.assertRegex(PI.sh("cat /sys/kernel/debug/gpio"), r"GPIO17 +\|micros +\) out hi")

    def test_relay(self):
        self.ask("relay setup 2 True")
        for channel, gpio, other in ((0, 17, 27), (1, 27, 17)):
            self.ask(f"relay set {channel} True")
            self.assertEqual((drives(gpio), drives(other)), (1, 0))

    def test_light(self):
        self.ask("light rgb 1000 0 0")
        until(lambda: drives(12) == 1 and drives(13) == 0, "red by its thread")
        self.ask("light rgb 0 0 1000")
        until(lambda: drives(12) == 0 and drives(13) == 1, "blue by its thread")

    def test_servo_on_the_channel_of_the_chip(self):
        self.assertEqual(self.ask("servo Servo 70"), "SET SERVO: duty: 70")
        is_on, period, pulse = pwm(0)
        self.assertEqual((is_on, period), (True, 20000000))
        self.assertAlmostEqual(pulse, 20000000 * 70 / 1023, delta=20000)

    def test_an_input(self):
        for register, level in ((CLEAR_LEVEL, "0"), (SET_LEVEL, "1"), (CLEAR_LEVEL, "0")):
            PI.sh(f"devmem {register} 32 {1 << 23}")  # the emulator has no other hand on an input
            self.assertEqual(self.ask("genio get_in irq1 none"), level)
            self.assertEqual(function(23)[0], "gpio_in")

    def test_temperature(self):
        celsius = int(PI.sh("cat /sys/class/thermal/thermal_zone0/temp")) / 1000
        self.assertAlmostEqual(float(self.ask("esp32 intemp")), celsius, delta=0.1)

    def test_bus_that_is_not_there(self):
        self.assertEqual(self.ask("i2c scan"), "execute_LM_function LM_i2c->scan: I2C address 0x8: not supported on this board")
        self.assertIn("cannot open /dev/i2c-1: No such file or directory", PI.sh("cat /tmp/log"))

    def all_on(self):
        for command in ("switch set_state 1", "light rgb 1000 0 1000", "servo Servo 100"):
            self.ask(command)
        until(lambda: [drives(g) for g in (12, 13, 17)] == [1, 1, 1], "all lines are high")
        self.assertTrue(pwm(0)[0])

    def expect_safe(self):
        until(lambda: not pwm(0)[0], "the PWM channel is off")
        for gpio in (12, 13, 17):
            until(lambda g=gpio: function(g)[0] == "gpio_in", f"GPIO{gpio} drives nothing")

    def test_safe_after_the_node_ended(self):
        self.all_on()
        self.end("TERM")
        self.expect_safe()

    def test_safe_after_the_node_was_killed(self):
        self.all_on()
        self.end("KILL")
        self.expect_safe()


if __name__ == "__main__":
    if "MICROS_NODE" not in os.environ:
        sys.exit(f"MICROS_NODE is not set; ctest sets it\n{__doc__}")
    unittest.main(verbosity=2)
