// The settings file: what people and power cuts make of it, and what the node makes of that.
#include "json.h"
#include "store/settings.h"
#include "store/settings_form.h"
#include "test.h"

static const struct field rows[] = {
    { "name", K_TEXT, "a name", .text_def = "node01", .lo = 1, .hi = 32, .flags = F_NAME },
    { "pass", K_TEXT, "a password", .text_def = "factory1", .lo = 8, .hi = 63,
      .flags = F_SECRET | F_HASHED },
    { "count", K_INT, "a count", .lo = -9, .hi = 99, .def = 3 },
    { "on", K_BOOL, "a switch", .def = 1 },
    { "off", K_BOOL, "a switch" },
    { "long", K_TEXT, "a text", .text_def = "n/a" },
};
enum { NAME, PASS, NUMBER, ON, OFF, LONG, ROWS };

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

static void load_text(struct setup *t, const char *json)
{
    ram_put(&t->ram, SETTINGS_FILE, json);
    load(t);
}

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);

    ram_init(&t->ram);
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

static const char *file(const struct setup *t, const char *name)
{
    const char *text = ram_get(&t->ram, name);

    return text ? text : "no file";
}

static bool is_clean(const struct setup *t)
{
    return !t->report.created && !t->report.damaged && !t->report.recovered;
}

static void test_missing_keys_are_filled_in(void **state)
{
    struct setup *t = *state;

    load_text(t, "{\"count\": 5, \"on\": false, \"off\": true}");
    assert_true(is_clean(t) && t->report.incomplete);
    assert_int_equal(settings_int(&t->s, NUMBER), 5);
    assert_false(settings_bool(&t->s, ON));
    assert_true(settings_bool(&t->s, OFF));
    expect_text(settings_text(&t->s, NAME), "node01");
    assert_int_equal(settings_sync(&t->s), OK);
    assert_string_equal(file(t, SETTINGS_FILE),
                        "{\n    \"format\": \"1.1\",\n    \"generation\": 0,\n    \"name\": "
                        "\"node01\",\n    \"pass\": "
                        "\"factory1\",\n    \"count\": 5,\n"
                        "    \"on\": false,\n    \"off\": true,\n    \"long\": \"n/a\"\n}\n");
    load(t);
    assert_false(t->report.incomplete);
}

static void test_unknown_keys_are_kept_whatever_they_hold(void **state)
{
    static const char *const members[] = {
        "\"x\": 12.5e3",
        "\"a \\\"b\\\"\": \"te\\nxt \\u00e9\"",
        "\"n\": null",
        "\"t\": true",
        "\"deep\": {\"a\": [1, \"]}\", {\"b\": null}], \"c\": \"\\u00e9\\\"\"}",
        "\"e\": \"\""
    };
    struct setup *t = *state;
    struct tape json = { 0 };

    tape_add(&json, "{\"count\": 5", 11);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        tape_add(&json, ", ", 2);
        tape_add(&json, members[i], strlen(members[i]));
    }
    tape_add(&json, "}", 1);
    load_text(t, json.data);
    tape_clear(&json);
    assert_true(is_clean(t));
    for (int round = 0; round < 3; round++) { // what was written reads as what was read
        assert_int_equal(settings_set(&t->s, NUMBER, text_of(round % 2 ? "5" : "6"), NULL), 1);
        const char *text = file(t, SETTINGS_FILE);
        assert_true(json_is_strict(text));
        assert_non_null(strstr(text, ",\n    \"x\": 12.5e3,\n    \"a \\\"b\\\"\": \"te\\nxt "
                                     "\xc3\xa9\",\n    \"n\": null,\n    \"t\": true,\n"
                                     "    \"deep\": {\"a\": [1, \"]}\", {\"b\": null}], \"c\": "
                                     "\"\\u00e9\\\"\"},\n    \"e\": \"\"\n}\n"));
        load(t);
        assert_true(is_clean(t));
    }
}

static void test_of_a_key_that_stands_twice_the_later_counts(void **state)
{
    struct setup *t = *state;

    load_text(t, "{\"name\": \"first\", \"count\": 5, \"name\": \"the-second\", \"count\": 7, "
                 "\"long\": \"x\", \"count\": 8}");
    assert_true(is_clean(t));
    expect_text(settings_text(&t->s, NAME), "the-second");
    expect_text(settings_text(&t->s, LONG), "x");
    assert_int_equal(settings_int(&t->s, NUMBER), 8);
    load_text(
        t, "{\"name\": \"first\", \"count\": 5, \"name\": \"node01\"}"); // the later is the default
    expect_text(settings_text(&t->s, NAME), "node01");
    assert_int_equal(settings_int(&t->s, NUMBER), 5);
}

