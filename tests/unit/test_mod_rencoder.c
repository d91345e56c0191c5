// rencoder: detents both ways, limits, lost edges, commands.
#include "test.h"

enum { CLK = 12, DT = 13 }; // GPIOs of irq1 and irq2 on an esp8266

static void turn(struct rig *r, const char *steps)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char line[64];

    snprintf(line, sizeof line, "sim set rencoder.step %s", steps);
    peer_say(p, line);
    rig_wait_ms(r, 1);
    tape_clear(&p->heard);
    peer_close(p);
}

static void test_each_detent_counts_one(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rencoder value", "0\n");
    turn(r, "3");
    expect_reply(p, "rencoder value", "3\n");
    turn(r, "-1");
    expect_reply(p, "rencoder value", "2\n");
    turn(r, "-4");
    expect_reply(p, "rencoder value", "0\n"); // not below its range
    expect_reply(p, "rencoder reset 42", "42\n");
    turn(r, "4");
    expect_reply(p, "rencoder value", "46\n");
    expect_reply(p, "rencoder reset", "0\n");
}

static void test_the_range_holds_or_wraps(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rencoder range -2 2",
                 "value: 0\nlo: -2\nhi: 2\nwrap: 0\ncommand: \nchanges: 4\n");
    turn(r, "4");
    expect_reply(p, "rencoder value", "2\n");
    turn(r, "-4");
    turn(r, "-4");
    expect_reply(p, "rencoder value", "-2\n");
    expect_reply(p, "rencoder range -2 2 True",
                 "value: -2\nlo: -2\nhi: 2\nwrap: 1\ncommand: \nchanges: 4\n");
    turn(r, "-1");
    expect_reply(p, "rencoder value", "2\n");
    turn(r, "1");
    expect_reply(p, "rencoder value", "-2\n");
    expect_reply(p, "rencoder range 5 5", "the least value must be below the most\n");
    assert_string_equal(ram_get(&r->ram, "rencoder.pds"), "-2,2,1,'',0");
}

static void test_a_command_gets_the_value(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rencoder on_turn 'dimmer set_value'",
                 "value: 0\nlo: 0\nhi: 100\nwrap: 0\ncommand: dimmer set_value\nchanges: 4\n");
    turn(r, "4");
    turn(r, "4");
    assert_int_equal(r->sim.duty_permille[14], 8);
    turn(r, "-2");
    assert_int_equal(r->sim.duty_permille[14], 6);
    expect_reply(p, "rencoder on_turn ''",
                 "value: 6\nlo: 0\nhi: 100\nwrap: 0\ncommand: \nchanges: 4\n");
    turn(r, "2");
    assert_int_equal(r->sim.duty_permille[14], 6);
}

static void line(struct rig *r, unsigned gpio, bool level)
{
    assert_int_equal(hw_pin_drive(&r->sim.hw, gpio, level), OK);
    rig_wait_ms(r, 1);
}

static void test_bounces_and_lost_edges_do_not_count(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rencoder reset 50", "50\n");
    for (int i = 0; i < 5; i++) { // one line bounces, the knob does not move
        line(r, CLK, false);
        line(r, CLK, true);
    }
    expect_reply(p, "rencoder value", "50\n");
    line(r, CLK, false); // a detent whose second edge was lost
    r->sim.watched = 0;
    line(r, DT, false);
    r->sim.watched = 1u << CLK | 1u << DT;
    line(r, CLK, true);
    line(r, DT, true);
    turn(r, "1");
    turn(r, "1");
    turn(r, "1");
    peer_say(p, "rencoder value");
    char text[32];
    peer_heard(p, text, sizeof text);
    int value = atoi(text);
    assert_in_range(value, 53, 54); // at most that one detent is missing
    turn(r, "-1");
    peer_say(p, "rencoder value");
    peer_heard(p, text, sizeof text);
    assert_int_equal(atoi(text), value - 1);
}

static void test_an_encoder_of_two_changes_a_click(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "sim set rencoder.changes 2", "rencoder.changes: 2\n");
    expect_reply(p, "rencoder value", "0\n");
    turn(r, "4");
    expect_reply(p, "rencoder value", "2\n"); // only each second click is a whole turn
    expect_reply(p, "rencoder click 2",
                 "value: 2\nlo: 0\nhi: 100\nwrap: 0\ncommand: \nchanges: 2\n");
    for (int value = 3; value <= 7; value++) {
        char text[24];
        turn(r, "1");
        snprintf(text, sizeof text, "%d\nnode01 $  ", value);
        peer_expect_answer(p, "rencoder value", text, __FILE__, __LINE__);
    }
    turn(r, "-3");
    expect_reply(p, "rencoder value", "4\n");
    line(r, CLK, true); // it rests the other way round: one line bounces
    line(r, CLK, false);
    line(r, CLK, true);
    line(r, CLK, false);
    expect_reply(p, "rencoder value", "4\n");
    assert_string_equal(ram_get(&r->ram, "rencoder.pds"), "0,100,0,'',1");
    expect_reply(p, "rencoder click 3",
                 "execute_LM_function LM_rencoder->click: changes: '3' is not accepted; "
                 "4 or 2\n");
}

// Any sequence of edges leaves it in its range, and three whole detents later it counts right.
static void test_any_edges_are_survived(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    uint32_t seed = 7;
    char text[32];

    expect_reply(p, "rencoder value", "0\n");
    for (int n = 0; n < 3000; n++) {
        seed = seed * 1664525 + 1013904223;
        rooms_edge(&r->node, seed >> 20 & 1 ? CLK : DT, seed >> 21 & 1);
    }
    rooms_edge(&r->node, CLK, true);
    rooms_edge(&r->node, DT, true);
    expect_reply(p, "rencoder reset 50", "50\n");
    turn(r, "3");
    peer_say(p, "rencoder value");
    peer_heard(p, text, sizeof text);
    assert_in_range(atoi(text), 52, 54);
}

static void test_two_modules_watch_their_own_pins(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rencoder value", "0\n");
    peer_say(p, "button load irq3"); // it could be at irq1 too, and was loaded last
    tape_clear(&p->heard);
    turn(r, "2");
    expect_reply(p, "rencoder value", "2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_each_detent_counts_one),
        RIG_TEST(test_the_range_holds_or_wraps),
        RIG_TEST(test_a_command_gets_the_value),
        RIG_TEST(test_bounces_and_lost_edges_do_not_count),
        RIG_TEST(test_any_edges_are_survived),
        RIG_TEST(test_two_modules_watch_their_own_pins),
        RIG_TEST(test_an_encoder_of_two_changes_a_click),
    };

    return RUN(tests);
}
