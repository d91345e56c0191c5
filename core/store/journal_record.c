// Reads the records of the segment in use.
#include "base/crc32.h"
#include "store/format.h"
#include "store/journal_parts.h"

enum {
    TAG = 0x4d4a5200, // starts a record: "MJR" as text; the low byte is the name's length
    NAME_LEN_MASK = 0xff,
};

uint32_t journal_record_name_bytes(const char *name)
{
    size_t len = text_of(name).len;

    return len <= BLOB_NAME_MAX ? journal_padded((uint32_t)len) : 0;
}

void journal_record_name(struct record_begin *begin, const char *name)
{
    struct text t = text_of(name);

    *begin = (struct record_begin){ .tag = TAG | (uint32_t)t.len };
    bytes_copy(begin->name, t.p, t.len);
}

uint32_t journal_record_begin_bytes(uint32_t tag)
{
    return RECORD_NAME - RECORD_BEGIN + journal_padded(tag & NAME_LEN_MASK);
}

bool journal_record_is_named(const struct journal *j, uint32_t at, const void *tag)
{
    const uint8_t *p = tag;
    uint32_t end = 0, wanted;

    do {
        bytes_copy(&wanted, __builtin_assume_aligned(p, WORD), WORD);
        if (journal_word(j, at + RECORD_TAG + end) != wanted)
            return false;
        end += WORD;
        p += WORD;
    } while (end < journal_record_begin_bytes(journal_word(j, at + RECORD_TAG)) - WORD);
    return true;
}

uint32_t journal_record_length(const struct journal *j, uint32_t at)
{
    return journal_word(j, at + RECORD_LENGTH) & (SEGMENT_MAX - 1);
}

uint32_t journal_record_kind(const struct journal *j, uint32_t at)
{
    return journal_word(j, at + RECORD_LENGTH) >> KIND_SHIFT;
}

uint32_t journal_record_data_at(const struct journal *j, uint32_t at)
{
    return at + RECORD_BEGIN + journal_record_begin_bytes(journal_word(j, at + RECORD_TAG));
}

uint32_t journal_record_end(const struct journal *j, uint32_t at)
{
    return journal_record_data_at(j, at) + journal_padded(journal_record_length(j, at));
}

static uint32_t add_check(const struct journal *j, uint32_t crc, uint32_t at, uint32_t len)
{
    for (uint32_t n; len; len -= n, at += WORD) {
        uint32_t word = journal_word(j, at);
        n = len < WORD ? len : WORD;
        crc = crc32_add(crc, &word, n);
    }
    return crc;
}

// The check includes the number of the segment, so data from before an erase never looks like a
// record.
uint32_t journal_record_check(const struct journal *j, uint32_t at, uint32_t length_word,
                              uint32_t data_check)
{
    uint32_t words[] = { journal_segment_number(j, j->segment), length_word, data_check };

    return add_check(j, crc32_add(0, words, sizeof words), at + RECORD_BEGIN,
                     journal_record_begin_bytes(journal_word(j, at + RECORD_TAG)));
}

uint32_t journal_record_data_check(const struct journal *j, uint32_t at, uint32_t len)
{
    return add_check(j, 0, journal_record_data_at(j, at), len);
}

bool journal_record_is_valid(const struct journal *j, uint32_t at)
{
    uint32_t room = journal_end(j) - at, head;

    if (room <= RECORD_NAME)
        return false;
    uint32_t tag = journal_word(j, at + RECORD_TAG), name_len = tag & NAME_LEN_MASK;
    if ((tag & ~(uint32_t)NAME_LEN_MASK) != TAG || !name_len || name_len > BLOB_NAME_MAX)
        return false;
    head = journal_record_data_at(j, at) - at;
    // A record has more than one byte, so its sequence number is below its offset.
    return head <= room && journal_record_length(j, at) <= room - head &&
           journal_word(j, at + RECORD_BEGIN) < at - j->segment &&
           journal_word(j, at + RECORD_HEAD_CHECK) ==
               journal_record_check(j, at, journal_word(j, at + RECORD_LENGTH),
                                    journal_word(j, at + RECORD_DATA_CHECK));
}

