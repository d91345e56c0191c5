// Earlier generations of the settings: reading and restoring them.
#include "store/history.h"
#include "test.h"

static const struct field rows[] = {
    { "name", K_TEXT, "a name", .text_def = "node01", .lo = 1, .hi = 600 },
    { "pass", K_TEXT, "a password", .text_def = "factory1", .lo = 8, .hi = 63, .flags = F_SECRET },
    { "count", K_INT, "a count", .lo = -9, .hi = 99, .def = 3 },
    { "on", K_BOOL, "a switch", .def = 1 },
};
enum { NAME, PASS, NUMBER, ON, ROWS };

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
    assert_int_equal(settings_set(&t->s, key, text_of(text)), 1);
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
    assert_int_equal(settings_set(&t->s, NAME, text_make(longer, sizeof longer)), 1);
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
    assert_int_equal(history_undo(&t->s, 2), OK);
    expect_text(settings_text(&t->s, NAME), "node01");
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    assert_int_equal(t->s.generation, 3);
    assert_string_equal(value(t, 1, NUMBER), "7");
    assert_int_equal(history_undo(&t->s, 1), OK); // undo of the undo
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(history_undo(&t->s, 0), ERR_NAME);
    assert_int_equal(history_undo(&t->s, 9), ERR_NAME);
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
        err = history_undo(&t->s, 1);
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
    assert_int_equal(history_undo(&t->s, 1), ERR_SYNTAX);
    expect_text(settings_text(&t->s, NAME), "lamp");
    assert_int_equal(t->s.generation, 1);
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
    };

    return RUN(tests);
}
