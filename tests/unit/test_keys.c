// The table of settings: the original's 24 keys with their defaults, what each accepts, how it is
// marked.
#include "node/keys.h"
#include "test.h"

enum { SECRET = F_SECRET, HASHED = F_SECRET | F_HASHED };

// Our table, written down a second time from the description of the original.
static const struct row {
    const char *name, *def;
    enum field_kind kind;
    bool needs_reboot, is_kept_by_node;
    int secrecy;                    // 0, SECRET or HASHED
    const char *accepted, *refused; // examples; NULL: there is none
} rows[] = {
    { "version", "n/a", K_TEXT, false, true, 0, NODE_VERSION, NULL },
    { "staessid", "your_wifi_name", K_TEXT, true, false, 0, "my net", "" },
    { "stapwd", "your_wifi_passwd", K_TEXT, true, false, SECRET, "12345678", "1234567" },
    { "devfid", "node01", K_TEXT, false, false, 0, "lamp-2.a_B", "a lamp" },
    { "appwd", "ADmin123", K_TEXT, false, false, HASHED, "12345678", "1234567" },
    { "pled", "True", K_BOOL, false, false, 0, "1", "2" },
    { "dbg", "True", K_BOOL, false, false, 0, "yes", "y" },
    { "nwmd", "n/a", K_TEXT, false, true, 0, "STA", NULL },
    { "hwuid", "n/a", K_TEXT, false, true, 0, "0x1", NULL },
    { "soctout", "100", K_INT, false, false, 0, "1", "0" },
    { "socport", "9008", K_INT, true, false, 0, "65535", "65536" },
    { "devip", "n/a", K_TEXT, false, false, 0, "10.0.0.1", "10.0.0" },
    { "timirq", "False", K_BOOL, true, false, 0, "true", "onn" },
    { "cron", "False", K_BOOL, false, false, 0, "true", "" },
    { "crontasks", "n/a", K_TEXT, false, false, 0, "*:*:*:0!light toggle", "" },
    { "timirqcbf", "n/a", K_TEXT, true, false, 0, "light toggle", "" },
    { "timirqseq", "3000", K_INT, true, false, 0, "86400000", "0" },
    { "irqmembuf", "1000", K_INT, true, false, 0, "0", "-1" },
    { "extirq", "False", K_BOOL, true, false, 0, "True", "2" },
    { "extirqcbf", "n/a", K_TEXT, true, false, 0, "light toggle", "" },
    { "boothook", "n/a", K_TEXT, true, false, 0, "light toggle; servo Servo", "" },
    { "gmttime", "1", K_HOURS, false, false, 0, "+5:30", "14:01" },
    { "boostmd", "True", K_BOOL, true, false, 0, "false", "x" },
    { "irqmreq", "6000", K_INT, false, false, 0, "1000000", "1000001" },
    // Ours:
    { "auth", "True", K_BOOL, false, false, 0, "false", "x" },
    { "utc", "n/a", K_TEXT, false, false, 0, "330", "" },
    { "timezone", "n/a", K_TEXT, false, false, 0, "Europe/Budapest", "" },
    { "lat", "n/a", K_TEXT, false, false, 0, "47.4979", "" },
    { "lon", "n/a", K_TEXT, false, false, 0, "-19.0402", "" },
    { "ntp", "pool.ntp.org", K_TEXT, true, false, 0, "10.0.0.1;time.lan", "" },
    { "cronsync", "True", K_BOOL, false, false, 0, "false", "x" },
    { "cronlate", "3600", K_INT, false, false, 0, "0", "86401" },
    { "irq1", "False", K_BOOL, true, false, 0, "true", "x" },
    { "irq1_cbf", "n/a", K_TEXT, true, false, 0, "light toggle; system log", "" },
    { "irq1_trig", "n/a", K_TEXT, true, false, 0, "both", "sometimes" },
    { "irq2", "False", K_BOOL, true, false, 0, "true", "x" },
    { "irq2_cbf", "n/a", K_TEXT, true, false, 0, "light toggle", "" },
    { "irq2_trig", "n/a", K_TEXT, true, false, 0, "up", "sometimes" },
    { "irq3", "False", K_BOOL, true, false, 0, "true", "x" },
    { "irq3_cbf", "n/a", K_TEXT, true, false, 0, "light toggle", "" },
    { "irq3_trig", "n/a", K_TEXT, true, false, 0, "down", "sometimes" },
    { "irq4", "False", K_BOOL, true, false, 0, "true", "x" },
    { "irq4_cbf", "n/a", K_TEXT, true, false, 0, "light toggle", "" },
    { "irq4_trig", "n/a", K_TEXT, true, false, 0, "down", "sometimes" },
    { "irq_prell_ms", "300", K_INT, true, false, 0, "0", "60001" },
    { "aioqueue", "5", K_INT, false, false, 0, "1", "0" },
    { "luamem", "64", K_INT, false, false, 0, "24", "23" },
    { "luatime", "20", K_INT, false, false, 0, "25", "0" },
    { "hostpwd", "n/a", K_TEXT, false, false, SECRET, "node02=hallo123", "" },
    { "pytime", "5000", K_INT, false, false, 0, "600000", "99" },
    { "pymem", "64", K_INT, false, false, 0, "32", "4097" },
    { "cstmpmap", "n/a", K_TEXT, true, false, 0, "pwm_1:4; irq1:12", "" },
    { "plainpwd", "True", K_BOOL, false, false, 0, "false", "maybe" },
    { "hostplain", "n/a", K_TEXT, false, false, 0, "node02;door", "" },
    { "changed", "n/a", K_TEXT, false, true, 0, "3 by shell", NULL },
    { "socmax", "32", K_INT, false, false, 0, "1024", "0" },
};
enum { ROWS = sizeof rows / sizeof *rows };

