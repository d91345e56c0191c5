// Writes records of the journal, and moves it to the next segment.
#include "base/crc32.h"
#include "store/journal_parts.h"

enum { CHUNK_WORDS = CHUNK_BYTES / WORD };

// Programs words at the head.
static int journal_write_append(struct journal *j, const uint32_t *words, size_t n)
{
    int err = journal_program(j, j->head, words, n);

    // After a failed call the words are unknown, so nothing more goes into this segment.
    j->head = err ? journal_end(j) : j->head + (uint32_t)n * WORD;
    return err;
}

static int journal_write_start(struct journal *j, struct record_begin *begin)
{
    uint32_t at = j->head;

    begin->sequence = j->sequence + 1;
    j->head += RECORD_BEGIN;
    int err =
        journal_write_append(j, &begin->sequence, journal_record_begin_bytes(begin->tag) / WORD);
    if (!err && (journal_word(j, at + RECORD_BEGIN) != begin->sequence ||
                 !journal_record_is_named(j, at, &begin->tag))) {
        j->head = journal_end(j);
        err = ERR_STORE; // the flash did not keep the data
    }
    j->open_at = err ? 0 : at;
    return err;
}

int journal_record_start(struct journal *j, const char *name)
{
    struct record_begin begin;

    journal_record_name(&begin, name);
    return journal_write_start(j, &begin);
}

int journal_record_finish(struct journal *j, uint32_t kind, uint32_t len, uint32_t data_check)
{
    uint32_t at = j->open_at, length_word = (uint32_t)kind << KIND_SHIFT | len;
    const uint32_t words[] = { length_word, data_check,
                               journal_record_check(j, at, length_word, data_check) };
    int err = journal_program(j, at, words, sizeof words / WORD);

    j->open_at = 0;
    // The flash decides, even after an error: the next start will read the same.
    if (journal_record_is_valid(j, at)) {
        j->sequence++;
        return OK;
    }
    j->head = journal_end(j);
    return err ? err : ERR_STORE;
}

int journal_record_write(struct journal *j, const char *data, size_t len)
{
    uint32_t words[CHUNK_WORDS + 1]; // one more: for the bytes that wait between calls
    size_t waiting = j->open_len % WORD, n = (waiting + len) / WORD;

    bytes_fill(words, BLANK, sizeof words);
    words[0] = j->tail;
    bytes_copy((char *)words + waiting, data, len);
    j->tail = words[n];
    j->open_len += (uint32_t)len;
    j->open_crc = crc32_add(j->open_crc, data, len);
    return n ? journal_write_append(j, words, n) : OK;
}

int journal_record_write_tail(struct journal *j)
{
    return j->open_len % WORD ? journal_write_append(j, &j->tail, 1) : OK;
}

// Copies through memory, because some chips cannot read flash while they program it.
static int copy_words(const struct journal *j, uint32_t from, uint32_t end, struct journal *to)
{
    uint32_t words[CHUNK_WORDS];
    int err = OK;

    while (from < end && !err) {
        size_t n = 0;
        for (; n < CHUNK_WORDS && from < end; from += WORD)
            words[n++] = journal_word(j, from);
        err = journal_write_append(to, words, n);
    }
    return err;
}

static int copy_begin_record(const struct journal *j, uint32_t at, struct journal *to)
{
    struct record_begin begin;

    journal_record_begin_read(j, at, &begin);
    return journal_write_start(to, &begin);
}

// Copies a record's name and the data it has so far. The copy stays open.
static int copy_open(const struct journal *j, uint32_t at, uint32_t end, struct journal *to)
{
    int err = copy_begin_record(j, at, to);

    return err ? err : copy_words(j, journal_record_data_at(j, at), end, to);
}

static int copy_whole(const struct journal *j, uint32_t at, struct journal *to)
{
    uint32_t len = journal_record_length(j, at), check = journal_word(j, at + RECORD_DATA_CHECK);
    int err = copy_open(j, at, journal_record_end(j, at), to);

    if (err)
        return err;
    if (journal_record_data_check(to, to->open_at, len) != check)
        return ERR_STORE;
    return journal_record_finish(to, journal_record_kind(j, at), len, check);
}

int journal_move(struct journal *j, uint32_t without)
{
    struct journal to = *j;
    uint32_t old = j->segment;

    to.segment = journal_segment_after(j, old);
    to.head = to.segment + SEGMENT_HEAD;
    to.sequence = to.open_at = to.found_at = 0;
    int err = journal_segment_start(j, to.segment, journal_segment_number(j, old) + 1);
    for (uint32_t at = 0; !err && (at = journal_record_after(j, at));)
        if (at != without && journal_record_is_live(j, at))
            err = copy_whole(j, at, &to);
    if (!err && j->open_at)
        err = copy_open(j, j->open_at, j->head, &to);
    if (!err)
        err = journal_segment_ready(j, to.segment);
    if (!err)
        *j = to;
    return err;
}

int journal_make_room(struct journal *j, uint32_t bytes)
{
    uint32_t open = j->open_at ? j->head - j->open_at : 0;

    if (bytes <= journal_end(j) - j->head)
        return OK;
    // Checked before anything is written, because a failed move costs an erase.
    return journal_live_bytes(j) + open + bytes <= journal_room(j) ? journal_move(j, 0) : ERR_FULL;
}
