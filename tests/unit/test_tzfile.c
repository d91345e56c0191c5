// Named zones against the C library's, and files that are wrong in every way.
#include "base/err.h"
#include "test.h"
#include "tzfile.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const int64_t YEAR_1990 = 631152000, YEAR_2027 = 1798761600, YEAR_2060 = 2840140800;

static const char *const names[] = {
    "Europe/Budapest",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Nuuk",
    "Pacific/Chatham",
    "Asia/Tehran",
    "America/Havana",
    "Antarctica/Troll",
    "Australia/Sydney",
    "Pacific/Apia",
    "Asia/Gaza",
    "America/Santiago",
    "Africa/Cairo",
    "Etc/GMT+5",
    "UTC",
};

static uint64_t random_state = 88172645463325252u;

static uint64_t random_number(void)
{
    return test_draw(&random_state);
}

static void use_libc_zone(const char *name)
{
    assert_int_equal(setenv("TZ", name, 1), 0);
    tzset();
}

static long libc_offset_s(int64_t utc_s)
{
    time_t t = (time_t)utc_s;
    struct tm tm;

    assert_non_null(localtime_r(&t, &tm));
    return tm.tm_gmtoff;
}

static void expect_as_libc(const char *name, const struct zone *z, int64_t utc_s)
{
    struct zone_span span;

    z->span(z->ctx, utc_s, &span);
    if (span.from_s > utc_s || span.until_s <= utc_s)
        fail_msg("%s: %lld is not in its span", name, (long long)utc_s);
    if (span.offset_s != libc_offset_s(utc_s))
        fail_msg("%s at %lld: %d, libc says %ld", name, (long long)utc_s, (int)span.offset_s,
                 libc_offset_s(utc_s));
}

// At every change and a second beside it, on every day, and at random. Returns the changes.
static int compare_with_libc(const char *name, const struct zone *z, int64_t from_s,
                             int64_t until_s)
{
    struct zone_span span;
    int changes = 0;

    use_libc_zone(name);
    for (int64_t at = from_s; at < until_s; at = span.until_s, changes++) {
        for (int beside = -1; beside <= 1; beside++)
            expect_as_libc(name, z, at + beside);
        z->span(z->ctx, at, &span);
    }
    for (int64_t at = from_s; at < until_s; at += 86400)
        expect_as_libc(name, z, at);
    for (int i = 0; i < 5000; i++)
        expect_as_libc(name, z, from_s + (int64_t)(random_number() % (uint64_t)(until_s - from_s)));
    return changes - 1;
}

// Of the database; NULL with the reason printed where there is none.
static struct tzfile *open_zone(const char *name)
{
    struct tzfile *f = NULL;
    int err = tzfile_open(name, &f);

    if (err)
        print_message("no zone %s: %s; the Debian package tzdata has it\n", name, err_text(err));
    return f;
}

static void skip_without_database(void)
{
    struct tzfile *f = open_zone("Europe/Budapest");

    if (!f)
        skip();
    tzfile_close(f);
}

static void test_named_zones_are_what_libc_says(void **state)
{
    (void)state;
    skip_without_database();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct tzfile *f = open_zone(names[i]);
        assert_non_null(f);
        struct zone z = tzfile_zone(f);
        int changes = compare_with_libc(names[i], &z, YEAR_1990, YEAR_2060);
        print_message("%s: %d changes from 1990 to 2060, then %.*s\n", names[i], changes,
                      (int)tzfile_rule_text(f).len, tzfile_rule_text(f).p);
        tzfile_close(f);
    }
}

static void test_the_rules_of_named_zones_are_what_libc_says(void **state)
{
    (void)state;
    skip_without_database();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct tzfile *f = open_zone(names[i]);
        struct zone_rule rule;
        char text[128];
        size_t at;
        assert_non_null(f);
        struct text t = tzfile_rule_text(f);
        assert_int_equal(zone_rule_parse(t, &rule, &at), OK);
        struct zone z = zone_of_rule(&rule);
        snprintf(text, sizeof text, "%.*s", (int)t.len, t.p);
        compare_with_libc(text, &z, YEAR_2027, YEAR_2060);
        tzfile_close(f);
    }
}

