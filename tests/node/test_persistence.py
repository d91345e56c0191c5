"""What the node keeps: through SIGKILL, damage, full disks and other people's edits."""
import json
import os
import random
import unittest

from support import IS_ROOT, NodeTest, SmallDisk, main, until

NOTICE = "Type conf, then ack, to end this notice.\n"


def write(path, text):
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())


def read(path):
    with open(path, "rb") as f:
        return f.read()


class Kill(NodeTest):
    def test_acknowledged_values_survive_sigkill_at_any_time(self):
        dice = random.Random(1)
        sent = acknowledged = 0
        for _ in range(50):
            node = self.node()
            with node.link() as link:
                if sent:
                    now = int(node.settings()["devfid"][1:])
                    self.assertTrue(acknowledged <= now <= sent, (acknowledged, now, sent))
                    self.assertRegex(link.ask("hello"), f"hello:n{now}:")
                    sent = now
                link.ask("conf")
                first, count = sent, dice.randrange(1, 40)
                sent += count
                link.send("".join(f"devfid n{i + 1}\n" for i in range(first, sent)))
                replies = link.count(b"Saved\n", dice.randrange(0, count + 1))
                node.kill()
                acknowledged = first + replies.count(b"Saved\n")
            json.loads(read(node.path()))
        self.assertGreater(acknowledged, 50)

    def test_module_state_survives_sigkill(self):
        hook = "boothook=light rgb_cache_load_n_init"
        node = self.node("--set", hook)
        for i in range(10):
            self.assertEqual(node.ask(f"light rgb {i} {i + 1} 7"), f"SET rgb: R{i}G{i + 1}B7\n")
            node.kill()
            node = self.node()
            self.assertEqual(node.ask("light rgb b=8"), f"SET rgb: R{i}G{i + 1}B8\n")

    def reboot(self, node):
        with node.link() as link:
            link.send("reboot\n")
            link.rest()

    def test_pins_can_have_other_numbers(self):
        node = self.node("--trace", self.path("trace"))
        for value, why in {"pwm_9:4": "pwm_9:4: this board has no such pin, system pinmap lists them",
                           "pwm_1:99": "pwm_1:99: there is no such GPIO",
                           "pwm_1:4; irq1:4": "irq1:4: the pin, or the GPIO, stands in it twice",
                           "pwm_1:6": "pwm_1:6: belongs to the flash chip"}.items():
            self.assertEqual(node.set("cstmpmap", value), f"Failed to save: {why}; "
                             "it takes pin:GPIO, more after a semicolon: pwm_1:4; irq1:12\n")
        self.assertEqual(node.set("cstmpmap", "esp8266; pwm_1:4; irq1:0"), "Saved\n")
        self.assertIn("pwm_1: 13\n", node.ask("system pinmap"))  # until the reboot
        self.reboot(node)
        until(lambda: "pwm_1: 4\n" in node.ask("system pinmap"), "it has rebooted")
        self.assertIn("irq1: 0\n", node.ask("system pinmap"))
        node.ask("light rgb 10 20 30")
        self.assertIn("pwm_1: 4 pwm by light\n", node.ask("system pinmap"))
        until(lambda: b"pwm 4 480 Hz 10 permille" in read(self.path("trace")), "that pin is driven")
        node.set("cstmpmap", "n/a")
        self.reboot(node)
        until(lambda: "pwm_1: 13\n" in node.ask("system pinmap"), "it is as it was")

    def test_a_pin_map_of_another_board_is_not_used(self):
        node = self.node("--board", "esp32", "--set", "cstmpmap=esp32; pwm_1:5")
        self.assertIn("pwm_1: 5\n", node.ask("system pinmap"))
        node.kill()
        node = self.node("--board", "esp8266")
        node.log.wait(r"\[PINS\] cstmpmap is not in use: esp32: this board has no such pin")
        self.assertIn("pwm_1: 13\n", node.ask("system pinmap"))

    def test_left_over_temporary_files_do_no_harm(self):
        node = self.node()
        node.set("devfid", "lamp")
        node.kill()
        write(node.path("node_config.json.new"), b"{")
        node = self.node()
        self.assertRegex(node.ask("hello"), "hello:lamp:")
        self.assertEqual(node.set("gmttime", "2"), "Saved\n")
        self.assertFalse(os.path.exists(node.path("node_config.json.new")))


