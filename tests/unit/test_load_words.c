// The ESP8266's loads of bytes and halfwords from memory that answers words only.
#include "load_words.h"
#include "test.h"

enum { ROM_AT = 0x40200000, ROM_BYTES = 4096, DATA = 0x400, CODE = 0x800 };
enum load { L8UI = 0, L16UI = 1, L32I = 2, L16SI = 9, S8I = 4 };

struct rig8266 {
    uint32_t words[ROM_BYTES / 4];
    struct word_memory memory;
    uint32_t registers[16];
};

static void put(struct rig8266 *r, uint32_t at, uint8_t byte)
{
    r->words[at / 4] &= ~(0xFFu << 8 * (at % 4));
    r->words[at / 4] |= (uint32_t)byte << 8 * (at % 4);
}

static uint8_t data_byte(uint32_t at)
{
    return (uint8_t)(at * 37 + 11); // with and without the sign bit
}

static struct rig8266 rig(void)
{
    struct rig8266 r = { .memory = { ROM_AT, ROM_BYTES, NULL } };

    for (uint32_t at = 0; at < CODE; at++)
        put(&r, at, data_byte(at));
    for (uint32_t i = 0; i < 16; i++)
        r.registers[i] = 0xA0000000u + i;
    return r;
}

static uint32_t encoded(unsigned operation, unsigned t, unsigned s, unsigned immediate)
{
    return immediate << 16 | operation << 12 | s << 8 | t << 4 | 2;
}

static bool run(struct rig8266 *r, uint32_t at, uint32_t instruction)
{
    for (uint32_t i = 0; i < 3; i++)
        put(r, at + i, (uint8_t)(instruction >> 8 * i));
    r->memory.words = r->words;
    return load_from_words(&r->memory, ROM_AT + at, r->registers);
}

static uint32_t expected(unsigned operation, uint32_t at)
{
    uint32_t half = data_byte(at) | (uint32_t)data_byte(at + 1) << 8;

    if (operation == L8UI)
        return data_byte(at);
    return operation == L16SI ? (uint32_t)(int32_t)(int16_t)half : half;
}

static void expect_load(unsigned operation, unsigned t, unsigned s, unsigned immediate,
                        uint32_t base, uint32_t code_at)
{
    struct rig8266 r = rig();
    uint32_t before[16];
    uint32_t at = base + immediate * (operation == L8UI ? 1 : 2);

    r.registers[s] = ROM_AT + base;
    memcpy(before, r.registers, sizeof before);
    assert_true(run(&r, code_at, encoded(operation, t, s, immediate)));
    before[t] = expected(operation, at);
    assert_memory_equal(r.registers, before, sizeof before);
}

static void test_every_register_is_loaded_from_every_register(void **state)
{
    static const unsigned operations[] = { L8UI, L16UI, L16SI };

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        for (unsigned t = 0; t < 16; t++)
            for (unsigned s = 0; s < 16; s++)
                expect_load(operations[i], t, s, t, DATA + 2 * s, CODE);
}

static void test_every_immediate_counts_in_units_of_the_load(void **state)
{
    (void)state;
    for (unsigned immediate = 0; immediate < 256; immediate++) {
        expect_load(L8UI, 3, 4, immediate, DATA, CODE);
        expect_load(L16UI, 3, 4, immediate, DATA, CODE);
        expect_load(L16SI, 3, 4, immediate, DATA, CODE);
    }
}

static void test_data_and_code_may_be_anywhere_in_a_word(void **state)
{
    (void)state;
    for (uint32_t data = 0; data < 4; data++)
        for (uint32_t code = 0; code < 4; code++) {
            expect_load(L8UI, 2, 3, 0, DATA + data, CODE + code);
            expect_load(L16UI, 2, 3, 0, DATA + data, CODE + code); // crossing, too: cause 9
            expect_load(L16SI, 2, 3, 0, DATA + data, CODE + code);
        }
}

static void test_halfwords_keep_their_sign_when_asked_to(void **state)
{
    struct rig8266 r = rig();

    (void)state;
    put(&r, DATA, 0xFE);
    put(&r, DATA + 1, 0xFF);
    r.registers[5] = ROM_AT + DATA;
    assert_true(run(&r, CODE, encoded(L16SI, 6, 5, 0)));
    assert_int_equal((int32_t)r.registers[6], -2);
    assert_true(run(&r, CODE, encoded(L16UI, 6, 5, 0)));
    assert_int_equal(r.registers[6], 0xFFFE);
}

static void expect_refusal(uint32_t instruction, uint32_t code_at, uint32_t base)
{
    struct rig8266 r = rig();
    uint32_t before[16];

    r.registers[4] = base;
    memcpy(before, r.registers, sizeof before);
    assert_false(run(&r, code_at, instruction));
    assert_memory_equal(r.registers, before, sizeof before);
}

static void test_other_instructions_are_refused(void **state)
{
    (void)state;
    for (unsigned operation = 0; operation < 16; operation++)
        if (operation != L8UI && operation != L16UI && operation != L16SI)
            expect_refusal(encoded(operation, 3, 4, 0), CODE, ROM_AT + DATA);
    for (uint32_t group = 0; group < 16; group++)
        if (group != 2)
            expect_refusal((encoded(L8UI, 3, 4, 0) & ~0xFu) | group, CODE, ROM_AT + DATA);
}

static void test_other_memory_is_refused(void **state)
{
    struct rig8266 r = rig();

    (void)state;
    expect_refusal(encoded(L8UI, 3, 4, 0), CODE, ROM_AT - 1);
    expect_refusal(encoded(L8UI, 3, 4, 0), CODE, ROM_AT + ROM_BYTES);
    expect_refusal(encoded(L16UI, 3, 4, 0), CODE, ROM_AT + ROM_BYTES - 1);
    expect_refusal(encoded(L16SI, 3, 4, 0), CODE, ROM_AT - 1);
    expect_refusal(encoded(L16SI, 3, 4, 255), CODE, UINT32_MAX - 100); // wraps to 0x199
    r.memory.words = r.words;
    assert_false(load_from_words(&r.memory, ROM_AT - 3, r.registers));
    assert_false(load_from_words(&r.memory, ROM_AT + ROM_BYTES - 2, r.registers));
    assert_false(load_from_words(&r.memory, 0x40100010, r.registers));
}

static void test_the_last_bytes_of_the_memory_can_be_loaded(void **state)
{
    struct rig8266 r = rig();

    (void)state;
    put(&r, ROM_BYTES - 2, 0x34);
    put(&r, ROM_BYTES - 1, 0x12);
    r.registers[1] = ROM_AT + ROM_BYTES - 2;
    assert_true(run(&r, CODE, encoded(L16UI, 2, 1, 0)));
    assert_int_equal(r.registers[2], 0x1234);
    assert_true(run(&r, CODE, encoded(L8UI, 2, 1, 1)));
    assert_int_equal(r.registers[2], 0x12);
    assert_true(run(&r, ROM_BYTES - 5, encoded(L8UI, 1, 1, 1))); // into its own base
    assert_int_equal(r.registers[1], 0x12);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_every_register_is_loaded_from_every_register),
        TEST(test_every_immediate_counts_in_units_of_the_load),
        TEST(test_data_and_code_may_be_anywhere_in_a_word),
        TEST(test_halfwords_keep_their_sign_when_asked_to),
        TEST(test_other_instructions_are_refused),
        TEST(test_other_memory_is_refused),
        TEST(test_the_last_bytes_of_the_memory_can_be_loaded),
    };

    return RUN(tests);
}