static void test_all_zones_of_the_database_are_what_libc_says(void **state)
{
    char line[256], name[80];
    int zones = 0;

    (void)state;
    skip_without_database();
    FILE *list = fopen("/usr/share/zoneinfo/zone.tab", "re");
    if (!list) {
        print_message("no list of zones: /usr/share/zoneinfo/zone.tab\n");
        skip();
    }
    while (fgets(line, sizeof line, list)) {
        if (sscanf(line, "%*[A-Z]\t%*[-+0-9]\t%79[^\t\n]", name) != 1)
            continue;
        struct tzfile *f = open_zone(name);
        assert_non_null(f);
        struct zone z = tzfile_zone(f);
        use_libc_zone(name);
        for (int i = 0; i < 500; i++)
            expect_as_libc(name, &z, (int64_t)(random_number() % (uint64_t)YEAR_2060));
        tzfile_close(f);
        zones++;
    }
    fclose(list);
    print_message("%d zones\n", zones);
    assert_true(zones > 300);
}

static void test_what_is_no_zone_name_is_not_looked_for(void **state)
{
    static const char *const bad[] = {
        "",
        "/etc/passwd",
        "../passwd",
        "Europe/../UTC",
        "Europe//Budapest",
        "Europe/",
        "/",
        ".",
        "Europe/Buda pest",
        "Europe\\Budapest",
        "Europe/Budapest\n",
        "zone.tab",
        "UTC%00",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "No/Such_Zone",
    };
    struct tzfile *f = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(tzfile_open(bad[i], &f), ERR_NAME);
        assert_null(f);
    }
    tzfile_close(NULL);
}

// A file being written by hand.
struct draft {
    uint8_t bytes[1024];
    size_t len;
};

static void put(struct draft *d, const void *bytes, size_t len)
{
    memcpy(d->bytes + d->len, bytes, len);
    d->len += len;
}

static void put_number(struct draft *d, int64_t v, int bytes)
{
    while (bytes--)
        d->bytes[d->len++] = (uint8_t)((uint64_t)v >> 8 * bytes);
}

static void put_header(struct draft *d, char version, int times, int types)
{
    put(d, "TZif", 4);
    put(d, &version, 1);
    memset(d->bytes + d->len, 0, 27); // reserved, and no indicators and leap seconds
    d->len += 27;
    put_number(d, times, 4);
    put_number(d, types, 4);
    put_number(d, 4, 4);
}

// An hour east from time 1000 on, UTC before.
static void put_block(struct draft *d, int time_bytes)
{
    put_number(d, 1000, time_bytes);
    put(d, "\1", 1);
    put(d, "\0\0\0\0\0\0", 6);
    put_number(d, 3600, 4);
    put(d, "\1\0", 2);
    put(d, "ABC", 4);
}

static struct draft draft_of(char version, const char *rule)
{
    struct draft d = { .len = 0 };

    put_header(&d, version, 1, 2);
    put_block(&d, 4);
    if (version) {
        put_header(&d, version, 1, 2);
        put_block(&d, 8);
        put(&d, rule, strlen(rule));
    }
    return d;
}

static int parse_draft(const struct draft *d)
{
    struct tzfile *f = NULL;
    int err = tzfile_parse(d->bytes, d->len, &f);

    tzfile_close(f);
    return err;
}

static void expect_span(const struct draft *d, int64_t utc_s, int64_t from_s, int64_t until_s,
                        int32_t offset_s)
{
    struct zone_span span;
    struct tzfile *f;

    assert_int_equal(tzfile_parse(d->bytes, d->len, &f), OK);
    struct zone z = tzfile_zone(f);
    z.span(z.ctx, utc_s, &span);
    assert_int_equal(span.from_s, from_s);
    assert_int_equal(span.until_s, until_s);
    assert_int_equal(span.offset_s, offset_s);
    tzfile_close(f);
}

