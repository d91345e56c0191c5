// The factory sector of the emulated boards: what is read from it, and the counter of the boots.
#include "base/crc32.h"
#include "factory.h"
#include "test.h"

enum { SECTOR = 512, SECTORS = 3, BYTES = SECTOR * SECTORS, LAST = BYTES - SECTOR };
enum { MAC_AT = 8, FLAGS_AT = 14, SEED_AT = 16, CRC_AT = 48, COUNTER_AT = 256 };
enum { MOST_BOOTS = (SECTOR - COUNTER_AT) * 8 };

static _Alignas(4) uint8_t memory[BYTES];

static int program(void *ctx, uint32_t at, const uint32_t *words, size_t n_words)
{
    (void)ctx;
    for (size_t i = 0; i < n_words * 4; i++)
        memory[at + i] &= ((const uint8_t *)words)[i];
    return OK;
}

static struct flash blank(void)
{
    memset(memory, 0xFF, sizeof memory);
    return (struct flash){ NULL, BYTES, SECTOR, memory, program, NULL };
}

static struct flash made(uint16_t flags)
{
    struct flash f = blank();
    uint8_t *sector = memory + LAST;
    uint32_t crc;

    memcpy(sector, "mFAC\1\0\0\0\2\1\2\3\4\5", FLAGS_AT);
    memcpy(sector + FLAGS_AT, &flags, sizeof flags);
    for (int i = 0; i < FACTORY_SEED_BYTES; i++)
        sector[SEED_AT + i] = (uint8_t)(i * 7);
    crc = crc32_add(0, sector, CRC_AT);
    memcpy(sector + CRC_AT, &crc, sizeof crc);
    return f;
}

static void test_the_last_sector_is_taken_away_and_read(void **state)
{
    struct flash f = made(1);
    uint8_t mac[6];

    (void)state;
    factory_take(&f);
    factory_mac(mac);
    assert_int_equal(f.bytes, LAST);
    assert_true(factory_is_valid());
    assert_memory_equal(mac, "\2\1\2\3\4\5", sizeof mac);
    assert_true(factory_wants_trace());
    assert_memory_equal(factory_seed(), memory + LAST + SEED_AT, FACTORY_SEED_BYTES);
}

static void expect_defaults(void)
{
    uint8_t mac[6];

    factory_mac(mac);
    assert_false(factory_is_valid());
    assert_memory_equal(mac, "\x52\x54\x00\x12\x34\x56", sizeof mac);
    assert_false(factory_wants_trace());
    assert_null(factory_seed());
}

static void test_a_blank_sector_gives_defaults(void **state)
{
    struct flash f = blank();

    (void)state;
    factory_take(&f);
    expect_defaults();
}

static void test_any_changed_bit_gives_defaults(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < (CRC_AT + 4) * 8; bit++) {
        struct flash f = made(1);

        memory[LAST + bit / 8] ^= (uint8_t)(1u << bit % 8);
        factory_take(&f);
        expect_defaults();
    }
}

static void test_each_boot_has_a_number_and_clears_one_bit(void **state)
{
    struct flash f = made(0);
    uint8_t before[BYTES];

    (void)state;
    for (uint32_t boot = 1; boot <= MOST_BOOTS; boot++) {
        struct flash at_boot = f;
        unsigned cleared = 0;

        memcpy(before, memory, sizeof before);
        factory_take(&at_boot);
        assert_int_equal(factory_count_boot(), boot);
        for (int i = 0; i < BYTES; i++)
            cleared += (unsigned)__builtin_popcount(before[i] ^ memory[i]);
        assert_int_equal(cleared, 1);
        assert_true(factory_is_valid());
    }
}

static void test_a_used_up_counter_stops(void **state)
{
    struct flash f = made(0);

    (void)state;
    memset(memory + LAST + COUNTER_AT, 0, SECTOR - COUNTER_AT);
    factory_take(&f);
    assert_int_equal(factory_count_boot(), MOST_BOOTS);
    assert_int_equal(factory_count_boot(), MOST_BOOTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_last_sector_is_taken_away_and_read),
        TEST(test_a_blank_sector_gives_defaults),
        TEST(test_any_changed_bit_gives_defaults),
        TEST(test_each_boot_has_a_number_and_clears_one_bit),
        TEST(test_a_used_up_counter_stops),
    };

    return RUN(tests);
}