static const struct field *find(const char *name)
{
    for (unsigned i = 0; i < KEY_COUNT; i++)
        if (!strcmp(keys[i].name, name))
            return &keys[i];
    fail_msg("no key is called %s", name);
    return NULL;
}

static void test_every_key_of_the_original_is_there_and_ours(void **state)
{
    (void)state;
    assert_int_equal(KEY_COUNT, ROWS);
    for (int i = 0; i < ROWS; i++)
        assert_int_equal(find(rows[i].name)->kind, rows[i].kind);
}

static void test_defaults_are_the_original_s(void **state)
{
    char text[64];
    struct out o;

    (void)state;
    for (int i = 0; i < ROWS; i++) {
        out_init(&o, text, sizeof text);
        field_default(find(rows[i].name), &o);
        if (strcmp(text, rows[i].def))
            fail_msg("%s: %s", rows[i].name, text);
        assert_int_equal(field_check(find(rows[i].name), text_of(text)),
                         OK); // a default is acceptable
    }
}

static void test_each_key_accepts_what_makes_sense_and_nothing_else(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        if (field_check(find(rows[i].name), text_of(rows[i].accepted)))
            fail_msg("%s refuses %s", rows[i].name, rows[i].accepted);
        if (rows[i].refused && !field_check(find(rows[i].name), text_of(rows[i].refused)))
            fail_msg("%s accepts %s", rows[i].name, rows[i].refused);
    }
}

static void test_secrets_state_and_reboot_are_marked(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        const struct field *f = find(rows[i].name);
        assert_int_equal(f->flags & HASHED, rows[i].secrecy);
        assert_int_equal(!!(f->flags & F_STATE), rows[i].is_kept_by_node);
        assert_int_equal(!!(f->flags & F_REBOOT), rows[i].needs_reboot);
        assert_true(f->help && *f->help);
        assert_true(strlen(f->name) <= 12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_key_of_the_original_is_there_and_ours),
        TEST(test_defaults_are_the_original_s),
        TEST(test_each_key_accepts_what_makes_sense_and_nothing_else),
        TEST(test_secrets_state_and_reboot_are_marked),
    };

    return RUN(tests);
}
