// Typed settings: what is read, set, noted, shown and written, and when nothing is written.
#include "json.h"
#include "store/settings.h"
#include "test.h"

static const struct field rows[] = {
    { "name", K_TEXT, "a name", .text_def = "node01", .lo = 1, .hi = 600 },
    { "note", K_TEXT, "a note", .text_def = "n/a" },
    { "pass", K_TEXT, "a password", .text_def = "factory1", .lo = 8, .hi = 63, .flags = F_SECRET },
    { "count", K_INT, "a count", .lo = -9, .hi = 99, .def = 3 },
    { "on", K_BOOL, "a switch", .def = 1 },
    { "volts", K_FIXED, "volts", .lo = 0, .hi = 330, .def = 125, .decimals = 2 },
    { "speed", K_TEXT, "how fast", .text_def = "n/a" },
};
enum { NAME, NOTE, PASS, NUMBER, ON, VOLTS, SPEED, ROWS };

struct setup {
    struct ram ram;
    struct settings s;
    uint8_t recorded[KEYSET_BYTES(ROWS)];
    struct settings_report report;
};

static void load(struct setup *t)
{
    settings_init(&t->s, rows, ROWS, t->recorded, &t->ram.json);
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

static const char *shown(const struct setup *t, unsigned key)
{
    static char text[700];
    struct out o;

    out_init(&o, text, sizeof text);
    settings_show(&t->s, key, &o);
    return text;
}

static const char *file(const struct setup *t)
{
    const char *text = ram_get(&t->ram, SETTINGS_FILE);

    return text ? text : "no file";
}

static void test_without_a_file_everything_has_its_default(void **state)
{
    struct setup *t = *state;

    assert_true(t->report.created);
    assert_false(t->report.damaged || t->report.recovered);
    assert_string_equal(shown(t, NAME), "node01");
    assert_string_equal(shown(t, PASS), "********");
    assert_string_equal(shown(t, ON), "True");
    assert_string_equal(shown(t, VOLTS), "1.25");
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    assert_true(settings_bool(&t->s, ON));
    expect_text(settings_text(&t->s, PASS), "factory1");
    assert_false(settings_is_set(&t->s, NOTE));
    assert_true(settings_is_set(&t->s, NAME));
    assert_int_equal(ram_count(&t->ram), 0); // loading writes nothing
}

static void test_names_are_found(void **state)
{
    struct setup *t = *state;

    assert_int_equal(settings_find(&t->s, text_of("on")), ON);
    assert_int_equal(settings_find(&t->s, text_of("ON")), ERR_NAME);
    assert_int_equal(settings_find(&t->s, text_of("")), ERR_NAME);
}

static void test_a_set_value_stands_in_memory_and_in_the_file(void **state)
{
    struct setup *t = *state;

    assert_int_equal(settings_set(&t->s, NUMBER, text_of("+7"), NULL), 1);
    assert_int_equal(settings_set(&t->s, ON, text_of("FALSE"), NULL), 1);
    assert_int_equal(settings_set(&t->s, NAME, text_of("caf\xc3\xa9 \"1\"\\"), NULL), 1);
    assert_int_equal(settings_set(&t->s, VOLTS, text_of("2.50"), NULL), 1);
    assert_int_equal(settings_int(&t->s, NUMBER), 7);
    assert_false(settings_bool(&t->s, ON));
    assert_true(json_is_strict(file(t)));
    assert_string_equal(
        file(t),
        "{\n    \"format\": \"1.1\",\n    \"generation\": 4,\n    \"name\": \"caf\xc3\xa9 "
        "\\\"1\\\"\\\\\",\n    \"note\": "
        "\"n/a\",\n"
        "    \"pass\": \"factory1\",\n    \"count\": 7,\n    \"on\": false,\n    \"volts\": 2.50,\n"
        "    \"speed\": \"n/a\"\n}\n");
    load(t);
    assert_false(t->report.created || t->report.incomplete || t->report.damaged);
    assert_int_equal(settings_int(&t->s, NUMBER), 7);
    assert_false(settings_bool(&t->s, ON));
    assert_string_equal(shown(t, NAME), "caf\xc3\xa9 \"1\"\\");
    assert_string_equal(shown(t, VOLTS), "2.50");
    assert_int_equal(t->s.generation, 4);
}

static void test_nothing_is_written_when_nothing_changed(void **state)
{
    struct setup *t = *state;

    assert_int_equal(settings_set(&t->s, NUMBER, text_of("3"), NULL), 0);
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("+03"), NULL), 0);
    assert_int_equal(settings_set(&t->s, ON, text_of("true"), NULL), 0);
    assert_int_equal(settings_set(&t->s, NAME, text_of("node01"), NULL), 0);
    assert_int_equal(settings_note(&t->s, NOTE, text_of("n/a")), OK);
    assert_int_equal(t->ram.commits, 0);
    settings_set(&t->s, NUMBER, text_of("5"), NULL);
    unsigned commits = t->ram.commits;
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("+5"), NULL), 0);
    assert_int_equal(settings_sync(&t->s), OK);
    assert_int_equal(t->ram.commits, commits);
}

static void test_a_value_back_at_its_default_is_as_if_never_set(void **state)
{
    struct setup *t = *state;

    settings_set(&t->s, NUMBER, text_of("5"), NULL);
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("3"), NULL), 1);
    assert_int_equal(t->s.used, 0);
    load(t);
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
}

