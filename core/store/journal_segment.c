// Segments of the journal: finds the one in use and prepares the next.
#include "store/format.h"
#include "store/journal_parts.h"

enum segment_mark { // as text: "Eras", "Redy", "MJF"
    ERASED = 0x45726173,
    READY = 0x52656479,
    FORMAT_MARK = 0x4d4a4600,
    FORMAT_MASK = 0xff
};

// A segment number counts the moves between segments, one erase each. No flash lasts this long: 4
// MiB in sectors of 256 bytes, erased 100,000 times each, give 1.6e9.
#define NUMBER_END 0xf0000000u

bool journal_is_blank(const struct journal *j, uint32_t at, uint32_t end)
{
    while (at < end && !~journal_word(j, at))
        at += WORD;
    return at >= end;
}

int journal_program(const struct journal *j, uint32_t at, const uint32_t *words, size_t n)
{
    return j->flash->program(j->flash->ctx, at, words, n);
}

// A number that is followed by its complement, or 0.
static uint32_t number_at(const struct journal *j, uint32_t at)
{
    uint32_t number = journal_word(j, at);

    return number == ~journal_word(j, at + WORD) && number < NUMBER_END ? number : 0;
}

// A number that is stored twice; one good copy is enough.
uint32_t journal_segment_safe_number(const struct journal *j, uint32_t at)
{
    uint32_t number = number_at(j, at);

    return number ? number : number_at(j, at + 2 * WORD);
}

// Programs a number and checks that the flash has kept it.
static int program_safely(const struct journal *j, uint32_t at, uint32_t number)
{
    const uint32_t words[] = { number, ~number, number, ~number };
    int err = journal_program(j, at, words, sizeof words / WORD);

    return err ? err : journal_segment_safe_number(j, at) == number ? OK : ERR_STORE;
}

static bool journal_segment_is_ready(const struct journal *j, uint32_t segment)
{
    return journal_word(j, segment + SEGMENT_READY) == READY ||
           journal_word(j, segment + SEGMENT_READY + WORD) == READY;
}

uint32_t journal_segment_after(const struct journal *j, uint32_t segment)
{
    uint32_t next = segment + j->segment_bytes;

    return j->flash->bytes - next >= j->segment_bytes ? next : 0;
}

unsigned journal_segment_format(const struct journal *j, uint32_t segment)
{
    uint32_t word = journal_segment_safe_number(j, segment + SEGMENT_FORMAT);

    return (word & ~(uint32_t)FORMAT_MASK) == FORMAT_MARK ? word & FORMAT_MASK : FORMAT(1, 0);
}

bool journal_segment_find(struct journal *j)
{
    uint32_t newest = 0, segment = 0;

    do {
        uint32_t number =
            journal_segment_is_ready(j, segment) ? journal_segment_number(j, segment) : 0;
        if (number > newest) {
            newest = number;
            j->segment = segment;
        }
        segment = journal_segment_after(j, segment);
    } while (segment);
    return newest;
}

static bool is_marked_erased(const struct journal *j, uint32_t segment)
{
    return journal_word(j, segment + SEGMENT_ERASED) == ERASED;
}

// How often a segment was erased. If an erase was cut, the count is lost; then the count of the
// segment in use is close enough.
static uint32_t erases_of(const struct journal *j, uint32_t segment)
{
    if (!is_marked_erased(j, segment))
        segment = j->segment;
    return is_marked_erased(j, segment) ? journal_word(j, segment + SEGMENT_ERASES) : 0;
}

static int journal_segment_erase(const struct journal *j, uint32_t segment)
{
    const uint32_t words[] = { erases_of(j, segment) + 1, ERASED };
    int err = OK;

    // Erases the sector with the head first. Without a head, a half erased segment does not count.
    for (uint32_t at = 0; at < j->segment_bytes && !err; at += j->flash->sector_bytes)
        err = j->flash->erase(j->flash->ctx, segment + at);
    if (!err && !journal_is_blank(j, segment, segment + j->segment_bytes))
        err = ERR_STORE; // worn out
    return err ? err : journal_program(j, segment + SEGMENT_ERASES, words, 2);
}

int journal_segment_start(const struct journal *j, uint32_t segment, uint32_t number)
{
    bool is_erased = is_marked_erased(j, segment) &&
                     journal_is_blank(j, segment + SEGMENT_NUMBER, segment + j->segment_bytes);
    int err = is_erased ? OK : journal_segment_erase(j, segment);

    err = err ? err : program_safely(j, segment + SEGMENT_NUMBER, number);
    return err ? err : program_safely(j, segment + SEGMENT_FORMAT, FORMAT_MARK | JOURNAL_FORMAT);
}

int journal_segment_ready(const struct journal *j, uint32_t segment)
{
    const uint32_t words[] = { READY, READY };
    int err = journal_program(j, segment + SEGMENT_READY, words, 2);

    // The flash decides, even after an error: the next start will read the same.
    return journal_segment_is_ready(j, segment) ? OK : err ? err : ERR_STORE;
}

void journal_segment_erase_others(const struct journal *j)
{
    uint32_t segment = 0;

    do {
        if (segment != j->segment && journal_segment_is_ready(j, segment))
            // If this fails, it is erased when the ring comes round to it.
            (void)journal_segment_erase(j, segment);
        segment = journal_segment_after(j, segment);
    } while (segment);
}
