// The journal on whatever a flash may hold: it opens, what it reads stays the same over a put and a
// restart, and it keeps to the rules of the flash. The first byte says how the area is divided, and
// whether what looks like a record gets the checks that make it one.
#include "fuzz.h"
#include "simflash.h"
#include "store/journal_parts.h"
#include <string.h>

enum { AREA = 2048, WORDS = AREA / WORD, NAME_LEN = 31, REPAIR = 0x80 };

static const char *const names[] = { "a", "rgb.pds", "node_config.json" };

// What a blob holds, as a number; 0: there is none.
static uint32_t print_of(struct journal *j, const char *name)
{
    uint32_t print = 1, at = 0;
    char chunk[48];
    size_t len = 0;
    const char *p = j->blobs.map(j, name, &len);
    int n = j->blobs.read(j, name, 0, chunk, sizeof chunk);

    HOLDS((n == ERR_NAME) == !p);
    if (n == ERR_NAME)
        return 0;
    while (n > 0) {
        HOLDS(at + (uint32_t)n <= len && !memcmp(p + at, chunk, (size_t)n));
        for (int i = 0; i < n; i++)
            print = print * 31 + (uint8_t)chunk[i];
        at += (uint32_t)n;
        n = j->blobs.read(j, name, at, chunk, sizeof chunk);
    }
    HOLDS(n == 0 && at == len);
    return print;
}

static void repair(struct simflash *f, uint32_t segment_bytes)
{
    struct journal j = { .flash = &f->flash, .segment_bytes = segment_bytes };

    for (uint32_t at = 0; at + RECORD_NAME + NAME_LEN < AREA; at += WORD) {
        uint32_t *record = f->words + at / WORD, len = record[0] & (SEGMENT_MAX - 1);
        while (at >= j.segment + segment_bytes)
            j.segment += segment_bytes;
        if (record[RECORD_TAG / WORD] >> 8 != 0x4d4a52 ||
            (record[RECORD_TAG / WORD] & 0xff) > NAME_LEN)
            continue;
        uint32_t data_at = journal_record_data_at(&j, at);
        if (data_at <= AREA && len <= AREA - data_at && record[RECORD_DATA_CHECK / WORD] & 1)
            record[RECORD_DATA_CHECK / WORD] = journal_record_data_check(&j, at, len);
        record[RECORD_HEAD_CHECK / WORD] =
            journal_record_check(&j, at, record[0], record[RECORD_DATA_CHECK / WORD]);
    }
}

static void check(struct simflash *f, uint32_t segment_bytes)
{
    enum { COUNT = sizeof names / sizeof *names };
    struct journal j;
    uint32_t before[COUNT];

    HOLDS(journal_open(&j, &f->flash, segment_bytes) == OK);
    HOLDS(journal_free_percent(&j) <= 100);
    for (int i = 0; i < COUNT; i++)
        before[i] = print_of(&j, names[i]);
    int err = blobs_put(&j.blobs, "fuzz", text_of("what was put last"));
    HOLDS(err == OK || err == ERR_FULL);
    HOLDS(journal_open(&j, &f->flash, segment_bytes) == OK);
    HOLDS(err || blobs_holds(&j.blobs, "fuzz", text_of("what was put last")));
    for (int i = 0; i < COUNT; i++) {
        HOLDS(print_of(&j, names[i]) == before[i]);
        HOLDS(j.blobs.remove(&j, names[i]) == (before[i] ? OK : ERR_NAME));
        HOLDS(!print_of(&j, names[i]));
    }
    HOLDS(!f->violations);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct simflash f;
    uint8_t how = len ? data[0] : 0;
    uint32_t sector_bytes = how & 1 ? 256u : 512u, segment_bytes = how & 2 ? 512u : 1024u;

    len = len > AREA ? AREA : len;
    simflash_init(&f, AREA, sector_bytes);
    if (len)
        memcpy(f.words, data + 1, len - 1);
    if (how & REPAIR)
        repair(&f, segment_bytes);
    for (int i = 0; i < WORDS; i++)
        f.is_programmed[i] = ~f.words[i] != 0;
    check(&f, segment_bytes);
    simflash_free(&f);
    return 0;
}
