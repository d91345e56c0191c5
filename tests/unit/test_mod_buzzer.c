// buzzer: what sounds when, over the shell and by tick.
#include "sim/faulty.h"
#include "test.h"

enum { BUZZER = 12 }; // GPIO of pwm_4 on an esp8266

// Hz that sound now; 0: silence.
static unsigned pitch(const struct rig *r)
{
    return r->sim.duty_permille[BUZZER] ? r->sim.frequency_hz[BUZZER] : 0;
}

static void test_a_tone_ends_by_itself(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "buzzer tone 440 250", "TONE 440 Hz 250 ms\n");
    assert_int_equal(pitch(r), 440);
    assert_int_equal(r->sim.duty_permille[BUZZER], 500);
    rig_wait_ms(r, 249);
    assert_int_equal(pitch(r), 440);
    rig_wait_ms(r, 1);
    assert_int_equal(pitch(r), 0);
    expect_reply(p, "buzzer status", "volume: 100\nplaying: 0\nhz: 0\n");
}

static void test_beeps_are_counted(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    unsigned starts = 1;
    bool was_on = true;

    expect_reply(p, "buzzer beep 3", "TONE 880 Hz 100 ms\n");
    for (int ms = 0; ms < 2000; ms += 10) {
        rig_wait_ms(r, 10);
        starts += pitch(r) && !was_on;
        was_on = pitch(r);
    }
    assert_int_equal(starts, 3);
    assert_int_equal(pitch(r), 0);
}

static void test_a_melody_keeps_its_time(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    // 120 a minute: a quarter is 500 ms, of which an eighth is silent at its end.
    expect_reply(p, "buzzer play 'scale:d=4,o=5,b=120:c,8d,p,e.'", "PLAY\n");
    assert_int_equal(pitch(r), 523);
    rig_wait_ms(r, 437);
    assert_int_equal(pitch(r), 523);
    rig_wait_ms(r, 2);
    assert_int_equal(pitch(r), 0);
    rig_wait_ms(r, 62); // 501
    assert_int_equal(pitch(r), 587);
    rig_wait_ms(r, 250); // 751: the pause
    assert_int_equal(pitch(r), 0);
    rig_wait_ms(r, 498);
    assert_int_equal(pitch(r), 0);
    rig_wait_ms(r, 2); // 1251
    assert_int_equal(pitch(r), 659);
    expect_reply(p, "buzzer status", "volume: 100\nplaying: 1\nhz: 659\n");
    rig_wait_ms(r, 750);
    assert_int_equal(pitch(r), 0);
    expect_reply(p, "buzzer status", "volume: 100\nplaying: 0\nhz: 0\n");
}

static void test_a_melody_is_repeated_as_often_as_it_says(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    unsigned starts = 1;
    bool was_on = true;

    expect_reply(p, "buzzer play 'x:d=4,o=5,b=120,l=2:c,d'", "PLAY\n");
    for (int ms = 0; ms < 5000; ms += 10) {
        rig_wait_ms(r, 10);
        starts += pitch(r) && !was_on;
        was_on = pitch(r);
    }
    assert_int_equal(starts, 6); // once, and twice again
    expect_reply(p, "buzzer play 'x:d=4,o=5,b=120,l=15:c,p'", "PLAY\n");
    rig_wait_ms(r, 50000);
    expect_reply(p, "buzzer status", "volume: 100\nplaying: 1\nhz: 523\n");
    expect_reply(p, "buzzer stop", "STOP\n");
}

static void test_a_long_melody_is_taken_whole(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char line[CFG_MELODY_MAX + 40] = "buzzer play 'x:b=900,d=32:c";

    while (strlen(line) + strlen(",c,1e") <= CFG_MELODY_MAX + strlen("buzzer play '"))
        strcat(line, ",c");
    strcat(line, ",1e"); // the last note sounds long
    size_t len = strlen(line) - strlen("buzzer play '");
    assert_true(len <= CFG_MELODY_MAX && len > CFG_MELODY_MAX - 2);
    strcat(line, "'");
    expect_reply(p, line, "PLAY\n");
    rig_wait_ms(r, 2200);
    assert_int_equal(pitch(r), 1319);
    expect_reply(p, "buzzer stop", "STOP\n");
}

static void test_stop_and_another_melody_end_what_plays(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "buzzer play 'a:d=1,b=60:c,d,e'", "PLAY\n");
    expect_reply(p, "buzzer stop", "STOP\n");
    assert_int_equal(pitch(r), 0);
    rig_wait_ms(r, 20000);
    assert_int_equal(pitch(r), 0);
    expect_reply(p, "buzzer play 'a:d=1,b=60:c,d,e'", "PLAY\n");
    expect_reply(p, "buzzer tone 200 50", "TONE 200 Hz 50 ms\n");
    rig_wait_ms(r, 20000);
    assert_int_equal(pitch(r), 0);
    expect_reply(p, "buzzer tone 200 60000", "TONE 200 Hz 60000 ms\n");
    expect_reply(p, "system module 'buzzer'", "Module unload buzzer done.\n");
    assert_int_equal(pitch(r), 0);
}

static void test_what_is_no_melody_makes_no_sound(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "buzzer play 'x:d=4:c,d,zz'",
                 "no RTTTL melody (invalid syntax): 'name:d=4,o=6,b=63:8e,p,2c#.5'\n");
    expect_reply(p, "buzzer play 'x:d=5:c,d'",
                 "no RTTTL melody (out of range): 'name:d=4,o=6,b=63:8e,p,2c#.5'\n");
    assert_int_equal(pitch(r), 0);
    expect_reply(p, "buzzer tone 50",
                 "execute_LM_function LM_buzzer->tone: hz: 50 is out of range, it takes 100 to "
                 "10000\n");
}

static void test_the_volume_is_kept(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "buzzer volume 20", "VOLUME 20\n");
    rig_reboot(r);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "buzzer tone", "TONE 440 Hz 200 ms\n");
    assert_int_equal(r->sim.duty_permille[BUZZER], 100);
}

static void test_a_pin_that_fails_is_silent(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct faulty f;

    rig_set(r, "pled", "false");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    expect_reply(p, "buzzer play 'a:d=4,b=60:c,d,e,f,g'", "PLAY\n");
    for (unsigned n = 1; n <= 6; n++) {
        peer_say(p, "buzzer play 'a:d=4,b=60:c,d,e,f,g'");
        f.calls = 0;
        f.fail_at = n;
        rig_wait_ms(r, 10000);
        f.fail_at = 0;
        assert_int_equal(pitch(r), 0);
        tape_clear(&p->heard);
        expect_reply(p, "buzzer status", "volume: 100\nplaying: 0\nhz: 0\n");
    }
    assert_true(rig_logged(r, "LM_buzzer tick: device did not answer"));
    r->node.pins.hw = &r->sim.hw;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_tone_ends_by_itself),
        RIG_TEST(test_beeps_are_counted),
        RIG_TEST(test_a_melody_keeps_its_time),
        RIG_TEST(test_a_melody_is_repeated_as_often_as_it_says),
        RIG_TEST(test_a_long_melody_is_taken_whole),
        RIG_TEST(test_stop_and_another_melody_end_what_plays),
        RIG_TEST(test_what_is_no_melody_makes_no_sound),
        RIG_TEST(test_the_volume_is_kept),
        RIG_TEST(test_a_pin_that_fails_is_silent),
    };

    return RUN(tests);
}
