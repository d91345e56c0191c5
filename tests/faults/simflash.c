// The simulated flash.
#include "simflash.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANK 0xffffffffu

enum { WORD = 4 };

static int violate(struct simflash *f, const char *what)
{
    f->violations++;
    f->violated = what;
    return ERR_STORE;
}

// Counts an operation; an error when the power is gone or goes now, or when this one is to fail.
static int step(struct simflash *f)
{
    if (f->is_dead)
        return ERR_STORE;
    f->operations++;
    f->is_dead = f->operations == f->cut_at;
    return f->is_dead || f->operations == f->fail_at ? ERR_STORE : OK;
}

// The same "random" bits for the same place each time, so that what fails can be repeated.
static uint32_t mixed(uint32_t x)
{
    x = (x ^ x >> 16) * 0x7feb352du;
    x = (x ^ x >> 15) * 0x846ca68bu;
    return x ^ x >> 16;
}

static bool lies_now(const struct simflash *f)
{
    return f->lie_at && f->operations == f->lie_at;
}

// What a lying flash keeps of a word.
static uint32_t lied_word(const struct simflash *f, uint32_t word)
{
    switch (f->lie_variant) {
    case 1: return word | 0xffff0000u;
    case 2: return word | 0x0000ffffu;
    case 3: return word | mixed(f->operations);
    case 4: return word | 1u << f->operations % 32;
    default: return BLANK;
    }
}

static int program_word(struct simflash *f, uint32_t i, uint32_t word)
{
    if (f->is_programmed[i])
        return violate(f, "a word was programmed twice");
    if (word & ~f->words[i])
        return violate(f, "a program set bits");
    f->words[i] = lies_now(f) ? lied_word(f, word) : word;
    f->is_programmed[i] = !lies_now(f) || f->words[i] != BLANK;
    return OK;
}

// An erase that leaves something: what a word of the sector still holds.
static uint32_t left_of(const struct simflash *f, uint32_t i, uint32_t n)
{
    uint32_t word = f->words[f->torn_at + i];

    switch (f->lie_variant) {
    case 0:
    case 5: return word;
    case 1: return i < n / 2 ? BLANK : word;
    case 2: return i < n / 2 ? word : BLANK;
    case 3: return word | mixed(i) | mixed(i + 1) | mixed(i + 2);
    default: return i == f->operations % n ? 0 : BLANK;
    }
}

static void erase_words(struct simflash *f, uint32_t at)
{
    uint32_t n = f->flash.sector_bytes / WORD;

    f->torn_at = at / WORD;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t left = lies_now(f) ? left_of(f, i, n) : BLANK;
        f->words[f->torn_at + i] = left;
        f->is_programmed[f->torn_at + i] = left != BLANK;
    }
}

static int program(void *ctx, uint32_t at, const uint32_t *words, size_t n)
{
    struct simflash *f = ctx;

    if (at % WORD)
        return violate(f, "a program was not aligned");
    if (!n || at >= f->flash.bytes || n > (f->flash.bytes - at) / WORD || n > FLASH_CALL_WORDS)
        return violate(f, "a program was out of range");
    for (unsigned i = 0; i < n; i++) {
        bool was_dead = f->is_dead;
        int err = step(f);
        if (f->is_dead && !was_dead) {
            f->was_erase = false;
            f->torn_at = at / WORD;
            memcpy(f->torn_words, words, n * WORD);
            f->torn_done = i;
            f->torn_n = (unsigned)n;
        }
        int done =
            err && (f->is_dead || !f->fails_late) ? err : program_word(f, at / WORD + i, words[i]);
        if (err || done)
            return ERR_STORE;
        if (lies_now(f) && f->lie_variant == LIE_VARIANTS - 1)
            return OK; // nor the words behind it
    }
    return OK;
}

