// Rules of single settings, as the shell tells them.
#include "node/set.h"
#include "test.h"

static const struct {
    const char *line, *reply;
} rows[] = {
    { "lat 47.4979", "Saved" },
    { "lat 91", "Not saved: it takes degrees from -90 to 90 as 47.4979, or n/a" },
    { "lon -180", "Saved" },
    { "lon 180.5", "Not saved: it takes degrees from -180 to 180 as 47.4979, or n/a" },
    { "utc -720", "Saved" },
    { "utc 840", "Saved" },
    { "utc 841", "Not saved: it takes minutes from -720 to 840, or n/a" },
    { "utc x", "Failed to save" },
    { "utc n/a", "Saved" },
    { "irq1_trig up", "Saved" },
    { "irq2_trig down", "Saved" },
    { "irq3_trig both", "Saved" },
    { "irq4_trig N/A", "Saved" },
    { "irq1_trig side", "Not saved: it takes up, down, both or n/a" },
    { "cstmpmap pwm_1:4", "Not saved: not supported on this board" },
    { "cstmpmap n/a", "Saved" },
    { "crontasks *:8:0:0!light on", "Saved" },
    { "crontasks *:24:0:0!light on", "Not saved: at 3: an hour is 0 to 23" },
};

static void test_each_rule_says_what_it_takes(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[200];

    expect_answer(p, "conf", "[configure] node01 $  ");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *end;
        peer_say(p, rows[i].line);
        peer_heard(p, text, sizeof text);
        end = strstr(text, "\n[configure] node01 $  ");
        assert_non_null(end);
        *end = '\0';
        if (!strstr(text,
                    strncmp(rows[i].reply, "Not saved: ", 11) ? rows[i].reply : rows[i].reply + 11))
            fail_msg("%s: %s", rows[i].line, text);
    }
}

static void test_settings_without_a_rule_take_all(void **state)
{
    struct rig *r = *state;

    assert_int_equal(set_check(&r->node, KEY_devfid, text_of("lamp"), NULL), OK);
    assert_int_equal(set_check(&r->node, KEY_lat, text_of("n/a"), NULL), OK);
    assert_int_equal(set_check(&r->node, KEY_lat, text_of("x"), NULL), ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_each_rule_says_what_it_takes),
        RIG_TEST(test_settings_without_a_rule_take_all),
    };

    return RUN(tests);
}
