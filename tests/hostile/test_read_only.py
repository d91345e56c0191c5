"""A root file system that is only read: the node runs, keeps what is set in memory, and says so."""
import base64
import binascii
import json
import os
import subprocess
import sys
import unittest

from support import Link, NodeTest

# Not in a chroot, say, whose root is no mount.
CAN_MOUNT = os.geteuid() == 0 and not subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode


@unittest.skipUnless(CAN_MOUNT, "mounting needs root, and a root folder that is a mount")
class ReadOnly(NodeTest):
    def read_only(self, *options, root="root"):
        """A node whose folder's file system, in a mount namespace of its own, is only read."""
        script = f'mount --bind "{self.folder}" "{self.folder}" && mount -o remount,bind,ro "{self.folder}" && exec "$0" "$@"'
        return self.node(*options, root=self.path(root), wrapper=("unshare", "--mount", "sh", "-c", script))

    def told(self, node):
        return json.loads(node.ask("hello >json"))

    def test_settings_of_before_are_in_use_and_new_ones_are_in_memory(self):
        node = self.node()
        node.set("devfid", "before")
        self.assertNotIn("storage", self.told(node))
        node.terminate()
        with open(node.path(), "rb") as file:
            kept = file.read()
        node = self.read_only()
        self.assertEqual("memory", self.told(node)["storage"])
        self.assertEqual("before", self.told(node)["devfid"])
        node.log.wait(r"\[STORE\] .* cannot be written")
        self.assertIn("Saved in memory only", node.set("devfid", "later"))
        self.assertIn("hello:later:", node.ask("hello"))
        with node.link() as link:
            link.send("reboot\n")
            link.rest()
        self.assertIn("hello:later:", node.ask("hello"))  # a reboot is no end of the program
        with node.link() as link:
            link.ask("conf")
            self.assertIn("devfid", link.ask("diff"))
            link.ask("undo")
            self.assertIn("before", link.ask("devfid"))
        self.assertEqual(0, node.terminate())
        with open(node.path(), "rb") as file:
            self.assertEqual(kept, file.read())

    def test_without_a_folder_the_defaults_are_in_use(self):
        node = self.read_only(root="none/at/all")
        self.assertEqual("memory", self.told(node)["storage"])
        self.assertIn("Saved in memory only", node.set("crontasks", "*:0:0:0!system clock"))
        self.assertIn("Saved", node.set("appwd", "Secret12"))
        with Link(node.address) as link:
            self.assertIn("[password]", link.greeting())
        self.assertEqual(0, node.terminate())
        self.assertFalse(os.path.exists(self.path("none")))

    def test_a_module_that_cannot_be_kept_is_an_error(self):
        node = self.read_only()
        text = 'return { start = function() end }\n'
        with node.link() as link:
            link.ask(f"module put LM_x.lua 0 {base64.b64encode(text.encode()).decode()}")
            said = link.ask(f"module commit LM_x.lua {len(text)} {binascii.crc32(text.encode()):08x}")
            self.assertIn("LM_x.lua", said)
            self.assertIn("the storage did not take it", said)
            self.assertIn("hello:", link.ask("hello"))

    def test_a_fleet(self):
        node = self.read_only("--count", "3")
        self.assertEqual("memory", self.told(node)["storage"])


if __name__ == "__main__":
    if not CAN_MOUNT:
        sys.exit(77)
    unittest.main(verbosity=2)