static void expect_odd(struct setup *t, const char *json, int key)
{
    load_text(t, json);
    if (!t->report.damaged || t->report.odd_key != key || !t->report.aside[0])
        fail_msg("%s: damaged %d, odd key %d", json, t->report.damaged, t->report.odd_key);
    assert_string_equal(file(t, t->report.aside), json);
    ram_remove(&t->ram, t->report.aside);
}

static void test_a_value_that_is_not_accepted_gives_its_default_and_a_copy_is_kept(void **state)
{
    struct setup *t = *state;

    expect_odd(t, "{\"count\": 100, \"on\": false}", NUMBER);
    assert_false(settings_bool(&t->s, ON)); // the others are used
    assert_int_equal(settings_int(&t->s, NUMBER), 3);
    expect_odd(t, "{\"count\": \"5\"}", NUMBER);
    expect_odd(t, "{\"count\": 5.0}", NUMBER);
    expect_odd(t, "{\"count\": 5e0}", NUMBER);
    expect_odd(t, "{\"count\": true}", NUMBER);
    expect_odd(t, "{\"count\": null}", NUMBER);
    expect_odd(t, "{\"count\": 99999999999}", NUMBER);
    expect_odd(t, "{\"on\": 2}", ON);
    expect_odd(t, "{\"on\": \"maybe\"}", ON);
    expect_odd(t, "{\"on\": null}", ON);
    expect_odd(t, "{\"name\": 5}", NAME);
    expect_odd(t, "{\"name\": \"a b\"}", NAME);
    expect_odd(t, "{\"name\": [\"a\"]}", NAME);
    expect_odd(t, "{\"long\": \"\xff\"}", LONG); // no UTF-8
    expect_text(settings_text(&t->s, LONG), "n/a");
    assert_int_equal(settings_sync(&t->s), OK);
    load(t);
    assert_true(is_clean(t));
}

static void test_yes_and_no_in_the_file_have_every_spelling(void **state)
{
    static const struct {
        const char *json;
        bool yes;
    } spellings[] = {
        { "{\"on\": \"on\"}", true },  { "{\"on\": \"Off\"}", false },
        { "{\"on\": 1}", true },       { "{\"on\": 0}", false },
        { "{\"on\": \"YES\"}", true }, { "{\"on\": \"no\"}", false },
        { "{\"on\": false}", false },  { "{\"on\": \"False\"}", false },
        { "{\"on\": \"1\"}", true },
    };
    struct setup *t = *state;
    char text[16];
    struct out o;

    for (size_t i = 0; i < COUNT(spellings); i++) {
        load_text(t, spellings[i].json);
        assert_true(is_clean(t));
        if (settings_bool(&t->s, ON) != spellings[i].yes)
            fail_msg("%s", spellings[i].json);
        out_init(&o, text, sizeof text);
        assert_int_equal(t->s.place->form->value_of(&t->s, SETTINGS_FILE, ON, &o), OK);
        assert_string_equal(text, spellings[i].yes ? "True" : "False"); // as the history shows it
    }
}

static void test_a_password_in_the_file_is_left_to_who_checks_passwords(void **state)
{
    struct setup *t = *state;

    load_text(t, "{\"pass\": \"short\"}");
    assert_true(is_clean(t));
    expect_text(settings_text(&t->s, PASS), "short");
}

static void test_a_damaged_file_is_copied_aside_before_anything_replaces_it(void **state)
{
    static const char *const damaged[] = {
        "", "{", "{\"count\": 5", "[1]", "not json", "{\"count\": 5}}", "{\"count\": tru}"
    };
    struct setup *t = *state;

    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        char aside[BLOB_NAME_MAX + 1];
        load_text(t, damaged[i]);
        assert_true(t->report.damaged && t->report.created && !t->report.recovered);
        assert_int_equal(t->report.odd_key, -1);
        snprintf(aside, sizeof aside, "node_config.damaged.%d.json", (int)i + 1);
        assert_string_equal(t->report.aside, aside);
        assert_string_equal(file(t, aside), damaged[i]);
        assert_int_equal(settings_int(&t->s, NUMBER), 3);
        assert_int_equal(settings_sync(&t->s), OK);
        assert_string_equal(file(t, aside), damaged[i]);
    }
}

static void test_a_byte_order_mark_and_windows_lines_are_taken(void **state)
{
    struct setup *t = *state;

    load_text(t, "\xef\xbb\xbf{\r\n  \"count\": 5,\r\n  \"on\": false\r\n}\r\n");
    assert_true(is_clean(t));
    assert_int_equal(settings_int(&t->s, NUMBER), 5);
    assert_false(settings_bool(&t->s, ON));
}

