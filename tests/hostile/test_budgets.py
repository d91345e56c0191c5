"""What one cause may cost: however bad a module is, the node answers, and other modules have their turn."""
import os
import re
import signal
import subprocess
import time

from support import PROMPT, NodeTest, main, until

HELLO_CPU_S = 0.05  # what the node may compute from a hello to its answer: what other programs take is no fault of its
TRIES = 3  # of which the best counts: whoever reads the answer late sees what the node did after it
SECONDS = 2  # of the node's time, in which its modules may have a half
ENDING_S = 5  # until SIGTERM has ended a node in whatever state, ports/linux/ending.h

ZEROS = "('\\0'):rep(9000)"  # two texts of these are compared letter by letter
# Verbs that would take seconds, many of them in one instruction.
WORST = {
    "a loop": "while true do end",
    "a loop that catches": "while true do pcall(function() while true do end end) end",
    "a replacement of captures": "return #(('x'):rep(2000)):gsub('(y*)', ('%1'):rep(4000))",
    "a replacement of nothing": "while true do (('x'):rep(2000)):gsub('x', ('%%'):rep(2)) end",
    "a replacing function": "while true do (('x'):rep(4000)):gsub('.', function() end) end",
    "a replacing table": "while true do (('x'):rep(4000)):gsub('.', {}) end",
    "a long set": "return (('x'):rep(8000)):find('[' .. ('a'):rep(8000) .. ']y')",
    "many sets": "return (('x'):rep(8000)):match(('[' .. ('a'):rep(100) .. ']?'):rep(100) .. 'y')",
    "frontiers": "return (('x'):rep(8000)):find('%f[' .. ('a'):rep(8000) .. ']y')",
    "going back": "return (('a'):rep(60)):find(('a*'):rep(20) .. 'b')",
    "brackets": "return (('('):rep(8000)):find('%b()x')",
    "plain text": "return (('a'):rep(8000)):find(('a'):rep(4000) .. 'b', 1, true)",
    "repetition": "while true do local s = ('x'):rep(9000) end",
    "concatenation": "local s = ('x'):rep(9000) while true do local t = s .. s end",
    "joining": "local t = {} for i = 1, 800 do t[i] = 'xxxx' end while true do table.concat(t, '----') end",
    "formats": "local f = ('%.99f'):rep(9) while true do f:format(1e308, 1e308, 1e308, 1e308, 1e308, 1e308, 1e308, 1e308, 1e308) end",
    "long texts in a format": "local s = ('x'):rep(2000) while true do ('%s%s%s'):format(s, s, s) end",
    "letters": "local s = ('x'):rep(8000) while true do s:upper() end",
    "bytes": "local s = ('x'):rep(500) while true do s:byte(1, 200) end",
    "an order that contradicts itself": "local t = {} for i = 1, 500 do t[i] = i end "
                                        "while true do table.sort(t, function() return true end) end",
    "sorting long texts": f"local t = {{}} for i = 1, 3 do t[i] = {ZEROS} .. i end while true do table.sort(t) end",
    "comparing long texts": f"local a, b = {ZEROS} .. 'a', {ZEROS} .. 'b' while true do local c = a < b end",
    "inserting at the front": "local t = {} while #t < 1500 do table.insert(t, 1, 0) end while true do "
                              "table.insert(t, 1, 0) table.remove(t, 1) end",
    "full memory": "local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end",
    "an empty table": "local t = {} for i = 1, 300 do t[i .. ''] = i end for i = 1, 300 do t[i .. ''] = nil end "
                      "while true do next(t) end",
    "the log": "while true do log('flood') end",
    "commands": "while true do call('system clock') end",
    "commands to itself": "while true do call('x v') end",
    "pins": "while true do pin.p:write(true) pin.p:write(false) end",
}


def module(verbs="", start="", more=""):
    return ("return { pins = { p = 'simple_0:out', b = 'irq1:in_up' }, uses = { 'x', 'y', 'z', 'system', 'sim', 'light' },\n"
            f"start = function() {start} end, {more}\nverbs = {{ fine = function() return 'fine' end, {verbs} }} }}\n")


