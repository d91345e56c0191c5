// A NOR flash that can lose its power in any programmed word and in any erase, and what may be
// found in it afterwards; that can refuse any operation; and that can say of any that it was done
// when it was not. It takes only what a flash takes: whole aligned words inside the area,
// each programmed once between two erases, no bit set; anything else is counted as a violation.
#ifndef SIMFLASH_H
#define SIMFLASH_H

#include "store/flash.h"
#include <stdbool.h>

enum { FLASH_CALL_WORDS = 64 }; // in one call of program, at most

struct simflash {
    struct flash flash;
    uint32_t *words;      // what stands in the flash
    bool *is_programmed;  // word by word, since its sector was erased
    unsigned *erases;     // sector by sector
    unsigned operations;  // words programmed and sectors erased so far
    unsigned cut_at;      // the power goes in this one; 0: never
    unsigned fail_at;     // this one is refused, and the power stays; 0: none
    bool fails_late;      // it is done all the same
    unsigned lie_at;      // this one says OK and is not done, as lie_variant says; 0: none
    unsigned lie_variant; // below LIE_VARIANTS
    bool is_dead;         // the power went
    unsigned violations;  // of the rules above
    const char *violated; // the last of them

    // The operation in which the power went.
    bool was_erase;
    uint32_t torn_at;                      // the first word of its call, or of the sector
    uint32_t torn_words[FLASH_CALL_WORDS]; // what was to be programmed
    unsigned torn_done, torn_n;            // words done before the power went, words of the call
};

// A new flash, never erased but blank. The caller frees it.
void simflash_init(struct simflash *f, uint32_t bytes, uint32_t sector_bytes);
void simflash_free(struct simflash *f);

// Makes `to`, a flash of the same size, hold what `from` holds.
void simflash_copy(struct simflash *to, const struct simflash *from);

// What may be found of a torn word: nothing of it, all of it, one half, some of its bits, all but a
// bit or a few; or the same of every word of its call, as in chips that program a page at once. Of
// a torn erase: nothing, one half of the sector, some bits set, nearly all, any bits, all of it.
enum { TEAR_VARIANTS = 8 };

// What a flash that lies has done of a word that it said to have programmed: nothing, one half, all
// but some bits, all but one bit; or nothing of this word and those behind it in its call. Of an
// erase: nothing, half of the sector, all but a few bits, all but one word.
enum { LIE_VARIANTS = 6 };

// The power is back: `f` becomes a healthy flash with what variant says is found.
void simflash_power_on(struct simflash *f, unsigned variant);

#endif