static void test_the_mask_in_a_file_is_no_password(void **state)
{
    struct setup *t = *state;

    load_text(t, "{\"count\": 5, \"pass\": \"" SETTINGS_MASK "\"}");
    assert_true(t->report.damaged);
    assert_true(settings_is_default(&t->s, PASS));
}

static void test_the_place_of_the_damage_is_told(void **state)
{
    struct setup *t = *state;

    load_text(t, "{\"count\": 5, \"on\": tru}");
    assert_int_equal(t->report.at, 23);
}

static void test_the_tenth_damaged_file_takes_the_place_of_the_ninth(void **state)
{
    struct setup *t = *state;
    char text[32];

    for (int i = 1; i <= 12; i++) {
        snprintf(text, sizeof text, "damage %d", i);
        load_text(t, text);
    }
    assert_string_equal(file(t, "node_config.damaged.8.json"), "damage 8");
    assert_string_equal(file(t, "node_config.damaged.9.json"), "damage 12");
    assert_null(ram_get(&t->ram, "node_config.damaged.10.json"));
}

static void test_a_file_that_could_not_be_copied_aside_is_never_overwritten(void **state)
{
    struct setup *t = *state;

    ram_put(&t->ram, SETTINGS_FILE, "{\"count\": 5");
    t->ram.refuses_writes = true;
    load(t);
    assert_true(t->report.damaged);
    assert_string_equal(t->report.aside, "");
    t->ram.unreadable = SETTINGS_FILE;
    t->ram.refuses_writes = false;
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("7"), NULL), ERR_STORE);
    assert_int_equal(settings_sync(&t->s), ERR_STORE);
    t->ram.unreadable = NULL;
    assert_string_equal(file(t, SETTINGS_FILE), "{\"count\": 5");
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("7"), NULL), 1); // now it can be copied
    assert_string_equal(file(t, "node_config.damaged.1.json"), "{\"count\": 5");
    load(t);
    assert_int_equal(settings_int(&t->s, NUMBER), 7);
}

static void test_in_place_of_a_damaged_file_the_newest_whole_generation_is_used(void **state)
{
    struct setup *t = *state;
    char value[16], name[BLOB_NAME_MAX + 1];

    load(t);
    for (int i = 10; i < 31; i++) {
        snprintf(value, sizeof value, "%d", i);
        assert_int_equal(settings_set(&t->s, NUMBER, text_of(value), NULL), 1);
    }
    assert_int_equal(t->s.generation, 21); // generation n holds the count n + 9
    load_text(t, "{");
    assert_true(t->report.damaged && t->report.recovered && !t->report.created);
    assert_int_equal(t->report.generation, 20);
    assert_int_equal(settings_int(&t->s, NUMBER), 29);
    settings_generation_name(20, name);
    ram_put(&t->ram, name, "{\"generation\": 20, \"count\": 29");
    settings_generation_name(19, name);
    ram_put(&t->ram, name, "{\"generation\": \"x\"}");
    settings_generation_name(18, name);
    ram_put(&t->ram, name, "{\"generation\": -1}");
    settings_generation_name(17, name);
    ram_remove(&t->ram, name);
    load_text(t, "{");
    assert_int_equal(t->report.generation, 16);
    assert_int_equal(settings_int(&t->s, NUMBER), 25);
    ram_remove(&t->ram, SETTINGS_FILE); // a file that is gone is as bad as a damaged one
    load(t);
    assert_true(t->report.recovered && !t->report.damaged);
    assert_int_equal(settings_int(&t->s, NUMBER), 25);
}

static void test_a_recovered_generation_is_written_back_and_counts_on(void **state)
{
    struct setup *t = *state;

    load(t);
    settings_set(&t->s, NUMBER, text_of("10"), NULL);
    settings_set(&t->s, NUMBER, text_of("11"), NULL);
    settings_set(&t->s, NUMBER, text_of("12"), NULL);
    load_text(t, "");
    assert_int_equal(settings_int(&t->s, NUMBER), 11);
    assert_int_equal(settings_sync(&t->s), OK);
    load(t);
    assert_true(is_clean(t));
    assert_int_equal(settings_int(&t->s, NUMBER), 11);
    assert_int_equal(settings_set(&t->s, NUMBER, text_of("20"), NULL), 1);
    assert_int_equal(t->s.generation, 3);
}

