// Rules of single settings, as the shell tells them.
#include "node/foresee.h"
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
    { "lon 19", "Saved" },
    { "crontasks *:6:0:0!light on;*:sunset!light on", "Saved" },
    { "lat n/a", "Not saved: crontasks follows the sun and needs the place" },
    { "lon N/A", "Not saved: crontasks follows the sun and needs the place" },
    { "lat -33.9", "Saved" },
    { "crontasks n/a", "Saved" },
    { "lon n/a", "Saved" },
    { "crontasks *:6:0:0!light on;*:sunset!light on", "Not saved: at 18: the sun needs a place" },
    { "devip 192.168.1.20", "Saved" },
    { "devip 255.255.255.255", "Not saved: it takes an address that a host can have" },
    { "devip 127.0.0.1", "Not saved: it takes an address that a host can have" },
    { "devip 0.0.0.0", "Not saved: it takes an address that a host can have" },
    { "devip 224.0.0.251", "Not saved: it takes an address that a host can have" },
    { "ntp time.example.org:1123; 2001:db8::1 [2001:db8::2]:123,10.0.0.1", "Saved" },
    { "ntp ;", "Not saved: it takes names or addresses of time servers" },
    { "ntp host:0", "Not saved: it takes names or addresses of time servers" },
    { "ntp http://host/", "Not saved: it takes names or addresses of time servers" },
    { "ntp caf\xc3\xa9", "Not saved: it takes names or addresses of time servers" },
    { "socport 80", "Not saved: no right to 80" },
    { "socport 81", "Saved" },
};

// A port on which it may not listen, and one on which another program does.
static int check_port(void *ctx, uint16_t port, struct out *why)
{
    (void)ctx;
    if (port == 80)
        out_text(why, "no right to 80");
    if (port == 8080)
        out_text(why, "Port 8080 is in use now");
    return port == 80 ? ERR_DENIED : port == 8080 ? ERR_TAKEN : OK;
}

static void test_each_rule_says_what_it_takes(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[200];

    r->port.check_port = check_port;

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

// What works, but not as it looks.
static const char *const warnings[][2] = {
    { "devfid my_lamp", "On the network it is found as my-lamp.local." },
    { "devfid living.room", "On the network it is found as living-room.local." },
    { "devfid ...", "On the network it is found as node.local." },
    { "devfid lamp", NULL },
    { "socport 8080", "Port 8080 is in use now. If it is so at the next start, the node cannot "
                      "listen there." },
    { "socport 9009", NULL },
    { "soctout 1", "Sessions now end 1 s after the last command, this one too." },
    { "soctout 5", NULL },
    { "auth false", "The shell is now open to everyone who can reach it." },
    { "auth true", NULL },
    { "plainpwd false",
      "Older clients, which send the password in clear, cannot log in any more." },
    { "plainpwd true", NULL },
    { "ntp n/a", "The node asks no time server from the next start on." },
    { "ntp pool.ntp.org", NULL },
    { "irq1 true", NULL },
    { "extirq true", "extirq and irq1 are the same pin here: only the first of them works." },
    { "irq1 true", "extirq and irq1 are the same pin here: only the first of them works." },
    { "extirq false", NULL },
};

static void test_what_may_surprise_is_said_with_the_answer(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[300], wanted[300];

    r->port.check_port = check_port;
    peer_say(p, "conf");
    peer_heard(p, heard, sizeof heard);
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        const char *warning = warnings[i][1];
        peer_say(p, warnings[i][0]);
        peer_heard(p, heard, sizeof heard);
        snprintf(wanted, sizeof wanted, "Saved\n%s%s[configure] ", warning ? warning : "",
                 warning ? "\n" : "");
        if (strncmp(heard, wanted, strlen(wanted)))
            fail_msg("%s: %s", warnings[i][0], heard);
    }
    expect_answer(p, "devfid a_b >json",
                  "{\"result\": \"Saved\", \"warning\": \"On the network it is found as "
                  "a-b.local.\"}\n[configure] a_b $  ");
}

static void test_a_board_without_the_pin(void **state)
{
    static const struct board_pin no_pins[] = { { NULL, 0 } };
    static const struct board none = { .name = "none", .pins = no_pins };
    struct rig *r = *state;
    struct out o;
    char text[FORESEE_MAX];

    out_init(&o, text, sizeof text);
    rig_set(r, "irq3", "true");
    r->node.board = &none;
    foresee(&r->node, KEY_irq3, &o);
    expect_text(out_written(&o), "This board has no pin irq3.");
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
        RIG_TEST(test_what_may_surprise_is_said_with_the_answer),
        RIG_TEST(test_a_board_without_the_pin),
        RIG_TEST(test_settings_without_a_rule_take_all),
    };

    return RUN(tests);
}
