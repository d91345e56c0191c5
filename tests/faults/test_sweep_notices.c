// A journal that does not look at its checks must not pass the sweeps: they would find a missing
// check. The journal is compiled into this program with crc32_add named mutant_crc32
// (CMakeLists.txt).
#include "base/crc32.h"
#include "journal_sweep.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

// What an erased word holds, so that a check that was never programmed is right too.
uint32_t crc32_add(uint32_t crc, const void *data, size_t len)
{
    (void)crc;
    (void)data;
    (void)len;
    return UINT32_MAX;
}

static void test_the_sweep_of_cuts_finds_it(void **state)
{
    static const struct sweep cuts = { 1024, 1024, 2, 5, 90, 12, 1, false, false };
    struct sweep_count count = { 0 };

    (void)state;
    sweep_cuts(&cuts, &count);
    assert_true(count.wrong > 0);
}

static void test_the_sweep_of_flips_finds_it(void **state)
{
    static const struct sweep flips = { 1024, 1024, 2, 5, 90, 6, 1, false, false };
    struct sweep_count count = { 0 };

    (void)state;
    sweep_flips(&flips, &count);
    assert_true(count.wrong > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_sweep_of_cuts_finds_it),
        cmocka_unit_test(test_the_sweep_of_flips_finds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
