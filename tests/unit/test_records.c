// The records that hold the settings in memory.
#include "store/records.h"
#include "test.h"

static const struct field rows[] = {
    { "name", K_TEXT, "a name", .text_def = "n/a" },
    { "count", K_INT, "a count", .hi = 9, .def = 3 },
    { "on", K_BOOL, "a switch", .def = 1 },
    { "bare", K_TEXT, "a text without a default" },
};
enum { NAME, NUMBER, ON, BARE };

static int start(void **state)
{
    static char memory[SETTINGS_MEMORY];
    static uint8_t recorded[KEYSET_BYTES(4)];
    static const struct settings_place place = { NULL, &settings_json, memory };
    struct settings *s = calloc(1, sizeof *s);

    settings_init(s, rows, 4, recorded, &place);
    *state = s;
    return 0;
}

static int stop(void **state)
{
    free(*state);
    return 0;
}

static void test_a_record_is_put_found_and_dropped(void **state)
{
    struct settings *s = *state;

    assert_null(records_find(s, NAME).p);
    records_put(s, NAME, text_of("lamp"));
    records_put(s, NUMBER, text_of("7"));
    expect_text(records_find(s, NAME), "lamp");
    expect_text(records_find(s, NUMBER), "7");
    assert_null(records_find(s, ON).p);
    records_put(s, NAME, text_of("a longer name"));
    expect_text(records_find(s, NAME), "a longer name");
    expect_text(records_find(s, NUMBER), "7");
    records_drop(s, NUMBER);
    records_drop(s, NUMBER);
    assert_null(records_find(s, NUMBER).p);
    expect_text(records_find(s, NAME), "a longer name");
    records_clear(s);
    assert_null(records_find(s, NAME).p);
    assert_int_equal(s->used, 0);
}

static void test_a_default_needs_no_record(void **state)
{
    struct settings *s = *state;

    records_put(s, NUMBER, text_of("7"));
    records_put(s, NUMBER, text_of("3"));
    records_put(s, ON, text_of("True"));
    records_put(s, NAME, text_of("n/a"));
    records_put(s, BARE, text_of(""));
    assert_int_equal(s->used, 0);
}

static void test_a_value_of_any_length_keeps_its_length(void **state)
{
    struct settings *s = *state;
    char text[1200];

    memset(text, 't', sizeof text);
    for (size_t len = 1; len < sizeof text; len += 51) {
        records_put(s, NAME, text_make(text, len));
        assert_int_equal(records_find(s, NAME).len, len);
    }
}

static void test_what_fits_is_known_to_the_byte(void **state)
{
    struct settings *s = *state;
    char text[CFG_SETTINGS_BYTES + 1];

    memset(text, 't', sizeof text);
    assert_true(records_fit(s, NAME, text_make(text, CFG_SETTINGS_BYTES - RECORD_HEAD), 0));
    assert_false(records_fit(s, NAME, text_make(text, CFG_SETTINGS_BYTES - RECORD_HEAD + 1), 0));
    records_put(s, NAME, text_make(text, CFG_SETTINGS_BYTES - RECORD_HEAD));
    assert_int_equal(s->used, CFG_SETTINGS_BYTES);
    assert_false(records_fit(s, NUMBER, text_of("7"), 0));
    assert_true(records_fit(s, NAME, text_of("short"), 0)); // in place of the long one
    struct out o = records_value(s);
    out_char(&o, 'x');
    assert_true(o.full);
}

#define RECORD_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RECORD_TEST(test_a_record_is_put_found_and_dropped),
        RECORD_TEST(test_a_default_needs_no_record),
        RECORD_TEST(test_a_value_of_any_length_keeps_its_length),
        RECORD_TEST(test_what_fits_is_known_to_the_byte),
    };

    return RUN(tests);
}