class Damage(NodeTest):
    """Each damaged file gets a node of its own. TOGETHER nodes run in one process: each writes to the disk before it is there,
    and the disk may have other work."""
    TOGETHER = 100

    def setUp(self):
        super().setUp()
        node = self.node("--set", "devfid=old", root=self.path("model"))
        node.set("devfid", "newer")
        node.terminate()
        self.whole = read(node.path())
        self.generation = read(node.path("node_config.1.json"))
        self.assertEqual(json.loads(self.generation)["devfid"], "old")

    def run_nodes(self, files):
        for first in range(0, len(files), self.TOGETHER):
            yield from self.run_some(first, files[first:first + self.TOGETHER])

    def run_some(self, first, files):
        root = self.path(f"many{first}")
        for i, data in enumerate(files):
            folder = os.path.join(root, f"node{i + 1:05}")
            os.makedirs(folder)
            write(os.path.join(folder, "node_config.json"), data)
            write(os.path.join(folder, "node_config.1.json"), self.generation)
        net = "127.%d.%d" % (random.randrange(1, 255), random.randrange(1, 250))
        node = self.node("--count", str(len(files)), "--log", "error", root=root, listen=net + ".1:0")
        for i, data in enumerate(files):
            with node.link(address=(f"{net}.{i + 1}", node.address[1]), greet=False) as link:
                yield first + i, data, os.path.join(root, f"node{i + 1:05}"), link.greeting(), link
        node.terminate()

    def check_recovered(self, data, folder, greeting, link):
        self.assertRegex(greeting, r"\A\[CONFIG\] node_config\.json was damaged at byte \d+\. Generation 1 is in use\. "
                                   r"What it held is in node_config\.damaged\.1\.json\. Type conf")
        self.assertRegex(link.ask("hello"), "hello:old:")
        self.assertEqual(read(os.path.join(folder, "node_config.damaged.1.json")), data)
        self.assertEqual(json.loads(read(os.path.join(folder, "node_config.json")))["devfid"], "old")

    def test_cut_at_every_length(self):
        for length, data, folder, greeting, link in self.run_nodes([self.whole[:n] for n in range(len(self.whole) + 1)]):
            with self.subTest(length=length):
                if length >= len(self.whole.rstrip()):
                    self.assertEqual(greeting, "newer $  ")
                    self.assertRegex(link.ask("hello"), "hello:newer:")
                else:
                    self.check_recovered(data, folder, greeting, link)

    def test_a_bit_flipped_in_every_byte(self):
        dice = random.Random(2)
        flipped = [self.whole[:i] + bytes([self.whole[i] ^ 1 << dice.randrange(8)]) + self.whole[i + 1:]
                   for i in range(len(self.whole))]
        good = json.loads(self.whole)
        for at, data, folder, greeting, link in self.run_nodes(flipped):
            with self.subTest(at=at, around=data[max(0, at - 20):at + 20]):
                self.assertRegex(link.ask("hello"), r"\Ahello:\S+:(0x[0-9a-f]{1,2}){6}\n\Z")
                json.loads(read(os.path.join(folder, "node_config.json")))
                try:
                    now = json.loads(data)
                except ValueError:  # no JSON, or no UTF-8
                    now = None
                if now is None and "held a value" not in greeting:
                    self.check_recovered(data, folder, greeting, link)
                elif greeting.endswith(NOTICE + greeting.rsplit("\n", 1)[-1]):
                    self.assertEqual(read(os.path.join(folder, "node_config.damaged.1.json")), data)
                else:  # a value, or the name of a key, is another one now
                    self.assertLessEqual(sum(now.get(key) != value for key, value in good.items()), 1)

    def test_other_files_in_its_place(self):
        files = [b"\0" * 600, b"\xff" * 600, b"[]", b"null", b"{}{}", b'{"devfid": {"a": 1}}', b'{"devfid": ["a"]}',
                 b"{" * 5000, b'{"devfid": "' + b"a" * 100000, b'{"a": 1e999999}', b'{"devfid": 1,}', b"\xef\xbb\xbf{}",
                 b'{"generation": 99999999999999999999}', b'{"soctout": 1e1}', random.Random(3).randbytes(20000)]
        for i, data, folder, greeting, link in self.run_nodes(files):
            with self.subTest(data=data[:40]):
                self.assertRegex(link.ask("hello"), r"\Ahello:\S+:")
                json.loads(read(os.path.join(folder, "node_config.json")))
                if greeting.startswith("[CONFIG]"):
                    self.assertEqual(read(os.path.join(folder, "node_config.damaged.1.json")), data)
                link.ask("conf")
                self.assertEqual(link.ask("devfid mended"), "Saved\n")
                self.assertEqual(json.loads(read(os.path.join(folder, "node_config.json")))["devfid"], "mended")