def verb(name, body):
    return f"{name} = function() {body} end"


class HostileTest(NodeTest):
    def start(self, *options, **modules):
        """A node with these modules, which are live."""
        folder = self.path("root/modules")
        os.makedirs(folder)
        for name, text in modules.items():
            with open(os.path.join(folder, f"LM_{name}.lua"), "w", encoding="ascii") as f:
                f.write(text)
        return self.node(*options)

    def hello_cpu_s(self, node, link, meanwhile=lambda: None):
        """What the node computes from a hello to its answer when everything comes at once: it is stopped first."""
        os.kill(node.pid, signal.SIGSTOP)
        until(lambda: re.search(r"^State:\s+T", node.proc("status"), re.M), "the node stands still")
        meanwhile()
        link.send("hello\n")
        before = node.cpu_s()
        os.kill(node.pid, signal.SIGCONT)
        self.assertRegex(link.until(PROMPT), b"^hello:")
        return node.cpu_s() - before

    def assert_answers(self, node, what, meanwhile=lambda: None):
        with node.link() as link:
            tries = [self.hello_cpu_s(node, link, meanwhile) for _ in range(TRIES)]
        self.assertLess(min(tries), HELLO_CPU_S, (what, tries))

    def share_of(self, node):
        """How much of its time the node computes, over some of it."""
        began, before = time.monotonic(), node.cpu_s()
        until(lambda: time.monotonic() - began >= SECONDS, "some time")
        return (node.cpu_s() - before) / (time.monotonic() - began)

    def when_it_may(self, node, line):
        """Its answer, when a share that is used up has come back."""
        with node.link() as link:
            answer = [""]

            def is_taken():
                answer[0] = link.ask(line)
                return "try again in" not in answer[0]

            until(is_taken, line)
            return answer[0]


class Budgets(HostileTest):
    def test_a_verb_ends_whatever_it_does(self):
        node = self.start(**{f"m{i}": module(verb("v", body.replace("x v", f"m{i} v")))
                             for i, body in enumerate(WORST.values())})
        for i, (name, body) in enumerate(WORST.items()):
            with self.subTest(name), node.link() as first, node.link() as second:
                line = f"m{i} v\n"
                self.assert_answers(node, name, lambda: (first.send(line), second.send(line)))
                self.assertRegex(first.until(PROMPT, TRIES), b"execute_LM_function")
                second.until(PROMPT, TRIES)
                self.assertEqual(self.when_it_may(node, f"m{i} fine"), "fine\n")

    def test_modules_that_call_each_other_have_one_budget(self):
        calls = "for i = 1, 1000 do call('{}') end while true do end"
        node = self.start(x=module(verb("v", calls.format("y v"))), y=module(verb("v", calls.format("z v"))),
                          z=module(verb("v", "while true do end")))
        with node.link() as link:
            before = node.cpu_s()
            self.assertIn("it runs too long", link.ask("x v"))
            self.assertLess(node.cpu_s() - before, HELLO_CPU_S)

    def test_ten_modules_with_timers_leave_the_node_half_of_its_time(self):
        busy = "for i = 1, 16 do every(10, function() local t = clock() for i = 1, 60000 do end end) end"
        node = self.start(good=module(verb("n", "return state.n"), "every(200, function() state.n = state.n + 1 end)",
                                      "state = { n = 0 },"),
                          **{f"bad{i}": module(start=busy) for i in range(10)})
        self.assert_answers(node, "timers")
        self.assertLess(self.share_of(node), 0.6)
        before = int(self.when_it_may(node, "good n"))
        until(lambda: int(self.when_it_may(node, "good n")) > before + 2, "the one that takes little has its turn")
        self.assertIsNone(node.log.find("has failed"))

    def test_a_storm_of_timers_without_a_period(self):
        node = self.start(x=module(start="local function f() after(0, f) after(0, f) end pcall(f)"),
                          y=module(start="local function f() after(0, f) end for i = 1, 16 do f() end"))
        self.assert_answers(node, "timers that set each other")
        self.assertEqual(self.when_it_may(node, "y fine"), "fine\n")

    def test_whoever_keeps_state_pays_for_the_storage(self):
        writes = "every(10, function() for i = 1, 400 do call('light set ' .. i) end end)"
        node = self.start(x=module(start="every(10, function() state.n = state.n + 1 end)",
                                   more="state = { n = { 0, keep = true } },"), y=module(start=writes))
        self.assert_answers(node, "storage")
        self.assertLess(self.share_of(node), 0.6)

    def test_an_edge_that_changes_its_own_pin_leaves_the_others_their_turn(self):
        change = "on('b', 'both', function(high) state.n = state.n + 1 call('sim set irq1 ' .. (high and 0 or 1)) end)"
        node = self.start(x=module(verb("n", "return state.n"), change, "state = { n = 0 },"))
        node.ask("sim set irq1 1", "sim set irq1 0")
        until(lambda: int(self.when_it_may(node, "x n")) > 50, "the edges go on")
        self.assert_answers(node, "edges")
        self.assertEqual(node.terminate(), 0)

    def test_a_boot_hook_a_timer_and_a_calendar_entry_of_many_commands(self):
        many = ";".join(["x v"] * 60)
        node = self.start("--set", "boothook=" + many, "--set", "timirq=true", "--set", "timirqseq=20", "--set", "timirqcbf=" + many,
                          "--set", "cron=true", "--set", "cronsync=false", "--set", "crontasks=" + ";".join(["*:*:*:*!x v"] * 60),
                          x=module(verb("v", WORST["a loop that catches"])))
        self.assert_answers(node, "lists of commands")

    def test_background_tasks_that_are_always_due(self):
        node = self.start("--set", "aioqueue=16", **{f"x{i}": module(verb("v", WORST["a loop"])) for i in range(12)})
        with node.link() as link:
            for i in range(12):
                link.ask(f"x{i} v &&20")
        self.assert_answers(node, "tasks")
        self.assertLess(self.share_of(node), 0.6)


