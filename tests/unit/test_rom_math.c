// The lx106's arithmetic, compared with this machine's own.
#include "rom_math.h"
#include "test.h"

enum { ROUNDS = 300000 };

static uint64_t draw(void)
{
    static uint64_t s = 88172645463325252u;

    return test_draw(&s);
}

// Numbers of every length.
static uint64_t draw_any(void)
{
    uint64_t v = draw();

    return v >> draw() % 64;
}

static void test_words_are_divided_as_by_a_processor(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t a = (uint32_t)draw_any(), b = (uint32_t)draw_any();

        if (!b)
            continue;
        assert_int_equal(rom_udivsi3(a, b), a / b);
        assert_int_equal(rom_umodsi3(a, b), a % b);
        if (a != 0x80000000u || b != UINT32_MAX)
            assert_int_equal(rom_divsi3((int32_t)a, (int32_t)b), (int32_t)a / (int32_t)b);
    }
}

static void test_double_words_are_divided_as_by_a_processor(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t a = draw_any(), b = draw_any();

        if (!b)
            continue;
        assert_true(rom_udivdi3(a, b) == a / b);
        assert_true(rom_umoddi3(a, b) == a % b);
        if (a != (uint64_t)INT64_MIN || b != UINT64_MAX)
            assert_true(rom_divdi3((int64_t)a, (int64_t)b) == (int64_t)a / (int64_t)b);
    }
}

static void test_products_are_exact(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t a = draw_any(), b = draw_any();

        assert_true(rom_muldi3(a, b) == a * b);
        assert_true(rom_umulsidi3((uint32_t)a, (uint32_t)b) == (uint64_t)(uint32_t)a * (uint32_t)b);
    }
    assert_true(rom_umulsidi3(UINT32_MAX, UINT32_MAX) == 0xFFFFFFFE00000001u);
}

static void test_the_edges_divide_too(void **state)
{
    (void)state;
    assert_int_equal(rom_udivsi3(UINT32_MAX, 1), UINT32_MAX);
    assert_int_equal(rom_udivsi3(UINT32_MAX, UINT32_MAX), 1);
    assert_int_equal(rom_udivsi3(0, 5), 0);
    assert_int_equal(rom_divsi3(-7, 2), -3);
    assert_int_equal(rom_divsi3(INT32_MIN, 1), INT32_MIN);
    assert_int_equal(rom_divsi3(INT32_MIN, -1), INT32_MIN); // it wraps
    assert_true(rom_udivdi3(UINT64_MAX, 1) == UINT64_MAX);
    assert_true(rom_udivdi3(UINT64_MAX, (uint64_t)UINT32_MAX + 1) == UINT32_MAX);
    assert_true(rom_divdi3(INT64_MIN, -1) == INT64_MIN);
}

static void test_a_division_by_zero_ends(void **state)
{
    (void)state;
    assert_int_equal(rom_udivsi3(7, 0), UINT32_MAX);
    assert_int_equal(rom_umodsi3(7, 0), 7);
    assert_true(rom_udivdi3((uint64_t)7 << 40, 0) == UINT64_MAX);
    assert_true(rom_umoddi3((uint64_t)7 << 40, 0) == (uint64_t)7 << 40);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_words_are_divided_as_by_a_processor),
        TEST(test_double_words_are_divided_as_by_a_processor),
        TEST(test_products_are_exact),
        TEST(test_the_edges_divide_too),
        TEST(test_a_division_by_zero_ends),
    };

    return RUN(tests);
}
