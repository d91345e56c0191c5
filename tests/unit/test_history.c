// Earlier generations of the settings: reading and restoring them.
#include "store/history.h"
#include "test.h"

static const struct field rows[] = {
    { "name", K_TEXT, "a name", .text_def = "node01", .lo = 1, .hi = 600 },
    { "pass", K_TEXT, "a password", .text_def = "factory1", .lo = 8, .hi = 63, .flags = F_SECRET },
    { "count", K_INT, "a count", .lo = -9, .hi = 99, .def = 3 },
    { "on", K_BOOL, "a switch", .def = 1 },
    { "mark", K_TEXT, "the last change", .text_def = "n/a", .flags = F_STATE },
};
enum { NAME, PASS, NUMBER, ON, MARK, ROWS };

struct setup {
    struct ram ram;
    struct settings s;
    uint8_t recorded[KEYSET_BYTES(ROWS)];
};

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);
    struct settings_report report;

    ram_init(&t->ram);
    settings_init(&t->s, rows, ROWS, t->recorded, &t->ram.json);
    settings_load(&t->s, &report);
    assert_int_equal(settings_sync(&t->s), OK);
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

static const char *value(const struct setup *t, unsigned back, unsigned key)
{
    static char text[700];
    struct out o;

    out_init(&o, text, sizeof text);
    int err = history_value(&t->s, back, key, &o);
    return err ? err_text(err) : text;
}

static void set(struct setup *t, unsigned key, const char *text)
{
    assert_int_equal(settings_set(&t->s, key, text_of(text), NULL), 1);
}

static void test_each_generation_tells_its_values(void **state)
{
    struct setup *t = *state;

    set(t, NAME, "lamp");
    set(t, ON, "false");
    set(t, PASS, "my secret");
    assert_string_equal(value(t, 0, NAME), "lamp");
    assert_string_equal(value(t, 0, ON), "False");
    assert_string_equal(value(t, 0, PASS), "my secret");
    assert_string_equal(value(t, 0, NUMBER), "3");
    assert_string_equal(value(t, 1, PASS), "factory1");
    assert_string_equal(value(t, 1, ON), "False");
    assert_string_equal(value(t, 2, ON), "True");
    assert_string_equal(value(t, 2, NAME), "lamp");
    assert_string_equal(value(t, 3, NAME), "node01");
    assert_string_equal(value(t, 4, NAME), "no such name");
}

static void test_eight_generations_are_kept_and_the_ninth_is_not(void **state)
{
    struct setup *t = *state;
    char text[16];

    assert_true(history_has(&t->s, 0));
    assert_false(history_has(&t->s, 1));
    for (int i = 10; i < 30; i++) {
        snprintf(text, sizeof text, "%d", i);
        set(t, NUMBER, text);
    }
    for (unsigned back = 0; back <= CFG_GENERATIONS; back++) {
        assert_true(history_has(&t->s, back));
        snprintf(text, sizeof text, "%d", 29 - (int)back);
        assert_string_equal(value(t, back, NUMBER), text);
    }
    assert_false(history_has(&t->s, CFG_GENERATIONS + 1));
}

static void test_a_key_that_a_generation_lacks_has_its_default(void **state)
{
    struct setup *t = *state;

    set(t, NAME, "lamp");
    ram_put(&t->ram, "node_config.0.json", "{\"generation\": 0, \"name\": \"x\"}");
    assert_string_equal(value(t, 1, NUMBER), "3");
    assert_string_equal(value(t, 1, NAME), "x");
    ram_put(&t->ram, "node_config.0.json", "{\"generation\": 5}"); // another one's place
    assert_false(history_has(&t->s, 1));
    ram_put(&t->ram, "node_config.0.json", "{\"generation\": 0, \"name\"");
    assert_string_equal(value(t, 1, NAME), "invalid syntax");
}

static void test_a_value_longer_than_the_room_is_cut(void **state)
{
    struct setup *t = *state;
    char longer[500], text[8];
    struct out o;

    memset(longer, 'l', sizeof longer);
    assert_int_equal(settings_set(&t->s, NAME, text_make(longer, sizeof longer), NULL), 1);
    set(t, NUMBER, "5");
    out_init(&o, text, sizeof text);
    assert_int_equal(history_value(&t->s, 1, NAME, &o), OK);
    assert_string_equal(text, "lllllll");
    out_init(&o, text, sizeof text);
    assert_int_equal(history_value(&t->s, 1, NUMBER, &o), OK); // behind the long one
    assert_string_equal(text, "3");
}

static void test_undo_brings_back_all_values_as_a_new_generation(void **state)
{
    struct setup *t = *state;

    set(t, NAME, "lamp");
    set(t, NUMBER, "7");
    assert_int_equal(history_undo(&t->s, 2, NULL), OK);
    expect_text(settings_text(&t->s, NAME), "node01");
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    assert_int_equal(t->s.generation, 3);
    assert_string_equal(value(t, 1, NUMBER), "7");
    assert_int_equal(history_undo(&t->s, 1, NULL), OK); // undo of the undo
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(history_undo(&t->s, 0, NULL), ERR_NAME);
    assert_int_equal(history_undo(&t->s, 9, NULL), ERR_NAME);
}

static void test_an_undo_that_fails_changes_nothing(void **state)
{
    struct setup *t = *state;
    int err = ERR_STORE;

    set(t, NAME, "lamp");
    for (unsigned n = 1; err; n++) {
        struct settings_report report;
        t->ram.calls = 0;
        t->ram.fail_at = n;
        err = history_undo(&t->s, 1, NULL);
        t->ram.fail_at = 0;
        expect_text(settings_text(&t->s, NAME), err ? "lamp" : "node01");
        settings_init(&t->s, rows, ROWS, t->recorded, &t->ram.json);
        settings_load(&t->s, &report);
        assert_false(report.damaged || report.recovered);
        expect_text(settings_text(&t->s, NAME), err ? "lamp" : "node01");
    }
}

