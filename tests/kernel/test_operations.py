#!/usr/bin/env python3
"""micros-node and its hardware table on Debian's kernel, with the kernel's own GPIO, I2C, SPI, PWM, 1-Wire, IIO, LED and
thermal interfaces. The board below them is simulated: tests/kernel/nodesim, and the kernel's gpio-sim."""
import pathlib
import re
import sys
import unittest

import rig
from rig import EEPROM, THERMOMETER, blob, board, is_held, pin, pull, pwm, sh, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import tree  # noqa: E402

USES = tree.enum_values(ROOT / "core" / "hw" / "hw.h", "pin_use")
IN, IN_UP, OUT, PWM, PULSE, PIXELS = (USES[f"PIN_{use}"] for use in ("IN", "IN_UP", "OUT", "PWM", "PULSE", "PIXELS"))


def setUpModule():
    rig.start()


class NodeTest(rig.NodeTest):
    def test_switch_drives_a_line(self):
        node = self.node()
        self.assertFalse(is_held(17))
        self.assertIn("SET STATE: 1\n", node.ask("switch toggle"))
        self.assertEqual(pin(17), 1)
        self.assertIn("SET STATE: 0\n", node.ask("switch toggle"))
        self.assertEqual(pin(17), 0)
        self.assertTrue(is_held(17))

    def test_edges_are_events(self):
        self.node("--set irq1=True", "--set irq1_trig=both", "--set irq1_cbf='switch toggle'")
        before = pin(17)
        pull(23, True)  # the node has it pulled down
        until(lambda: pin(17) != before, "a rising edge")
        pull(23, False)
        until(lambda: pin(17) == before, "a falling edge")

    def test_edge_of_a_pin_that_pins_board_moved(self):
        pull(26, False)
        self.node("--set irq2=True", "--set irq2_cbf='switch set_state 1'")
        self.assertTrue(is_held(26))
        self.assertFalse(is_held(24))
        pull(26, True)
        until(lambda: pin(17) == 1, "a rising edge")

    def test_light_on_threads_and_a_channel(self):
        node = self.node()
        self.assertIn("R1000G250B0", node.ask("light rgb 1000 250 0"))
        until(lambda: (pin(12), pin(13)) == (1, 0), "the threads follow")
        period = 1000000000 // 480
        self.assertEqual(pwm(1), (True, period, period // 4))
        node.ask("light rgb 0 1000 1000")
        self.assertEqual(until(lambda: not pin(12) and pin(13), "the threads follow"), 1)
        self.assertEqual(pwm(1), (True, period, period))

    def test_thread_makes_half_light(self):
        node = self.node()
        node.ask("light rgb 500 0 0")
        seen = sh("i=0; while [ $i -lt 400 ]; do read v </run/pins/sim_gpio12/value; echo $v; i=$((i+1)); done").split()
        self.assertEqual(len(seen), 400)
        self.assertTrue(80 < seen.count("1") < 320, seen.count("1"))

    def test_servo_on_a_channel(self):
        node = self.node()
        for duty in (40, 115, 70):
            self.assertIn(f"SET SERVO: duty: {duty}", node.ask(f"servo Servo {duty}"))
            is_on, period, pulse = pwm(0)
            self.assertEqual((is_on, period), (True, 20000000))
            self.assertAlmostEqual(pulse, 20000000 * duty / 1023, delta=20000)
        node.ask("servo Servo_deinit")
        self.assertFalse(pwm(0)[0])
        self.assertNotIn("pwm0", sh("ls /sys/class/pwm/pwmchip0"))

    def test_two_modules_change_the_frequency(self):
        node = self.node()
        node.ask("servo Servo2 100")
        self.assertEqual(pwm(1)[1], 20000000)
        node.ask("light rgb 0 1000 0")  # from 20 ms with a long pulse to 2 ms
        self.assertEqual(pwm(1), (True, 1000000000 // 480, 1000000000 // 480))
        node.ask("servo Servo2 40")
        self.assertEqual(pwm(1)[1], 20000000)

    def expect_safe(self):
        until(lambda: not pwm(0)[0] and not pwm(1)[0], "the PWM channels are off")
        for gpio in (12, 13, 17):
            until(lambda g=gpio: not is_held(g) and pin(g) == 0, f"GPIO{gpio} is given back")
        self.assertEqual(sh("cat /sys/class/leds/ACT/brightness"), "0\n")

    def all_on(self):
        node = self.node()
        for command in ("switch set_state 1", "light rgb 1000 1000 1000", "servo Servo 100"):
            node.ask(command)
        until(lambda: [pin(g) for g in (12, 13, 17)] == [1, 1, 1], "all lines are high")
        self.assertTrue(pwm(0)[0] and pwm(1)[0])
        return node

    def test_all_is_off_after_the_node_ended(self):
        self.all_on().end("TERM")
        self.expect_safe()
        self.assertNotIn("pwm0", sh("ls /sys/class/pwm/pwmchip0"))

    def test_all_is_off_after_the_node_was_killed(self):
        self.all_on().end("KILL")
        self.expect_safe()
        node = self.node()  # what a killed node left of sysfs is no obstacle
        self.assertIn("SET SERVO", node.ask("servo Servo 100"))
        self.assertTrue(pwm(0)[0])

    def test_reboot_lets_go(self):
        node = self.all_on()
        node.ask("reboot")
        self.expect_safe()

    def test_light_of_the_machine(self):
        sh("echo default-on >/sys/class/leds/ACT/trigger", None)
        trigger = sh("cat /sys/class/leds/ACT/trigger")
        node = self.node()
        node.ask("hello")
        self.assertIn("[none]", sh("cat /sys/class/leds/ACT/trigger"))
        node.end("TERM")
        self.assertEqual(sh("cat /sys/class/leds/ACT/trigger"), trigger)

    def test_facts_are_the_machines(self):
        node = self.node()
        free = int(re.search(r"MemFree\[byte\]: (\d+)", node.ask("system info")).group(1))
        available = 1024 * int(re.search(r"MemAvailable: +(\d+)", sh("cat /proc/meminfo")).group(1))
        self.assertAlmostEqual(free, available, delta=20000000)

    def test_clock_of_the_processor(self):
        limit = "/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq"
        sh(f"echo performance >{limit.replace('max_freq', 'governor')}")
        for boost, khz in (("False", 600000), ("True", 1200000)):
            sh(f"rm -rf {rig.ROOT}; echo 600000 >{limit}")
            node = self.node(f"--set boostmd={boost}")
            self.assertEqual((sh(f"cat {limit}"), board("clock_khz")), (f"{khz}\n", khz))
            self.assertIn(f"CPU[Hz]: {khz}000", node.ask("system info"))
            node.end("TERM")

    def test_wrong_board_file(self):
        sh(f"mkdir -p {rig.ROOT}; echo 'pin simple_0 gpio 77' >{rig.ROOT}/pins.board")
        said = sh(f"micros-node --root {rig.ROOT} --listen 127.0.0.1:0 --board generic 2>&1", 1)
        self.assertEqual(said, f"micros-node: {rig.ROOT}/pins.board:1: a GPIO is 0 to 49, not '77'\n")

    def test_pin_that_another_program_holds(self):
        sh("(echo use 17 4; sleep 100) | hw_try raspberry-pi /x & echo $! >/tmp/holder")
        until(lambda: is_held(17), "the other program holds it")
        node = self.node()
        said = node.ask("switch toggle")
        sh("kill $(cat /tmp/holder)")
        self.assertIn("LM_switch->toggle: pin simple_0 (GPIO17) is in use\n", said.replace("\r", ""))
        self.assertRegex(self.log(), r"cannot take line 17 of /dev/gpiochip\d: Device or resource busy")


class HardwareTable(unittest.TestCase):
    """The operations that no module of this release has yet."""

    def try_it(self, *commands):
        """The answers, one a command; what it logged stands in self.log."""
        script = "".join(c + "\\n" for c in commands)
        out = sh(f"printf '{script}' | hw_try raspberry-pi /tmp/pins.board 2>/tmp/try.log")
        self.log = sh("cat /tmp/try.log")
        return out.splitlines()

    def test_i2c(self):
        got = self.try_it("i2c 2 3 0x76 d0 1", "i2c 2 3 0x76 - 0", "i2c 2 3 0x50 - 0", "i2c 2 3 0x50 00 1", "i2c 2 3 0x76 88 4")
        self.assertEqual(got, ["ok 60", "ok", "device did not answer", "device did not answer", "ok 706b4367"])
        self.assertEqual(self.log, "")
        self.assertEqual(self.try_it("i2c 5 6 0x76 d0 1"), ["not supported on this board"])
        self.assertIn("no line 'i2c 5 6 DEVICE'", self.log)

    def test_bme280_measures(self):
        sh("echo 415148 >/run/board/bme280_pressure; echo 519888 >/run/board/bme280_temperature")
        got = self.try_it("i2c 2 3 0x76 f7 3", "i2c 2 3 0x76 f425 0", "i2c 2 3 0x76 f7 6", "i2c 2 3 0x76 f4 1")
        self.assertEqual(got, ["ok 800000", "ok", "ok 655ac07eed00", "ok 24"])

    def test_display_frame(self):
        picture = bytes(i * 7 & 255 for i in range(1024))
        self.try_it("i2c 2 3 0x3c 00200021007f220007af 0", f"i2c 2 3 0x3c 40{picture.hex()} 0")
        self.assertEqual(blob("ssd1306"), picture)
        self.assertEqual(board("ssd1306_on"), 1)

    def test_spi(self):
        got = self.try_it("spi 11 10 9 8 3 500000 0102fe", "spi 11 10 9 7 0 500000 00", f"spi 11 10 9 8 0 1000000 {'5a' * 4096}")
        self.assertEqual(got[:2], ["ok 0102fe", "not supported on this board"])
        self.assertIn("cannot open /dev/spidev0.1: No such file", self.log)
        self.assertEqual(got[2], "ok " + "5a" * 4096)
        self.try_it("spi 11 10 9 8 3 500000 0102fe")
        self.assertEqual((blob("spi_sent"), board("spi_hz"), board("spi_mode")), (b"\1\2\xfe", 500000, 3))

    def test_pixels(self):
        self.assertEqual(self.try_it(f"use 10 {PIXELS}", "pixels 10 00ff81"), ["ok", "ok"])
        bits = "".join(f"{b:08b}" for b in blob("spi_sent"))
        body, end = bits[16:16 + 72], bits[16 + 72:]
        self.assertEqual(body, "100" * 8 + "110" * 8 + "110" + "100" * 6 + "110")
        self.assertEqual(board("spi_hz"), 2400000)
        self.assertNotIn("1", bits[:16] + end)
        self.assertGreaterEqual(len(end) / 2.4, 280)  # us
        self.assertEqual(self.try_it(f"use 10 {PIXELS}", f"pixels 10 {'00' * 1400}"), ["ok", "out of range"])
        self.assertIn("raise spidev.bufsiz", self.log)

    def test_adc(self):
        for raw in (0, 2048, 4095):
            sh(f"echo {raw} >/run/board/adc_raw")
            mv = round(raw * 3300 / 4096)
            self.assertEqual(self.try_it("adc 0", "adc 1"), [f"ok {mv}", f"ok {max(0, round((raw - 2048) * 3300 / 4096))}"])
        self.assertEqual(self.try_it("adc 2"), ["not supported on this board"])

    def test_chip(self):
        sh("echo 61500 >/run/board/chip_temperature")
        self.assertEqual(self.try_it("chip 0", "chip 1"), ["ok 61500", "not supported on this board"])

    def test_onewire_search(self):
        self.assertEqual(self.try_it("search 4"), [f"found {THERMOMETER} {EEPROM}"])

    def test_onewire_device_without_a_driver(self):
        got = self.try_it(f"onewire 4 55{EEPROM}f00000 13")
        self.assertRegex(got[0], "ms ok " + b"micros EEPROM".hex() + "$")

    def test_thermometer_beside_another_device(self):
        self.thermometer_measures()

    def thermometer_measures(self):
        convert, read = f"onewire 4 55{THERMOMETER}44 0", f"onewire 4 55{THERMOMETER}be 9"
        for raw, pad in ((0x0191, "9101"), (0xff5e, "5eff")):
            sh(f"echo {raw} >/run/board/ds18b20_raw")
            before = board("ds18b20_conversions")
            began, got = self.try_it(convert, read)
            self.assertRegex(got, f" ms ok {pad}4b467fff0c10..$")
            self.assertLess(max(int(s.split()[0]) for s in (began, got)), 600, "the loop was held")
            self.assertEqual(board("ds18b20_conversions"), before + 1)  # one, for whoever asked

    def test_thermometers_alone_convert_together(self):
        bus = "/sys/bus/w1/devices/w1_bus_master1"
        sh(f"echo 1 >/run/board/ds2431_absent; echo 2d-060504030201 >{bus}/w1_master_remove")
        self.addCleanup(sh, f"echo 0 >/run/board/ds2431_absent; echo 2d-060504030201 >{bus}/w1_master_add")
        self.assertEqual(self.try_it("search 4"), [f"found {THERMOMETER}"])
        self.thermometer_measures()

    def test_thermometer_resolution(self):
        bits = "/sys/bus/w1/devices/28-665544332211/resolution"
        for config, n in (("1f", 9), ("5f", 11), ("7f", 12)):
            got = self.try_it(f"onewire 4 cc4e4b46{config} 0", "onewire 4 cc44 0", f"onewire 4 55{THERMOMETER}be 9")
            self.assertEqual(sh(f"cat {bits}"), f"{n}\n")
            self.assertRegex(got[2], f" ms ok ....4b46{config}")
        self.try_it(f"onewire 4 55{THERMOMETER}4e4b463f 0")
        self.assertEqual(sh(f"cat {bits}"), "10\n")
        self.try_it(f"onewire 4 55{THERMOMETER}4e4b467f 0")

    def test_thermometer_read_before_it_converted(self):
        sh("echo 400 >/run/board/ds18b20_raw")
        got = self.try_it(f"onewire 4 55{THERMOMETER}be 9")
        self.assertRegex(got[0], " ms ok 90014b46")

    def test_thermometer_damaged_and_gone(self):
        sh("echo 1 >/run/board/ds18b20_damaged")
        got = self.try_it(f"onewire 4 55{THERMOMETER}44 0", f"onewire 4 55{THERMOMETER}be 9")
        sh("echo 0 >/run/board/ds18b20_damaged")
        self.assertRegex(got[1], "ms device did not answer$")
        self.assertRegex(self.try_it("onewire 4 55280000000000000044 0")[0], "ms device did not answer$")

    def test_pulses_on_one_line(self):
        pull(20, True)
        file = "/run/pins/sim_gpio20/pull"
        levels = [f"put {file} pull-{way}" for way in ("down", "up", "down", "up")]
        got = self.try_it(f"use 20 {PULSE}", "pulse 20 20 0 18000", *levels, "take 20 16")
        self.assertRegex(got[1], r"^[0-9] ms ok$")  # 18 ms of question, and nobody waited
        lengths = [int(n) for n in got[-1].split()[1:]]
        self.assertEqual(len(lengths), 4)
        self.assertTrue(all(0 < n < 65535 for n in lengths), lengths)

    def test_pulses_on_two_lines(self):
        pull(21, False)
        file = "/run/pins/sim_gpio21/pull"
        got = self.try_it(f"use 20 {PULSE}", f"use 21 {PULSE}", "pulse 20 21 1 10", f"put {file} pull-up",
                          f"put {file} pull-down", "take 21 16", "take 21 16")
        self.assertEqual(len(got[5].split()), 3, got)
        self.assertEqual(got[6], "ok")

    def test_edges(self):
        pull(20, False)
        got = self.try_it(f"use 20 {IN}", "watch 20", "put /run/pins/sim_gpio20/pull pull-up", "edge",
                          "put /run/pins/sim_gpio20/pull pull-down", "edge", "read 20")
        self.assertEqual(got[3], "ok 20 1")
        self.assertEqual(got[5:], ["ok 20 0", "ok 0"])

    def test_uses_follow_each_other(self):
        got = self.try_it(f"use 18 {PWM}", "pwm 18 50 75", "write 18 1", f"use 18 {OUT}", "write 18 1", "pwm 18 50 75",
                          f"use 18 {IN_UP}", "read 18", "pwm 18 0 0", "use 18 0", "use 50 5", "use 53 4", "use 99 1")
        self.assertEqual(got, ["ok", "ok", "device did not answer", "ok", "ok", "device did not answer", "ok", "ok 1",
                               "device did not answer", "ok", "not supported on this board", "not supported on this board",
                               "out of range"])


if __name__ == "__main__":
    rig.main(__doc__)