static int erase(void *ctx, uint32_t at)
{
    struct simflash *f = ctx;
    bool was_dead = f->is_dead;

    if (at % f->flash.sector_bytes || at >= f->flash.bytes)
        return violate(f, "an erase was not of a sector");
    int err = step(f);
    if (f->is_dead && !was_dead) {
        f->was_erase = true;
        f->torn_at = at / WORD;
    }
    if (err && (f->is_dead || !f->fails_late))
        return err;
    erase_words(f, at);
    f->erases[at / f->flash.sector_bytes]++;
    return err;
}

static void *allocate(size_t n, size_t size)
{
    void *p = calloc(n, size);

    if (!p)
        abort();
    return p;
}

void simflash_init(struct simflash *f, uint32_t bytes, uint32_t sector_bytes)
{
    memset(f, 0, sizeof *f);
    f->words = allocate(bytes / WORD, WORD);
    f->is_programmed = allocate(bytes / WORD, sizeof *f->is_programmed);
    f->erases = allocate(bytes / sector_bytes, sizeof *f->erases);
    memset(f->words, 0xff, bytes);
    f->flash = (struct flash){ f, bytes, sector_bytes, (uint8_t *)f->words, program, erase };
}

void simflash_free(struct simflash *f)
{
    free(f->words);
    free(f->is_programmed);
    free(f->erases);
}

void simflash_copy(struct simflash *to, const struct simflash *from)
{
    struct simflash kept = *to;
    uint32_t bytes = from->flash.bytes;

    *to = *from;
    to->flash = kept.flash;
    to->words = kept.words;
    to->is_programmed = kept.is_programmed;
    to->erases = kept.erases;
    memcpy(to->words, from->words, bytes);
    memcpy(to->is_programmed, from->is_programmed, bytes / WORD * sizeof *to->is_programmed);
    memcpy(to->erases, from->erases, bytes / from->flash.sector_bytes * sizeof *to->erases);
}

// One bit of eight.
static uint32_t few(uint32_t seed)
{
    return mixed(seed) & mixed(seed + 1) & mixed(seed + 2);
}

enum { TEAR_PAGE = 6 }; // from this variant on all words of the call are torn

static uint32_t torn_word(uint32_t word, unsigned variant, uint32_t seed)
{
    switch (variant) {
    case 0: return BLANK;
    case 1: return word;
    case 2: return word | 0xffff0000u; // the low half
    case 3: return word | 0x0000ffffu;
    case 4: return word | few(seed);
    case 5: return word | 1u << seed % 32;
    case 6: return word | mixed(seed);
    default: return word | few(seed);
    }
}

static void tear_program(struct simflash *f, unsigned variant)
{
    unsigned first = variant < TEAR_PAGE ? f->torn_done : 0;
    unsigned end = variant < TEAR_PAGE ? f->torn_done + 1 : f->torn_n;

    for (unsigned i = first; i < end; i++) {
        uint32_t at = f->torn_at + i;
        f->words[at] = torn_word(f->torn_words[i], variant, at + f->operations);
        f->is_programmed[at] = f->words[at] != BLANK;
    }
}

static uint32_t torn_erase(uint32_t word, unsigned variant, bool is_low_half, uint32_t seed)
{
    switch (variant) {
    case 0: return word;
    case 1: return is_low_half ? BLANK : word;
    case 2: return is_low_half ? word : BLANK;
    case 3: return word | mixed(seed);
    case 4: return word | few(seed);
    case 5: return word | ~few(seed);
    case 6: return mixed(seed);
    default: return BLANK;
    }
}

static void tear_erase(struct simflash *f, unsigned variant)
{
    uint32_t n = f->flash.sector_bytes / WORD;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = f->torn_at + i;
        f->words[at] = torn_erase(f->words[at], variant, i < n / 2, at + f->operations);
        f->is_programmed[at] |= variant != 0; // even blank, a word of it may not keep what it takes
    }
}

void simflash_power_on(struct simflash *f, unsigned variant)
{
    if (f->is_dead && f->was_erase)
        tear_erase(f, variant);
    else if (f->is_dead)
        tear_program(f, variant);
    f->is_dead = false;
    f->operations = f->cut_at = f->fail_at = 0;
}
