// The journal with the power cut in every programmed word and every erase, with every bit flipped,
// with every operation refused, and with every one said to be done when it was not: each blob is
// the old or the new one, whole, what was acknowledged is there, and the store lives on. With the
// argument "long" the large sectors are swept whole.
#include "journal_sweep.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static unsigned stride_of_large = 37; // 1: "long"
static unsigned long cut_points;      // of all sweeps

static void report(const char *what, const struct sweep *s, const struct sweep_count *c)
{
    print_message("%-8s sectors of %6u, segments of %6u, %u of them: %7lu cuts %9lu states %4lu "
                  "moves, %lu wrong\n",
                  what, (unsigned)s->sector_bytes, (unsigned)s->segment_bytes,
                  (unsigned)s->segments, c->cuts, c->states, c->moves, c->wrong);
    cut_points += c->cuts;
    assert_int_equal(c->wrong, 0);
    assert_int_equal(c->violations, 0);
}

static void test_a_cut_leaves_the_old_or_the_new_blobs(void **state)
{
    static const struct sweep small[] = {
        { 256, 256, 2, 3, 20, 40, 1, false, false },
        { 256, 256, 3, 3, 20, 40, 1, false, false },
        { 256, 256, 8, 3, 20, 60, 1, false, false },
        { 256, 1024, 2, 5, 90, 30, 1, false, false },
        { 1024, 1024, 2, 5, 90, 30, 1, false, false },
        { 1024, 1024, 3, 5, 90, 30, 1, false, false },
        { 1024, 1024, 8, 5, 90, 60, 1, false, false },
        { 4096, 4096, 3, 5, 400, 12, 3, true, false },
    };
    unsigned long cuts = 0, states = 0;

    (void)state;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        struct sweep_count count = { 0 };
        sweep_cuts(&small[i], &count);
        report("cuts", &small[i], &count);
        assert_true(count.moves > 0);
        cuts += count.cuts;
        states += count.states;
    }
    print_message("power cuts: %lu, states of the flash opened: %lu\n", cuts, states);
}

static void test_large_sectors(void **state)
{
    const unsigned n = stride_of_large;
    const struct sweep large[] = {
        { 65536, 65536, 2, 5, 300, 6, n, true, false },
        { 65536, 65536, 3, 5, 300, 6, n, true, false },
        { 262144, 262144, 2, 5, 300, 8, n, true, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        struct sweep_count count = { 0 };
        sweep_cuts(&large[i], &count);
        report("cuts", &large[i], &count);
    }
}

static void test_a_second_cut_in_the_recovery(void **state)
{
    const struct sweep twice[] = {
        { 256, 256, 2, 2, 12, stride_of_large > 1 ? 16 : 40, 1, false, true },
        { 256, 256, 3, 2, 12, stride_of_large > 1 ? 16 : 40, 1, false, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++) {
        struct sweep_count count = { 0 };
        sweep_cuts(&twice[i], &count);
        report("twice", &twice[i], &count);
    }
}

static void test_a_flipped_bit_costs_one_blob_its_last_value_at_most(void **state)
{
    static const struct sweep flips[] = {
        { 256, 256, 2, 3, 24, 12, 1, false, false },
        { 256, 256, 3, 3, 24, 30, 1, false, false },
        { 1024, 1024, 2, 5, 90, 14, 1, false, false },
        { 1024, 1024, 2, 5, 90, 41, 1, false, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof flips / sizeof *flips; i++) {
        struct sweep_count count = { 0 };
        sweep_flips(&flips[i], &count);
        report("flips", &flips[i], &count);
    }
}

static void test_a_refused_operation_loses_nothing(void **state)
{
    static const struct sweep refusals[] = {
        { 256, 256, 2, 3, 24, 10000, 1, false, false },
        { 1024, 1024, 3, 5, 90, 3000, 1, false, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct sweep_count count = { 0 };
        sweep_refusals(&refusals[i], &count);
        report("refusals", &refusals[i], &count);
    }
}

static void test_a_flash_that_lies_is_found_out(void **state)
{
    static const struct sweep lies[] = {
        { 256, 256, 2, 3, 20, 40, 1, false, false },
        { 256, 256, 3, 3, 20, 40, 1, false, false },
        { 1024, 1024, 2, 5, 90, 30, 1, false, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct sweep_count count = { 0 };
        sweep_lies(&lies[i], &count);
        report("lies", &lies[i], &count);
        assert_true(count.moves > 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cut_leaves_the_old_or_the_new_blobs),
        cmocka_unit_test(test_large_sectors),
        cmocka_unit_test(test_a_second_cut_in_the_recovery),
        cmocka_unit_test(test_a_flipped_bit_costs_one_blob_its_last_value_at_most),
        cmocka_unit_test(test_a_refused_operation_loses_nothing),
        cmocka_unit_test(test_a_flash_that_lies_is_found_out),
    };

    if (argc > 1 && !strcmp(argv[1], "long"))
        stride_of_large = 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    print_message("cut points, operations refused or lied about: %lu\n", cut_points);
    return failed;
}
