"""Restart loops: what would restart the node for ever is left out after some starts, and the owner is told and can mend it."""
import json
import os
import signal

from support import Link, NodeTest, main, until

TOLD = "[BOOT] The node restarted within a minute again and again. Left out: "
CRASHES = 6  # what a supervisor would go on with for ever


class Loops(NodeTest):
    def told(self, node):
        """What a session begins with, once the node has come to rest."""
        def greeting():
            try:
                with Link(node.address) as link:
                    text = link.greeting()
                    return text if TOLD in text else None
            except (AssertionError, OSError):
                return None

        return until(greeting, "a session is told")

    def acknowledge(self, node):
        with node.link() as link:
            self.assertIn("left_out", json.loads(link.ask("hello >json")))
            link.ask("conf")
            self.assertEqual(link.ask("ack"), "Acknowledged\n")
            link.ask("noconf")
            self.assertNotIn("left_out", json.loads(link.ask("hello >json")))
        with Link(node.address) as link:
            self.assertNotIn(TOLD, link.greeting())

    def write_module(self, name, text):
        os.makedirs(self.path("root/modules"), exist_ok=True)
        with open(self.path(f"root/modules/LM_{name}.lua"), "w", encoding="ascii") as f:
            f.write(text)

    def test_a_hook_whose_task_reboots(self):
        node = self.node("--set", "boothook=system reboot &")
        self.assertIn("Left out: hooks, modules", self.told(node))
        # The settings of the command line come after the first start was looked at.
        self.assertEqual(sum("Start micrOS" in line for line in node.log.lines), 5)
        node.set("boothook", "n/a")
        self.acknowledge(node)

    def test_calendar_timer_and_both(self):
        for name, settings in (("cron", ("cron=True", "cronsync=False", "crontasks=*:*:*:*!system reboot")),
                               ("timer", ("timirq=True", "timirqseq=50", "timirqcbf=system reboot")),
                               ("both", ("timirq=True", "timirqseq=50", "timirqcbf=system reboot", "boothook=light rgb 1 1 1"))):
            with self.subTest(name=name):
                node = self.node(*(word for one in settings for word in ("--set", one)), root=self.path(name))
                until(lambda: node.log.find(r"Left out: .*timer, pins"), "they are left out", 60)
                self.assertIn("timer, pins", self.told(node))
                self.acknowledge(node)

    def test_a_process_that_is_killed_again_and_again(self):
        """As a supervisor starts one that crashes: a module of the user's does it, or what a hook starts."""
        self.write_module("mine", 'return { help = "mine", verbs = { { name = "x", help = "x", run = function() end } } }\n')
        for i in range(CRASHES):
            node = self.node()
            node.log.wait("SERVER ADDR")
            is_left_out = bool(node.log.find("Left out: hooks, modules"))
            self.assertEqual(is_left_out, i >= 3)
            node.kill()
        node = self.node()
        with node.link() as link:  # it can be looked at and taken out
            self.assertIn("left out after quick restarts", link.ask("module list"))
            self.assertIn("removed", link.ask("module remove mine"))
        self.acknowledge(node)
        node.kill()
        self.assertIsNone(self.node().log.find("Left out"))

    def test_what_is_ended_as_asked_is_not_counted(self):
        node = self.node("--set", "boothook=light rgb 1 1 1")
        for i in range(CRASHES):
            with node.link() as link:
                link.send("reboot\n")
                link.rest()
            until(lambda: sum("Start micrOS" in line for line in node.log.lines) == 2, "it runs again")
            self.assertIsNone(node.log.find("Left out"))
            node = self.restart(node) if i % 2 else self.interrupted(node)
        with node.link() as link:
            self.assertEqual(link.ask("hello").count("hello:"), 1)

    def interrupted(self, node):
        node.process.send_signal(signal.SIGINT)
        self.assertEqual(node.wait(), 0)
        return self.node(root=node.root)


if __name__ == "__main__":
    main()
