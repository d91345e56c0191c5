"""micros simulate --board: emulated boards are started, found, driven, restarted and ended like any simulated node.

What needs no board runs always; without QEMU or an image the rest is left out, and the exit status is 77.
"""
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import unittest
import zlib

from support import MICROS, NODE, ToolkitTest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "boards"))
import board_rig

RUNNABLE = [kind for kind in board_rig.KINDS.values() if not kind.missing()]
DEADLINE = 30


def until(true, what):
    end = time.monotonic() + DEADLINE
    while not (found := true()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {DEADLINE} s: {what}")
        select.select([], [], [], 0.01)
    return found


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def read(path):
    with open(path, "rb") as file:
        return file.read()


class BoardTest(ToolkitTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.run_tool, "simulate", "stop")

    def start(self, *args, board="esp8266", listen="127.0.0.1:0", **how):
        return self.json_of("simulate", "--board", board, "--listen", listen, "--background", *args, **how)

    def flash_of(self, told):
        return os.path.join(told["folder"], "board.flash")


class Refused(BoardTest):
    """What is wrong before any board runs."""

    def error_of(self, *args, code=1, **env):
        return self.run_tool("simulate", *args, code=code, **env)[1]

    def test_a_board_that_there_is_not(self):
        error = self.error_of("--board", "esp8265", code=2)
        self.assertIn("did you mean esp8266?", error)
        self.assertIn("esp32c3, cortexm3", error)

    def test_options_that_do_not_go_together(self):
        for args in (("--console",), ("--trace",), ("--board", "esp32", "--trace"), ("--board", "esp8266", "--console", "--background"),
                     ("--board", "esp8266", "--console", "--count", "2"), ("--board", "esp8266", "--count", "101"),
                     ("--board", "esp8266", "--console", "--json")):
            with self.subTest(args):
                self.run_tool("simulate", *args, code=2)

    @unittest.skipUnless(shutil.which("qemu-system-xtensa"), "the emulator is not installed")
    def test_an_image_that_is_not_there(self):
        self.assertIn("/nonexistent: No such file", self.error_of("--board", "esp8266", "--node", "/nonexistent"))
        lonely = os.path.join(self.home, "bin", "micros")
        os.makedirs(os.path.dirname(lonely))
        os.link(MICROS, lonely) if os.stat(MICROS).st_dev == os.stat(self.home).st_dev else \
            subprocess.run(["cp", MICROS, lonely], check=True)
        _, error = self.run_tool("simulate", "--board", "esp8266-lx60", code=1, program=lonely)
        self.assertIn("cmake --preset esp8266-lx60 && cmake --build --preset esp8266-lx60", error)

    def test_an_emulator_that_is_not_there(self):
        error = self.error_of("--board", "cortexm3", PATH="/nonexistent")
        self.assertIn("apt install qemu-system-arm", error)


@unittest.skipUnless("esp8266" in [kind.name for kind in RUNNABLE], "the board esp8266 cannot run here")
class Emulated(BoardTest):
    def test_each_board_is_found_driven_and_stopped(self):
        for kind in RUNNABLE:
            with self.subTest(kind.name):
                told = self.start(board=kind.target)
                self.assertEqual((told["board"], told["count"], told["was_running"]), (kind.name, 1, False))
                self.assertIn(told["uid"], self.run_tool("run", "--dev", told["uid"], "hello")[0])
                self.assertEqual(self.json_of("simulate", "stop"), {"stopped": 1})
                self.run_tool("run", "--dev", told["uid"], "hello", code=4)

    def test_the_flash_is_made_as_a_factory_would(self):
        for kind in RUNNABLE:
            with self.subTest(kind.name):
                told = self.start(board=kind.name)
                self.run_tool("simulate", "stop")
                flash = read(self.flash_of(told))
                self.assertEqual(len(flash), kind.file_bytes)
                record = flash[kind.used_bytes - kind.sector_bytes:][:52]
                magic, version, mac, flags, seed, crc = struct.unpack("<4sI6sH32sI", record)
                self.assertEqual((magic, version, flags, crc), (b"mFAC", 1, 0, zlib.crc32(record[:48])))
                self.assertEqual(mac[0] & 3, 2, "locally administered, for one node")
                self.assertNotEqual(seed, b"\xff" * 32)
                self.assertEqual(told["uid"], "".join(f"0x{byte:x}" for byte in mac))
                self.assertEqual(flash[kind.used_bytes:].count(0), kind.file_bytes - kind.used_bytes)

    def test_settings_are_found_after_the_emulator_was_killed(self):
        told = self.start()
        self.run_tool("run", "--dev", told["uid"], "conf <a> devfid lamp <a> noconf")
        os.kill(children(told["pid"])[0], signal.SIGKILL)
        until(lambda: not is_running(told["pid"]), "the end of the keeper")
        self.assertIn("signal 9", read(told["folder"] + ".log").decode())
        again = self.start()
        self.assertEqual((again["uid"], again["name"], again["was_running"]), (told["uid"], "lamp", False))

    def test_no_emulator_outlives_its_keeper(self):
        told = self.start()
        emulator = children(told["pid"])[0]
        os.kill(told["pid"], signal.SIGKILL)
        until(lambda: not is_running(emulator), "the end of the emulator")
        self.assertFalse(self.start()["was_running"])

    def test_a_reboot_leaves_the_emulator_running(self):
        told = self.start()
        emulators = children(told["pid"])
        self.run_tool("run", "--dev", told["uid"], "reboot")
        log = os.path.join(told["folder"], "uart.log")
        until(lambda: re.search(rb"(?s)restart that was asked for.* \$  ", read(log)), "a greeting after the restart")
        self.assertIn(told["uid"], self.run_tool("run", "--dev", told["uid"], "hello")[0])
        self.assertEqual(children(told["pid"]), emulators)

    def test_starting_twice_tells_where_it_is(self):
        first, again = self.start(), self.start()
        self.assertEqual((first.pop("was_running"), again.pop("was_running")), (False, True))
        self.assertEqual(first, again)
        error = self.run_tool("simulate", "--node", NODE, "--listen", "127.0.0.1:0", "--background", code=1)[1]
        self.assertIn("1 emulated esp8266 board runs", error)
        error = self.run_tool("simulate", "--board", "esp8266", "--root", first["folder"], "--listen", "127.0.0.2:0", code=1)[1]
        self.assertIn("an emulator runs on the flash in", error)

    def test_several_are_different_boards_on_addresses_that_follow(self):
        told = self.start("--count", "2")
        self.assertEqual(told["count"], 2)
        devices = [d for d in self.json_of("devices")["devices"] if not d["placeholder"]]
        self.assertEqual(sorted(d["address"].split(":")[0] for d in devices), ["127.0.0.1", "127.0.0.2"])
        self.assertEqual(self.json_of("simulate", "stop"), {"stopped": 1})

    def test_search_finds_it(self):
        address = board_rig.loopback_address()
        told = self.start(listen=f"{address}:0")
        port = told["address"].rsplit(":", 1)[1]
        found = self.json_of("search", "--network", f"{address}/32", "--port", port)["found"]
        self.assertEqual([d["uid"] for d in found], [told["uid"]])

    def test_only_this_computer_comes_in(self):
        for listen in ("0.0.0.0:0", "10.0.0.1:0", "localhost:0", "127.0.0.1:x", "127.0.0.1:65536", "[::1]:0"):
            with self.subTest(listen):
                self.assertIn("loopback", self.run_tool("simulate", "--board", "esp8266", "--listen", listen, code=1)[1])

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            where = f"127.0.0.1:{taken.getsockname()[1]}"
            self.assertIn("already in use", self.run_tool("simulate", "--board", "esp8266", "--listen", where, code=1)[1])

    def test_a_flash_that_is_no_flash_is_left_alone(self):
        told = self.start()
        self.run_tool("simulate", "stop")
        flash = self.flash_of(told)
        whole = read(flash)
        for wrong, reason in ((whole[:-1], "4194303 bytes"), (b"", "0 bytes"), (b"\xff" * len(whole), "factory sector")):
            with open(flash, "wb") as file:
                file.write(wrong)
            error = self.run_tool("simulate", "--board", "esp8266", "--listen", "127.0.0.1:0", code=1)[1]
            self.assertIn(reason, error)
            self.assertEqual(read(flash), wrong)

    def test_an_image_that_does_not_run_is_reported_with_the_emulators_words(self):
        error = self.run_tool("simulate", "--board", "esp8266", "--node", "/etc/hostname", "--listen", "127.0.0.1:0", code=1)[1]
        self.assertIn("ended with exit code 1 before", error)
        self.assertIn("could not load", error)

    def test_a_board_that_does_not_answer_is_reported_with_its_last_lines(self):
        args = ("--board", "esp8266", "--listen", "127.0.0.1:0", "--timeout", "1")
        error = self.run_tool("simulate", *args, code=1)[1]
        self.assertIn("does not answer hello within 1 ms", error)
        self.assertIn("uart.log", error)
        self.assertEqual(json.loads(self.run_tool("simulate", *args, "--json", code=1)[0])["code"], 1)

    def test_the_trace_is_as_the_last_start_asked(self):
        for trace in (True, False):
            told = self.start(*(["--trace"] if trace else []))
            self.run_tool("run", "--dev", told["uid"], "light rgb 1 2 3")
            self.run_tool("simulate", "stop")
            self.assertEqual(b"\x1e[hw] " in read(os.path.join(told["folder"], "uart.log")), trace)

    def test_the_serial_line_is_a_socket(self):
        told = self.start()
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(DEADLINE)
            line.connect(os.path.join(told["folder"], "uart"))
            line.sendall(b"hello\n")
            heard = b""
            while told["uid"].encode() not in heard:
                heard += line.recv(4096)

    def in_foreground(self, *args, **popen):
        # Its own port, so that nothing in the background is greeted.
        return subprocess.Popen([MICROS, "simulate", "--board", "esp8266", "--listen", "127.0.0.1:0", *args], env=self.env,
                                start_new_session=True, **popen)

    def test_ending_the_foreground_ends_the_board(self):
        job = self.in_foreground(stdout=subprocess.PIPE, text=True)
        self.assertIn("1 emulated esp8266 board: ", job.stdout.readline())
        while "Ctrl-C" not in job.stdout.readline():
            pass
        emulator = children(children(job.pid)[0])[0]
        os.killpg(job.pid, signal.SIGINT)
        job.communicate(timeout=DEADLINE)
        self.assertEqual(job.returncode, 0)
        self.assertFalse(is_running(emulator))

    def test_an_emulator_that_crashes_in_the_foreground_is_reported(self):
        job = self.in_foreground(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while "Ctrl-C" not in job.stdout.readline():
            pass
        os.kill(children(children(job.pid)[0])[0], signal.SIGSEGV)
        _, error = job.communicate(timeout=DEADLINE)
        self.assertEqual(job.returncode, 1)
        self.assertRegex(error, r"qemu-system-xtensa of the board at 127.0.0.1:\d+ was ended by signal 11")

    def test_the_console_is_the_serial_line(self):
        ours, theirs = pty.openpty()
        job = self.in_foreground("--console", stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self.addCleanup(os.close, ours)
        heard = b""

        def hears(pattern):
            nonlocal heard
            if not re.search(pattern, heard) and select.select([ours], [], [], 0.1)[0]:
                heard += os.read(ours, 4096)
            return re.search(pattern, heard)

        until(lambda: hears(rb"Ctrl-C ends it"), "the start")
        os.write(ours, b"version\n")
        until(lambda: hears(rb"\n\d+\.\d+\.\d+-\d+"), "an answer on the console")
        os.killpg(job.pid, signal.SIGINT)
        job.wait(DEADLINE)


def main():
    result = unittest.main(verbosity=2, exit=False).result
    if result.wasSuccessful() and len(RUNNABLE) < len(board_rig.KINDS):
        for kind in board_rig.KINDS.values():
            if kind.missing():
                print(f"not run: {kind.missing()}")
        sys.exit(board_rig.NOT_RUN)
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    main()
