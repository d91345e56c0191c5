// Loads of bytes and halfwords from memory that can only be read in aligned words: the ESP8266's
// flash-mapped code and constants. The processor raises an exception for each. Its handler calls
// this, and the program continues normally.
#ifndef LOAD_WORDS_H
#define LOAD_WORDS_H

#include <stdbool.h>
#include <stdint.h>

// Memory that can only be read by words.
struct word_memory {
    uint32_t start; // address of its first word for the program
    uint32_t bytes;
    const uint32_t *words; // the same word as this code reads it
};

enum { LOAD_WORDS_INSTRUCTION_BYTES = 3 };

// Performs the load of the instruction at pc and puts the value into registers[0..15]. False, with
// nothing changed: pc or the address is not in m, or the instruction is not l8ui, l16ui or l16si.
// (Xtensa Instruction Set Architecture reference manual, section 7.3.2 "LSAI".)
bool load_from_words(const struct word_memory *m, uint32_t pc, uint32_t registers[16]);

#endif