class Ending(HostileTest):
    """SIGTERM ends a node in whatever state."""

    def assert_ends(self, node, codes=(0,)):
        began = time.monotonic()
        node.process.send_signal(signal.SIGTERM)
        node.process.send_signal(signal.SIGCONT)
        self.assertIn(node.process.wait(4 * ENDING_S), codes)
        self.assertLess(time.monotonic() - began, 3 * ENDING_S)

    def test_while_modules_compute(self):
        node = self.start(**{f"x{i}": module(start="every(10, function() for i = 1, 90000 do end end)") for i in range(5)})
        self.assert_ends(node)

    def test_while_a_verb_is_asked_for_again_and_again(self):
        node = self.start(x=module(verb("v", WORST["commands"])))
        with node.link() as link:
            link.send("x v\n" * 200)
            self.assert_ends(node)

    def test_while_a_worker_does_not_start(self):
        """The node waits for it at its boot."""
        root = self.path("root/modules")
        os.makedirs(root)
        for i in range(3):
            with open(os.path.join(root, f"LM_x{i}.py"), "w", encoding="ascii") as f:
                f.write("def f(): return 1\n" + "x = 1\n" * 20000)
        node = self.node(ready=False)
        until(lambda: os.path.exists(self.path("root/node_config.json")) or not node.is_alive(), "it has begun")
        self.assert_ends(node)

    def test_while_it_waits_for_a_log_that_nobody_reads(self):
        read, write = os.pipe()
        filler = b"x" * 4096
        os.set_blocking(write, False)
        try:
            while True:
                os.write(write, filler)
        except BlockingIOError:
            os.set_blocking(write, True)
        self.addCleanup(os.close, read)
        root = self.path("root")
        with open(os.devnull, "rb") as nothing:
            process = subprocess.Popen([os.environ["MICROS_NODE"], "--root", root, "--listen", "127.0.0.1:0"], stdin=nothing,
                                       stdout=write, stderr=write)
        os.close(write)
        until(lambda: os.path.exists(os.path.join(root, "node_config.json")), "it has begun")
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.wait(4 * ENDING_S), (0, 1, 3))


if __name__ == "__main__":
    main()
