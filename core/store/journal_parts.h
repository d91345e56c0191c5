// Internals of the journal: layout of segments and records in flash. For journal*.c only.
//
// All values are words of four bytes in the byte order of the chip. A segment begins with twelve
// words:
//     erases, ERASED         programmed after a complete erase
//     number, ~number, twice programmed when the segment is taken into use
//     READY, twice           programmed when every live blob is in it
//     format, ~format, twice programmed after the number; not there in format 1.0
// Values are stored twice, so that one flipped bit cannot lose a segment. Numbers have a
// complement: an erase that is cut only sets bits, so it cannot turn one number into another.
// Records follow, without gaps:
//     kind << 24 | length of the data, check of the data, check of the head: programmed at commit
//     sequence, TAG | length of the name, the name and zeros  programmed at begin
//     the data, padded to a whole word
#ifndef STORE_JOURNAL_PARTS_H
#define STORE_JOURNAL_PARTS_H

#include "base/bytes.h"
#include "store/journal.h"

enum { WORD = 4, BLANK = 0xff }; // bytes of a word; value of an erased byte

enum segment_layout { // offsets in bytes
    SEGMENT_ERASES = 0,
    SEGMENT_ERASED = 4,
    SEGMENT_NUMBER = 8,
    SEGMENT_READY = 24,
    SEGMENT_FORMAT = 32, // in format 1.0 the first record may begin here
    SEGMENT_HEAD = 48,
    SEGMENT_MAX = 1 << 24, // bytes; a length has 24 bits
};

enum record_layout { // offsets in bytes
    RECORD_LENGTH = 0,
    RECORD_DATA_CHECK = 4,
    RECORD_HEAD_CHECK = 8,
    RECORD_BEGIN = 12, // begin programs from here on
    RECORD_TAG = 16,
    RECORD_NAME = 20,
};

enum record_kind {
    KIND_DATA = 1,
    KIND_REMOVED = 2, // the blob is gone
    KIND_VOID = 3,    // given up; only its length counts
    KIND_SHIFT = 24,
    // Other kinds come from a newer program. They are skipped when reading. When the journal moves,
    // the newest record of each name and kind is copied.
};

enum { CHUNK_BYTES = 32 }; // how much is handled at a time, on the stack

enum { NAME_WORDS = (BLOB_NAME_MAX + WORD) / WORD };

// The words that begin programs.
struct record_begin {
    uint32_t sequence, tag, name[NAME_WORDS];
};

static inline uint32_t journal_padded(uint32_t bytes)
{
    return (bytes + WORD - 1) & ~(uint32_t)(WORD - 1);
}

// Reads a whole word of flash. Some chips cannot read smaller parts.
static inline uint32_t journal_word(const struct journal *j, uint32_t at)
{
    uint32_t word;

    bytes_copy(&word, __builtin_assume_aligned(j->flash->map + at, WORD), WORD);
    return word;
}

static inline uint32_t journal_end(const struct journal *j) // end of the segment in use
{
    return j->segment + j->segment_bytes;
}

// Room for records in the next segment. A segment of format 1.0 may hold a few bytes more.
static inline uint32_t journal_room(const struct journal *j)
{
    return j->segment_bytes - SEGMENT_HEAD;
}

bool journal_is_blank(const struct journal *j, uint32_t at, uint32_t end);
int journal_program(const struct journal *j, uint32_t at, const uint32_t *words, size_t n);

// ---- segments: journal_segment.c ----

// Sets j->segment to the newest segment that is ready. Returns false if there is none.
bool journal_segment_find(struct journal *j);

// A number that is stored twice at an offset. 0: both copies are damaged.
uint32_t journal_segment_safe_number(const struct journal *j, uint32_t at);

// The number of a segment, or 0.
static inline uint32_t journal_segment_number(const struct journal *j, uint32_t segment)
{
    return journal_segment_safe_number(j, segment + SEGMENT_NUMBER);
}

uint32_t journal_segment_after(const struct journal *j, uint32_t segment);  // in the ring
unsigned journal_segment_format(const struct journal *j, uint32_t segment); // see store/format.h

// Erases a segment, unless it is erased already, and gives it a number.
int journal_segment_start(const struct journal *j, uint32_t segment, uint32_t number);

// Marks a segment as ready. OK: it counts from now on.
int journal_segment_ready(const struct journal *j, uint32_t segment);

// Erases the segments that the journal has left, so that the next move finds them erased.
void journal_segment_erase_others(const struct journal *j);

// ---- reading records: journal_record.c ----

uint32_t journal_record_name_bytes(const char *name); // padded; 0: not a valid name for a blob
void journal_record_name(struct record_begin *begin, const char *name);
uint32_t journal_record_begin_bytes(uint32_t tag); // how much of struct record_begin is programmed

// Whether the record has the name at `tag` (the tag, then the name; in memory or in flash).
bool journal_record_is_named(const struct journal *j, uint32_t at, const void *tag);

uint32_t journal_record_kind(const struct journal *j, uint32_t at);    // enum record_kind
uint32_t journal_record_length(const struct journal *j, uint32_t at);  // of its data
uint32_t journal_record_data_at(const struct journal *j, uint32_t at); // its offset
uint32_t journal_record_end(const struct journal *j, uint32_t at);     // where the next one begins
uint32_t journal_record_check(const struct journal *j, uint32_t at, uint32_t length_word,
                              uint32_t data_check); // the check of its head
uint32_t journal_record_data_check(const struct journal *j, uint32_t at, uint32_t len);
bool journal_record_is_valid(const struct journal *j, uint32_t at); // checks the head
// Checks the data of a valid record.
bool journal_record_is_whole(const struct journal *j, uint32_t at);
void journal_record_begin_read(const struct journal *j, uint32_t at, struct record_begin *begin);

// Goes through the valid records. Start with 0; returns 0 after the last.
uint32_t journal_record_after(const struct journal *j, uint32_t at);

// The record that holds the blob of that name, or 0.
uint32_t journal_record_find(const struct journal *j, const void *tag);

// Whether a record is live: complete, with no later one of its name, and holding a blob or data of
// a newer program.
bool journal_record_is_live(const struct journal *j, uint32_t at);

// Whether a record was damaged. Either its number is missing, or its data does not match its check
// and no later record replaces it. A record torn by a power cut never counted, so it is not damage.
// If the head of the last record is damaged, it looks like a torn one.
bool journal_has_damage(const struct journal *j);

uint32_t journal_live_bytes(const struct journal *j); // of all live records

// ---- writing records: journal_write.c ----

// All but the last two need enough room behind the head.

int journal_record_start(struct journal *j, const char *name); // opens a record

// Adds up to CHUNK_BYTES of data. Programs whole words; the rest waits in j->tail.
int journal_record_write(struct journal *j, const char *data, size_t len);
int journal_record_write_tail(struct journal *j); // programs the rest, if any

// Closes the open record. OK: it counts from now on.
int journal_record_finish(struct journal *j, uint32_t kind, uint32_t len, uint32_t data_check);

// Continues in the next segment. Copies all live blobs except the one at `without` (0: copies all)
// and what the open record holds so far. After an error nothing has changed. The old segment is not
// erased yet, as a reader may still have its blobs mapped.
int journal_move(struct journal *j, uint32_t without);

// Moves if `bytes` do not fit behind the head. ERR_FULL: they would not fit after a move either.
int journal_make_room(struct journal *j, uint32_t bytes);

#endif
