// The settings as an image: used where they stand, written anew at a change, and what damage makes
// of them.
#include "store/history.h"
#include "test.h"

static const struct field rows[] = {
    { "name", K_TEXT, "a name", .text_def = "node01", .lo = 1, .hi = 32 },
    { "pass", K_TEXT, "a password", .text_def = "factory1", .lo = 8, .hi = 63,
      .flags = F_SECRET | F_HASHED },
    { "count", K_INT, "a count", .lo = -9, .hi = 99, .def = 3 },
    { "on", K_BOOL, "a switch", .def = 1 },
    { "long", K_TEXT, "a text", .text_def = "n/a" },
};
enum { NAME, PASS, NUMBER, ON, LONG, ROWS };

struct setup {
    struct ram ram;
    struct settings s;
    uint8_t recorded[KEYSET_BYTES(ROWS)];
    struct settings_report report;
};

static void load(struct setup *t)
{
    settings_init(&t->s, rows, ROWS, t->recorded, &t->ram.image);
    settings_load(&t->s, &t->report);
}

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);

    ram_init(&t->ram);
    load(t);
    *state = t;
    return 0;
}

static int stop(void **state)
{
    struct setup *t = *state;

    ram_free(&t->ram);
    free(t);
    return 0;
}

static void put(struct setup *t, const void *image, size_t len)
{
    ram_put_bytes(&t->ram, SETTINGS_FILE, image, len);
    load(t);
}
#define PUT(t, literal) put(t, literal, sizeof literal - 1)

static void set(struct setup *t, unsigned key, const char *value)
{
    assert_int_equal(settings_set(&t->s, key, text_of(value), NULL), 1);
}

static void test_a_set_value_stands_in_the_image_and_nowhere_else(void **state)
{
    static const char image[] = "mSE1\2\0\0\0\0\1\0\x11\4\4\0namelamp\2\5\0onFalse";
    struct setup *t = *state;

    assert_true(t->report.created);
    set(t, NAME, "lamp");
    set(t, ON, "false");
    assert_int_equal(t->s.used, 0);
    assert_int_equal(ram_size(&t->ram, SETTINGS_FILE), sizeof image - 1);
    assert_memory_equal(ram_get(&t->ram, SETTINGS_FILE), image, sizeof image - 1);
    load(t);
    assert_false(t->report.created || t->report.damaged || t->report.incomplete);
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_false(settings_bool(&t->s, ON));
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    assert_int_equal(t->s.generation, 2);
}

static void test_the_largest_generation_is_read(void **state)
{
    struct setup *t = *state;

    PUT(t, "mSE1\xff\xc9\x9a\x3b\0\1\0\x11\4\4\0namelamp");
    assert_false(t->report.damaged);
    assert_int_equal(t->s.generation, 999999999);
}

static void test_a_value_back_at_its_default_has_no_record(void **state)
{
    struct setup *t = *state;

    set(t, NUMBER, "5");
    set(t, NUMBER, "3");
    assert_int_equal(ram_size(&t->ram, SETTINGS_FILE), 12);
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    assert_true(settings_is_default(&t->s, NUMBER));
}

static void test_a_noted_value_is_written_at_once_without_a_generation(void **state)
{
    struct setup *t = *state;

    set(t, NUMBER, "5");
    assert_int_equal(settings_note(&t->s, LONG, text_of("10.0.0.1")), OK);
    load(t);
    expect_text(settings_text(&t->s, LONG), "10.0.0.1");
    assert_int_equal(t->s.generation, 1);
    unsigned commits = t->ram.commits;
    assert_int_equal(settings_note(&t->s, LONG, text_of("10.0.0.1")), OK);
    assert_int_equal(settings_sync(&t->s), OK);
    assert_int_equal(t->ram.commits, commits);
}

static void test_after_a_failed_write_the_old_value_stands(void **state)
{
    struct setup *t = *state;
    int result = ERR_STORE;

    set(t, NAME, "old");
    for (unsigned n = 1; result != 1; n++) {
        t->ram.calls = 0;
        t->ram.fail_at = n;
        result = settings_set(&t->s, NAME, text_of("new"), NULL);
        t->ram.fail_at = 0;
        expect_text(settings_text(&t->s, NAME), result == 1 ? "new" : "old");
    }
    load(t);
    expect_text(settings_text(&t->s, NAME), "new");
}

static void test_a_name_we_do_not_know_stays(void **state)
{
    struct setup *t = *state;

    PUT(t, "mSE1\7\0\0\0\5\2\0later42\4\4\0namelamp");
    assert_false(t->report.damaged);
    set(t, NAME, "desk");
    load(t);
    expect_text(settings_text(&t->s, NAME), "desk");
    const char *image = ram_get(&t->ram, SETTINGS_FILE);
    assert_memory_equal(image, "mSE1\10\0\0\0\0\1\0\x11\4\4\0namedesk\5\2\0later42", 33);
}

