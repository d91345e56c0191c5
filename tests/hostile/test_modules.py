"""Modules that want more than they have: an administrator's right over the node's own address or another node's, settings
that only a person changes, other modules' files and names, the flash worn out."""
import base64
import json
import os
import socket
import threading
import zlib

from support import NodeTest, main, until

PASSWORD = "Opensesame1"
VICTIM = 'return { verbs = { v = function() return "installed" end } }'
COMMIT = f"module commit LM_evil.lua {len(VICTIM)} {zlib.crc32(VICTIM.encode()):08x}"
PUT = f"module put LM_evil.lua 0 {base64.b64encode(VICTIM.encode()).decode()}"
ONLY_A_PERSON = "Access denied: only a person at a shell may do that"
# Each says a command at a host and port, and what the node answers.
LUA = """return { uses = { "intercon" }, state = { said = "" }, verbs = {
  say = { args = { { "host", "text" }, { "port", "int", min = 1, max = 65535 }, { "command", "text" } },
    run = function(host, port, command)
      local ok, said = call("intercon sendcmd '" .. command .. "' '" .. host .. "' port=" .. port .. " &")
      return said
    end } },
}
"""
PYTHON = """import LM_intercon
def say(host, port, command): return LM_intercon.sendcmd(command, host, port=port)
"""


class Forward(threading.Thread):
    """A port of this machine that leads to another one, as a router or an emulator has."""

    def __init__(self, to):
        super().__init__(daemon=True)
        self.to, self.listener = to, socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                ours, _ = self.listener.accept()
            except OSError:
                return
            theirs = socket.create_connection(self.to)
            for source, sink in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def carry(source, sink):
        with source:
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass


class ModuleTest(NodeTest):
    def drop(self, node, file, source):
        os.makedirs(node.path("modules"), exist_ok=True)
        with open(node.path("new"), "w", encoding="utf-8") as f:
            f.write(source)
        os.rename(node.path("new"), node.path(f"modules/{file}"))
        node.log.wait(rf"{file} is live".replace(".", r"\."))

    def conf(self, node, *lines):
        with node.link() as link:
            link.ask("conf")
            return [link.ask(line) for line in lines]

    def over_lua(self, link, host, port, command, answer):
        """The module in Lua says it as a task, whose answer is looked at later."""
        link.ask(f"lua say '{host}' {port} '{command}'")
        until(lambda: answer in link.ask("task show intercon.sendcmd"), f"{command!r} is answered with {answer!r}")

    def with_modules(self, *options):
        node = self.node(*options)
        self.drop(node, "LM_lua.lua", LUA)
        self.drop(node, "LM_python.py", PYTHON)
        return node


class OwnAddress(ModuleTest):
    def test_a_node_does_not_call_itself_whatever_its_address(self):
        node = self.with_modules()
        port, itself = node.address[1], "a node does not call itself"
        self.conf(node, f"hostpwd 127.0.0.1={PASSWORD};0.0.0.0={PASSWORD};127.1={PASSWORD}", f"appwd {PASSWORD}")
        forward = Forward(node.address)
        self.addCleanup(forward.listener.close)
        with node.link() as link:
            self.assertEqual(link.ask(PASSWORD), "AuthOk\n")
            for host, at in (("127.0.0.1", port), ("0.0.0.0", port), ("127.1", port), ("127.0.0.1", forward.port)):
                for command in ("webrepl", PUT, COMMIT, "system clock"):
                    with self.subTest(command=command, host=host, port=at):
                        self.assertIn(itself, link.ask(f"intercon sendcmd '{command}' '{host}' port={at}"))
                        self.assertIn(itself, link.ask(f"python say '{host}' {at} '{command}'"))
            self.over_lua(link, "127.0.0.1", port, "webrepl", itself)
            link.ask(f"system clock >>127.0.0.1:{port}")
            until(lambda: itself in link.ask("task show con.0.1.system"), "the task is refused")
            self.assertEqual(link.ask("system ifmode"), "if_mode: micros\n")
            self.assertNotIn("evil", link.ask("module list"))

    def test_two_nodes_of_one_name_are_two(self):
        here, there = self.with_modules(), self.node(root=self.path("there"))
        port = there.address[1]
        self.assertRegex(here.ask(f"python say '127.0.0.1' {port} 'hello'"), r"hello:node01:0x")
        self.assertRegex(here.ask(f"intercon sendcmd 'light toggle' '127.0.0.1' port={port}"), "ON")
        self.assertRegex(there.ask("why light"), "by node 127.0.0.1")


