#!/usr/bin/env python3
"""The load modules of micros-node on Debian's kernel, driven from outside over the node's shell. What they did is read, and
what they are to see is set, below the kernel's drivers: in tests/kernel/nodesim and in gpio-sim."""
import os
import re
import socket
import subprocess
import tempfile
import unittest

import guest
import rig
from rig import THERMOMETER, blob, board, pin, pull, pwm, sh, until

WIDTH, HEIGHT = 128, 64  # of the display
LIMIT_MS = 200  # of a click
# Sensors that answer pulses are on lines of a chip of their own.
LINES_BOARD = """\
line 30 nodesim-lines 0
line 31 nodesim-lines 1
line 32 nodesim-lines 2
pin simple_1 gpio 30
pin simple_0 gpio 31
pin pwm_5 gpio 32
adc adc_0 nodesim-adc in_voltage0
"""


def setUpModule():
    rig.start()


def set_board(**values):
    for name, value in values.items():
        sh(f"echo {value} >/run/board/{name}")


class ModuleTest(rig.NodeTest):
    """One node a test, on the board file `wiring` in addition to the one for the Raspberry Pi."""
    wiring = rig.PINS_BOARD

    def setUp(self):
        super().setUp()
        rig.wire(self.wiring)
        self.running = self.node(is_quiet=True)

    def ask(self, command):
        """The answer without the prompt."""
        return self.running.ask(command).replace("\r", "").rpartition("\n")[0]

    def check(self, command, answer):
        self.assertEqual(self.ask(command), answer)


class Buses(ModuleTest):
    def test_ds18(self):
        self.check("ds18 search", f"['{THERMOMETER}']")
        for raw, degrees in ((0x0191, "25.0625"), (0xff5e, "-10.1250")):
            set_board(ds18b20_raw=raw)
            self.check("ds18 measure", f"{THERMOMETER}: {degrees}")
        for bits, degrees in ((9, "-10.5000"), (12, "-10.1250")):  # bits that a coarse measurement does not have are undefined
            self.check(f"ds18 resolution {bits}", str(bits))
            self.check("ds18 measure", f"{THERMOMETER}: {degrees}")
            self.assertEqual(sh("cat /sys/bus/w1/devices/28-665544332211/resolution"), f"{bits}\n")

    def test_ds18_that_does_not_answer(self):
        set_board(ds18b20_damaged=1)
        self.addCleanup(set_board, ds18b20_damaged=0)
        self.assertIn("LM_ds18->measure: ", self.ask("ds18 measure"))
        set_board(ds18b20_damaged=0, ds18b20_raw=0x0191)
        self.check("ds18 measure", f"{THERMOMETER}: 25.0625")

    def test_bme280(self):
        set_board(bme280_temperature=519888, bme280_pressure=415148, bme280_humidity=30000)
        golden = self.ask("bme280 measure")
        self.assertRegex(golden, r"^Temperature: 25\.08 ºC\nHumidity: \d+\.\d\d %\nPressure: 1006\.53 hPa$")
        set_board(bme280_temperature=480000, bme280_pressure=450000)
        celsius, hpa = datasheet_bme280(480000, 450000)
        got = [float(n) for n in re.findall(r"-?\d+\.\d\d", self.ask("bme280 measure"))]
        self.assertAlmostEqual(got[0], celsius, delta=0.011)
        self.assertAlmostEqual(got[2], hpa, delta=0.011)
        self.assertLess(celsius, 20)

    def test_i2c(self):
        self.check("i2c scan", "['0x3c', '0x76']")
        self.check("i2c read 0x76 0xd0", "[96]")
        self.check("i2c read 0x76 0x88 4", "[112, 107, 67, 103]")
        self.check("i2c write 0x76 0xf5 0xa0", "160")
        self.check("i2c read 0x76 0xf5", "[160]")
        self.check("i2c write 0x76 0xf5 0", "0")
        self.assertRegex(self.ask("i2c read 0x50 0"), "LM_i2c->read: .*0x50.*not answer")

    def test_oled(self):
        drawing = ["text 'micrOS' 3 5", "draw_line 0 63 127 0", "draw_rect 60 20 30 25", "text 'kernel' 61 30 False",
                   "draw_line 60 50 100 50 False", "text 'end' 100 -3"]
        simulated = SimulatedNode()
        self.addCleanup(simulated.close)
        self.check("oled_128x64i2c clean", "True")
        for command in drawing:
            self.check(f"oled_128x64i2c {command}", "True")
            simulated.ask(f"oled_128x64i2c {command}")
        self.assertEqual(picture(), simulated.picture())
        self.assertGreater(sum(map(sum, picture())), 300)
        for on, verb in ((0, "poweroff"), (1, "poweron")):
            self.check(f"oled_128x64i2c {verb}", "True")
            self.assertEqual(board("ssd1306_on"), on)

    def test_oled_widgets(self):
        simulated = SimulatedNode()
        self.addCleanup(simulated.close)
        self.check("oled_widgets show_debug_page", "True")
        simulated.ask("oled_widgets show_debug_page")
        shown, wanted = picture(), simulated.picture()
        # The time and the free memory are not the simulated node's.
        for what, row in (("mode", 10), ("address", 20), ("port", 40), ("name", 50)):
            self.assertEqual(shown[row:row + 8], wanted[row:row + 8], what)
            self.assertTrue(any(map(any, shown[row:row + 8])), what)
        self.assertTrue(any(map(any, shown[30:38])), "free memory")
        self.check("oled_widgets toggle_invert", "INVERT:True")


