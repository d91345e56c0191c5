// pid: the law against one that counts in doubles, and the thermostat around it.
#include "modules/move/pid_law.h"
#include "sim/faulty.h"
#include "sim/parts.h"
#include "test.h"
#include <math.h>

// The same law, straight from the book.
struct judge {
    double kp, ki, kd, lo, hi, period, integral, last;
    bool has_last;
};

static double clamp(double v, double lo, double hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

static double judge_next(struct judge *j, double setpoint, double measured)
{
    double error = setpoint - measured, step = j->ki * error * j->period;
    double other = j->kp * error + (j->has_last ? j->kd * (j->last - measured) / j->period : 0);
    double sum = other + j->integral + step;

    if (!((sum > j->hi && step > 0) || (sum < j->lo && step < 0)))
        j->integral = clamp(j->integral + step, 0, j->hi);
    j->last = measured;
    j->has_last = true;
    return clamp(other + j->integral, j->lo, j->hi);
}

// A room of first order: 40 degrees above 20 at full power, time constant 300 s, dead time of one
// period.
static void follow(struct pid_law law, double setpoint, double *settled, double *overshoot)
{
    struct judge j = { .kp = law.kp / 1000.0,
                       .ki = law.ki / 1000.0,
                       .kd = law.kd / 1000.0,
                       .lo = law.lo,
                       .hi = law.hi,
                       .period = law.period_s };
    double room = 20, before = 0;

    *overshoot = 0;
    law.setpoint = (int32_t)(setpoint * 100);
    for (int i = 0; i < 4000; i++) {
        int32_t measured = (int32_t)lround(room * 100);
        int32_t out = pid_next(&law, measured);
        double wanted = judge_next(&j, setpoint, measured / 100.0);
        if (fabs(out - wanted) > 1.0)
            fail_msg("step %d: %d, the judge says %f", i, (int)out, wanted);
        room += (20 + 40 * before / 1000 - room) * (1 - exp(-law.period_s / 300.0));
        before = out;
        *overshoot = fmax(*overshoot, room - setpoint);
    }
    *settled = room;
}

static void test_the_step_response_is_that_of_the_law(void **state)
{
    static const int32_t gains[][3] = { { 50000, 500, 0 },
                                        { 100000, 0, 0 },
                                        { 30000, 200, 200000 },
                                        { 999000, 5000, 1000 },
                                        { 0, 300, 0 } };
    double settled, overshoot;

    (void)state;
    for (size_t i = 0; i < sizeof gains / sizeof *gains; i++) {
        struct pid_law law = {
            .kp = gains[i][0], .ki = gains[i][1], .kd = gains[i][2], .hi = 1000, .period_s = 5
        };
        follow(law, 45, &settled, &overshoot);
        if (gains[i][0] && gains[i][1]) {
            assert_true(fabs(settled - 45) < 0.1);
            assert_true(overshoot < 5);
        }
    }
}

// A set point that cannot be reached for an hour: the integral does not grow meanwhile.
static void test_the_integral_does_not_wind_up(void **state)
{
    struct pid_law law = { .setpoint = 9000, .kp = 50000, .ki = 500, .hi = 1000, .period_s = 5 };

    (void)state;
    for (int i = 0; i < 720; i++)
        assert_int_equal(pid_next(&law, 6000), 1000);
    law.setpoint = 5000; // 10 degrees too warm now
    assert_int_equal(pid_next(&law, 6000), 0);
}

static void test_limits_hold_for_any_numbers(void **state)
{
    uint32_t seed = 3;

    (void)state;
    for (int n = 0; n < 20000; n++) {
        int32_t v[6];
        for (int i = 0; i < 6; i++)
            v[i] = (int32_t)((seed = seed * 1664525 + 1013904223) >> 11) - 1000000;
        struct pid_law law = { .setpoint = v[0] % PID_VALUE_MAX,
                               .kp = v[1] % 1000000,
                               .ki = v[2] % 1000000,
                               .kd = v[3] % 1000000,
                               .lo = 100,
                               .hi = 900,
                               .period_s = 1 + (int32_t)(seed >> 20) % 3600 };
        for (int i = 0; i < 5; i++)
            assert_in_range(pid_next(&law, (v[4] + v[5] * i) % PID_VALUE_MAX), 100, 900);
    }
}

static void test_numbers_are_found_in_replies(void **state)
{
    static const struct {
        const char *reply;
        int32_t hundredths;
        int err;
    } rows[] = {
        { "21.5\n", 2150, OK },
        { "-3", -300, OK },
        { "(21.5, 40)\n", 2150, OK },
        { "['7.25']", 725, OK },
        { "temp: 21.50 C\nhum: 40", 2150, OK },
        { "286164118df89bff: -10.1250\n", -1012, OK },
        { "28ff00: has not measured: 85 C at power-on\n", 0, ERR_TYPE },
        { "28ff00: wrong checksum", 0, ERR_TYPE },
        { "None", 0, ERR_TYPE },
        { "", 0, ERR_TYPE },
        { "-", 0, ERR_TYPE },
        { "1.2.3", 0, ERR_TYPE },
        { "10000.01", 0, ERR_RANGE },
        { "-99999999999999", 0, ERR_RANGE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t got = 0;
        int err = pid_read(text_of(rows[i].reply), &got);
        if (err != rows[i].err || (!err && got != rows[i].hundredths))
            fail_msg("'%s' gives %d, %d", rows[i].reply, err, (int)got);
    }
}

// ---- the thermostat: a thermometer that takes 750 ms, a heater on pwm_5 or simple_0 ----

enum { HEATER = 14, RELAY = 15 };

static void say(struct rig *r, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[2048];

    peer_say(p, line);
    peer_heard(p, text, sizeof text);
    if (strstr(text, "execute_LM") || strstr(text, "below the most") || strstr(text, "comes first"))
        fail_msg("%s: %s", line, text);
    peer_close(p);
}

static bool has_status(struct rig *r, const char *part)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[2048];

    peer_say(p, "pid status");
    peer_heard(p, text, sizeof text);
    peer_close(p);
    return strstr(text, part);
}

static void set_temperature(struct rig *r, double degrees)
{
    char line[64];

    snprintf(line, sizeof line, "sim set ds18.temp %.2f", degrees);
    say(r, line);
}

static void test_a_slow_sensor_drives_the_heater(void **state)
{
    struct rig *r = *state;
    double room = 20;

    rig_set(r, "pled", "false");
    set_temperature(r, room);
    say(r, "pid input 'ds18 measure' 5");
    say(r, "pid output pwm 0 800");
    say(r, "pid set 40");
    assert_int_equal(r->sim.duty_permille[HEATER], 0); // nothing is measured yet
    assert_true(has_status(r, "health: waits"));
    rig_wait_ms(r, 1000);
    assert_int_equal(r->sim.duty_permille[HEATER], 800); // at its limit
    assert_true(has_status(r, "measured: 20.00"));
    assert_true(has_status(r, "health: works"));
    for (int i = 0; i < 700; i++) {
        room += (20 + 40 * r->sim.duty_permille[HEATER] / 1000.0 - room) * (1 - exp(-5 / 300.0));
        set_temperature(r, room);
        rig_wait_ms(r, 5000);
    }
    assert_true(fabs(room - 40) < 0.5);
    assert_in_range(r->sim.duty_permille[HEATER], 450, 550);
}

static void test_without_a_measurement_the_output_is_off(void **state)
{
    struct rig *r = *state;

    rig_set(r, "pled", "false");
    set_temperature(r, 20);
    say(r, "pid input 'ds18 measure' 5");
    say(r, "pid output pwm 100 1000");
    say(r, "pid set 90");
    rig_wait_ms(r, 1000);
    assert_int_equal(r->sim.duty_permille[HEATER], 1000);
    say(r, "sim set ds18.fault checksum");
    rig_wait_ms(r, 5800);
    assert_int_equal(r->sim.duty_permille[HEATER], 0); // less than its least: it is off
    assert_true(has_status(r, "health: no measurement"));
    say(r, "sim set ds18.fault none");
    rig_wait_ms(r, 5800);
    assert_int_equal(r->sim.duty_permille[HEATER], 1000);
    say(r, "sim set ds18.fault silent");
    rig_wait_ms(r, 5800);
    assert_int_equal(r->sim.duty_permille[HEATER], 0);
    say(r, "pid off");
    assert_true(has_status(r, "health: stopped"));
}

static void test_a_relay_is_on_for_a_part_of_the_period(void **state)
{
    struct rig *r = *state;
    unsigned on = 0;

    say(r, "pid input 'robustness recursion 1' 10"); // measures 1
    say(r, "pid tune 100 0 0");
    say(r, "pid output relay");
    say(r, "pid set 5");
    rig_wait_ms(r, 10);
    assert_true(has_status(r, "output: 400"));
    for (int i = 0; i < 400; i++) {
        rig_wait_ms(r, 100);
        on += r->sim.level >> RELAY & 1;
    }
    assert_in_range(on, 156, 164);
    say(r, "pid set -5");
    rig_wait_ms(r, 10100);
    assert_false(r->sim.level >> RELAY & 1);
    say(r, "pid set 50");
    for (int i = 0; i < 300; i++) { // all of it: no gap
        rig_wait_ms(r, 100);
        if (i > 101)
            assert_true(r->sim.level >> RELAY & 1);
    }
    say(r, "system module 'pid'");
    assert_false(r->sim.level >> RELAY & 1);
}

static void test_it_goes_on_after_a_reboot(void **state)
{
    struct rig *r = *state;

    set_temperature(r, 20);
    say(r, "pid input 'ds18 measure' 7");
    say(r, "pid tune 20 0.5 -1.25");
    say(r, "pid output pwm 10 900");
    say(r, "pid set 21.55");
    assert_string_equal(ram_get(&r->ram, "pid.pds"),
                        "2155,20000,500,-1250,0,10,900,7,'ds18 measure',1");
    rig_set(r, "boothook", "sim set ds18.temp 20; pid load");
    rig_reboot(r);
    rig_wait_ms(r, 1000);
    assert_int_equal(r->sim.duty_permille[HEATER], 36); // 20 * 1.55 + 0.5 * 1.55 * 7
    say(r, "pid off");
    rig_reboot(r);
    rig_wait_ms(r, 1000);
    assert_int_equal(r->sim.duty_permille[HEATER], 0);
}

static void test_what_does_not_go_together_is_said(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "pid set 20", "pid input 'command' comes first: what gives the measurement\n");
    expect_reply(p, "pid output pwm 500 400", "the least output must be below the most\n");
    expect_reply(p, "pid output steam",
                 "execute_LM_function LM_pid->output: kind: 'steam' is not accepted; "
                 "pwm or relay\n");
}