class OverHops(ModuleTest):
    """The other node lets this one in as an administrator. What began the command is none."""

    def there(self):
        node = self.node("--set", "devfid=door", root=self.path("there"))
        self.conf(node, f"appwd {PASSWORD}")
        return node

    def test_a_module_stays_what_it_is(self):
        here, there = self.with_modules(), self.there()
        port = there.address[1]
        self.conf(here, f"hostpwd 127.0.0.1={PASSWORD}")
        with here.link() as link:
            for command in ("webrepl", "module list", PUT, COMMIT, "module remove x"):
                with self.subTest(command=command):
                    self.assertIn(ONLY_A_PERSON, link.ask(f"python say '127.0.0.1' {port} '{command}'"))
            self.over_lua(link, "127.0.0.1", port, "webrepl", ONLY_A_PERSON)
            self.assertIn("ON", link.ask(f"python say '127.0.0.1' {port} 'light toggle'"))
            # The same, asked by somebody who is in at this node.
            self.assertIn("no modules of your own", link.ask(f"intercon sendcmd 'module list' '127.0.0.1' port={port}"))
        self.assertNotIn("recovery mode until", there.log.text())

    def test_and_so_over_a_third_node(self):
        """The node in the middle passes on what it was told, not what it has itself."""
        here, middle, there = self.with_modules(), self.node("--set", "devfid=hall", root=self.path("middle")), self.there()
        self.conf(middle, f"hostpwd 127.0.0.1={PASSWORD}")
        inner = f'intercon sendcmd "webrepl" "127.0.0.1" port={there.address[1]}'
        self.assertIn(ONLY_A_PERSON, here.ask(f"python say '127.0.0.1' {middle.address[1]} '{inner}'"))
        self.assertNotIn(ONLY_A_PERSON, here.ask(f"intercon sendcmd '{inner}' '127.0.0.1' port={middle.address[1]}"))

    def test_an_automation_stays_what_it_is(self):
        there = self.there()
        self.node("--set", "timirq=true", "--set", "timirqseq=200", "--set", f"hostpwd=127.0.0.1={PASSWORD}", "--set",
                  f"timirqcbf=intercon sendcmd 'webrepl' '127.0.0.1' port={there.address[1]}", root=self.path("here"))
        there.log.wait("was denied: only a person may do that")
        self.assertNotIn("recovery mode until", there.log.text())


class Settings(ModuleTest):
    SOURCE = "from ConfigHandler import cfgget, cfgput\ndef put(k, v): return cfgput(k, v)\ndef get(k): return cfgget(k)\n"

    def test_only_harmless_settings_are_for_modules(self):
        node = self.node()
        self.drop(node, "LM_x.py", self.SOURCE)
        before = node.settings()
        with node.link() as link:
            for key, value in (("appwd", "Abcdefgh1"), ("auth", "False"), ("hostpwd", "a=b"), ("pymem", "4096"), ("luamem", "4096"),
                               ("luatime", "1000"), ("pytime", "600000"), ("socmax", "1"), ("soctout", "1"), ("socport", "1"),
                               ("devfid", "other"), ("boothook", "system reboot &"), ("crontasks", "*:*:*:*!system reboot"),
                               ("cron", "True"), ("timirq", "True"), ("timirqcbf", "x y"), ("irq1", "True"), ("irq1_cbf", "x y"),
                               ("aioqueue", "64"), ("cstmpmap", "pwm_1:4"), ("ntp", "evil.example"), ("stapwd", "Abcdefgh1")):
                with self.subTest(key=key):
                    self.assertEqual(link.ask(f"x put '{key}' '{value}'"), "False\n")
            node.log.wait(r"\[LM_x\] pymem is set by a person at a shell only")
            self.assertEqual(node.settings(), before)
            for key, value in (("pled", "False"), ("utc", "60"), ("lat", "47.5")):
                self.assertEqual(link.ask(f"x put '{key}' '{value}'"), "True\n")
            for key in ("appwd", "hostpwd", "stapwd"):
                self.assertEqual(link.ask(f"x get '{key}'"), "None\n")

    def test_settings_wear_no_flash_out(self):
        node = self.node("--set", "pytime=120000")
        self.drop(node, "LM_x.py", self.SOURCE + "def many(n): return sum(cfgput('pled', i % 2 == 1) for i in range(n))\n")
        self.assertIn(int(node.ask("x many 400")), range(60, 241))  # other minutes may begin meanwhile
        node.log.wait("a module writes 60 times a minute at most")


