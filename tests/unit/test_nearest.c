// The word that a mistyped one most likely meant.
#include "base/nearest.h"
#include "test.h"

static const char *nearest_of(const char *typed)
{
    static const char *const words[] = { "hello",  "version", "exit",   "reboot", "webrepl",
                                         "help",   "conf",    "noconf", "system", "light",
                                         "dimmer", "switch",  "servo",  "gpio" };
    struct nearest n;

    nearest_init(&n, text_of(typed));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        nearest_try(&n, words[i]);
    return n.best ? n.best : "nothing";
}

static void test_a_typing_slip_finds_its_word(void **state)
{
    static const struct {
        const char *typed, *meant;
    } rows[] = {
        { "hlep", "help" },       { "helo", "hello" },    { "helllo", "hello" },
        { "verison", "version" }, { "exot", "exit" },     { "rebot", "reboot" },
        { "ligth", "light" },     { "sistem", "system" }, { "con", "conf" },
        { "dimer", "dimmer" },    { "swicht", "switch" }, { "gpoi", "gpio" },
        { "webrepl", "webrepl" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(nearest_of(rows[i].typed), rows[i].meant);
}

static void test_what_is_far_from_every_word_finds_nothing(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("xylophone"), "nothing");
    assert_string_equal(nearest_of(""), "nothing");
    assert_string_equal(nearest_of("a word longer than any word we have"), "nothing");
}

static void test_a_long_known_word_is_never_near(void **state)
{
    struct nearest n;

    (void)state;
    nearest_init(&n, text_of("abcdefghijklmnopqrstuvwxyz"));
    nearest_try(&n, "abcdefghijklmnopqrstuvwxyz");
    assert_null(n.best);
    nearest_init(&n, text_of("abc"));
    nearest_try(&n, "abcdefghijklmnopqrstuvwxyz");
    assert_null(n.best);
}

static void test_distances_are_counted_in_edits(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned edits;
    } rows[] = {
        { "version", "version", 0 }, { "versio", "version", 1 },  { "verison", "version", 1 },
        { "vrsion", "version", 1 },  { "vErsion", "version", 1 }, { "evrsoin", "version", 2 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nearest n;
        nearest_init(&n, text_of(rows[i].a));
        nearest_try(&n, rows[i].b);
        assert_string_equal(n.best, rows[i].b);
        assert_int_equal(n.distance, rows[i].edits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_typing_slip_finds_its_word),
        TEST(test_what_is_far_from_every_word_finds_nothing),
        TEST(test_a_long_known_word_is_never_near),
        TEST(test_distances_are_counted_in_edits),
    };

    return RUN(tests);
}
