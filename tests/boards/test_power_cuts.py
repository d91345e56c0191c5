"""Power cuts: test_power_cuts.py BOARD ROUNDS [SEED]

Writes settings and the state of a load module without pause, kills the emulator with SIGKILL, mostly inside a write, and
starts it again on the same flash: each value that was acknowledged is there, or the one after it, whole; never factory
settings, never a notice of damage. Then it flips bits of the stopped board's flash: only values that were once written may
come back. Counts how many cuts left something torn, which shows that they hit."""
import mmap
import os
import random
import re
import sys
import tempfile
import time

import board_rig
from flash_journal import SEGMENT_NUMBER, BLANK, WORD, Journal
from shell_session import Session

SETTINGS = "node_config.json"
SERVED = rb"SERVER ADDR"  # the boot log says that the shell can be reached
BAD_LOG = re.compile(rb"damaged|recovered|panic|watchdog|cannot|EXEC-WARNING|reset from outside")
FIXED = {"staessid": "a network that stays", "gmttime": "7"}  # set once; shares its record with what changes
WRITES_MAX = 12  # before a cut
MOVE_EVERY = 5  # in one round of so many the cut falls into a move to the next segment
TORN_LEAST = 10  # one cut in so many leaves something torn, or the cuts do not hit
MORE = 4  # times the rounds, where a busy machine cuts too late to hit
EARLIER = 0.7  # of the pause before it, when a cut came too late
MOVE_AFTER = 6  # writes, about: so much room is left in the segment before
FLIP_EVERY = 3  # rounds for each flipped bit


class Value:
    """One thing that is kept, with the texts that were written to it: the last may not have been acknowledged."""

    def __init__(self, name):
        self.name, self.count, self.pending = name, 0, None
        self.acknowledged, self.history = None, []

    def next(self):
        self.count += 1
        self.pending = self.text(self.count)
        self.history.append(self.pending)
        return self.pending

    def growth(self):
        """How much longer the next text is than the one that was written last."""
        return len(self.text(self.count + 1)) - len(self.text(self.count))

    def accept(self):
        self.acknowledged, self.pending = self.pending, None

    def check(self, found, where):
        """The value that stands counts from now on. True: it is the one that nobody acknowledged."""
        if found not in (self.acknowledged, self.pending) or found is None:
            raise AssertionError(f"{where}: {self.name} is {found!r}; acknowledged {self.acknowledged!r}, "
                                 f"under way {self.pending!r}")
        was_pending = found == self.pending
        self.acknowledged, self.pending = found, None
        return was_pending


class Name(Value):
    """A setting."""

    def text(self, number):
        return f"n{number}" + "-" * (number % 19)

    def write(self, session):
        session.send(f"devfid {self.next()}")

    def is_answer(self, reply):
        return reply.startswith("Saved\n")  # a name that is no label has a second line


class Lamp(Value):
    """The state of a load module."""

    def text(self, number):
        return f"R{1 + number % 999}G{number // 999}B{number * 7 % 1000}"

    def write(self, session):
        session.send("light rgb " + " ".join(re.findall(r"\d+", self.next())))

    def is_answer(self, reply):
        return reply == f"SET rgb: {self.pending}\n"