static void test_its_own_command_may_end_it(void **state)
{
    struct rig *r = *state;

    say(r, "pid input \"system module 'pid'\" 1");
    say(r, "pid set 20");
    rig_wait_ms(r, 3000);
    assert_int_equal(r->sim.use[HEATER], PIN_FREE);
    say(r, "pid input 'pid status' 1"); // measures its own set point
    say(r, "pid set 20");
    rig_wait_ms(r, 3000);
    assert_true(has_status(r, "measured: 20.00"));
}

static void test_a_pin_that_fails_is_tried_again_soon(void **state)
{
    struct rig *r = *state;
    struct faulty f;

    rig_set(r, "pled", "false");
    say(r, "pid input 'robustness recursion 1' 3600");
    say(r, "pid output relay");
    say(r, "pid tune 50 0 0");
    say(r, "pid set 11"); // 500 permille: half an hour
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    rig_wait_ms(r, 1000);
    assert_true(r->sim.level >> RELAY & 1);
    f.calls = 0;
    f.fail_at = 1; // to switch it off does not work
    rig_wait_ms(r, 1800u * 1000);
    assert_false(r->sim.level >> RELAY & 1);
    assert_true(rig_logged(r, "LM_pid tick: device did not answer"));
    r->node.pins.hw = &r->sim.hw;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_step_response_is_that_of_the_law),
        TEST(test_the_integral_does_not_wind_up),
        TEST(test_limits_hold_for_any_numbers),
        TEST(test_numbers_are_found_in_replies),
        RIG_TEST(test_a_slow_sensor_drives_the_heater),
        RIG_TEST(test_without_a_measurement_the_output_is_off),
        RIG_TEST(test_a_relay_is_on_for_a_part_of_the_period),
        RIG_TEST(test_it_goes_on_after_a_reboot),
        RIG_TEST(test_what_does_not_go_together_is_said),
        RIG_TEST(test_its_own_command_may_end_it),
        RIG_TEST(test_a_pin_that_fails_is_tried_again_soon),
    };

    return RUN(tests);
}