class Notice(NodeTest):
    def damaged_node(self, *options):
        node = self.node("--set", "devfid=lamp")
        node.set("gmttime", "3")
        node.kill()
        write(node.path(), '{"devfid": "lam')
        return self.node(*options)

    def test_every_session_is_told_until_it_is_acknowledged(self):
        node = self.damaged_node()
        text = ("[CONFIG] node_config.json was damaged at byte 15. Generation 1 is in use. What it held is in "
                "node_config.damaged.1.json. " + NOTICE)
        node.log.wait(r"error .*\[CONFIG\] node_config.json was damaged")
        greeted = [text + "lamp $  "]

        def greetings():
            with node.link(greet=False) as first, node.link(greet=False) as second:
                return [first.greeting(), second.greeting()]
        self.assertEqual(greetings(), greeted * 2)
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertEqual(greetings(), greeted * 2, "it survives a reboot")
        node.kill()
        node = self.node()
        self.assertEqual(greetings(), greeted * 2, "it survives a power cut")
        with node.link() as link:
            link.ask("conf")
            self.assertEqual(link.ask("ack"), "Acknowledged\n")
        self.assertEqual(greetings(), ["lamp $  "] * 2)
        node = self.restart(node)
        self.assertEqual(greetings(), ["lamp $  "] * 2)
        self.assertEqual(read(node.path("node_config.damaged.1.json")), b'{"devfid": "lam')

    def test_without_a_generation_factory_settings_are_used(self):
        os.mkdir(self.path("root"))
        write(os.path.join(self.path("root"), "node_config.json"), "rubbish")
        node = self.node()
        with node.link(greet=False) as link:
            self.assertEqual(link.greeting(), "[CONFIG] node_config.json was damaged at byte 0. No earlier generation was "
                             "found: factory settings are in use. What it held is in node_config.damaged.1.json. "
                             + NOTICE + "node01 $  ")

    def test_damage_after_damage_keeps_each_file(self):
        node = self.damaged_node()
        for i in range(2, 5):
            node.kill()
            write(node.path(), f"rubbish {i}")
            node = self.node()
            self.assertEqual(read(node.path(f"node_config.damaged.{i}.json")), f"rubbish {i}".encode())
            self.assertRegex(node.ask("hello"), "hello:lamp:")

    def test_value_that_is_not_accepted(self):
        node = self.node("--set", "devfid=lamp")
        node.terminate()
        for key, value in (("soctout", "long"), ("soctout", 0), ("pled", "maybe"), ("devfid", 7), ("devfid", "a b"), ("socport", 1e6),
                           ("gmttime", 1.5), ("appwd", None)):
            with self.subTest(key=key, value=value):
                write(node.path(), json.dumps({**node.settings(), "devfid": "lamp", key: value}))
                fresh = self.node()
                with fresh.link(greet=False) as link:
                    self.assertRegex(link.greeting(), rf"\A\[CONFIG\] node_config\.json (held a value for {key} that is not "
                                                      r"accepted; the default is used|was damaged at byte \d+)\.")
                    self.assertEqual(link.ask("conf"), "")
                    self.assertEqual(link.ask("ack"), "Acknowledged\n")
                    self.assertEqual(link.ask("soctout"), "100\n")
                fresh.terminate()