static void test_after_a_failed_write_the_old_value_stands_everywhere(void **state)
{
    struct setup *t = *state;
    int result = ERR_STORE;

    settings_set(&t->s, NAME, text_of("old"), NULL);
    for (unsigned n = 1; result != 1; n++) {
        t->ram.calls = 0;
        t->ram.fail_at = n;
        result = settings_set(&t->s, NAME, text_of("new"), NULL);
        t->ram.fail_at = 0;
        if (result == 1)
            break;
        assert_int_equal(result, ERR_STORE);
        expect_text(settings_text(&t->s, NAME), "old");
        struct setup other = { .ram = t->ram };
        other.ram.blobs.ctx = &other.ram;
        other.ram.json =
            (struct settings_place){ &other.ram.blobs, &settings_json, other.ram.settings_memory };
        load(&other);
        expect_text(settings_text(&other.s, NAME), "old");
        assert_false(other.report.damaged);
    }
    expect_text(settings_text(&t->s, NAME), "new");
}

static void test_noted_values_are_written_by_sync_without_a_generation(void **state)
{
    struct setup *t = *state;

    settings_set(&t->s, NUMBER, text_of("5"), NULL);
    uint32_t generation = t->s.generation;
    assert_int_equal(settings_note(&t->s, NOTE, text_of("10.0.0.1")), OK);
    assert_null(strstr(file(t), "10.0.0.1"));
    assert_int_equal(settings_sync(&t->s), OK);
    assert_non_null(strstr(file(t), "10.0.0.1"));
    assert_int_equal(t->s.generation, generation);
    assert_true(settings_is_set(&t->s, NOTE));
    unsigned commits = t->ram.commits;
    assert_int_equal(settings_sync(&t->s), OK);
    assert_int_equal(t->ram.commits, commits);
}

static void test_a_sync_that_fails_is_tried_again(void **state)
{
    struct setup *t = *state;

    t->ram.refuses_writes = true;
    assert_int_equal(settings_sync(&t->s), ERR_STORE);
    t->ram.refuses_writes = false;
    assert_int_equal(settings_sync(&t->s), OK);
    assert_true(json_is_strict(file(t)));
}

static void test_what_does_not_fit_is_refused_and_changes_nothing(void **state)
{
    struct setup *t = *state;
    char text[CFG_SETTINGS_BYTES];

    memset(text, 'x', sizeof text);
    assert_int_equal(settings_set(&t->s, NOTE, text_make(text, 2000), NULL), 1);
    assert_int_equal(settings_set(&t->s, SPEED, text_make(text, 1066), NULL),
                     1); // 2 x 3 bytes of heads
    assert_int_equal(t->s.used, CFG_SETTINGS_BYTES);
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("5"), NULL), ERR_FULL);
    assert_int_equal(settings_note(&t->s, NUMBER, text_of("5")), ERR_FULL);
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    load(t);
    assert_false(t->report.damaged);
    assert_int_equal(settings_text(&t->s, NOTE).len, 2000);
    assert_int_equal(settings_text(&t->s, SPEED).len, 1066);
}

static void test_a_secret_is_never_shown(void **state)
{
    struct setup *t = *state;

    settings_set(&t->s, PASS, text_of("my secret word"), NULL);
    assert_string_equal(shown(t, PASS), "********");
    expect_text(settings_text(&t->s, PASS), "my secret word");
}

#define SETTINGS_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

static void test_hours_are_kept_in_their_shortest_form(void **state)
{
    static const struct field hours = { "gmttime", K_HOURS, "hours", .lo = -12, .hi = 14 };
    static const struct {
        const char *set, *shown;
        int minutes;
    } forms[] = {
        { "+5:30", "5:30", 330 }, { "-0:30", "-0:30", -30 }, { "+14", "14", 840 },
        { "-03:00", "-3", -180 }, { "5:09", "5:09", 309 },   { "-11:59", "-11:59", -719 },
    };
    struct setup *t = *state;
    struct settings s;
    char text[16];
    struct out o;

    settings_init(&s, &hours, 1, t->recorded, &t->ram.json);
    settings_load(&s, &t->report);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_int_equal(settings_set(&s, 0, text_of(forms[i].set), NULL), 1);
        settings_load(&s, &t->report);
        out_init(&o, text, sizeof text);
        settings_show(&s, 0, &o);
        assert_string_equal(text, forms[i].shown);
        assert_int_equal(settings_minutes(&s, 0), forms[i].minutes);
        assert_int_equal(settings_set(&s, 0, text_of(forms[i].shown), NULL), 0); // the same
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST(test_without_a_file_everything_has_its_default),
        SETTINGS_TEST(test_names_are_found),
        SETTINGS_TEST(test_a_set_value_stands_in_memory_and_in_the_file),
        SETTINGS_TEST(test_nothing_is_written_when_nothing_changed),
        SETTINGS_TEST(test_a_value_back_at_its_default_is_as_if_never_set),
        SETTINGS_TEST(test_after_a_failed_write_the_old_value_stands_everywhere),
        SETTINGS_TEST(test_noted_values_are_written_by_sync_without_a_generation),
        SETTINGS_TEST(test_a_sync_that_fails_is_tried_again),
        SETTINGS_TEST(test_what_does_not_fit_is_refused_and_changes_nothing),
        SETTINGS_TEST(test_a_secret_is_never_shown),
        SETTINGS_TEST(test_hours_are_kept_in_their_shortest_form),
    };

    return RUN(tests);
}
