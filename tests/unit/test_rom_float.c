// The lx106's doubles, compared with this machine's own: every bit, but of what is no number.
#include "rom_float.h"
#include "test.h"
#include <math.h>

enum { ROUNDS = 400000 };

static const uint64_t edges[] = {
    0,
    1,
    2,
    0xFFFFFFFFFFFFF,
    0x10000000000000,
    0x10000000000001,
    0x3FEFFFFFFFFFFFFF,
    0x3FF0000000000000,
    0x3FF0000000000001,
    0x4340000000000000,
    0x41DFFFFFFFC00000,
    0x41E0000000000000,
    0x47EFFFFFE0000000,
    0x47EFFFFFF0000000,
    0x36A0000000000000,
    0x3690000000000000,
    0x380FFFFFFFFFFFFF,
    0x7FEFFFFFFFFFFFFF,
    0x7FF0000000000000,
    0x7FF8000000000000,
};

static uint64_t draw(void)
{
    static uint64_t s = 88172645463325252u;

    return test_draw(&s);
}

static double double_of(uint64_t bits)
{
    double d;

    memcpy(&d, &bits, sizeof d);
    return d;
}

// Edges with both signs, numbers of every size, and numbers near `to`, where rounding is decided.
static double draw_number(double to)
{
    uint64_t near;

    if (draw() % 4 == 0)
        return double_of(edges[draw() % COUNT(edges)] | (draw() & 1) << 63);
    if (draw() % 2)
        return double_of(draw());
    memcpy(&near, &to, sizeof near);
    return double_of((near ^ draw() >> draw() % 64) + (draw() % 64 << 52));
}

static void expect_same(double got, double wanted, double a, double b, char operation)
{
    uint64_t g, w;

    if (isnan(got) && isnan(wanted))
        return;
    memcpy(&g, &got, sizeof g);
    memcpy(&w, &wanted, sizeof w);
    if (g != w)
        fail_msg("%a %c %a is %a, not %a", a, operation, b, wanted, got);
}

static void test_numbers_are_added_multiplied_and_divided(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        double a = draw_number(1), b = draw_number(a);

        expect_same(rom_adddf3(a, b), a + b, a, b, '+');
        expect_same(rom_subdf3(a, b), a - b, a, b, '-');
        expect_same(rom_muldf3(a, b), a * b, a, b, '*');
        expect_same(rom_divdf3(a, b), a / b, a, b, '/');
    }
}

static void test_whole_numbers_become_doubles_and_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int32_t v = (int32_t)((uint32_t)draw() >> draw() % 32);
        double d = draw_number(v);

        expect_same(rom_floatsidf(v), v, v, 0, 'i');
        assert_int_equal(rom_fixdfsi(v), v);
        if (fabs(d) < 2147483648.0)
            assert_int_equal(rom_fixdfsi(d), (int32_t)d);
    }
    assert_int_equal(rom_fixdfsi(1e10), INT32_MAX);
    assert_int_equal(rom_fixdfsi(-1e10), INT32_MIN);
}

static void test_numbers_become_floats_and_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        double d = i % 2 ? draw_number(1) : ldexp(draw_number(1), -(int)(draw() % 300));
        float f = (float)d;

        expect_same(rom_truncdfsf2(d), f, d, 0, 'f');
        expect_same(rom_extendsfdf2(f), f, f, 0, 'd');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_added_multiplied_and_divided),
        cmocka_unit_test(test_whole_numbers_become_doubles_and_come_back),
        cmocka_unit_test(test_numbers_become_floats_and_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
