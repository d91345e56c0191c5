// The blob operations of the journal, and its start.
#include "store/format.h"
#include "store/journal_parts.h"

enum { SEGMENT_MIN = 256 };

// Gives up the record being written, so that a new one can be written behind it.
static void journal_give_up(struct journal *j)
{
    if (j->open_at)
        (void)journal_record_finish(j, KIND_VOID, j->head - journal_record_data_at(j, j->open_at),
                                    0);
}

// The record that holds a blob, or 0.
static uint32_t journal_find(struct journal *j, const char *name)
{
    struct record_begin begin;

    if (!journal_record_name_bytes(name))
        return 0;
    journal_record_name(&begin, name);
    if (!j->found_at || !journal_record_is_named(j, j->found_at, &begin.tag))
        j->found_at = journal_record_find(j, &begin.tag);
    return j->found_at;
}

static int journal_read_blob(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    struct journal *j = ctx;
    uint32_t at = journal_find(j, name);

    if (!at)
        return ERR_NAME;
    uint32_t len = journal_record_length(j, at);
    if (offset >= len)
        return 0;
    size_t n = len - offset < cap ? len - offset : cap;
    offset += journal_record_data_at(j, at);
    for (size_t i = 0; i < n; i++, offset++) {
        uint32_t word = journal_word(j, offset & ~(uint32_t)(WORD - 1));
        buf[i] = ((const char *)&word)[offset % WORD];
    }
    return (int)n;
}

static const char *map(void *ctx, const char *name, size_t *len)
{
    struct journal *j = ctx;
    uint32_t at = journal_find(j, name);

    if (!at)
        return NULL;
    *len = journal_record_length(j, at);
    return (const char *)j->flash->map + journal_record_data_at(j, at);
}

static int journal_begin(void *ctx, const char *name)
{
    struct journal *j = ctx;
    uint32_t name_bytes = journal_record_name_bytes(name);

    journal_give_up(j);
    if (!name_bytes)
        return ERR_NAME;
    j->open_len = j->open_crc = 0;
    j->tail = UINT32_MAX;
    int err = journal_make_room(j, RECORD_NAME + name_bytes);
    return err ? err : journal_record_start(j, name);
}

static int journal_write_more(void *ctx, const char *data, size_t len)
{
    struct journal *j = ctx;
    int err = j->open_at ? OK : ERR_STORE;

    while (len && !err) {
        size_t n = len < CHUNK_BYTES ? len : CHUNK_BYTES;
        uint32_t programmed = (j->open_len % WORD + (uint32_t)n) / WORD * WORD;
        err = journal_make_room(j, programmed);
        err = err ? err : journal_record_write(j, data, n);
        data += n;
        len -= n;
    }
    if (err) // more data would give a blob with a hole
        journal_give_up(j);
    return err;
}

static int close_record(struct journal *j)
{
    int err = j->open_len % WORD ? journal_make_room(j, WORD) : OK;

    err = err ? err : journal_record_write_tail(j);
    if (!err && journal_record_data_check(j, j->open_at, j->open_len) != j->open_crc)
        err = ERR_STORE; // the flash did not keep the data
    if (err) {
        journal_give_up(j);
        return err;
    }
    j->found_at = j->open_at;
    err = journal_record_finish(j, KIND_DATA, j->open_len, j->open_crc);
    if (err)
        j->found_at = 0;
    return err;
}

// After this call nobody may use memory that was mapped before a move.
static int journal_commit(void *ctx)
{
    struct journal *j = ctx;
    int err = j->open_at ? close_record(j) : ERR_STORE;

    journal_segment_erase_others(j);
    return err;
}

static void journal_abort_write(void *ctx)
{
    journal_give_up(ctx);
    journal_segment_erase_others(ctx);
}

static int record_removal(struct journal *j, uint32_t at, const char *name)
{
    if (journal_record_data_at(j, at) - at > journal_end(j) - j->head)
        return journal_move(j, at); // a move that leaves the blob out needs no room for a record
    int err = journal_record_start(j, name);
    return err ? err : journal_record_finish(j, KIND_REMOVED, 0, 0);
}

static int journal_remove_blob(void *ctx, const char *name)
{
    struct journal *j = ctx;
    uint32_t at = journal_find(j, name);

    if (!at)
        return ERR_NAME;
    journal_give_up(j);
    j->found_at = 0;
    int err = record_removal(j, at, name);
    journal_segment_erase_others(j);
    return err;
}

// Starts an empty store.
static int format(struct journal *j)
{
    int err = journal_segment_start(j, j->segment, 1);

    return err ? err : journal_segment_ready(j, j->segment);
}

// Finds the end of the records.
static void find_head(struct journal *j)
{
    uint32_t head = j->segment + SEGMENT_HEAD;

    if (journal_segment_format(j, j->segment) == FORMAT(1, 0))
        head = j->segment + SEGMENT_FORMAT;
    j->head = journal_end(j);
    for (uint32_t at = 0; (at = journal_record_after(j, at));) {
        j->sequence = journal_word(j, at + RECORD_BEGIN);
        head = journal_record_end(j, at);
    }
    j->head = head;
}

int journal_open(struct journal *j, const struct flash *flash, uint32_t min_segment_bytes)
{
    *j = (struct journal){
        .blobs = { j, journal_read_blob, journal_begin, journal_write_more, journal_commit,
                   journal_abort_write, journal_remove_blob, map },
        .flash = flash,
    };
    uint32_t least = min_segment_bytes > SEGMENT_MIN ? min_segment_bytes : SEGMENT_MIN;

    if (!flash->sector_bytes || flash->sector_bytes % WORD || least > flash->bytes / 2)
        return ERR_RANGE;
    while (j->segment_bytes < least)
        j->segment_bytes += flash->sector_bytes;
    if (j->segment_bytes > flash->bytes / 2 || j->segment_bytes > SEGMENT_MAX)
        return ERR_RANGE;
    if (!journal_segment_find(j)) {
        j->head = journal_end(j); // no room until a segment is ready
        int err = format(j);
        if (err)
            return err;
    }
    if (format_major(journal_segment_format(j, j->segment)) > format_major(JOURNAL_FORMAT))
        return ERR_DAMAGED;
    find_head(j);
    j->is_damaged = journal_has_damage(j);
    if (journal_is_blank(j, j->head, journal_end(j)))
        return OK;
    // The power was cut during a write, so nothing can be written behind its words: move. If a
    // segment of format 1.0 is completely full, its blobs do not fit into a new one until one is
    // removed.
    bool is_full = journal_live_bytes(j) > journal_room(j);
    int err = is_full ? OK : journal_move(j, 0);
    if (is_full || err)
        j->head = journal_end(j);
    return err;
}

unsigned journal_free_percent(const struct journal *j)
{
    uint32_t room = journal_room(j), live = journal_live_bytes(j);

    return live < room ? (room - live) * 100 / room : 0;
}

uint32_t journal_used_bytes(const struct journal *j)
{
    return journal_live_bytes(j);
}
