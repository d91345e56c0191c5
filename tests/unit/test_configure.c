// Configure mode: dump, get, set in every spelling, and what is refused.
#include "json.h"
#include "node/host_password.h"
#include "node/keys.h"
#include "test.h"

static int start(void **state)
{
    return test_boot_rig(state);
}

// A session of *state that is in configure mode.
static struct peer *enter(struct rig *r)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "conf", "[configure] node01 $  ");
    return p;
}

#define expect_conf(p, line, reply) expect_answer(p, line, reply "[configure] node01 $  ")

static void test_values_are_got(void **state)
{
    struct peer *p = enter(*state);

    expect_conf(p, "devfid", "node01\n");
    expect_conf(p, "soctout", "100\n");
    expect_conf(p, "timirq", "False\n");
    expect_conf(p, "pled", "True\n");
    expect_conf(p, "crontasks", "n/a\n");
    expect_conf(p, "version", NODE_VERSION "\n");
    expect_conf(p, "nosuchkey", "None\n");
    expect_conf(p, "DEVFID", "None\n");
    expect_conf(p, "devfid:", "None\n");
    expect_conf(p, "", "");
}

static void test_values_are_set_in_every_spelling(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p, "soctout 5", "Saved\n");
    expect_conf(p, "soctout", "5\n");
    expect_conf(p, "soctout:7", "Saved\n");
    expect_conf(p, "soctout", "7\n");
    expect_conf(p, "soctout: 9", "Saved\n");
    expect_conf(p, "soctout", "9\n");
    expect_conf(p, "gmttime +2", "Saved\n");
    expect_conf(p, "gmttime", "2\n");
    expect_conf(p, "gmttime +5:30", "Saved\n");
    expect_conf(p, "gmttime", "5:30\n");
    expect_conf(p, "gmttime -3", "Saved\n");
    expect_conf(p, "gmttime", "-3\n");
    expect_conf(p, "pled FALSE", "Saved\n");
    expect_conf(p, "pled", "False\n");
    expect_conf(p, "staessid  a:b  c\t d ;", "Saved\n"); // a colon in the value is a colon
    expect_conf(p, "staessid", "a:b  c\t d ;\n");
    expect_conf(p, "boothook:light rgb r=1; light toggle", "Saved\n");
    expect_conf(p, "boothook", "light rgb r=1; light toggle\n");
    expect_conf(p, "boothook n/a", "Saved\n");
    expect_conf(p, "devip 10.0.0.9", "Saved\n");
    expect_conf(p, "devip", "10.0.0.9\n");
}

static void test_texts_keep_their_blanks(void **state)
{
    static const struct {
        const char *line, *reply;
    } rows[] = {
        { "staessid a  b", "{\"staessid\": \"a  b\"}" },
        { "staessid  my net  ", "{\"staessid\": \"my net  \"}" },
        { "staessid my net  >json", "{\"staessid\": \"my net \"}" },
        { "staessid my net >json", "{\"staessid\": \"my net\"}" },
        { "staessid:my net ", "{\"staessid\": \"my net \"}" },
        { "staessid \"a  b \" ", "{\"staessid\": \"\\\"a  b \\\" \"}" }, // quotes are text, too
        { "boothook gpio RGB(1,  2)  ", "{\"boothook\": \"gpio RGB(1,  2)  \"}" },
        { "devfid lamp  ", "{\"devfid\": \"lamp\"}" }, // a name has none
        { "soctout 7  ", "{\"soctout\": 7}" },
        { "timezone UTC0  ", "{\"timezone\": \"UTC0\"}" },
    };
    struct rig *r = *state;
    struct peer *p = enter(r);
    char text[160], key[24];

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(key, sizeof key, "%.*s >json", (int)strcspn(rows[i].line, " :"), rows[i].line);
        peer_say(p, rows[i].line);
        peer_heard(p, text, sizeof text);
        if (!strstr(text, "Saved"))
            fail_msg("%s: %s", rows[i].line, text);
        peer_say(p, key);
        peer_heard(p, text, sizeof text);
        if (strncmp(text, rows[i].reply, strlen(rows[i].reply)))
            fail_msg("%s: %s", rows[i].line, text);
    }
    rig_set(r, "stapwd", "two  blanks ");
    expect_text(settings_text(&r->node.settings, KEY_stapwd), "two  blanks ");
}

static void test_the_mask_is_no_password(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);
    static const char *const secrets[] = { "appwd", "stapwd", "hostpwd" };
    char line[40];

    for (size_t i = 0; i < COUNT(secrets); i++) {
        snprintf(line, sizeof line, "%s ********", secrets[i]);
        expect_conf(p, line,
                    "Failed to save: the asterisks stand in place of a password and are none\n");
    }
    expect_conf(p, "stapwd *********", "Saved\n");
    expect_conf(p, "staessid ********", "Saved\n");
}

