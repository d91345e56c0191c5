"""The worker: a process of the system's python3 that runs one load module of the user, named LM_<name>.py as in the original.
It does nothing by itself: the node tells it what to load and what to call, and receives one answer for each."""
import ast
import json
import sys
import types

import answers
import describe
import guard
import lock
import state
import streams
import wire
from words import words_of

TEXT_MAX = 128 * 1024  # bytes of an answer; the node drops a client that leaves 256 KiB unread


class Module:
    """The user's module. It is parsed when it is loaded, and run at its first use."""
    source = ""
    name = ""
    space = None
    answers = {}
    watch = state.Watch()

    def load(self, name, source):
        self.name, self.source, self.space = name, source, None
        wire.Board.name = name
        help, functions, self.answers = describe.describe(name, source, guard.missing)
        return help, functions

    def begin(self):
        if self.space is not None:
            return
        module = types.ModuleType("LM_" + self.name)
        module.__dict__["__builtins__"] = guard.builtins_for_module()
        exec(compile(self.source, f"LM_{self.name}.py", "exec"), module.__dict__)
        self.space = module.__dict__
        self.watch.begin(self.space)

    def has_changed(self):
        return self.space is not None and self.watch.has_changed(self.space)

    def call(self, function, given):
        self.begin()
        f = self.space.get(function)
        if not callable(f):
            raise AttributeError(f"'module' object has no attribute '{function}'")
        values, named = [], {}
        switches, only_named = describe.switches(f), describe.only_named(f)
        for is_named, name, source in given:
            value = value_of(source.strip(), name in switches)
            if is_named or name in only_named:
                named[name] = value
            else:
                values.append(value)
        return f(*values, **named)

    def answer(self, function, given, wants_json):
        """Calls a function. Returns its result as text or JSON, in the declared form or, if none is declared, according to its
        type."""
        streams.take()
        value = self.call(function, given)
        if wants_json:
            return self.answers[function].write(value, True) if function in self.answers else as_json(value)
        text = self.answers[function].write(value, False) if function in self.answers else as_text(value)
        return "\n".join(streams.take() + [text])


SPELLINGS = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


def value_of(source, is_switch):
    """Reads a literal. An unquoted word such as yes or off is read as True or False. For an argument whose default is True or
    False, such a word in quotes, 1 and 0 are read as True or False too."""
    said = source.lower()
    if is_switch:
        said = said.strip("'\"")
    if said in SPELLINGS and (is_switch or said.isalpha()):
        return SPELLINGS[said]
    return ast.literal_eval(source)


def as_text(value):
    if isinstance(value, dict):
        return "\n".join(f"{key}: {part}" for key, part in value.items())
    return str(value)


def as_json(value):
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
    except ValueError:  # NaN or infinity
        return json.dumps(str(value), ensure_ascii=False)


def result(ok, words, has_changed):
    """Sends the result of a call to the node: whether it succeeded, its text, when the next timer is due, and whether the state
    changed."""
    import machine
    said = words.encode("utf-8", "replace")
    if len(said) > TEXT_MAX:
        ok, said = False, f"the answer is longer than {TEXT_MAX} bytes".encode()
    wire.send(wire.RESULT, wire.number(ok) + wire.number(machine.Timer.next_ms()) + wire.number(has_changed) +
              wire.text(said))


def entry(module, act):
    """Runs the user's code. The node receives an answer whatever the code does."""
    try:
        ok, words = True, act()
    except wire.Gone:
        raise
    except SystemExit:
        ok, words = False, "the module has called exit"
    except BaseException as e:
        ok, words = False, words_of(e)
        e.__traceback__ = None  # it may refer to the objects that fill the memory
    result(ok, words, module.has_changed())


def called(module, body):
    function, wants_json = body.text(), body.number()
    given = [(body.number(), body.text(), body.text()) for _ in range(body.number())]
    entry(module, lambda: module.answer(function, given, wants_json))


def loaded(module, body):
    name, source = body.text(), body.bytes()
    try:
        help, functions = module.load(name, source)
    except describe.Refused as e:
        wire.send(wire.REFUSED, wire.text(str(e)))
        return
    rows = sum(len(answer.rows) for answer in module.answers.values())
    parts = [wire.text(help), wire.number(len(functions)), wire.number(rows)]
    for function, words, arguments in functions:
        parts += [wire.text(function), wire.text(words), wire.number(len(arguments))]
        for argument, default in arguments:
            parts += [wire.text(argument), wire.number(default is not None), wire.text(default or "")]
        parts.append(module.answers[function].packed() if function in module.answers else answers.UNDECLARED)
    wire.send(wire.DESCRIBED, b"".join(parts))


def started(body):
    board = wire.Board
    board.platform, board.mac = body.text(), body.bytes()
    board.has_adc_channels = bool(body.number())
    board.pins = {body.text(): body.number() for _ in range(body.number())}
    instructions = body.bytes()
    guard.load_all()
    try:
        lock.shut_in(instructions)
    except (ImportError, OSError) as e:
        wire.send(wire.REFUSED, wire.text(f"it cannot be shut in: {e}"))
        return
    for name in [n for n in sys.modules if n.startswith(("ctypes", "_ctypes"))]:
        del sys.modules[name]
    wire.send(wire.READY, wire.text("%d.%d" % sys.version_info[:2]))


def serve():
    import machine
    module = Module()
    while True:
        kind, data = wire.receive()
        body = wire.Body(data)
        if kind == wire.START:
            started(body)
        elif kind == wire.LOAD:
            loaded(module, body)
        elif kind == wire.CALL:
            called(module, body)
        elif kind == wire.EDGE:
            gpio, is_high = body.number(), body.number()
            entry(module, lambda: machine.Pin.changed(gpio, is_high))
        elif kind == wire.TICK:
            entry(module, machine.Timer.run_due)


def main():
    try:
        serve()
    except wire.Gone:
        pass


if __name__ == "__main__":
    main()