static void test_damage_is_told_and_set_aside(void **state)
{
    static const struct {
        const char *image;
        size_t len;
        uint32_t at;
    } rows_of_damage[] = {
        { "", 0, 0 },
        { "mSE", 3, 0 },
        { "{\"generation\": 1}", 17, 0 },
        { "mSE1\0\0\0\377", 8, 0 },              // no node counted up to this generation
        { "mSE1\0\xca\x9a\x3b", 8, 0 },          // nor to 1,000,000,000, the first that is refused
        { "mSE1\1\0\0\0\4", 9, 8 },              // the head of a record is cut off
        { "mSE1\1\0\0\0\4\5\0namelamp", 19, 8 }, // its value is
        { "mSE1\1\0\0\0\2\5\0onFalse\4\377\377name", 25, 18 },
    };
    struct setup *t = *state;

    for (size_t i = 0; i < sizeof rows_of_damage / sizeof *rows_of_damage; i++) {
        put(t, rows_of_damage[i].image, rows_of_damage[i].len);
        assert_true(t->report.damaged && t->report.created);
        assert_int_equal(t->report.at, rows_of_damage[i].at);
        assert_int_equal(ram_size(&t->ram, t->report.aside), rows_of_damage[i].len);
        assert_true(settings_bool(&t->s, ON));
        set(t, NUMBER, "5"); // and the node goes on from its defaults
        load(t);
        assert_int_equal(settings_int(&t->s, NUMBER), 5);
        assert_true(settings_bool(&t->s, ON));
    }
}

static void test_a_value_that_is_not_accepted_has_its_default(void **state)
{
    struct setup *t = *state;

    PUT(t, "mSE1\1\0\0\0\5\3\0count100\4\4\0namelamp");
    assert_true(t->report.damaged);
    assert_int_equal(t->report.odd_key, NUMBER);
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    expect_text(settings_text(&t->s, NAME), "lamp");
}

static void test_without_its_password_an_earlier_generation_is_used(void **state)
{
    struct setup *t = *state;

    set(t, PASS, "a verifier");
    set(t, NAME, "lamp");
    PUT(t, "mSE1\3\0\0\0\4\0\0pass\4\4\0namedesk");
    assert_true(t->report.damaged && t->report.recovered);
    assert_int_equal(t->report.generation, 1);
    expect_text(settings_text(&t->s, PASS), "a verifier");
    assert_int_equal(settings_sync(&t->s), OK);
    load(t);
    assert_false(t->report.damaged);
    expect_text(settings_text(&t->s, PASS), "a verifier");
    expect_text(settings_text(&t->s, NAME), "node01");
}

static void test_even_the_oldest_generation_comes_back(void **state)
{
    struct setup *t = *state;
    char value[16];
    struct out o;

    for (int i = 0; i <= CFG_GENERATIONS; i++) {
        snprintf(value, sizeof value, "%d", 10 + i);
        set(t, NUMBER, value);
    }
    assert_true(history_has(&t->s, CFG_GENERATIONS));
    assert_false(history_has(&t->s, CFG_GENERATIONS + 1));
    out_init(&o, value, sizeof value);
    assert_int_equal(history_value(&t->s, CFG_GENERATIONS, NUMBER, &o), OK);
    assert_string_equal(value, "10");
    out_init(&o, value, sizeof value);
    assert_int_equal(history_value(&t->s, 1, ON, &o), OK);
    assert_string_equal(value, "True");
    assert_int_equal(history_undo(&t->s, CFG_GENERATIONS, NULL), OK);
    assert_int_equal(settings_int(&t->s, NUMBER), 10);
    load(t);
    assert_int_equal(settings_int(&t->s, NUMBER), 10);
    assert_int_equal(history_undo(&t->s, 1, NULL), OK); // undo of the undo
    assert_int_equal(settings_int(&t->s, NUMBER), 10 + CFG_GENERATIONS);
}

static void test_a_mark_stands_in_the_image_of_its_change(void **state)
{
    static const char image[] = "mSE1\1\0\0\0\0\1\0\x11\4\4\0namelamp\4\x8\0long1 by Zoe";
    struct ram_mark by = ram_mark(LONG, "by Zoe");
    struct setup *t = *state;
    char value[32];
    struct out o;

    assert_int_equal(settings_set(&t->s, NAME, text_of("lamp"), &by.mark), 1);
    assert_int_equal(ram_size(&t->ram, SETTINGS_FILE), sizeof image - 1);
    assert_memory_equal(ram_get(&t->ram, SETTINGS_FILE), image, sizeof image - 1);
    expect_text(settings_text(&t->s, LONG), "1 by Zoe");
    set(t, NUMBER, "5");
    by.text = "by the house";
    assert_int_equal(settings_set(&t->s, ON, text_of("false"), &by.mark), 1);
    load(t);
    expect_text(settings_text(&t->s, LONG), "3 by the house");
    out_init(&o, value, sizeof value);
    assert_int_equal(history_value(&t->s, 1, LONG, &o), OK);
    assert_string_equal(value, "1 by Zoe"); // whoever made this generation left none
}