static void test_generations_go_round_nine_places(void **state)
{
    struct setup *t = *state;
    char value[16], name[BLOB_NAME_MAX + 1];
    uint32_t generation;

    load(t);
    for (int i = 10; i < 30; i++) {
        snprintf(value, sizeof value, "%d", i);
        settings_set(&t->s, NUMBER, text_of(value), NULL);
    }
    assert_int_equal(ram_count(&t->ram), 1 + CFG_GENERATIONS + 1);
    for (uint32_t g = t->s.generation - CFG_GENERATIONS; g < t->s.generation; g++) {
        settings_generation_name(g, name);
        assert_int_equal(settings_generation_of(&t->s, name, &generation), OK);
        assert_int_equal(generation, g);
    }
    assert_int_equal(settings_generation_of(&t->s, "nothing", &generation), ERR_NAME);
    ram_put(&t->ram, "without",
            "{\"name\": \"a text that is longer than the number could be\", \"count\": 1}");
    assert_int_equal(settings_generation_of(&t->s, "without", &generation), ERR_NAME);
}

static void test_what_has_no_room_in_memory_is_not_cut_but_set_aside(void **state)
{
    struct setup *t = *state;
    char json[CFG_SETTINGS_BYTES + 64];

    size_t head = (size_t)sprintf(json, "{\"count\": 5, \"unknown\": \"");
    memset(json + head, 'u', CFG_SETTINGS_BYTES);
    strcpy(json + head + CFG_SETTINGS_BYTES, "\"}");
    load_text(t, json);
    assert_true(t->report.damaged);
    assert_string_equal(file(t, t->report.aside), json);
    // To the byte: the value, its head, its name with the zero byte and its kind, the record of
    // "count".
    size_t most = CFG_SETTINGS_BYTES - 3 - 9 - 4;
    strcpy(json + head + most, "\"}");
    load_text(t, json);
    assert_true(is_clean(t));
    strcpy(json + head + most, "u\"}");
    load_text(t, json);
    assert_true(t->report.damaged);
}

static void test_a_key_of_sixty_four_letters_is_damage_too(void **state)
{
    struct setup *t = *state;
    char json[128];

    snprintf(json, sizeof json, "{\"%063d\": 1}", 0);
    load_text(t, json);
    assert_true(is_clean(t));
    snprintf(json, sizeof json, "{\"%064d\": 1}", 0);
    load_text(t, json);
    assert_true(t->report.damaged);
}

static void test_odd_generation_numbers_count_from_zero(void **state)
{
    struct setup *t = *state;

    load_text(t, "{\"generation\": -5}");
    assert_int_equal(t->s.generation, 0);
    load_text(t, "{\"generation\": 1.5}");
    assert_int_equal(t->s.generation, 0);
    load_text(t,
              "{\"generation\": 2147483647}"); // the next one would be none that can be read back
    assert_int_equal(t->s.generation, 0);
    load_text(t, "{\"generation\": 77}");
    assert_int_equal(t->s.generation, 77);
}

static void test_a_read_that_fails_is_damage_and_overwrites_nothing(void **state)
{
    struct setup *t = *state;

    ram_put(&t->ram, SETTINGS_FILE, "{\"count\": 5}");
    t->ram.unreadable = SETTINGS_FILE;
    load(t);
    assert_true(t->report.damaged && !t->report.aside[0]);
    assert_int_equal(settings_sync(&t->s), ERR_STORE);
    t->ram.unreadable = NULL;
    assert_string_equal(file(t, SETTINGS_FILE), "{\"count\": 5}");
}

#define FILE_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_missing_keys_are_filled_in),
        FILE_TEST(test_unknown_keys_are_kept_whatever_they_hold),
        FILE_TEST(test_of_a_key_that_stands_twice_the_later_counts),
        FILE_TEST(test_a_value_that_is_not_accepted_gives_its_default_and_a_copy_is_kept),
        FILE_TEST(test_yes_and_no_in_the_file_have_every_spelling),
        FILE_TEST(test_a_password_in_the_file_is_left_to_who_checks_passwords),
        FILE_TEST(test_a_damaged_file_is_copied_aside_before_anything_replaces_it),
        FILE_TEST(test_a_byte_order_mark_and_windows_lines_are_taken),
        FILE_TEST(test_the_mask_in_a_file_is_no_password),
        FILE_TEST(test_the_place_of_the_damage_is_told),
        FILE_TEST(test_the_tenth_damaged_file_takes_the_place_of_the_ninth),
        FILE_TEST(test_a_file_that_could_not_be_copied_aside_is_never_overwritten),
        FILE_TEST(test_in_place_of_a_damaged_file_the_newest_whole_generation_is_used),
        FILE_TEST(test_a_recovered_generation_is_written_back_and_counts_on),
        FILE_TEST(test_generations_go_round_nine_places),
        FILE_TEST(test_what_has_no_room_in_memory_is_not_cut_but_set_aside),
        FILE_TEST(test_a_key_of_sixty_four_letters_is_damage_too),
        FILE_TEST(test_odd_generation_numbers_count_from_zero),
        FILE_TEST(test_a_read_that_fails_is_damage_and_overwrites_nothing),
    };

    return RUN(tests);
}
