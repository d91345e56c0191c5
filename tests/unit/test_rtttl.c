// RTTTL: notes, durations and pitches as the specification has them; nothing else is taken.
#include "modules/sound/rtttl.h"
#include "test.h"
#include <math.h>

static void expect_note(struct rtttl *r, unsigned hz, unsigned ms)
{
    struct rtttl_note note = { 1, 1 };

    assert_int_equal(rtttl_next(r, &note), 1);
    assert_int_equal(note.hz, hz);
    assert_int_equal(note.ms, ms);
}

static void test_durations_follow_the_tempo(void **state)
{
    struct rtttl r;
    struct rtttl_note note;

    (void)state;
    // A quarter at 63 a minute is 60000 / 63 = 952 ms.
    assert_int_equal(rtttl_read_head(&r, text_of("t:d=4,o=5,b=63:a,8a,1a,32a,a.,8a.,2p,16p6")), OK);
    expect_note(&r, 880, 952);
    expect_note(&r, 880, 476);
    expect_note(&r, 880, 3809);
    expect_note(&r, 880, 119);
    expect_note(&r, 880, 1428);
    expect_note(&r, 880, 714);
    expect_note(&r, 0, 1904);
    expect_note(&r, 0, 238);
    assert_int_equal(rtttl_next(&r, &note), 0);
    assert_int_equal(rtttl_next(&r, &note), 0);
}

static void test_pitches_are_of_equal_temperament(void **state)
{
    static const char *const names[] = { "c",  "c#", "d",  "d#", "e",  "f",
                                         "f#", "g",  "g#", "a",  "a#", "b" };
    struct rtttl r;
    char text[64];

    (void)state;
    for (int octave = 4; octave <= 7; octave++) {
        for (int i = 0; i < 12; i++) {
            struct rtttl_note note;
            double wanted = 440.0 * pow(2.0, octave - 4 + (i - 9) / 12.0);
            snprintf(text, sizeof text, "t::%s%d", names[i], octave);
            assert_int_equal(rtttl_read_head(&r, text_of(text)), OK);
            assert_int_equal(rtttl_next(&r, &note), 1);
            assert_true(fabs(note.hz - wanted) <= 0.6);
        }
    }
}

static void test_what_is_left_out_is_as_the_specification_says(void **state)
{
    struct rtttl r;

    (void)state;
    assert_int_equal(rtttl_read_head(&r, text_of("Title: :A , 4H.5")), OK);
    expect_note(&r, 1760, 952); // d=4, o=6, b=63
    expect_note(&r, 988, 1428); // H is the German B
    assert_int_equal(rtttl_read_head(&r, text_of("x:b=120 , d=16:c")), OK);
    expect_note(&r, 1047, 125);
}

static void test_dots_may_stand_on_either_side_of_the_octave(void **state)
{
    struct rtttl r;

    (void)state;
    assert_int_equal(rtttl_read_head(&r, text_of("x:b=120:8a.5,8a5.,8a#.7")), OK);
    expect_note(&r, 880, 375);
    expect_note(&r, 880, 375);
    expect_note(&r, 3729, 375);
}

static void test_anything_else_is_refused(void **state)
{
    static const struct {
        const char *melody;
        int err;
    } rows[] = {
        { "", ERR_SYNTAX },
        { "no colons", ERR_SYNTAX },
        { "one:d=4", ERR_SYNTAX },
        { "empty:d=4:", ERR_SYNTAX },
        { "x:d=3:c", ERR_RANGE },
        { "x:d=64:c", ERR_RANGE },
        { "x:d=0:c", ERR_RANGE },
        { "x:o=3:c", ERR_RANGE },
        { "x:o=8:c", ERR_RANGE },
        { "x:b=24:c", ERR_RANGE },
        { "x:b=901:c", ERR_RANGE },
        { "x:b=99999:c", ERR_SYNTAX },
        { "x:q=4:c", ERR_SYNTAX },
        { "x:d=:c", ERR_SYNTAX },
        { "x:d4:c", ERR_SYNTAX },
        { "x:d=4;o=5:c", ERR_SYNTAX },
        { "x:d=-4:c", ERR_SYNTAX },
        { "x::c,", ERR_SYNTAX },
        { "x::,c", ERR_SYNTAX },
        { "x::c,,d", ERR_SYNTAX },
        { "x::i", ERR_SYNTAX },
        { "x::3c", ERR_RANGE },
        { "x::c3", ERR_RANGE },
        { "x::c8", ERR_RANGE },
        { "x::p#", ERR_SYNTAX },
        { "x::e#", ERR_SYNTAX },
        { "x::b#", ERR_SYNTAX },
        { "x::c##", ERR_SYNTAX },
        { "x::c-5", ERR_SYNTAX },
        { "x::c5x", ERR_SYNTAX },
        { "x::12345c", ERR_SYNTAX },
        { "a name that is longer than what anybody ever called a melody::c", ERR_SYNTAX },
    };

    (void)state;
    assert_int_equal(rtttl_check(text_of("x::c")), OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rtttl_check(text_of(rows[i].melody)) != rows[i].err)
            fail_msg("'%s' gives %d", rows[i].melody, rtttl_check(text_of(rows[i].melody)));
}

// Every text is either refused or has notes with sane values; nothing is read past its end.
static void test_any_bytes_are_survived(void **state)
{
    static const char letters[] = "abcdefghp#.,:=0123456789 do";
    uint32_t seed = 1;

    (void)state;
    for (int n = 0; n < 20000; n++) {
        size_t len = (seed = seed * 1664525 + 1013904223) >> 27;
        char *text = malloc(len + 4);
        memcpy(text, "x::", 3);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525 + 1013904223;
            text[3 + i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        char *copy = malloc(len + 3); // without a terminator
        memcpy(copy, text, len + 3);
        struct rtttl r;
        struct rtttl_note note;
        if (rtttl_check(text_make(copy, len + 3)) == OK) {
            assert_int_equal(rtttl_read_head(&r, text_make(copy, len + 3)), OK);
            while (rtttl_next(&r, &note) == 1)
                assert_true((!note.hz || (note.hz > 250 && note.hz < 4000)) && note.ms >= 8 &&
                            note.ms <= 14400);
        }
        free(copy);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_durations_follow_the_tempo),
        TEST(test_pitches_are_of_equal_temperament),
        TEST(test_what_is_left_out_is_as_the_specification_says),
        TEST(test_dots_may_stand_on_either_side_of_the_octave),
        TEST(test_anything_else_is_refused),
        TEST(test_any_bytes_are_survived),
    };

    return RUN(tests);
}
