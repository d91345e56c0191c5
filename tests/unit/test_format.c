// Settings of programs that differ in age: tables of other lengths, files of other formats.
// The forms of an older and of two newer programs are the same sources with other numbers.
#include "store/format.h"
#include "store/history.h"
#include "test.h"

extern const struct settings_form older_json, older_image;   // format 1.0
extern const struct settings_form newer_json, newer_image;   // 1.2
extern const struct settings_form future_json, future_image; // 2.0

enum { PASS, FIRST, ROWS_OLD = 20, ROWS_NEW = 100, ROWS_MOST = KEYS_MAX };

static char names[ROWS_MOST][8];
static struct field rows[ROWS_MOST];

// One program on the store.
struct program {
    struct settings s;
    struct settings_place place;
    struct settings_report report;
    uint8_t recorded[KEYSET_BYTES(ROWS_MOST)];
    char memory[SETTINGS_MEMORY];
};

struct setup {
    struct ram ram;
    struct program us, other;
};

static void run(struct setup *t, struct program *p, const struct settings_form *form, unsigned n)
{
    p->place = (struct settings_place){ &t->ram.blobs, form, p->memory };
    settings_init(&p->s, rows, n, p->recorded, &p->place);
    settings_load(&p->s, &p->report);
}

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);

    for (unsigned i = 0; i < ROWS_MOST; i++) {
        snprintf(names[i], sizeof names[i], "key_%u", i);
        rows[i] = (struct field){ names[i], K_INT, "a number", .lo = 0, .hi = 999, .def = 5 };
    }
    rows[PASS] = (struct field){ "pass",
                                 K_TEXT,
                                 "a password",
                                 .text_def = "factory1",
                                 .lo = 8,
                                 .hi = 63,
                                 .flags = F_SECRET | F_HASHED };
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

static void set(struct program *p, unsigned key, const char *value)
{
    assert_int_equal(settings_set(&p->s, key, text_of(value), NULL), 1);
}

static void set_number(struct program *p, unsigned key, unsigned number)
{
    char text[16];

    snprintf(text, sizeof text, "%u", number);
    set(p, key, text);
}

static bool is_clean(const struct program *p)
{
    return !p->report.damaged && !p->report.recovered && !p->report.created && !p->report.format;
}

// Every row is set, one after the other, and each loads what it was set to.
static void check_table(struct setup *t, const struct settings_form *form, unsigned n)
{
    run(t, &t->us, form, n);
    for (unsigned key = FIRST; key < n; key++)
        set_number(&t->us, key, 700 + key % 100);
    for (int round = 0; round < 2; round++) {
        for (unsigned key = FIRST; key < n; key++)
            assert_int_equal(settings_int(&t->us.s, key), 700 + key % 100);
        assert_true(settings_is_default(&t->us.s, PASS));
        run(t, &t->us, form, n);
        assert_true(is_clean(&t->us) && !t->us.report.incomplete);
    }
    set_number(&t->us, n - 1, 5);
    run(t, &t->us, form, n);
    assert_true(settings_is_default(&t->us.s, n - 1));
    assert_int_equal(settings_int(&t->us.s, n - 2), 700 + (n - 2) % 100);
}

static void test_a_table_of_100_rows_and_the_longest(void **state)
{
    static const unsigned lengths[] = { 7, 8, 9, 63, 64, 65, 100 };
    struct setup *t = *state;

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        ram_free(&t->ram);
        ram_init(&t->ram);
        check_table(t, &settings_json, lengths[i]);
        ram_free(&t->ram);
        ram_init(&t->ram);
        check_table(t, &settings_image, lengths[i]);
    }
}

// Of the longest table more is set than there is room for: as many as fit.
static void test_the_last_key_of_the_longest_table_is_one_like_others(void **state)
{
    static const struct settings_form *const forms[] = { &settings_json, &settings_image };
    struct setup *t = *state;

    for (int i = 0; i < 2; i++) {
        ram_free(&t->ram);
        ram_init(&t->ram);
        run(t, &t->us, forms[i], ROWS_MOST);
        set_number(&t->us, ROWS_MOST - 1, 9);
        set_number(&t->us, FIRST, 8);
        run(t, &t->us, forms[i], ROWS_MOST);
        assert_true(is_clean(&t->us));
        assert_int_equal(settings_int(&t->us.s, ROWS_MOST - 1), 9);
        assert_int_equal(settings_int(&t->us.s, FIRST), 8);
        assert_int_equal(settings_int(&t->us.s, ROWS_MOST - 2), 5);
    }
}

// The other program stores more than we know; we change what we know; it finds all of it again.
static void go_there_and_back(struct setup *t, const struct settings_form *theirs,
                              const struct settings_form *ours, unsigned format)
{
    ram_free(&t->ram);
    ram_init(&t->ram);
    run(t, &t->other, theirs, ROWS_NEW);
    for (unsigned key = FIRST; key < ROWS_NEW; key += 3)
        set_number(&t->other, key, key);
    set(&t->other, PASS, "a verifier");

    run(t, &t->us, ours, ROWS_OLD);
    assert_false(t->us.report.damaged);
    assert_int_equal(t->us.report.format, format);
    assert_int_equal(settings_int(&t->us.s, FIRST + 3), FIRST + 3);
    set_number(&t->us, FIRST + 1, 77);
    set_number(&t->us, FIRST, 78);
    run(t, &t->us, ours, ROWS_OLD); // its own file
    assert_true(is_clean(&t->us));

    run(t, &t->other, theirs, ROWS_NEW);
    assert_true(is_clean(&t->other));
    for (unsigned key = FIRST + 3; key < ROWS_NEW; key++)
        assert_int_equal(settings_int(&t->other.s, key), (key - FIRST) % 3 ? 5 : key);
    assert_int_equal(settings_int(&t->other.s, FIRST), 78);
    assert_int_equal(settings_int(&t->other.s, FIRST + 1), 77);
    expect_text(settings_text(&t->other.s, PASS), "a verifier");
}