class Edits(NodeTest):
    def edited(self, text, *options):
        node = self.node("--set", "devfid=lamp")
        node.terminate()
        write(node.path(), text)
        return self.node(*options)

    def test_missing_keys_are_filled_in(self):
        node = self.edited('{"devfid": "kitchen", "soctout": 7}')
        settings = node.settings()
        self.assertEqual((settings["devfid"], settings["soctout"], settings["socport"], settings["pled"]),
                         ("kitchen", 7, 9008, True))
        self.assertGreater(len(settings), 20)
        with node.link(greet=False) as link:
            self.assertEqual(link.greeting(), "kitchen $  ")

    def test_other_ways_to_write_json(self):
        for text in ('{"devfid":"kitchen"}', '{\r\n\t"devfid" : "kitchen"\r\n}\r\n', '{"devfid": "\\u006bitchen"}',
                     '{"devfid": "lamp", "devfid": "kitchen"}'):
            with self.subTest(text=text):
                node = self.edited(text)
                with node.link(greet=False) as link:
                    self.assertEqual(link.greeting(), "kitchen $  ")
                node.terminate()

    def test_unknown_keys_are_kept(self):
        unknown = {"mqtt_host": "broker.example", "depth": -12, "ratio": 2.5, "on": True, "off": False, "none": None,
                   "text": 'a "quoted" \\ ünïcode €', "empty": ""}
        node = self.edited(json.dumps({"devfid": "lamp", **unknown}))
        self.assertEqual(node.set("gmttime", "3"), "Saved\n")
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertEqual(node.set("devfid", "kitchen"), "Saved\n")
        node = self.restart(node)
        settings = node.settings()
        self.assertEqual({key: settings[key] for key in unknown}, unknown)
        self.assertEqual((settings["gmttime"], settings["devfid"]), (3, "kitchen"))

    def test_starting_writes_nothing_when_nothing_is_new(self):
        node = self.node()
        node.terminate()
        before = os.stat(node.path())
        node = self.node()
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assert_serves(node)
        after = os.stat(node.path())
        self.assertEqual((before.st_ino, before.st_mtime_ns), (after.st_ino, after.st_mtime_ns))

    def test_kept_module_state_that_makes_no_sense(self):
        for text in ("", "x", "1,2", "1,2,3,4,5,6,7,8,9,10", "99999,-1,0,1", "\0\0\0", "1" * 5000):
            with self.subTest(text=text[:30]):
                node = self.node("--set", "boothook=light rgb_cache_load_n_init")
                node.terminate()
                write(node.path("rgb.pds"), text)
                node = self.node()
                self.assertRegex(node.ask("light rgb 5"), r"\ASET rgb: R5G\d+B\d+\n\Z")
                node.terminate()


