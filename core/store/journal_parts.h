// Inside the journal: how segments and records stand in the flash. For journal*.c only.
//
// All are words of four bytes in the byte order of the chip. A segment begins with twelve words:
//     erases, ERASED         programmed after a complete erase
//     number, ~number, twice programmed when the segment is taken into use
//     READY, twice           programmed when every live blob is in it
//     format, ~format, twice programmed after the number; not there in format 1.0
// Twice, so that no single bit that flips can lose a segment; and with a complement, because a cut
// erase only sets bits and so cannot make one number of another. Records follow, without gaps:
//     kind << 24 | length of the data, check of the data, check of the head: programmed at commit
//     sequence, TAG | length of the name, the name and zeros  programmed at begin
//     the data, to a whole word
#ifndef STORE_JOURNAL_PARTS_H
#define STORE_JOURNAL_PARTS_H

#include "base/bytes.h"
#include "store/journal.h"

enum { WORD = 4, BLANK = 0xff }; // bytes of a word; what an erased byte holds

enum segment_layout { // offsets in bytes
    SEGMENT_ERASES = 0,
    SEGMENT_ERASED = 4,
    SEGMENT_NUMBER = 8,
    SEGMENT_READY = 24,
    SEGMENT_FORMAT = 32, // in format 1.0 the first record may begin here
    SEGMENT_HEAD = 48,
    SEGMENT_MAX = 1 << 24, // bytes: a length has 24 bits
};

enum record_layout { // offsets in bytes
    RECORD_LENGTH = 0,
    RECORD_DATA_CHECK = 4,
    RECORD_HEAD_CHECK = 8,
    RECORD_BEGIN = 12, // what begin programs
    RECORD_TAG = 16,
    RECORD_NAME = 20,
};

enum record_kind {
    KIND_DATA = 1,
    KIND_REMOVED = 2, // the blob is gone
    KIND_VOID = 3,    // given up; only its length is of use
    KIND_SHIFT = 24,
    // Any other is of a newer program: passed over, and the newest of each name and kind moves
    // along.
};

enum { CHUNK_BYTES = 32 }; // what is handled at once, on the stack

enum { NAME_WORDS = (BLOB_NAME_MAX + WORD) / WORD };

// What begin programs.
struct record_begin {
    uint32_t sequence, tag, name[NAME_WORDS];
};

static inline uint32_t journal_padded(uint32_t bytes)
{
    return (bytes + WORD - 1) & ~(uint32_t)(WORD - 1);
}

// Flash is read by whole words: some chips know no other way.
static inline uint32_t journal_word(const struct journal *j, uint32_t at)
{
    uint32_t word;

    bytes_copy(&word, __builtin_assume_aligned(j->flash->map + at, WORD), WORD);
    return word;
}

static inline uint32_t journal_end(const struct journal *j) // of the segment in use
{
    return j->segment + j->segment_bytes;
}

// For records, in the next segment. One of format 1.0 may hold a few bytes more.
static inline uint32_t journal_room(const struct journal *j)
{
    return j->segment_bytes - SEGMENT_HEAD;
}

bool journal_is_blank(const struct journal *j, uint32_t at, uint32_t end);
int journal_program(const struct journal *j, uint32_t at, const uint32_t *words, size_t n);

// ---- segments: journal_segment.c ----

// Sets j->segment to the newest segment that is ready; false when there is none.
bool journal_segment_find(struct journal *j);

// A number that stands at an offset twice; 0: neither is whole.
uint32_t journal_segment_safe_number(const struct journal *j, uint32_t at);

// The number of a segment; 0: it has none.
static inline uint32_t journal_segment_number(const struct journal *j, uint32_t segment)
{
    return journal_segment_safe_number(j, segment + SEGMENT_NUMBER);
}

uint32_t journal_segment_after(const struct journal *j, uint32_t segment);  // in the ring
unsigned journal_segment_format(const struct journal *j, uint32_t segment); // see store/format.h

// Erases a segment that was not left erased, and gives it a number.
int journal_segment_start(const struct journal *j, uint32_t segment, uint32_t number);

// Marks it ready; OK says that it is from now on.
int journal_segment_ready(const struct journal *j, uint32_t segment);

// Erases what the journal moved away from, so that the next move finds it erased.
void journal_segment_erase_others(const struct journal *j);

// ---- reading records: journal_record.c ----

uint32_t journal_record_name_bytes(const char *name); // padded; 0: a blob cannot have that name
void journal_record_name(struct record_begin *begin, const char *name);
uint32_t journal_record_begin_bytes(uint32_t tag); // what of struct record_begin is programmed

// Whether it has the name that stands, with its tag, at `tag`: in memory or in the flash.
bool journal_record_is_named(const struct journal *j, uint32_t at, const void *tag);

uint32_t journal_record_kind(const struct journal *j, uint32_t at);    // enum record_kind
uint32_t journal_record_length(const struct journal *j, uint32_t at);  // of its data
uint32_t journal_record_data_at(const struct journal *j, uint32_t at); // its offset
uint32_t journal_record_end(const struct journal *j, uint32_t at);     // where the next one begins
uint32_t journal_record_check(const struct journal *j, uint32_t at, uint32_t length_word,
                              uint32_t data_check); // the check of its head
uint32_t journal_record_data_check(const struct journal *j, uint32_t at, uint32_t len);
bool journal_record_is_valid(const struct journal *j, uint32_t at); // its head
bool journal_record_is_whole(const struct journal *j, uint32_t at); // its data, if it is valid
void journal_record_begin_read(const struct journal *j, uint32_t at, struct record_begin *begin);

// Steps through the valid records from 0; returns 0 after the last.
uint32_t journal_record_after(const struct journal *j, uint32_t at);

// The record that holds the blob of that name, or 0.
uint32_t journal_record_find(const struct journal *j, const void *tag);

// True when it holds a blob, or something of a newer program: a whole record, and no later one of
// that name.
bool journal_record_is_live(const struct journal *j, uint32_t at);

// Whether some record was damaged: its number is missing, or its data is no more what its check
// says and no later record replaces it. What a cut has torn was no record yet;
// the head of the last record, once damaged, looks like that.
bool journal_has_damage(const struct journal *j);

uint32_t journal_live_bytes(const struct journal *j); // of all records that hold a blob

// ---- writing records: journal_write.c ----

// All but the last two need room at the head.

int journal_record_start(struct journal *j, const char *name); // opens one

// Adds up to CHUNK_BYTES of data: whole words; the rest waits in j->tail.
int journal_record_write(struct journal *j, const char *data, size_t len);
int journal_record_write_tail(struct journal *j); // programs the rest, if there is one

// Closes the open record; OK says that it counts from now on.
int journal_record_finish(struct journal *j, uint32_t kind, uint32_t len, uint32_t data_check);

// Goes on in the next segment, with all live blobs but the one at `without` (0: with all), and with
// what was written of the open record. After an error all is as before. The old segment stays, for
// who has blobs of it mapped.
int journal_move(struct journal *j, uint32_t without);

// Moves when `bytes` do not fit behind the head. ERR_FULL: they would not fit then either.
int journal_make_room(struct journal *j, uint32_t bytes);

#endif
