"""The journal in a board's flash, read by what core/store/journal_parts.h says about it and not by the code that keeps it."""
import struct
import zlib

from replay_board import option_of

WORD = 4
BLANK = b"\xff" * WORD
SEGMENT_ERASED, SEGMENT_NUMBER, SEGMENT_READY, SEGMENT_FORMAT, SEGMENT_HEAD = 4, 8, 24, 32, 48
ERASED, READY = 0x45726173, 0x52656479
FORMAT = 0x4D4A4600 | 0x11  # 1.1
RECORD_LENGTH, RECORD_DATA_CHECK, RECORD_HEAD_CHECK, RECORD_BEGIN, RECORD_TAG, RECORD_NAME = 0, 4, 8, 12, 16, 20
KIND_DATA, KIND_VOID, KIND_SHIFT, LENGTH_MASK = 1, 3, 24, 0xFFFFFF
TAG, NAME_LEN_MASK, NAME_MAX = 0x4D4A5200, 0xFF, 32


def padded(size):
    return (size + WORD - 1) // WORD * WORD


def segment_bytes(kind):
    """As ports/bare/device.c and journal_open take them: room for all generations, in whole sectors."""
    least = (option_of(kind, "CFG_GENERATIONS") + 3) * (option_of(kind, "CFG_SETTINGS_BYTES") + 64) + 4096
    least += 1024 * (option_of(kind, "USERMOD_TEXTS_KIB", 0) + 2 * option_of(kind, "USERMOD_TEXT_KIB", 0))  # of the user's modules
    return (least + kind.sector_bytes - 1) // kind.sector_bytes * kind.sector_bytes


class Record:
    def __init__(self, at, name, kind, data_at, length, end):
        self.at, self.name, self.kind, self.data_at, self.length, self.end = at, name, kind, data_at, length, end


class Journal:
    """What stands in these bytes of a flash: anything that can be indexed and sliced."""

    def __init__(self, kind, flash):
        self.flash, self.size = flash, segment_bytes(kind)
        last = kind.used_bytes - kind.sector_bytes  # the factory sector
        self.segments = range(0, last - self.size + 1, self.size)
        ready = [(self.number(at), at) for at in self.segments if self.is_ready(at) and self.number(at)]
        if not ready:
            raise AssertionError("no segment of the journal is ready")
        self.segment = max(ready)[1]
        if self.pair(self.segment + SEGMENT_FORMAT) != FORMAT:
            raise AssertionError("the segment in use does not say its format")
        self.end = self.segment + self.size
        self.is_moving = len(ready) > 1 or any(self.is_begun(at) for at in self.segments)
        self.records = list(self.valid_records())

    def word(self, at):
        return struct.unpack_from("<I", self.flash, at)[0]

    def pair(self, first):
        """A number that stands before its complement, twice."""
        for at in (first, first + 2 * WORD):
            number = self.word(at)
            if number ^ self.word(at + WORD) == 0xFFFFFFFF and 0 < number < 0xF0000000:
                return number
        return 0

    def number(self, at):
        return self.pair(at + SEGMENT_NUMBER)

    def is_ready(self, at):
        return READY in (self.word(at + SEGMENT_READY), self.word(at + SEGMENT_READY + WORD))

    def is_begun(self, at):
        """A move to this segment was not finished."""
        return not self.is_ready(at) and self.flash[at + SEGMENT_NUMBER:at + SEGMENT_NUMBER + WORD] != BLANK

    def next_segment(self):
        after = self.segment + self.size
        return after if after in self.segments else 0

    def head_check(self, length_word, data_check, begin):
        return zlib.crc32(struct.pack("<III", self.number(self.segment), length_word, data_check) + begin)

    def record_at(self, at):
        """The record whose head stands whole here, or None."""
        room = self.end - at
        if room <= RECORD_NAME:
            return None
        tag = self.word(at + RECORD_TAG)
        name_len = tag & NAME_LEN_MASK
        if tag & ~NAME_LEN_MASK != TAG or not 0 < name_len <= NAME_MAX:
            return None
        data_at = at + RECORD_NAME + padded(name_len)
        length_word, data_check = self.word(at + RECORD_LENGTH), self.word(at + RECORD_DATA_CHECK)
        length = length_word & LENGTH_MASK
        check = self.head_check(length_word, data_check, bytes(self.flash[at + RECORD_BEGIN:data_at]))
        if data_at + length > self.end or check != self.word(at + RECORD_HEAD_CHECK):
            return None
        name = bytes(self.flash[at + RECORD_NAME:at + RECORD_NAME + name_len]).decode("ascii", "replace")
        return Record(at, name, length_word >> KIND_SHIFT, data_at, length, data_at + padded(length))

    def valid_records(self):
        at, end = self.segment + SEGMENT_HEAD, self.written_end()
        while at < end:
            record = self.record_at(at)
            if record:
                yield record
            at = record.end if record else at + WORD

    def written_end(self):
        """The offset after the last word of the segment that was ever programmed."""
        segment = bytes(self.flash[self.segment:self.end])
        return self.segment + padded(len(segment.rstrip(b"\xff")))

    @property
    def head(self):
        """Where the next record will begin, if nothing is torn."""
        return self.records[-1].end if self.records else self.segment + SEGMENT_HEAD

    @property
    def is_torn(self):
        """Something stands behind the last whole record: one was begun and not committed."""
        return self.written_end() > self.head

    def newest(self, name):
        return next(r for r in reversed(self.records) if r.name == name and r.kind == KIND_DATA)

    def filler(self, room):
        """(offset, bytes) of a record that was given up, as long as needed to leave so much room in the segment; for a board
        that does not run."""
        at = self.written_end()
        begin = struct.pack("<II", self.word(self.records[-1].at + RECORD_BEGIN) + 1, TAG | WORD) + b"fill"
        length = self.end - room - at - RECORD_BEGIN - len(begin)
        if length < 0:
            return at, b""
        length_word = KIND_VOID << KIND_SHIFT | length
        head = struct.pack("<III", length_word, 0, self.head_check(length_word, 0, begin))
        return at, head + begin + bytes(length)