def used_by_write(journal, more=0):
    """What a changed setting takes, `more` bytes longer than it is: a copy of the generation before goes first."""
    newest = journal.newest(SETTINGS)
    return 2 * (newest.end - newest.at) + -(-more // WORD) * WORD


class Proof:
    def __init__(self, board, random_):
        self.board, self.random = board, random_
        self.name, self.lamp = Name("devfid"), Lamp("light")
        self.write_s = 0.01  # what the last write took
        self.share = 1.0  # of it, that a cut waits at most
        self.acknowledged = self.torn = self.moves = self.unanswered = 0
        self.flips = self.is_told = False  # bits flip; the last session began with a notice of damage

    def boot(self):
        self.board.restart()
        self.board.uart.wait(SERVED)

    def session(self, configure):
        session = Session(self.board.address)
        self.is_told = "damage" in session.greeting
        if self.is_told and not self.flips:
            raise AssertionError(f"a notice: {session.greeting!r}")
        if configure:
            session.say("conf")
        return session

    # ---- what stands ----

    def read(self):
        """What the board says: name, lamp, and all that never changes."""
        with self.session(True) as session:
            name = session.say("devfid").strip()
            fixed = {key: session.say(key).strip() for key in FIXED}
            history = session.say("history").splitlines()
            session.say("noconf")
            lamp = session.say("light rgb").strip().removeprefix("SET rgb: ")
        return name, lamp, fixed, history

    def check(self, where):
        name, lamp, fixed, history = self.read()
        committed = self.name.check(name, where) + self.lamp.check(lamp, where)
        if fixed != FIXED:
            raise AssertionError(f"{where}: {fixed} in place of {FIXED}")
        if not history or f" -> {name} (by shell " not in history[0]:
            raise AssertionError(f"{where}: the history does not end with {name}: {history}")
        self.check_log(where)
        self.unanswered += committed
        self.share = self.share * EARLIER if committed else min(1.0, self.share / EARLIER)

    def check_log(self, where):
        log = bytes(self.board.uart.raw)
        bad = BAD_LOG.search(log)
        if bad or b"started by power on" not in log:
            raise AssertionError(f"{where}: the boot log says\n{log.decode(errors='replace')}")

    # ---- writing ----

    def write(self, value, session):
        begin = time.monotonic()
        value.write(session)
        self.finish(value, session)
        self.write_s = time.monotonic() - begin

    def finish(self, value, session):
        reply = session.read_reply()
        if not value.is_answer(reply):
            raise AssertionError(f"{value.name} {value.pending}: {reply!r}")
        value.accept()
        self.acknowledged += 1

    def prepare(self):
        """The first boot: everything has a value once."""
        self.board.uart.wait(SERVED)
        with self.session(True) as settings, self.session(False) as command:
            for key, text in FIXED.items():
                settings.say(f"{key} {text}")
            self.write(self.name, settings)
            self.write(self.lamp, command)

    # ---- cutting ----

    def pause(self, most):
        """A random while; sleeping would be too coarse."""
        until = time.monotonic() + self.random.uniform(0, most * self.share)
        while time.monotonic() < until:
            pass

    def await_change(self, flash, at, size):
        """Until the board programs something there, or is done with what it was told."""
        until = time.monotonic() + 5 * self.write_s
        while flash[at:at + size] == BLANK * (size // WORD) and time.monotonic() < until:
            pass

    def cut_at_any_time(self, value, session, flash):
        value.write(session)
        self.pause(1.2 * self.write_s)

    def cut_in_record(self, value, session, flash):
        head = Journal(self.board.kind, flash).head
        value.write(session)
        self.await_change(flash, head, 8 * WORD)
        self.pause(self.write_s)

    def fill_segment(self, flash):
        """Restarts the board with room for a few more writes in its segment."""
        self.board.kill9()
        journal = Journal(self.board.kind, flash)
        at, filler = journal.filler(MOVE_AFTER * used_by_write(journal))
        with open(self.board.flash, "r+b") as file:
            file.seek(at)
            file.write(filler)
        self.board.boot()
        self.board.uart.wait(SERVED)

    def cut_in_move(self, value, session, flash):
        """Writes until there is no room for one more, which then has to move to the next segment."""
        while True:
            journal = Journal(self.board.kind, flash)
            if journal.end - journal.head < used_by_write(journal, value.growth()):
                break
            self.write(value, session)
        value.write(session)
        self.await_change(flash, journal.next_segment() + SEGMENT_NUMBER, 2 * WORD)
        self.pause(2 * self.write_s)

    def cut(self, round_, flash):
        how = self.random.choice((self.cut_at_any_time, self.cut_in_record))
        if round_ % MOVE_EVERY == MOVE_EVERY // 2:
            how = self.cut_in_move
            self.fill_segment(flash)
        with self.session(True) as settings, self.session(False) as command:
            rows = [(self.name, settings), (self.lamp, command)]
            before = 0 if how == self.cut_in_move else self.random.randrange(WRITES_MAX)  # they would move it too early
            for _ in range(before):
                self.write(*self.random.choice(rows))
            how(*rows[0 if how == self.cut_in_move else self.random.randrange(2)], flash)
            self.board.process.kill()
            self.board.process.wait()

    def look(self, flash):
        """What the cut left."""
        journal = Journal(self.board.kind, flash)
        self.torn += journal.is_torn
        self.moves += journal.is_moving

    @property
    def hits(self):
        return self.torn + self.moves

    def run(self, rounds):
        self.prepare()
        least, done = rounds // TORN_LEAST, 0
        with open(self.board.flash, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as flash:
            while done < rounds or (self.hits < least and done < MORE * rounds):
                self.cut(done, flash)
                self.look(flash)
                self.boot()
                done += 1
                self.check(f"cut {done}")
        print(f"{self.board.kind.name}: {done} power cuts, {self.acknowledged} acknowledged writes; {self.torn} cuts left a "
              f"torn record, {self.moves} an unfinished move; {self.unanswered} values were there that nobody had acknowledged")
        if self.hits < least:
            raise AssertionError(f"only {self.hits} of {done} cuts fell into a write")

    # ---- bits that flip ----

    def flip(self, whole, at, bit):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << bit
        self.board.kill9()
        with open(self.board.flash, "r+b") as file:
            file.write(damaged)
        self.board.boot()
        self.board.uart.wait(SERVED)
        name, _, fixed, _ = self.read()
        if fixed != FIXED or name not in self.name.history:
            raise AssertionError(f"with bit {bit} of byte {at} flipped it has {name!r}, {fixed}: never written")
        return name

    def run_flips(self, count):
        """In the newest settings: in the data, where a journal that does not look would take another value for good, and in
        the head. The value before it has to come back. Of the data it is told; a head may look like one that a cut has torn."""
        before = self.name.acknowledged
        with self.session(True) as session:
            self.write(self.name, session)
        self.board.kill9()
        with open(self.board.flash, "rb") as file:
            whole = file.read()
        self.board.boot()
        record = Journal(self.board.kind, whole).newest(SETTINGS)
        value_at = whole.index(self.name.acknowledged.encode(), record.data_at)
        self.flips = True
        places = [(value_at + 1, 0)]  # one digit becomes another
        while len(places) < count:
            places.append((self.random.randrange(record.at, record.data_at + record.length), self.random.randrange(8)))
        for at, bit in places:
            name = self.flip(whole, at, bit)
            if name != before:
                raise AssertionError(f"bit {bit} of byte {at} flipped in the record at {record.at}: {name!r} and not {before!r}")
            if at >= record.data_at and not self.is_told:
                raise AssertionError(f"bit {bit} of byte {at} flipped in data, and nobody is told")
        print(f"{self.board.kind.name}: {count} flipped bits in the newest settings: the value before it each time")


def main():
    kind, rounds = board_rig.kind_of(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    board_rig.skip_unless(kind.name)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="micros-kill-") as folder:
        with board_rig.start(kind, os.path.join(folder, "board.flash")) as board:
            proof = Proof(board, random.Random(seed))
            try:
                proof.run(rounds)
                proof.run_flips(max(2, rounds // FLIP_EVERY))
            except AssertionError as e:
                print(f"{kind.name}: {e}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