static void test_files_of_all_versions_are_read(void **state)
{
    struct draft old = draft_of('\0', ""), quiet = draft_of('2', "\n\n");
    struct draft ruled = draft_of('3', "\nXYZ-1\n"),
                 four = draft_of('4', "\nABC0DEF,J1/0,J365/0\n");

    (void)state;
    expect_span(&old, 999, INT64_MIN, 1000, 0);
    expect_span(&old, 1000, 1000, INT64_MAX, 3600);
    expect_span(&quiet, 999, INT64_MIN, 1000, 0);
    expect_span(&quiet, 5000000000, 1000, INT64_MAX, 3600);
    expect_span(&ruled, 5000000000, 1000, INT64_MAX, 3600);
    expect_span(&four, 1001, 1000, 364 * 86400 - 3600, 3600);
}

static void test_a_wrong_file_is_refused(void **state)
{
    struct draft good = draft_of('2', "\nXYZ-1\n"), bad;
    size_t second = 44 + 5 + 12 + 4; // where the second header begins

    (void)state;
    assert_int_equal(parse_draft(&good), OK);
    for (bad = good, bad.len = 0; bad.len < good.len; bad.len++)
        assert_int_equal(parse_draft(&bad), ERR_DAMAGED);
    static const struct {
        size_t at;
        uint8_t byte;
        int err;
    } rows[] = {
        { 0, 't', ERR_DAMAGED },                // no TZif
        { 32, 0x80, ERR_DAMAGED },              // more changes than the file has bytes
        { 23, 1, ERR_DAMAGED },                 // indicators of other types than there are
        { 36, 1, ERR_DAMAGED },                 // more types than an index can tell
        { 39, 0, ERR_DAMAGED },                 // no type
        { 65 + 0, 'x', ERR_DAMAGED },           // no second header
        { 65 + 31, 255, ERR_DAMAGED },          // leap seconds past the end
        { 65 + 44 + 8, 2, ERR_DAMAGED },        // a type that is not there
        { 65 + 44 + 9 + 6, 0x7f, ERR_DAMAGED }, // years east of Greenwich
        { 65 + 44 + 9 + 4, 2, ERR_DAMAGED },    // neither daylight saving nor not
        { 65 + 44 + 9 + 12 + 4, ' ', ERR_DAMAGED },
        { 65 + 44 + 9 + 12 + 4 + 4, '?', ERR_DAMAGED }, // not a rule
    };
    assert_memory_equal(good.bytes + second, "TZif", 4);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bad = good;
        bad.bytes[rows[i].at] = rows[i].byte;
        if (parse_draft(&bad) != rows[i].err)
            fail_msg("byte %zu: %d", rows[i].at, parse_draft(&bad));
    }
}

static void test_changes_must_be_in_order_and_without_leap_seconds(void **state)
{
    struct draft d = { .len = 0 }, leaps = { .len = 0 };

    (void)state;
    put_header(&d, '\0', 2, 1);
    put_number(&d, 1000, 4);
    put_number(&d, 1000, 4);
    put(&d, "\0\0", 2);
    put(&d, "\0\0\0\0\0\0ABC", 10);
    assert_int_equal(parse_draft(&d), ERR_DAMAGED);
    d.bytes[51]++;
    assert_int_equal(parse_draft(&d), OK);
    put_header(&leaps, '\0', 0, 1);
    leaps.bytes[31] = 1;
    put(&leaps, "\0\0\0\0\0\0ABC", 10);
    put_number(&leaps, 78796800, 4);
    put_number(&leaps, 1, 4);
    assert_int_equal(parse_draft(&leaps), ERR_NOTSUP);
}

// Whatever a file says, a span holds the instant that was asked for.
static void ask_around(const struct tzfile *f)
{
    static const int64_t instants[] = { INT64_MIN,  -62135596801, -1,           0, 999, 1000,
                                        1800000000, 253402300800, INT64_MAX - 1 };
    struct zone z = tzfile_zone(f);
    struct zone_span span;

    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        z.span(z.ctx, instants[i], &span);
        assert_true(span.from_s <= instants[i] && instants[i] < span.until_s);
        assert_true(span.offset_s > -26 * 3600 && span.offset_s < 26 * 3600);
    }
}