static void test_an_older_program_keeps_what_a_newer_one_stored(void **state)
{
    go_there_and_back(*state, &newer_json, &settings_json, FORMAT(1, 2));
    go_there_and_back(*state, &newer_image, &settings_image, FORMAT(1, 2));
    go_there_and_back(*state, &settings_json, &older_json, SETTINGS_FORMAT);
    go_there_and_back(*state, &settings_image, &older_image, SETTINGS_FORMAT);
}

// An older program's file lacks rows and its number: both come with the next change.
static void test_a_newer_program_upgrades_a_file_with_its_next_change(void **state)
{
    struct setup *t = *state;

    ram_put(&t->ram, SETTINGS_FILE, "{\"generation\": 4, \"pass\": \"a verifier\", \"key_1\": 6}");
    run(t, &t->us, &settings_json, ROWS_NEW);
    assert_true(is_clean(&t->us) && t->us.report.incomplete);
    set_number(&t->us, ROWS_NEW - 1, 7);
    assert_non_null(strstr(ram_get(&t->ram, SETTINGS_FILE), "\"format\": \"1.1\",\n"));
    run(t, &t->us, &settings_json, ROWS_NEW);
    assert_false(t->us.report.incomplete);
    assert_int_equal(t->us.s.generation, 5);
    expect_text(settings_text(&t->us.s, PASS), "a verifier");
    assert_int_equal(settings_int(&t->us.s, FIRST), 6);
    assert_int_equal(settings_int(&t->us.s, ROWS_NEW - 1), 7);
}

static void expect_newer(struct setup *t, const char *before)
{
    assert_true(t->us.report.damaged);
    assert_int_equal(t->us.report.format, FORMAT(2, 0));
    assert_int_equal(ram_size(&t->ram, t->us.report.aside), ram_size(&t->ram, SETTINGS_FILE));
    assert_memory_equal(ram_get(&t->ram, t->us.report.aside), before,
                        ram_size(&t->ram, SETTINGS_FILE));
}

static void meet_the_future(struct setup *t, const struct settings_form *theirs,
                            const struct settings_form *ours)
{
    ram_free(&t->ram);
    ram_init(&t->ram);
    run(t, &t->other, theirs, ROWS_OLD);
    set(&t->other, PASS, "their verifier");
    run(t, &t->us, ours, ROWS_OLD); // nothing of ours is there
    expect_newer(t, ram_get(&t->ram, SETTINGS_FILE));
    assert_true(t->us.report.created);

    ram_free(&t->ram);
    ram_init(&t->ram);
    run(t, &t->us, ours, ROWS_OLD);
    set(&t->us, PASS, "our verifier");
    set_number(&t->us, FIRST, 6);
    ram_remove(&t->ram, SETTINGS_FILE); // of before the update
    run(t, &t->other, theirs, ROWS_OLD);
    set(&t->other, PASS, "their verifier");
    run(t, &t->us, ours, ROWS_OLD); // and back
    expect_newer(t, ram_get(&t->ram, SETTINGS_FILE));
    assert_true(t->us.report.recovered);
    expect_text(settings_text(&t->us.s, PASS), "our verifier");
    set_number(&t->us, FIRST, 7); // and it lives on
    run(t, &t->us, ours, ROWS_OLD);
    assert_true(is_clean(&t->us));
    expect_text(settings_text(&t->us.s, PASS), "our verifier");
}

static void test_a_format_that_cannot_be_read_is_damage_and_opens_nothing(void **state)
{
    meet_the_future(*state, &future_json, &settings_json);
    meet_the_future(*state, &future_image, &settings_image);
}

static void test_a_note_of_the_users_named_format_stays(void **state)
{
    struct setup *t = *state;

    ram_put(&t->ram, SETTINGS_FILE, "{\"format\": \"A4\", \"key_1\": 6}");
    run(t, &t->us, &settings_json, ROWS_OLD);
    assert_true(is_clean(&t->us));
    set_number(&t->us, FIRST, 7);
    assert_non_null(strstr(ram_get(&t->ram, SETTINGS_FILE), "\"format\": \"A4\""));
}

// A store that cannot be read may hold settings: they are not new.
static void test_an_image_that_cannot_be_read_is_told(void **state)
{
    struct setup *t = *state;

    run(t, &t->us, &settings_image, ROWS_OLD);
    set(&t->us, PASS, "a verifier");
    t->ram.unreadable = SETTINGS_FILE;
    run(t, &t->us, &settings_image, ROWS_OLD);
    assert_true(t->us.report.damaged);
}

#define FORMAT_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FORMAT_TEST(test_a_table_of_100_rows_and_the_longest),
        FORMAT_TEST(test_the_last_key_of_the_longest_table_is_one_like_others),
        FORMAT_TEST(test_an_older_program_keeps_what_a_newer_one_stored),
        FORMAT_TEST(test_a_newer_program_upgrades_a_file_with_its_next_change),
        FORMAT_TEST(test_a_format_that_cannot_be_read_is_damage_and_opens_nothing),
        FORMAT_TEST(test_a_note_of_the_users_named_format_stays),
        FORMAT_TEST(test_an_image_that_cannot_be_read_is_told),
    };

    return RUN(tests);
}