static void test_wi_fi_is_counted_in_bytes(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p,
                "staessid \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
                "Saved\n"); // 16 characters, 32 bytes
    expect_conf(p,
                "staessid \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4x",
                "Failed to save: staessid takes 1 to 32 bytes\n");
    expect_conf(p, "stapwd 123456789012345678901234567890123456789012345678901234567890123",
                "Saved\n");
    expect_conf(p, "stapwd 0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789",
                "Saved\n");
    expect_conf(
        p, "stapwd 0123456789abcdefABCDEF0123456789abcdef0123456789abcdef012345678g",
        "Failed to save: a Wi-Fi password is 8 to 63 bytes of text, or a key of 64 hexadecimal "
        "digits\n");
    expect_conf(p, "stapwd 1234567", "Failed to save: stapwd takes 8 to 64 bytes\n");
}

static void test_commands_for_later_are_tried(void **state)
{
    static const struct {
        const char *line, *warning; // "": none
    } rows[] = {
        { "boothook light toggle", "" },
        { "boothook light toggle on; # nothing; light rgb orange", "" },
        { "boothook light help", "" },
        { "boothook lihgt toggle >>node02", "" },
        { "boothook light toggle &&500", "" },
        { "boothook lihgt toggle",
          "Command 1 cannot run now: there is no module lihgt now; did you mean light?" },
        { "boothook light toggle; light togle",
          "Command 2 cannot run now: light has no function togle; did you mean toggle?" },
        { "irq1_cbf light toggle maybe",
          "Command 1 cannot run now: light toggle: state: 'maybe' is not accepted; on or off" },
        { "timirqcbf light", "Command 1 cannot run now: which function of light?" },
        { "extirqcbf nothere x; light zzz; light rgb 1 2 3 4",
          "Command 1 cannot run now: there is no module nothere now (and 2 more)" },
        { "boothook light toggle 'it\\'s'",
          "Command 1 cannot run now: light toggle: state: 'it\\'s' is not accepted; on or off" },
        { "crontasks *:8:0:0!light toggle;*:9:0:0!light of",
          "Command 2 cannot run now: light has no function of" },
        { "crontasks n/a", "" },
    };
    struct rig *r = *state;
    struct peer *p = enter(r);
    char wanted[200];

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(wanted, sizeof wanted, "Saved\n%s%s[configure] node01 $  ", rows[i].warning,
                 rows[i].warning[0] ? "\n" : "");
        expect_answer(p, rows[i].line, wanted);
    }
    expect_conf(p, "boothook", "light toggle 'it\\'s'\n"); // tried, and saved as it was typed
    expect_conf(
        p, "boothook lihgt toggle >json",
        "{\"result\": \"Saved\", \"warning\": \"Command 1 cannot run now: there is no module "
        "lihgt now; did you mean light?\"}\n");
}

static void test_a_zone_by_the_name_of_utc_says_that_the_sign_is_turned(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p, "timezone UTC+2",
                "Saved\nPOSIX turns the sign: UTC+2 is west of UTC, 2 hours behind "
                "it. The other side is UTC-2.\n");
    expect_conf(p, "timezone GMT-5:30",
                "Saved\nPOSIX turns the sign: GMT-5:30 is east of UTC, 5:30 hours "
                "ahead of it. The other side is GMT+5:30.\n");
    expect_conf(p, "timezone UTC3",
                "Saved\nPOSIX turns the sign: UTC3 is west of UTC, 3 hours behind it. "
                "The other side is UTC-3.\n");
    expect_conf(p, "timezone UTC0", "Saved\n");
    expect_conf(p, "timezone CET-1CEST,M3.5.0,M10.5.0/3", "Saved\n");
}

static void test_degrees_are_rounded(void **state)
{
    static const char *const rows[][2] = {
        { "42.458130502430514", "42.4581" },
        { "-71.05987", "-71.0599" },
        { "-0.00005", "-0.0001" },
        { "47.4979", "47.4979" },
        { "47", "47" },
        { "89.99999", "90.0000" },
        { "-33.44444999999999999999", "-33.4444" },
    };
    struct rig *r = *state;
    struct peer *p = enter(r);
    char line[64], wanted[64];

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(line, sizeof line, "lat %s", rows[i][0]);
        expect_conf(p, line, "Saved\n");
        snprintf(wanted, sizeof wanted, "%s\n[configure] node01 $  ", rows[i][1]);
        expect_answer(p, "lat", wanted);
    }
}

