"""Nothing that a device says, or that a file holds, steers the terminal: every verb, as text and as JSON."""
import json
import os
import re
import unittest

from support import NODE, OLD, ToolkitTest, MICROS
from test_terminal import Terminal

# A title, a colour, an erased screen, C1 controls as characters, DEL, every way to turn the direction of writing, zero width,
# separators of lines, tags, interlinear annotation.
UNSEEN = ("\x1b]0;T\x07\x1b[31m\x1b[2J\x08\x9b31m\x9d0;T\x9c\x85\x7f\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068"
          "\u2069\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2028\u2029\U000e0041\ufff9")
HOSTILE = f"evil{UNSEEN}live"
# The same as bytes, and single bytes of C1 that are no UTF-8.
BYTES = HOSTILE.encode() + b"\x9b31m\x9d0;T\x9c\xff"


def steering(text):
    """What of it a terminal would obey or hide; line breaks and tabs are ours."""
    unseen = (c for c in text if (c in UNSEEN and not " " <= c <= "~") or "\x80" <= c <= "\x9f")
    return sorted({hex(ord(c)) for c in unseen})


class BytesNode:
    """Replies are text for a FakeNode; this is one that is replaced by the bytes on their way out."""
    MARK = "@HOSTILE@"

    @staticmethod
    def spoil(send):
        return lambda peer, data: send(peer, data.replace(BytesNode.MARK.encode(), BYTES))


class HostileAnswers(ToolkitTest):
    def hostile_node(self):
        mark = BytesNode.MARK
        module = {"file": mark, "state": mark, "limits": mark, "uses": [mark], "pins": [{"pin": mark, "use": mark}],
                  "module": {"help": mark, "verbs": [{"name": mark, "help": mark}]}, "name": mark}
        shown = json.dumps(module) + "\n"
        node = self.node(name=f"n{mark}", notice=f"{mark}\n", replies={
            "hello": f"hello:n{mark}:0x500x1\n", "version": f"{mark}\n", "help": f"[EXEC] {mark}\n   {mark}\n      {mark}\n",
            "system info": f"{mark}\nGC MemFree[byte]: 5552\n", "say": f"{mark}\n{mark}\n", "fail": f"SHELL: {mark}\n",
            "dump": f"  {mark} : {mark}\n", "module list": f"{mark}\n", "module show x": shown, "module remove x": shown,
            "module list >json": shown, "module show x >json": shown, "module remove x >json": shown,
            "say >json": f'{{"error": "{mark}"}}\n'})
        node._send = BytesNode.spoil(node._send)
        return node

    def write_cache(self, node):
        os.makedirs(os.path.dirname(self.cache), exist_ok=True)
        with open(self.cache, "w", encoding="utf-8") as file:
            json.dump({"0x500x1": [node.ip, HOSTILE, "good"], f"0x2{HOSTILE}": [f"127.0.0.1:1{HOSTILE}", HOSTILE, HOSTILE],
                       f"0x3{HOSTILE}": ["127.0.0.1:1", HOSTILE, f"other{HOSTILE}"], HOSTILE: 7}, file)

    def calls(self, node):
        lua = os.path.join(self.home, "LM_evil.lua")
        with open(lua, "wb") as file:
            file.write(b'help = "' + HOSTILE.encode() + b'"\nerror("' + HOSTILE.encode() + b'")\n')
        imported = os.path.join(self.home, "import.json")
        with open(imported, "w", encoding="utf-8") as file:
            json.dump({HOSTILE: 5, f"{HOSTILE}2": ["10.0.0.1", HOSTILE, HOSTILE]}, file)
        calls = [("run", "--dev", "good", "say"), ("run", "--dev", "good", "fail"), ("run", "--all", "say"), ("run", "--dev", node.ip, "hello"),
                 ("run", "--dev", "good", "say >json"), ("status",), ("status", "good"), ("version", "good"), ("devices",),
                 ("devices", "import", imported), ("devices", "remove", HOSTILE), ("search", "--network", "127.0.0.1/32", "--port", str(node.port)),
                 ("module", "list", "--dev", "good"), ("module", "show", "x", "--dev", "good"), ("module", "remove", "x", "--dev", "good"),
                 ("module", "check", lua, "--node", NODE), ("module", "push", lua, "--dev", "good", "--yes", "--node", NODE),
                 ("completion", "names"), ("connect", "good"), ("connect",), ("simulate", "stop"), ("help",), ("nonsense" + HOSTILE,)]
        verbs = {verb["verb"] for verb in self.json_of("help")["verbs"]}
        self.assertLessEqual(verbs, {call[0] for call in calls}, "a new verb belongs in this test")
        return calls

    def test_no_verb_lets_it_through(self):
        node = self.hostile_node()
        for call in self.calls(node):
            for json_too in ([], ["--json"]):
                self.write_cache(node)
                with self.subTest(call, json=json_too):
                    said = self.on_a_terminal(MICROS, *call, *json_too)
                    self.assertEqual([], steering(said), said)
                    if call[0] not in ("help", "simulate", "completion") and call != ("connect",):
                        self.assertIn("evil", said, "it was shown")

    def test_nor_does_the_old_spelling(self):
        node = self.hostile_node()
        for call in (("-s",), ("--stat",), ("-l",), ("-c",), ("--dev", "good", "-r", "say")):
            self.write_cache(node)
            with self.subTest(call):
                self.assertEqual([], steering(self.on_a_terminal(OLD, *call)))

    def on_a_terminal(self, program, *call):
        """What comes to the terminal; who asks there is answered with an end of input."""
        terminal = Terminal(program, call, {**self.env, "NO_COLOR": "1"})
        terminal.type("\x04")
        terminal.type("say\rhel\t\t\rsystem \t\t\r")
        terminal.type("\x04\x04")
        terminal.end()
        said = terminal.text
        if call[0] in ("connect", "-c"):
            said = re.sub(r"\x1b\[(\d*[A-HK@P]|[Jm]|\?2004[hl])|[\x07\x08]", "", said)  # the line editor's
        return said


if __name__ == "__main__":
    unittest.main()
