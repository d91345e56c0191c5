// RTTTL: notes, durations and pitches as the specification has them; what the two grammars allow is
// taken, nothing else.
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
    for (int octave = 4; octave <= 8; octave++) {
        for (int i = 0; i < 12; i++) {
            struct rtttl_note note;
            double wanted = 440.0 * pow(2.0, octave - 4 + (i - 9) / 12.0);
            snprintf(text, sizeof text, "t::%s%d", names[i], octave);
            assert_int_equal(rtttl_read_head(&r, text_of(text)), OK);
            assert_int_equal(rtttl_next(&r, &note), 1);
            assert_true(fabs(note.hz - wanted) <= (octave == 8 ? 1.2 : 0.6));
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

// All of them are the same two notes: C of octave 5 for an eighth at 120, then A of octave 6 for a
// quarter.
static void test_what_the_grammars_leave_free_changes_nothing(void **state)
{
    static const char *const melodies[] = {
        "x:d=8,o=5,b=120:c,4a6",
        "x:b=120,d=8,o=5:c,4a6",
        "x:o=5 b=120 d=8:c,4a6",
        "x:o=5;b=120;d=8:c,4a6",
        "x: d = 8 , o = 5 , b = 120 : c , 4 a 6 ",
        "x:d8,o5,b120:c,4a6",
        "x:d=8,o=5,b=120:c,4a6,",
        "x:d=8,o=5,b=120,:,c,,4a6,,",
        "x:D=8,O=5,B=120:C,4A6",
        "x:d=8,q=3,o=5,vol=7,b=120:c,4a6",
        "x:q3,d=8,zz,o=5,b=120:c,4a6",
        "x:l=0,s=N,d=8,o=5,b=120:c,4a6",
        "x:d=8,o=6,b=63:b=120,o=5,c,q=9,o=6,4a",
        "x:d=8,o=5,b=63:b120,c,4a6",
        "\tx:d=8,o=5,\r\n\tb=120:c,\r\n\t4a6\r\n",
    };
    struct rtttl_note note;
    struct rtttl r;

    (void)state;
    for (size_t i = 0; i < COUNT(melodies); i++) {
        if (rtttl_check(text_of(melodies[i])))
            fail_msg("refused: %s", melodies[i]);
        assert_int_equal(rtttl_read_head(&r, text_of(melodies[i])), OK);
        expect_note(&r, 523, 250);
        expect_note(&r, 1760, 500);
        assert_int_equal(rtttl_next(&r, &note), 0);
    }
}

static void test_what_can_be_a_note_is_one(void **state)
{
    struct rtttl r;

    (void)state;
    assert_int_equal(rtttl_read_head(&r, text_of("x:b=120:b5,d4,b6.")), OK);
    expect_note(&r, 988, 500);
    expect_note(&r, 294, 500);
    expect_note(&r, 1976, 750);
}

static void test_styles_say_how_long_a_note_sounds(void **state)
{
    struct rtttl_note note;
    struct rtttl r;

    (void)state;
    assert_int_equal(rtttl_read_head(&r, text_of("x:b=120:c,s=s,c,s=C,c,SN,c,p")), OK);
    static const uint32_t gaps[] = { 62, 250, 0, 62, 0 };
    for (size_t i = 0; i < COUNT(gaps); i++) {
        assert_int_equal(rtttl_next(&r, &note), 1);
        assert_int_equal(note.ms, 500);
        assert_int_equal(note.gap_ms, gaps[i]);
    }
}

static void test_a_melody_says_how_often_it_is_repeated(void **state)
{
    struct rtttl r;

    (void)state;
    assert_int_equal(rtttl_read_head(&r, text_of("x::c")), OK);
    assert_int_equal(r.repeats, 0);
    assert_int_equal(rtttl_read_head(&r, text_of("x:l=3:c")), OK);
    assert_int_equal(r.repeats, 3);
    assert_int_equal(rtttl_read_head(&r, text_of("x:l15:c")), OK);
    assert_int_equal(r.repeats, RTTTL_FOR_EVER);
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
        { "x:b=24:c", ERR_RANGE },
        { "x:b=901:c", ERR_RANGE },
        { "x:b=99999:c", ERR_RANGE },
        { "x:d=:c", ERR_SYNTAX },
        { "x:d=-4:c", ERR_SYNTAX },
        { "x:o=9:c", ERR_RANGE },
        { "x:l=16:c", ERR_RANGE },
        { "x:s=q:c", ERR_RANGE },
        { "x:4:c", ERR_SYNTAX },
        { "x:d=4", ERR_SYNTAX },
        { "x::,", ERR_SYNTAX },
        { "x::o=5", ERR_SYNTAX }, // no note
        { "x::o=9,c", ERR_RANGE },
        { "x::o=5c", ERR_SYNTAX },
        { "x::c9", ERR_RANGE },
        { "x::i", ERR_SYNTAX },
        { "x::3c", ERR_RANGE },
        { "x::c3", ERR_RANGE },
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
                assert_true((!note.hz || (note.hz > 250 && note.hz < 8000)) && note.ms >= 8 &&
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
        TEST(test_what_the_grammars_leave_free_changes_nothing),
        TEST(test_what_can_be_a_note_is_one),
        TEST(test_styles_say_how_long_a_note_sounds),
        TEST(test_a_melody_says_how_often_it_is_repeated),
        TEST(test_anything_else_is_refused),
        TEST(test_any_bytes_are_survived),
    };

    return RUN(tests);
}