static int mutate_and_ask(const uint8_t *whole, size_t len, int rounds)
{
    uint8_t *copy = malloc(len);
    int accepted = 0;

    for (int i = 0; i < rounds; i++) {
        struct tzfile *f;
        size_t kept = random_number() % 4 ? len : random_number() % (len + 1);
        memcpy(copy, whole, len);
        for (uint64_t n = random_number() % 6; n; n--) // near the headers as often as elsewhere
            copy[random_number() % (random_number() % 2 ? len : 120)] = (uint8_t)random_number();
        if (tzfile_parse(copy, kept, &f))
            continue;
        ask_around(f);
        tzfile_close(f);
        accepted++;
    }
    free(copy);
    return accepted;
}

static void test_mutated_files_do_no_harm(void **state)
{
    struct draft small = draft_of('2', "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    static uint8_t whole[8192];

    (void)state;
    int accepted = mutate_and_ask(small.bytes, small.len, 200000);
    print_message("made by hand: %d of 200000 accepted\n", accepted);
    assert_true(accepted > 1000 && accepted < 199000);
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Budapest", "re");
    if (!file)
        skip();
    size_t len = fread(whole, 1, sizeof whole, file);
    fclose(file);
    accepted = mutate_and_ask(whole, len, 50000);
    print_message("Europe/Budapest: %d of 50000 accepted\n", accepted);
}

static void write_file(const char *folder, const char *name, const void *data, size_t len)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    fclose(file);
}

static void remove_all(const char *folder, const char *const *entries, size_t n)
{
    char path[128];

    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void test_only_sound_files_of_the_folder_are_zones(void **state)
{
    static const char *const entries[] = { "Good", "Garbage", "Empty", "Huge", "Pipe", "Folder" };
    static const uint8_t huge[256 * 1024 + 1];
    char folder[] = "/tmp/tzfile-XXXXXX", path[128];
    struct draft good = draft_of('2', "\nXYZ-1\n");
    struct tzfile *f = NULL;

    (void)state;
    assert_non_null(mkdtemp(folder));
    write_file(folder, "Good", good.bytes, good.len);
    write_file(folder, "Garbage", "no zone", 7);
    write_file(folder, "Empty", "", 0);
    write_file(folder, "Huge", huge, sizeof huge);
    snprintf(path, sizeof path, "%s/Pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/Folder", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    setenv("TZDIR", folder, 1);
    assert_int_equal(tzfile_open("Garbage", &f), ERR_DAMAGED);
    assert_int_equal(tzfile_open("Empty", &f), ERR_DAMAGED);
    assert_int_equal(tzfile_open("Huge", &f), ERR_DAMAGED);
    assert_int_equal(tzfile_open("Pipe", &f), ERR_NAME);
    assert_int_equal(tzfile_open("Folder", &f), ERR_NAME);
    assert_int_equal(tzfile_open("Good/More", &f), ERR_NAME);
    assert_null(f);
    assert_int_equal(tzfile_open("Good", &f), OK);
    expect_text(tzfile_rule_text(f), "XYZ-1");
    tzfile_close(f);
    unsetenv("TZDIR");
    remove_all(folder, entries, sizeof entries / sizeof *entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_named_zones_are_what_libc_says),
        TEST(test_the_rules_of_named_zones_are_what_libc_says),
        TEST(test_all_zones_of_the_database_are_what_libc_says),
        TEST(test_what_is_no_zone_name_is_not_looked_for),
        TEST(test_files_of_all_versions_are_read),
        TEST(test_a_wrong_file_is_refused),
        TEST(test_changes_must_be_in_order_and_without_leap_seconds),
        TEST(test_mutated_files_do_no_harm),
        TEST(test_only_sound_files_of_the_folder_are_zones),
    };

    return RUN(tests);
}