bool journal_record_is_whole(const struct journal *j, uint32_t at)
{
    return journal_record_data_check(j, at, journal_record_length(j, at)) ==
           journal_word(j, at + RECORD_DATA_CHECK);
}

uint32_t journal_record_after(const struct journal *j, uint32_t at)
{
    uint32_t end = j->open_at ? j->open_at : j->head;
    uint32_t sequence = at ? journal_word(j, at + RECORD_BEGIN) : 0;

    at = at ? journal_record_end(j, at) : j->segment + SEGMENT_FORMAT;
    // The next record begins here. If it is damaged, search for the one behind it.
    for (; at < end; at += WORD)
        if (journal_record_is_valid(j, at) && journal_word(j, at + RECORD_BEGIN) > sequence)
            return at;
    return 0;
}

// Whether it is a blob or its removal.
static bool is_of_blob(const struct journal *j, uint32_t at)
{
    uint32_t kind = journal_record_kind(j, at);

    return kind == KIND_DATA || kind == KIND_REMOVED;
}

// The newest record of a name before offset `end`, removals included; or 0.
static uint32_t find_before(const struct journal *j, const void *tag, uint32_t end)
{
    uint32_t found = 0;

    for (uint32_t at = 0; (at = journal_record_after(j, at)) && at < end;)
        if (is_of_blob(j, at) && journal_record_is_named(j, at, tag))
            found = at;
    return found;
}

uint32_t journal_record_find(const struct journal *j, const void *tag)
{
    uint32_t at = UINT32_MAX;

    // If the newest is damaged, the one before it has the last good value.
    do {
        at = find_before(j, tag, at);
    } while (at && !journal_record_is_whole(j, at));
    return at && journal_record_kind(j, at) == KIND_DATA ? at : 0;
}

void journal_record_begin_read(const struct journal *j, uint32_t at, struct record_begin *begin)
{
    uint32_t n = journal_record_begin_bytes(journal_word(j, at + RECORD_TAG)) / WORD;
    uint32_t *words = &begin->sequence;

    for (uint32_t i = 0; i < n; i++)
        words[i] = journal_word(j, at + RECORD_BEGIN + i * WORD);
}

// Whether a later record replaces an earlier one.
static bool replaces(const struct journal *j, uint32_t later, uint32_t earlier)
{
    bool is_alike = journal_record_kind(j, later) == journal_record_kind(j, earlier) ||
                    (is_of_blob(j, later) && is_of_blob(j, earlier));

    return is_alike && journal_record_is_named(j, later, j->flash->map + earlier + RECORD_TAG) &&
           journal_record_is_whole(j, later);
}

bool journal_record_is_live(const struct journal *j, uint32_t at)
{
    uint32_t kind = journal_record_kind(j, at), later = at;

    if (kind == KIND_REMOVED || kind == KIND_VOID || !journal_record_is_whole(j, at))
        return false;
    do {
        later = journal_record_after(j, later);
    } while (later && !replaces(j, later, at));
    return !later;
}

// Whether it is a blob or removal with a wrong check that no later record replaces.
static bool journal_record_is_lost(const struct journal *j, uint32_t at)
{
    uint32_t later = at;

    if (!is_of_blob(j, at) || journal_record_is_whole(j, at))
        return false;
    do {
        later = journal_record_after(j, later);
    } while (later && !replaces(j, later, at));
    return !later;
}

// Records are numbered. If a cut tore a record, it never counted and the next one has the same
// number. If a record was damaged later, its number is missing. For the last record this cannot be
// known, so it counts as torn.
bool journal_has_damage(const struct journal *j)
{
    uint32_t last = 0, sequence;

    for (uint32_t at = 0; (at = journal_record_after(j, at)); last = sequence) {
        sequence = journal_word(j, at + RECORD_BEGIN);
        if (sequence != last + 1 || journal_record_is_lost(j, at))
            return true;
    }
    return false;
}

uint32_t journal_live_bytes(const struct journal *j)
{
    uint32_t bytes = 0;

    for (uint32_t at = 0; (at = journal_record_after(j, at));)
        if (journal_record_is_live(j, at))
            bytes += journal_record_end(j, at) - at;
    return bytes;
}