class Disk(NodeTest):
    def test_full_disk_gives_a_clear_error_and_loses_nothing(self):
        disk = SmallDisk(self, 65536, self.path("disk"))
        node = self.node(root=os.path.join(disk.path, "node"))
        node.set("devfid", "lamp")
        node.ask("light rgb 1 2 3")
        before = node.settings()
        disk.fill()
        with node.link() as link:
            link.ask("conf")
            self.assertEqual(link.ask("devfid kitchen"), "Failed to save: no room left\n")
            self.assertEqual(link.ask("devfid"), "lamp\n")
            self.assertEqual(link.ask("appwd long-enough-1"), "Failed to save: no room left\n")
            self.assertEqual(link.ask("undo"), "Failed to save: no room left\n")
            self.assertEqual(link.ask("devfid"), "lamp\n")
            link.ask("noconf")
            self.assertEqual(link.ask("light rgb 4 5 6"),
                             "execute_LM_function LM_light->rgb: done, but not kept: no room left\n")
        self.assertEqual(node.settings(), before)
        self.assertEqual(read(node.path("rgb.pds")), b"1,2,3,1")
        self.assertFalse([name for name in os.listdir(node.root) if name.endswith(".new")])
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertRegex(node.ask("hello"), "hello:lamp:")
        node.kill()
        node = self.node(root=node.root)
        self.assertRegex(node.ask("hello"), "hello:lamp:")
        os.remove(os.path.join(disk.path, "filler"))
        self.assertEqual(node.set("devfid", "kitchen"), "Saved\n")
        self.assertEqual(node.settings()["devfid"], "kitchen")

    def test_full_disk_and_damage_at_once(self):
        disk = SmallDisk(self, 65536, self.path("disk"))
        node = self.node(root=os.path.join(disk.path, "node"))
        node.set("devfid", "lamp")
        node.set("gmttime", "2")
        node.kill()
        write(node.path(), "rubbish")
        disk.fill()
        node = self.node(root=node.root)
        for _ in range(2):
            with node.link(greet=False) as link:
                self.assertRegex(link.greeting(), r"\A\[CONFIG\] node_config\.json was damaged(.*\n)+lamp \$  \Z")
                self.assertRegex(link.ask("hello"), "hello:lamp:")
        self.assertEqual(read(node.path()), b"rubbish", "what could not be moved aside is not overwritten")
        os.remove(os.path.join(disk.path, "filler"))
        self.assertEqual(node.set("devfid", "kitchen"), "Saved\n")
        self.assertEqual(node.settings()["devfid"], "kitchen")
        self.assertEqual(read(node.path("node_config.damaged.1.json")), b"rubbish")

    def test_read_only_disk(self):
        disk = SmallDisk(self, 1 << 20, self.path("disk"))
        node = self.node(root=os.path.join(disk.path, "node"))
        node.set("devfid", "lamp")
        node.terminate()
        disk.read_only()
        again = self.node(root=node.root)
        self.assertRegex(again.ask("hello"), "hello:lamp:")
        self.assertIn("Saved in memory only", again.set("devfid", "later"))

    def test_folder_that_may_not_be_written(self):
        if IS_ROOT:
            self.skipTest("root may write everywhere")
        os.mkdir(self.path("root"), 0o500)
        node = self.node(ready=False)
        self.assertEqual(node.wait(), 1)
        self.assertRegex(node.log.text(), r"\Amicros-node: cannot use the folder .*: Permission denied\Z")

    def test_folder_that_is_a_file(self):
        write(self.path("root"), "")
        node = self.node(ready=False)
        self.assertEqual(node.wait(), 1)
        self.assertRegex(node.log.text(), r"\Amicros-node: cannot use the folder .*: Not a directory\Z")

    def test_two_processes_on_one_folder(self):
        first = self.node()
        second = self.node(ready=False)
        self.assertEqual(second.wait(), 1)
        self.assertEqual(second.log.text(), f"micros-node: {first.root}: another micros-node uses this folder; give this "
                                            "one its own --root")
        self.assert_serves(first)
        first.kill()
        self.assert_serves(self.node())

    def test_folder_of_a_node_among_many(self):
        many = self.node("--count", "2", root=self.path("many"), listen="127.77.1.1:0")
        second = self.node(root=os.path.join(many.root, "node00001"), ready=False)
        until(lambda: second.out.lines or not second.is_alive(), "it starts or refuses to")
        self.assertEqual(second.out.lines, [])

    def test_folders_are_made(self):
        root = os.path.join(self.folder, "a", "b", "c d")
        node = self.node(root=root)
        self.assertTrue(os.path.exists(os.path.join(root, "node_config.json")))
        self.assert_serves(node)


if __name__ == "__main__":
    main()