static void test_one_key_goes_back_alone(void **state)
{
    struct ram_mark by = ram_mark(LONG, "by Zoe");
    struct setup *t = *state;
    int result = ERR_STORE;

    set(t, NAME, "lamp");
    set(t, NUMBER, "7");
    set(t, NAME, "a longer name");
    for (unsigned n = 1; result != 1; n++) {
        t->ram.calls = 0;
        t->ram.fail_at = n;
        result = history_undo_key(&t->s, 1, NAME, &by.mark);
        t->ram.fail_at = 0;
        expect_text(settings_text(&t->s, NAME), result == 1 ? "lamp" : "a longer name");
        load(t);
        expect_text(settings_text(&t->s, NAME), result == 1 ? "lamp" : "a longer name");
    }
    assert_int_equal(settings_int(&t->s, NUMBER), 7);
    expect_text(settings_text(&t->s, LONG), "4 by Zoe");
    assert_int_equal(history_undo_key(&t->s, 3, NUMBER, &by.mark), 1); // its default
    assert_true(settings_is_default(&t->s, NUMBER));
    load(t);
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(history_undo_key(&t->s, 4, NUMBER, &by.mark), 0);
}

static void test_a_default_is_fetched_as_its_text(void **state)
{
    struct setup *t = *state;
    char spare[16];
    struct text value;

    set(t, ON, "false");
    set(t, NAME, "lamp");
    set(t, NUMBER, "7");
    assert_int_equal(history_fetch(&t->s, 2, NAME, spare, &value), OK);
    expect_text(value, "node01");
    assert_int_equal(history_fetch(&t->s, 2, NUMBER, spare, &value), OK);
    expect_text(value, "3");
    assert_int_equal(history_fetch(&t->s, 1, NAME, spare, &value), OK);
    expect_text(value, "lamp");
    assert_int_equal(history_fetch(&t->s, 9, NAME, spare, &value), ERR_NAME);
}

static void test_a_mark_that_has_no_room_is_left_out(void **state)
{
    struct ram_mark by = ram_mark(LONG, "by Zoe");
    struct setup *t = *state;
    char text[CFG_SETTINGS_BYTES];
    size_t most = CFG_SETTINGS_BYTES - 12 - 3 - 4;

    memset(text, 'x', sizeof text);
    assert_int_equal(settings_set(&t->s, NAME, text_make(text, most), &by.mark), 1);
    assert_true(settings_is_default(&t->s, LONG));
    assert_int_equal(ram_size(&t->ram, SETTINGS_FILE), CFG_SETTINGS_BYTES);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    struct setup *t = *state;
    char text[CFG_SETTINGS_BYTES];
    size_t most =
        CFG_SETTINGS_BYTES - 12 - 3 - 4; // the head with its format, the record's head, "long"

    memset(text, 'x', sizeof text);
    assert_int_equal(settings_set(&t->s, LONG, text_make(text, most + 1), NULL), ERR_FULL);
    assert_int_equal(settings_set(&t->s, LONG, text_make(text, most), NULL), 1);
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("5"), NULL), ERR_FULL);
    set(t, LONG, "short"); // in place of the long one
}

#define IMAGE_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IMAGE_TEST(test_a_set_value_stands_in_the_image_and_nowhere_else),
        IMAGE_TEST(test_the_largest_generation_is_read),
        IMAGE_TEST(test_a_value_back_at_its_default_has_no_record),
        IMAGE_TEST(test_a_noted_value_is_written_at_once_without_a_generation),
        IMAGE_TEST(test_after_a_failed_write_the_old_value_stands),
        IMAGE_TEST(test_a_name_we_do_not_know_stays),
        IMAGE_TEST(test_damage_is_told_and_set_aside),
        IMAGE_TEST(test_a_value_that_is_not_accepted_has_its_default),
        IMAGE_TEST(test_without_its_password_an_earlier_generation_is_used),
        IMAGE_TEST(test_even_the_oldest_generation_comes_back),
        IMAGE_TEST(test_a_mark_stands_in_the_image_of_its_change),
        IMAGE_TEST(test_one_key_goes_back_alone),
        IMAGE_TEST(test_a_default_is_fetched_as_its_text),
        IMAGE_TEST(test_a_mark_that_has_no_room_is_left_out),
        IMAGE_TEST(test_what_does_not_fit_is_refused),
    };

    return RUN(tests);
}
