// Performs narrow loads by reading words.
#include "load_words.h"

// An instruction of the LSAI group: immediate(8) operation(4) s(4) t(4) group(4). It loads register
// t from the address in register s plus the immediate times the size of the load.
enum { GROUP_LSAI = 2 };
enum operation { L8UI = 0, L16UI = 1, L16SI = 9 };

static uint32_t load_words_bits(uint32_t instruction, unsigned from, unsigned n)
{
    return instruction >> from & ((1u << n) - 1);
}

static bool load_words_holds(const struct word_memory *m, uint32_t at, uint32_t n)
{
    return at >= m->start && at - m->start <= m->bytes - n;
}

// Reads n bytes, little-endian, one at a time, as they may cross a word boundary.
static uint32_t load_words_get(const struct word_memory *m, uint32_t at, uint32_t n)
{
    uint32_t value = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t offset = at + i - m->start;
        value |= (m->words[offset / 4] >> 8 * (offset % 4) & UINT8_MAX) << 8 * i;
    }
    return value;
}

bool load_from_words(const struct word_memory *m, uint32_t pc, uint32_t registers[16])
{
    uint32_t instruction, operation, size, from, value;

    if (!load_words_holds(m, pc, LOAD_WORDS_INSTRUCTION_BYTES))
        return false;
    instruction = load_words_get(m, pc, LOAD_WORDS_INSTRUCTION_BYTES);
    operation = load_words_bits(instruction, 12, 4);
    if (load_words_bits(instruction, 0, 4) != GROUP_LSAI ||
        (operation != L8UI && operation != L16UI && operation != L16SI))
        return false;
    size = operation == L8UI ? 1 : 2;
    from =
        registers[load_words_bits(instruction, 8, 4)] + load_words_bits(instruction, 16, 8) * size;
    if (!load_words_holds(m, from, size))
        return false;
    value = load_words_get(m, from, size);
    if (operation == L16SI && value > INT16_MAX)
        value |= 0xFFFF0000u;
    registers[load_words_bits(instruction, 4, 4)] = value;
    return true;
}