static void test_passwords_of_other_nodes_may_have_every_character(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);
    char room[HOST_PASSWORD_MAX];

    expect_conf(p, "hostpwd door=a\\;b=c\\\\d'e\"f\\g; lamp =x y;gate=z", "Saved\n");
    struct text list = settings_text(&r->node.settings, KEY_hostpwd);
    expect_text(host_password_find(list, text_of("door"), room), "a;b=c\\d'e\"f\\g");
    expect_text(host_password_find(list, text_of("lamp"), room), "x y");
    expect_text(host_password_find(list, text_of("gate"), room), "z");
    assert_int_equal(host_password_find(list, text_of("b"), room).len, 0);
    expect_conf(
        p, "hostpwd door",
        "Failed to save: it takes name=password, more after a semicolon; in a password ; is "
        "written \\; and \\ is written \\\\\n");
    expect_conf(
        p, "hostpwd ;;",
        "Failed to save: it takes name=password, more after a semicolon; in a password ; is "
        "written \\; and \\ is written \\\\\n");
}

static void test_what_is_not_accepted_is_not_saved(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);
    unsigned commits = r->ram.commits;

    expect_conf(p, "soctout abc", "Failed to save\n");
    expect_conf(p, "soctout 2.5", "Failed to save\n");
    expect_conf(p, "timirq maybe", "Failed to save\n");
    expect_conf(p, "timirq 2", "Failed to save\n");
    expect_conf(p, "soctout 0", "Failed to save: soctout takes 1 to 86400\n");
    expect_conf(p, "socport 99999", "Failed to save: socport takes 1 to 65535\n");
    expect_conf(p, "gmttime 99", "Failed to save: gmttime takes -12 to 14, with minutes as 5:30\n");
    expect_conf(p, "devfid a b",
                "Failed to save: devfid takes 1 to 32 characters of A-Z a-z 0-9 - _ .\n");
    expect_conf(p, "devip 1.2.3", "Failed to save: devip takes an IPv4 address or n/a\n");
    expect_conf(p, "appwd short", "Failed to save: appwd takes 8 to 63 bytes\n");
    expect_conf(p, "hwuid 5", "Failed to save: the node keeps hwuid itself\n");
    expect_conf(p, "version 9", "Failed to save: the node keeps version itself\n");
    expect_conf(p, "nwmd AP", "Failed to save: the node keeps nwmd itself\n");
    expect_conf(p, "nosuch 5", "Invalid key\n");
    expect_conf(p, "nosuch:5", "Invalid key\n");
    expect_conf(p, "dump x y", "Invalid key\n");
    expect_conf(p, "utc \"type\"", "Failed to save\n");
    expect_conf(p, "utc 841", "Failed to save: it takes minutes from -720 to 840, or n/a\n");
    expect_conf(p, "ack x", "Invalid key\n");
    expect_conf(p, "diff x", "Invalid key\n");
    expect_conf(p, "system info", "Invalid key\n");
    assert_int_equal(r->ram.commits, commits);
}

static void test_the_dump_shows_every_key_once_and_no_secret(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);
    char text[4096], line[64];

    rig_set(r, "stapwd", "wifisecret");
    expect_conf(p, "appwd opensesame", "Saved\n");
    peer_say(p, "dump");
    peer_heard(p, text, sizeof text);
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        snprintf(line, sizeof line, "%s  %-10s:        ", i ? "\n" : "", keys[i].name);
        assert_non_null(strstr(text, line));
    }
    assert_non_null(strstr(text, "  devfid    :        node01\n"));
    assert_non_null(strstr(text, "  appwd     :        ********\n"));
    assert_non_null(strstr(text, "  stapwd    :        ********\n"));
    assert_null(strstr(text, "sesame"));
    assert_null(strstr(text, "wifisecret"));
    assert_null(strstr(text, "SCRAM"));
}