class Kept(ModuleTest):
    FILES = """def put(name, words='x', n=1):
    for i in range(n):
        with open(name, 'w') as f: f.write(words + str(i))
    return 'kept'
def get(name): return open(name).read()
def drop(name):
    import os
    os.remove(name)
"""

    def test_a_module_has_its_own_files_and_few(self):
        node = self.node()
        self.drop(node, "LM_one.py", self.FILES)
        self.drop(node, "LM_two.py", self.FILES)
        with node.link() as link:
            link.ask("light rgb 1 2 3")
            self.assertIn("button.pds is kept by LM_button", link.ask("one put 'button.pds'"))
            self.assertIn("rgb.pds is kept by LM_light", link.ask("one put 'rgb.pds'"))
            self.assertIn("LM_light", link.ask("two drop 'rgb.pds'"))
            for name in "abcd":
                self.assertEqual(link.ask(f"one put '{name}.pds' '{name}'"), "kept\n")
            self.assertIn("a module keeps 4 files at most: a.pds b.pds c.pds d.pds", link.ask("one put 'e.pds'"))
            self.assertIn("a.pds is kept by LM_one", link.ask("two put 'a.pds'"))
            self.assertIn("a.pds is kept by LM_one", link.ask("two drop 'a.pds'"))
            self.assertEqual(link.ask("one get 'a.pds'"), "a0\n")
            self.assertEqual((link.ask("one drop 'a.pds'"), link.ask("one put 'e.pds'")), ("None\n", "kept\n"))
            self.assertEqual(link.ask("two put 'a.pds' 'now mine'"), "kept\n")
        self.drop(node, "LM_long.py", "def f():\n    with open('long.pds', 'w') as f: f.write('x' * 4097)\n")
        self.assertIn("4096 bytes at most", node.ask("long f"))
        node = self.restart(node)
        node.log.wait(r"LM_two\.py is live")
        self.assertIn("b.pds is kept by LM_one", node.ask("two put 'b.pds'"))

    def test_python_writes_so_often_and_no_more(self):
        node = self.node("--set", "pytime=120000")
        self.drop(node, "LM_one.py", self.FILES)
        self.assertIn("a module writes 60 times a minute at most", node.ask("one put 'a.pds' 'x' 1000"))
        self.assertIn(int(node.ask("one get 'a.pds'")[1:]), range(59, 240))
        self.drop(node, "LM_two.py", self.FILES)
        self.assertEqual(node.ask("two put 'b.pds'"), "kept\n")  # another one has its own


class Names(ModuleTest):
    def push(self, node, file, source, *words):
        data = source.encode()
        with node.link() as link:
            link.ask(f"module put {file} 0 {base64.b64encode(data).decode()}")
            return link.ask(" ".join([f"module commit {file} {len(data)} {zlib.crc32(data):08x}", *words]))

    def test_the_name_of_a_built_in_module_is_taken_by_who_says_so(self):
        node = self.node()
        taken = "the node has a module of that name; to put yours in its place say replace"
        self.assertIn(taken, self.push(node, "LM_light.lua", VICTIM))
        self.assertIn(taken, json.loads(self.push(node, "LM_system.lua", VICTIM, ">json"))["error"])
        self.assertEqual(node.ask("light toggle"), "ON\n")
        self.assertIn("Help: module list", self.push(node, "LM_light.lua", VICTIM, "anyway"))
        self.assertEqual(self.push(node, "LM_light.lua", VICTIM, "replace"), "LM_light.lua: running\n")
        self.assertEqual(node.ask("light v"), "installed\n")
        self.assertEqual(self.push(node, "LM_light.lua", VICTIM + " "), "LM_light.lua: running\n")  # its own next text
        node = self.restart(node)
        self.assertEqual(node.ask("light v"), "installed\n")
        node.ask("module remove light")
        self.assertIn(taken, self.push(node, "LM_light.lua", VICTIM))


if __name__ == "__main__":
    main()