class Pixels(ModuleTest):
    wiring = "pin pwm_3 gpio 10\n"

    def heard(self):
        """The bytes of the pixels, out of the bits on MOSI: three for each, 110 is a one, 100 a zero."""
        bits = "".join(f"{b:08b}" for b in blob("spi_sent")).strip("0") + "00"
        triples = [bits[i:i + 3] for i in range(0, len(bits) // 3 * 3, 3)]
        self.assertLessEqual(set(triples), {"110", "100"})
        ones = "".join("1" if t == "110" else "0" for t in triples)
        return [int(ones[i:i + 8], 2) for i in range(0, len(ones), 8)]

    def test_neopixel(self):
        self.check("neopixel neopixel 1 2 3 4", "NEOPIXEL WAS SET R1G2B3")
        self.ask("neopixel neopixel 10 20 30")
        self.assertEqual(self.heard()[:12], [20, 10, 30] * 4)
        self.assertEqual(board("spi_hz"), 2400000)
        self.check("neopixel segment 2 255 0 129", "NEOPIXEL 2 SEGMENT WAS SET R255G0B129")
        self.assertEqual(self.heard()[:12], [20, 10, 30] * 2 + [0, 255, 129] + [20, 10, 30])
        self.ask("neopixel brightness 50")
        self.assertEqual(self.heard()[9:12], [10, 5, 15])
        self.check("neopixel toggle False", "OFF")
        self.assertEqual(set(self.heard()[:12]), {0})


class Analog(ModuleTest):
    def test_converter(self):
        for raw, steps in ((0, 0), (2048, 512), (4095, 1023)):
            set_board(adc_raw=raw)
            self.check("adc measure", f"ADC value: {steps}")
            self.check("ph_sensor measure", f"ADC value: {steps}")
            self.check("light_sensor intensity", f"light intensity [%]: {steps / 10.23:.2f}")
        self.check("genio get_adc adc_0", "mV: 3299")
        self.check("genio get_adc adc_1", "mV: 1649")

    def test_gas(self):
        ppm = []
        for raw in (500, 1000, 2000):
            set_board(adc_raw=raw)
            ppm.append(float(re.match(r"\d+\.\d+", self.ask("co2 measure_mq135 25 40")).group()))
        self.assertEqual(ppm, sorted(ppm))
        self.assertLess(ppm[0] * 2, ppm[2])

    def test_no_converter(self):
        self.running.end("TERM")
        rig.wire("pin irq2 gpio 26\n")
        self.running = self.node(is_quiet=True)
        self.assertIn("adc_0", self.ask("adc measure"))

    def test_chip(self):
        for milli, degrees in ((61500, "61.5"), (38049, "38.0")):
            set_board(chip_temperature=milli)
            self.check("esp32 intemp", degrees)

    def test_what_a_linux_board_has_not(self):
        for command in ("esp32 hall", "esp32 touchpin14", "system rssi", "sim show"):
            self.assertIn("not supported on this board", self.ask(command), command)


class Pulses(ModuleTest):
    """Sensors whose answer is in the lengths of pulses, by the kernel's time stamps."""
    wiring = LINES_BOARD

    def test_dht22(self):
        set_board(dht22_humidity=652, dht22_temperature=351)
        self.check("dht22 measure", "temp [ºC]: 35.1\nhum [%]: 65.2")
        set_board(dht22_humidity=999, dht22_temperature=0x8000 | 101)
        self.check("dht22 measure", "temp [ºC]: -10.1\nhum [%]: 99.9")

    def test_dht22_whose_first_edges_are_lost(self):
        set_board(dht22_humidity=652, dht22_temperature=351)
        self.addCleanup(set_board, lines_lost=0)
        for lost in (1, 2):
            set_board(lines_lost=lost)
            self.check("dht22 measure", "temp [ºC]: 35.1\nhum [%]: 65.2")

    def test_dht22_whose_sum_is_wrong(self):
        set_board(dht22_damaged=1)
        self.addCleanup(set_board, dht22_damaged=0)
        self.check("dht22 measure", "execute_LM_function LM_dht22->measure: wrong checksum")

    def test_dht11(self):
        set_board(dht22_humidity=45 << 8, dht22_temperature=21 << 8)
        self.check("dht11 measure", "temp [ºC]: 21\nhum [%]: 45")

    def test_air(self):
        set_board(dht22_humidity=652, dht22_temperature=351)
        self.check("air temp", "\n35.1 ºC")
        self.check("air hum", "\n65.2 %")

    def test_distance(self):
        for us in (1455, 11640):
            set_board(hcsr04_us=us)
            self.assertAlmostEqual(int(self.ask("distance_HCSR04 distance_mm")), us / 5.82, delta=10)
            self.assertAlmostEqual(float(self.ask("distance_HCSR04 distance_cm")), us / 58.2, delta=1)
        set_board(hcsr04_us=0)
        self.check("distance_HCSR04 distance_cm", "Out of range")


class Outputs(ModuleTest):
    wiring = "pin pwm_4 gpio 18\npin pwm_5 gpio 19\n"  # the two channels of the PWM chip

    def test_buzzer(self):
        self.check("buzzer tone 440 60000", "TONE 440 Hz 60000 ms")
        is_on, period, duty = pwm(0)
        self.assertTrue(is_on)
        self.assertAlmostEqual(period, 1e9 / 440, delta=1e4)
        self.assertAlmostEqual(duty, period / 2, delta=1e4)
        self.check("buzzer stop", "STOP")
        until(lambda: not pwm(0)[0] or pwm(0)[2] == 0, "silence")
        self.ask("buzzer tone 1000 1")
        until(lambda: "playing: 0" in self.ask("buzzer status"), "a short tone ends by itself")
        self.assertEqual(pwm(0)[2], 0)

    def test_dimmer(self):
        for permille in (500, 250, 1000):
            self.check(f"dimmer set_value {permille}", f"SET DIMMER: {permille}")
            self.assertAlmostEqual(pwm(1)[2] * 1000 / pwm(1)[1], permille, delta=1)
        self.check("dimmer toggle False", "SET DIMMER: 0")
        self.assertEqual(pwm(1)[2], 0)

    def test_lamps_on_the_second_channel(self):
        self.ask("cct white 0 255")
        until(lambda: pwm(1)[0] and pwm(1)[1] == pwm(1)[2], "warm white is full")
        self.ask("cct toggle False")
        until(lambda: pwm(1)[2] == 0, "dark")
        self.running.end("TERM")
        self.running = self.node(is_quiet=True)
        self.ask("rgb color 0 255 0")
        until(lambda: pwm(1)[0] and pwm(1)[1] == pwm(1)[2], "green is full")

    def test_gpio(self):
        self.check("gpio RGB 0 500 0", "SET RGB")
        self.assertEqual(pwm(1), (True, 12500000, 6250000))
        self.check("gpio Servo 100", "SET SERVO: duty: 100")
        self.assertEqual(pwm(0)[1], 20000000)

    def test_relay(self):
        self.ask("relay setup 2 True")
        for on, off, channel in ((17, 27, 0), (27, 17, 1)):
            self.ask(f"relay set {channel} True")
            self.assertEqual((pin(on), pin(off)), (1, 0))
        self.ask("relay set 0 True 1")
        self.assertEqual(pin(17), 1)
        until(lambda: pin(17) == 0, "its time is over")
        self.ask("relay set 1 True")
        self.ask("relay off")
        self.assertEqual((pin(17), pin(27)), (0, 0))

    def test_genio(self):
        self.check("genio set_out simple_2 True", "1")
        self.assertEqual(pin(22), 1)
        self.check("genio release simple_2", "FREE simple_2")
        for pulled in (True, False):
            self.check("genio get_in irq4", str(int(self.pulled(16, pulled))))
        self.check("genio set_pwm pwm_0 300", "300")
        self.assertAlmostEqual(pwm(0)[2] / pwm(0)[1], 0.3, delta=0.001)

    def pulled(self, gpio, up):
        self.ask("genio get_in irq4 none")
        pull(gpio, up)
        return up

    def test_thermostat(self):
        set_board(chip_temperature=20000)
        self.ask("pid input 'esp32 intemp' 1")
        self.ask("pid output relay")
        self.ask("pid set 60")
        until(lambda: pin(17) == 1, "it heats")
        set_board(chip_temperature=90000)
        until(lambda: pin(17) == 0, "it is warm enough")
        self.assertIn("measured: 90.00", self.ask("pid status"))


class Inputs(ModuleTest):
    def test_motion_sensor(self):
        self.ask("motion_sensor get_PIR_state")
        for up in (False, True):
            pull(22, up)
            self.check("motion_sensor get_PIR_state", str(int(up)))

    def test_presence(self):
        pull(22, False)
        self.ask("presence subscribe 'switch set_state 1' 'switch set_state 0'")
        self.check("presence load 1", "PRESENCE: 1 s")
        pull(22, True)
        until(lambda: pin(17) == 1, "somebody comes")
        pull(22, False)
        until(lambda: pin(17) == 0, "nobody is left")

    def test_button(self):
        self.ask("button on click 'switch toggle'")
        self.ask("button on long 'switch set_state 0'")
        self.ask(f"button timing 20 300 {60 * LIMIT_MS}")
        self.ask("button load irq3")  # pulled up: pressed is low
        sh(f"echo pull-down >/run/pins/sim_gpio25/pull; usleep {LIMIT_MS * 1000}; echo pull-up >/run/pins/sim_gpio25/pull")
        until(lambda: pin(17) == 1, "a click")
        self.ask("button timing 20 300 300")
        pull(25, False)
        until(lambda: pin(17) == 0, "a long press")
        pull(25, True)
        self.assertIn("clicks: 1\ndoubles: 0\nlongs: 1", self.ask("button status"))

    def test_encoder(self):
        self.ask("rencoder range 0 10")
        self.ask("rencoder on_turn 'servo Servo'")
        self.check("rencoder reset 5", "5")
        clock, data = 23, 26  # pulled up
        for first, second, value in ((clock, data, 6), (clock, data, 7), (data, clock, 6)):
            self.assertEqual(until(lambda: self.ask("rencoder value"), "an answer"), str(value - 1 if first == clock else 7))
            for gpio, up in ((first, False), (second, False), (first, True), (second, True)):
                pull(gpio, up)
            until(lambda v=value: self.ask("rencoder value") == str(v), f"it is at {value}")


class SimulatedNode:
    """A node of this build on its simulated board, on this machine."""

    def __init__(self):
        self.root = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [os.environ["MICROS_NODE"], "--root", self.root.name, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, preexec_fn=guest.die_with_parent)
        address, port = re.search(r"listening on (\S+):(\d+)", self.process.stdout.readline()).groups()
        self.line = guest.Line(socket.create_connection((address, int(port))))
        self.line.until(rb" \$  \Z")

    def ask(self, command):
        self.line.send(command + "\n")
        return self.line.until(rb" \$  \Z").decode()

    def picture(self):
        """What its display shows: rows of 0 and 1. Each Braille character is 2 x 4 pixels."""
        cells = [re.sub("[^\u2800-\u28ff]", "", l) for l in self.ask("sim show").splitlines()]
        rows = [row for row in cells if len(row) == WIDTH // 2]
        dots = ((0, 3), (1, 4), (2, 5), (6, 7))
        return [[ord(rows[y // 4][x // 2]) >> dots[y % 4][x % 2] & 1 for x in range(WIDTH)] for y in range(HEIGHT)]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.line.socket.close()
        self.root.cleanup()


def picture():
    """What the guest's display shows, as its driver swaps columns and rows: rows of 0 and 1."""
    memory = blob("ssd1306")
    return [[memory[y // 8 * WIDTH + x] >> y % 8 & 1 for x in range(WIDTH)] for y in range(HEIGHT)]


def datasheet_bme280(adc_t, adc_p):
    """Degrees and hPa by the formulas in floating point of Bosch's BME280 datasheet, section 8.1, with the calibration of
    tests/kernel/nodesim/bme280.c."""
    t1, t2, t3 = 27504, 26435, -1000
    p1, p2, p3, p4, p5, p6, p7, p8, p9 = 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000
    fine = (adc_t / 16384 - t1 / 1024) * t2 + (adc_t / 131072 - t1 / 8192) ** 2 * t3
    x = fine / 2 - 64000
    offset = (x * x * p6 / 32768 + x * p5 * 2) / 4 + p4 * 65536
    gain = (1 + (p3 * x * x / 524288 + p2 * x) / 524288 / 32768) * p1
    p = (1048576 - adc_p - offset / 4096) * 6250 / gain
    return fine / 5120, (p + (p9 * p * p / 2147483648 + p * p8 / 32768 + p7) / 16) / 100


if __name__ == "__main__":
    rig.main(__doc__)
