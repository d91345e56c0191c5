// Loads of bytes and halfwords from memory that answers only aligned words: the ESP8266's
// flash-mapped code and constants. The processor raises an exception for each; its handler asks
// here, and the program goes on as if nothing had been.
#ifndef LOAD_WORDS_H
#define LOAD_WORDS_H

#include <stdbool.h>
#include <stdint.h>

// Memory that is read by words only.
struct word_memory {
    uint32_t start; // address of its first word, as the program sees it
    uint32_t bytes;
    const uint32_t *words; // that first word, as we see it
};

enum { LOAD_WORDS_INSTRUCTION_BYTES = 3 };

// Does the load of the instruction at pc: puts the value into registers[0..15]. False, and nothing
// has changed: pc or what it loads from is not in m, or it is not one of l8ui, l16ui, l16si.
// (Xtensa Instruction Set Architecture reference manual, section 7.3.2 "LSAI".)
bool load_from_words(const struct word_memory *m, uint32_t pc, uint32_t registers[16]);

#endif