static void test_json_answers_are_json_and_hold_no_secret(void **state)
{
    static const struct {
        const char *line, *reply;
    } rows[] = {
        { "devfid >json", "{\"devfid\": \"node01\"}\n" },
        { "soctout >json", "{\"soctout\": 100}\n" },
        { "pled >json", "{\"pled\": true}\n" },
        { "timirq >json", "{\"timirq\": false}\n" },
        { "appwd >json", "{\"appwd\": \"********\"}\n" },
        { "nosuch >json", "{\"error\": \"Invalid key\"}\n" },
        { "nosuch 1 >json", "{\"error\": \"Invalid key\", \"why\": \"\"}\n" },
        { "soctout 7 >json", "{\"result\": \"Saved\"}\n" },
        { "soctout abc >json",
          "{\"error\": \"Failed to save\", \"why\": \"soctout takes 1 to 86400\"}\n" },
        { "soctout 0 >json",
          "{\"error\": \"Failed to save\", \"why\": \"soctout takes 1 to 86400\"}\n" },
        { "hwuid 0 >json",
          "{\"error\": \"Failed to save\", \"why\": \"the node keeps hwuid itself\"}\n" },
        { "ack >json", "{\"result\": \"Acknowledged\"}\n" },
    };
    struct rig *r = *state;
    struct peer *p = enter(r);
    char text[256];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "%s[configure] node01 $  ", rows[i].reply);
        expect_answer(p, rows[i].line, text);
        assert_true(is_json(rows[i].reply));
    }
    expect_conf(p, "staessid a \"quoted\" \\ task", "Saved\n");
    expect_conf(p, "staessid >json", "{\"staessid\": \"a \\\"quoted\\\" \\\\ task\"}\n");
    peer_say(p, "dump >json");
    p->heard.data[p->heard.len - strlen("[configure] node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
    assert_non_null(strstr(p->heard.data, "\"appwd\": \"********\""));
}

static void test_a_password_is_stored_as_a_verifier_and_who_sets_it_stays_in(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r), *other = rig_enter(r, LINK_LOOPBACK);

    expect_conf(p, "appwd ADmin123", "Saved\n"); // it is the factory's already
    expect_conf(p, "appwd opensesame", "Saved\n");
    expect_conf(p, "appwd ADmin123", "Failed to save: that is the factory password\n");
    expect_conf(p, "devfid", "node01\n");
    expect_heard(other, "The password was changed. Bye!\n");
    assert_true(other->is_over);
    assert_null(strstr(ram_get(&r->ram, SETTINGS_FILE), "opensesame"));
}

static void test_interrupts_need_memory(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    r->mem_free_bytes = 5999;
    expect_conf(p, "timirq True", "Skip timirq feature requires more memory then 5999 byte\n");
    expect_conf(p, "timirq", "False\n");
    expect_conf(p, "timirq false", "Saved\n");
    expect_conf(p, "extirq true", "Saved\n"); // 70 % of it
    r->mem_free_bytes = 4199;
    expect_conf(p, "extirq true", "Skip extirq feature requires more memory then 4199 byte\n");
    expect_conf(p, "extirq true >json",
                "{\"error\": \"Skip extirq feature requires more memory then 4199 byte\", \"why\": "
                "\"\"}\n");
    expect_conf(p, "cron true", "Saved\n");
    r->mem_free_bytes = 6000;
    expect_conf(p, "timirq True", "Saved\n");
}

static void test_a_write_that_fails_is_told(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    r->ram.refuses_writes = true;
    expect_conf(p, "soctout 5", "Failed to save: the storage did not take it\n");
    expect_conf(p, "soctout", "100\n");
    expect_conf(p, "soctout 5 >json",
                "{\"error\": \"Failed to save\", \"why\": \"the storage did not take it\"}\n");
    expect_conf(p, "soctout 100", "Saved\n"); // no change, nothing to write
}

static void test_setting_what_is_set_writes_nothing(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);
    unsigned commits = r->ram.commits;

    expect_conf(p, "devfid node01", "Saved\n");
    expect_conf(p, "soctout +100", "Saved\n");
    expect_conf(p, "pled true", "Saved\n");
    assert_int_equal(r->ram.commits, commits);
}

static void test_opening_the_shell_to_everyone_is_logged(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p, "auth false", "Saved\nThe shell is now open to everyone who can reach it.\n");
    assert_true(
        rig_logged(r, "the shell is now open to everyone who can reach it, by 127.0.0.1:50000"));
    expect_conf(p, "auth true", "Saved\n");
    assert_true(rig_logged(r, "127.0.0.1:50000 set auth"));
}

#define CONF_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONF_TEST(test_values_are_got),
        CONF_TEST(test_values_are_set_in_every_spelling),
        CONF_TEST(test_texts_keep_their_blanks),
        CONF_TEST(test_the_mask_is_no_password),
        CONF_TEST(test_wi_fi_is_counted_in_bytes),
        CONF_TEST(test_commands_for_later_are_tried),
        CONF_TEST(test_a_zone_by_the_name_of_utc_says_that_the_sign_is_turned),
        CONF_TEST(test_degrees_are_rounded),
        CONF_TEST(test_passwords_of_other_nodes_may_have_every_character),
        CONF_TEST(test_what_is_not_accepted_is_not_saved),
        CONF_TEST(test_the_dump_shows_every_key_once_and_no_secret),
        CONF_TEST(test_json_answers_are_json_and_hold_no_secret),
        CONF_TEST(test_a_password_is_stored_as_a_verifier_and_who_sets_it_stays_in),
        CONF_TEST(test_interrupts_need_memory),
        CONF_TEST(test_a_write_that_fails_is_told),
        CONF_TEST(test_setting_what_is_set_writes_nothing),
        CONF_TEST(test_opening_the_shell_to_everyone_is_logged),
    };

    return RUN(tests);
}