static void test_undo_to_a_damaged_generation_is_refused(void **state)
{
    struct setup *t = *state;

    set(t, NAME, "lamp");
    ram_put(&t->ram, "node_config.0.json", "{\"generation\": 0, \"name\": ");
    assert_int_equal(history_undo(&t->s, 1, NULL), ERR_SYNTAX);
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(t->s.generation, 1);
}

static void set_marked(struct setup *t, unsigned key, const char *text, const char *name)
{
    struct ram_mark by = ram_mark(MARK, name);

    assert_int_equal(settings_set(&t->s, key, text_of(text), &by.mark), 1);
}

static void load_anew(struct setup *t)
{
    struct settings_report report;

    settings_init(&t->s, rows, ROWS, t->recorded, &t->ram.json);
    settings_load(&t->s, &report);
    assert_false(report.damaged || report.incomplete);
}

static void test_each_generation_keeps_the_mark_of_its_change(void **state)
{
    struct setup *t = *state;

    set_marked(t, NAME, "lamp", "by \"Zoe\" at 10:00");
    set(t, NUMBER, "5"); // by nobody who says so
    set_marked(t, ON, "false", "by cron 1");
    for (int again = 0; again < 2; again++) {
        assert_string_equal(value(t, 0, MARK), "3 by cron 1");
        assert_string_equal(value(t, 1, MARK), "1 by \"Zoe\" at 10:00"); // not its own number
        assert_string_equal(value(t, 2, MARK), "1 by \"Zoe\" at 10:00");
        assert_string_equal(value(t, 3, MARK), "n/a");
        load_anew(t);
    }
    assert_int_equal(settings_note(&t->s, NAME, text_of("desk")), OK);
    assert_int_equal(settings_sync(&t->s), OK); // no generation, and no mark
    assert_string_equal(value(t, 0, MARK), "3 by cron 1");
}

static void test_a_mark_that_has_no_room_is_left_out(void **state)
{
    struct setup *t = *state;
    char longest[CFG_SETTINGS_BYTES - 36], file[CFG_SETTINGS_BYTES + 64];
    struct ram_mark by = ram_mark(MARK, "by Zoe");
    struct settings_report report;

    memset(longest, 'l', sizeof longest);
    snprintf(file, sizeof file, "{\"generation\": 1, \"else\": \"%.*s\"}", (int)sizeof longest,
             longest);
    ram_put(&t->ram, SETTINGS_FILE, file);
    settings_load(&t->s, &report);
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("5"), &by.mark), 1);
    assert_string_equal(value(t, 0, MARK), "n/a");
    load_anew(t);
    assert_int_equal(settings_int(&t->s, NUMBER), 5);
}

static void test_one_key_goes_back_alone(void **state)
{
    struct setup *t = *state;

    set(t, NAME, "lamp");
    set(t, NUMBER, "7");
    set(t, ON, "false");
    set(t, NAME, "desk");
    assert_int_equal(history_undo_key(&t->s, 1, NAME, NULL), 1);
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(settings_int(&t->s, NUMBER), 7);
    assert_false(settings_bool(&t->s, ON));
    assert_int_equal(t->s.generation, 5);
    assert_int_equal(history_undo_key(&t->s, 3, ON, NULL), 1); // its default
    assert_int_equal(history_undo_key(&t->s, 5, NUMBER, NULL), 1);
    load_anew(t);
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    assert_true(settings_bool(&t->s, ON));
    assert_int_equal(history_undo_key(&t->s, 1, ON, NULL), 0); // it has that value
    assert_int_equal(history_undo_key(&t->s, 8, ON, NULL), ERR_NAME);
}

static void test_one_key_that_cannot_go_back_stays(void **state)
{
    struct setup *t = *state;
    int result = ERR_STORE;

    set(t, NAME, "lamp");
    for (unsigned n = 1; result != 1; n++) {
        t->ram.calls = 0;
        t->ram.fail_at = n;
        result = history_undo_key(&t->s, 1, NAME, NULL);
        t->ram.fail_at = 0;
        expect_text(settings_text(&t->s, NAME), result == 1 ? "node01" : "lamp");
        load_anew(t);
        expect_text(settings_text(&t->s, NAME), result == 1 ? "node01" : "lamp");
    }
    set(t, NUMBER, "5");
    ram_put(&t->ram, "node_config.2.json", "{\"generation\": 2, \"count\": 100}");
    assert_int_equal(history_undo_key(&t->s, 1, NUMBER, NULL), ERR_RANGE);
    assert_int_equal(settings_int(&t->s, NUMBER), 5);
}

#define HISTORY_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HISTORY_TEST(test_each_generation_tells_its_values),
        HISTORY_TEST(test_eight_generations_are_kept_and_the_ninth_is_not),
        HISTORY_TEST(test_a_key_that_a_generation_lacks_has_its_default),
        HISTORY_TEST(test_a_value_longer_than_the_room_is_cut),
        HISTORY_TEST(test_undo_brings_back_all_values_as_a_new_generation),
        HISTORY_TEST(test_an_undo_that_fails_changes_nothing),
        HISTORY_TEST(test_undo_to_a_damaged_generation_is_refused),
        HISTORY_TEST(test_each_generation_keeps_the_mark_of_its_change),
        HISTORY_TEST(test_a_mark_that_has_no_room_is_left_out),
        HISTORY_TEST(test_one_key_goes_back_alone),
        HISTORY_TEST(test_one_key_that_cannot_go_back_stays),
    };

    return RUN(tests);
}
