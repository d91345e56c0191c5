"""The node restarts in place: quickly, on its port, with what it knew."""
import ctypes
import os
import socket
import time

from support import Link, NodeTest, free_port, loopback_address, main, until


PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE = 24, 10  # linux/prctl.h, linux/capability.h


def take_the_right_to_low_ports():
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE)  # whoever is not root has none


class Reboot(NodeTest):
    def reboot(self, node, word="reboot"):
        """Asks for it; returns the seconds until the node answers hello again."""
        with node.link() as link:
            began = time.monotonic()
            link.send(word + "\n")
            self.assertRegex(link.rest().decode(), r"\AReboot micrOS system\.\n(\w+ \$  )?Bye!\n\Z")
        self.assert_serves(node)
        return time.monotonic() - began

    def test_reply_close_and_back_at_once(self):
        node = self.node()
        times = [self.reboot(node) for _ in range(5)]
        print(f"reboot until hello is answered: {min(times) * 1000:.1f} to {max(times) * 1000:.1f} ms")
        self.assertLess(max(times), 2)
        self.assertTrue(node.is_alive(), "the same process")

    def test_by_the_module_too(self):
        node = self.node()
        self.reboot(node, "system reboot")

    def test_one_that_a_task_asks_for_needs_no_other_event(self):
        node = self.node()
        with node.link() as link:
            self.assertIn("Starting", link.ask("system reboot &300"))
            self.assertEqual(link.rest(), b"Bye!\n")
        self.assert_serves(node)

    def test_commands_behind_it_are_not_run(self):
        node = self.node()
        with node.link() as link:
            link.send("reboot\nlight rgb 1 2 3\n")
            link.rest()
        with node.link() as link:
            self.assertEqual(link.ask("system cachedump"), "\n")

    def test_other_sessions_are_told(self):
        node = self.node()
        others = [node.link() for _ in range(5)]
        others[0].ask("conf")
        self.reboot(node)
        for link in others:
            with link:
                self.assertEqual(link.rest(), b"Bye!\n")

    def test_clients_that_do_not_read_do_not_delay_it(self):
        node = self.node()
        with Link(node.address, receive_buffer=4096) as stuck:
            stuck.send(b"help\n" * 3000)
            self.assertLess(self.reboot(node), 2)

    def test_again_and_again_costs_nothing(self):
        node = self.node()
        self.reboot(node)
        descriptors, memory_kb = node.descriptors(), node.rss_kb()
        for _ in range(100):
            self.reboot(node)
        until(lambda: node.descriptors() <= descriptors, "the descriptors are given back")
        self.assert_kept_small(node, memory_kb, 4096)

    def test_settings_and_lamp_are_as_before(self):
        trace = self.path("trace")
        node = self.node("--trace", trace, "--set", "boothook=light rgb_cache_load_n_init; switch switch_cache_load_n_init")
        node.set("devfid", "lamp")
        self.assertEqual(node.ask("light rgb 10 20 30"), "SET rgb: R10G20B30\n")
        self.assertEqual(node.ask("switch set_state 1"), "SET STATE: 1\n")
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertRegex(node.ask("hello"), "hello:lamp:")
        with open(trace, encoding="utf-8") as f:
            lines = [line.split(" ", 1)[1].strip() for line in f]
        after = lines[len(lines) - lines[::-1].index("pwm 0 480 Hz 0 permille"):]  # the lamp went dark: the reboot
        for wanted in ("pwm 13 480 Hz 10 permille", "pwm 2 480 Hz 20 permille", "pwm 0 480 Hz 30 permille", "pin 15 1"):
            self.assertIn(wanted, after)
        self.assertEqual(node.ask("light toggle"), "OFF\n", "it was on")

    def test_loaded_modules_and_recovery_mode_are_forgotten(self):
        node = self.node()
        node.ask("light toggle")
        with node.link() as link:
            link.send("webrepl\n")
            self.assertIn(b" Bye!\n", link.rest())
        with node.link() as link:
            self.assertIn("recovery mode", link.ask("light toggle"))
            link.send("reboot\n")
            link.rest()
        self.assertEqual(node.ask("system module"), "dict_keys(['LM_system'])\n")


class Port(NodeTest):
    def start(self):
        self.host = loopback_address()
        self.port = free_port(self.host)
        node = self.node("--set", f"socport={self.port}", listen=self.host)
        self.assertEqual(node.address, (self.host, self.port))
        return node

    def reboot_to(self, node, port, warning=""):
        with node.link() as link:
            link.ask("conf")
            self.assertEqual(link.ask(f"socport {port}"), "Saved\n" + warning)
            link.send("reboot\n")
            link.rest()

    def test_a_new_socport_counts_from_the_reboot_on(self):
        node = self.start()
        new = free_port(self.host)
        self.assertEqual(node.set("socport", new), "Saved\n")
        self.assert_serves(node)
        self.reboot_to(node, new)
        old, node.address = node.address, (self.host, new)
        self.assert_serves(node)
        with self.assertRaises(ConnectionRefusedError):
            Link(old)

    def test_a_port_that_cannot_be_had_leaves_the_old_one(self):
        node = self.start()
        with socket.create_server((self.host, 0)) as taken:
            wanted = taken.getsockname()[1]
            self.reboot_to(node, wanted, f"Port {wanted} is in use now by another program. If it is so at the next "
                                         "start, the node cannot listen there.\n")
            self.assert_serves(node)
            node.log.wait(rf"error .*\[ socket server \] Bind failed\. Error Code : .*in use.*; port {self.port} stays")
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        node.address = (self.host, wanted)
        self.assert_serves(node)

    def test_a_port_on_the_command_line_stays(self):
        node = self.node()
        new = free_port("127.0.0.1")
        self.reboot_to(node, new)
        self.assert_serves(node)
        with self.assertRaises(ConnectionRefusedError):
            Link(("127.0.0.1", new))

    def test_port_that_is_taken_at_start(self):
        with socket.create_server((loopback_address(), 0)) as taken:
            where = "%s:%d" % taken.getsockname()
            node = self.node(listen=where, ready=False)
            self.assertEqual(node.wait(), 1)
            self.assertEqual(node.log.lines[-1], f"micros-node: cannot listen on {where}: Address already in use; "
                                                 "another address or port: --listen ADDR:PORT")


class LowPort(NodeTest):
    """Ports that only root, or a program with a capability, may listen on."""

    def setUp(self):
        super().setUp()
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as f:
            if int(f.read()) < 1024:
                self.skipTest("here everybody may listen on port 80")

    def start(self, **how):
        return self.node(preexec_fn=take_the_right_to_low_ports, **how)

    def test_a_port_that_this_program_may_not_have_is_refused(self):
        node = self.start()
        self.assertEqual(node.set("socport", 80), "Failed to save: this program has no right to listen on port 80; "
                                                  "ports from 1024 on need none\n")
        self.assertEqual(node.set("socport", 1024), "Saved\n")

    def test_one_that_was_saved_by_somebody_who_may_does_not_keep_the_node_from_starting(self):
        host = loopback_address()
        os.mkdir(self.path("root"))
        with open(self.path("root/node_config.json"), "w", encoding="utf-8") as f:
            f.write('{"socport": 80}')
        node = self.start(listen=host)
        self.assertEqual(node.address, (host, 9008))
        node.log.wait(r"no right to listen on port 80 \(socport\): port 9008 is used")
        self.assert_serves(node)


if __name__ == "__main__":
    main()
