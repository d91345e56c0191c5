"""Nodes that misbehave: each must end in the right exit code, in time, and never hang."""
import time
import unittest

from fake_node import UID
from support import ToolkitTest


class Faults(ToolkitTest):
    def ask(self, mode, code, command="hello", **how):
        """Asks a faulty node with `run` and with `connect`; both must agree."""
        node = self.node(mode=mode, **how)
        self.remember(node)
        start = time.monotonic()
        out = self.run_tool("run", "--timeout", "600", "--dev", "slim01", command, code=code)
        self.run_tool("connect", "--timeout", "600", "slim01", given=command.encode() + b"\n", code=code)
        self.assertLess(time.monotonic() - start, 4)
        return out

    def test_busy_is_refused(self):
        self.assertIn("busy", self.ask("busy", 5)[1])

    def test_no_greeting_is_a_timeout(self):
        self.ask("silent", 6)

    def test_no_answer_is_a_timeout(self):
        self.ask("mute", 6)

    def test_garbage_is_a_timeout(self):
        self.ask("garbage", 6)

    def test_dripping_for_ever_is_a_timeout(self):
        self.ask("endless-drip", 6)

    def test_closing_at_once_is_an_error(self):
        self.ask("close", 1)

    def test_closing_in_an_answer_is_an_error(self):
        self.ask("half", 1)

    def test_an_endless_answer_is_cut_off(self):
        self.ask("huge", 1)

    def test_answers_in_any_pieces_arrive_whole(self):
        for cut in (1, 2, 3, 7, 10):
            out, _ = self.ask("", 0, cut=cut)
            self.assertEqual(out, f"hello:slim01:{UID}\n")

    def test_dripping_nodes_of_both_products_are_understood(self):
        for blanks in (1, 2):
            node = self.node(mode="drip", blanks=blanks, replies={"lead": " a: 1\n b: 2\n"})
            self.remember(node)
            out, _ = self.run_tool("run", "--dev", "slim01", "lead <a> hello <a> lead")
            self.assertEqual(out, f" a: 1\n b: 2\nhello:slim01:{UID}\n a: 1\n b: 2\n")

    def test_a_renamed_node_keeps_answering(self):
        node = self.node()
        self.remember(node)
        start = time.monotonic()
        out, _ = self.run_tool("run", "--dev", "slim01", "conf <a> devfid kitchen <a> noconf <a> hello")
        self.assertEqual(out, f"Saved\nhello:kitchen:{UID}\n")
        self.assertLess(time.monotonic() - start, 1)

    def test_text_that_looks_like_a_prompt_is_text(self):
        node = self.node(cut=9, replies={"price": "it costs\n5 $  \nor other $ \n"})
        self.remember(node)
        out, _ = self.run_tool("run", "--dev", "slim01", "price")
        self.assertEqual(out, "it costs\n5 $  \nor other $ \n")

    def test_notices_before_the_prompt_are_not_the_answer(self):
        node = self.node(notice="damaged settings\nlast good ones are used\n", cut=5)
        self.remember(node)
        out, err = self.run_tool("run", "--dev", "slim01", "version")
        self.assertEqual(out, "0.7.2-0\n")
        self.assertIn("damaged settings", err)

    def test_an_empty_answer_line_stays_one(self):
        self.remember(self.node())
        self.assertEqual(self.run_tool("run", "--dev", "slim01", "empty")[0], "\n")

    def test_nothing_listening_is_unreachable(self):
        node = self.node()
        node.close()
        self.remember(node)
        self.run_tool("run", "--dev", "slim01", "hello", code=4)
        self.run_tool("connect", "slim01", given=b"hello\n", code=4)

    def test_a_cached_address_that_is_none_is_reported(self):
        node = self.node()
        self.remember(node)
        with open(self.cache, "w", encoding="utf-8") as file:
            file.write('{"0x1": ["n/a\\u001b[2J $(x)", "n/a", "odd"]}')
        _, err = self.run_tool("run", "--dev", "odd", "hello", code=3)
        self.assertNotIn("\033", err)


if __name__ == "__main__":
    unittest.main()
