// The simulated board.
#include "sim/sim.h"
#include "test.h"

static struct tape traced;

static void keep(void *ctx, struct text line)
{
    tape_add(ctx, line.p, line.len);
    tape_add(ctx, "\n", 1);
}

static int start(void **state)
{
    struct sim *s = calloc(1, sizeof *s);

    sim_init(s, &board_esp8266);
    s->trace = keep;
    s->trace_ctx = &traced;
    *state = s;
    return 0;
}

static int stop(void **state)
{
    tape_clear(&traced);
    free(*state);
    return 0;
}

static void test_each_change_of_an_output_is_traced(void **state)
{
    struct sim *s = *state;

    assert_int_equal(hw_pin_use(&s->hw, 13, PIN_PWM), OK);
    assert_int_equal(hw_pwm(&s->hw, 13, 480, 10), OK);
    assert_int_equal(hw_pin_use(&s->hw, 16, PIN_OUT), OK);
    assert_int_equal(hw_pin_write(&s->hw, 16, true), OK);
    assert_int_equal(hw_pin_write(&s->hw, 16, false), OK);
    assert_int_equal(hw_cpu_set_hz(&s->hw, 160000000), OK);
    assert_string_equal(traced.data,
                        "pin 13 pwm\npwm 13 480 Hz 10 permille\npin 16 out\npin 16 1\npin 16 0\n"
                        "cpu 160000000 Hz\n");
    assert_int_equal(s->duty_permille[13], 10);
    assert_int_equal(s->frequency_hz[13], 480);
}

static void test_what_is_driven_is_read_back(void **state)
{
    struct sim *s = *state;

    hw_pin_use(&s->hw, 16, PIN_OUT);
    hw_pin_write(&s->hw, 16, true);
    assert_int_equal(hw_pin_read(&s->hw, 16), 1);
    hw_pin_write(&s->hw, 16, false);
    assert_int_equal(hw_pin_read(&s->hw, 16), 0);
    hw_pin_use(&s->hw, 4, PIN_IN_UP);
    assert_int_equal(hw_pin_read(&s->hw, 4), 1); // pulled up
    hw_pin_use(&s->hw, 5, PIN_IN);
    assert_int_equal(hw_pin_read(&s->hw, 5), 0);
}

static void test_a_pin_does_only_what_it_was_made_ready_for(void **state)
{
    struct sim *s = *state;

    assert_int_equal(hw_pin_write(&s->hw, 16, true), ERR_IO);
    assert_int_equal(hw_pwm(&s->hw, 16, 480, 10), ERR_IO);
    hw_pin_use(&s->hw, 16, PIN_PWM);
    assert_int_equal(hw_pwm(&s->hw, 16, 480, 1001), ERR_RANGE);
    assert_int_equal(hw_pwm(&s->hw, 16, 65536, 1), ERR_RANGE);
    assert_int_equal(hw_pin_use(&s->hw, GPIO_MAX, PIN_IN), ERR_RANGE);
    assert_int_equal(hw_pin_read(&s->hw, GPIO_MAX), ERR_RANGE);
    assert_int_equal(hw_pin_write(&s->hw, GPIO_MAX, true), ERR_IO);
    assert_int_equal(hw_pwm(&s->hw, GPIO_MAX, 1, 1), ERR_IO);
    assert_int_equal(hw_adc(&s->hw, GPIO_MAX), ERR_RANGE);
}

static void test_what_is_measured_is_set_by_the_test(void **state)
{
    struct sim *s = *state;
    uint32_t hz = 0;
    int rssi = 0;

    assert_int_equal(hw_adc(&s->hw, 0), 1353);
    s->adc_mv = 1650;
    assert_int_equal(hw_adc(&s->hw, 0), 1650);
    assert_int_equal(hw_wifi_rssi_dbm(&s->hw, &rssi), OK);
    assert_int_equal(rssi, -55);
    assert_int_equal(hw_cpu_hz(&s->hw, &hz), OK);
    assert_int_equal(hz, 80000000);
}

static void test_without_a_listener_nothing_is_traced(void **state)
{
    struct sim *s = *state;

    s->trace = NULL;
    assert_int_equal(hw_pin_use(&s->hw, 13, PIN_PWM), OK);
    assert_null(traced.data);
}

static void test_a_backend_without_an_operation_does_not_support_it(void **state)
{
    struct hw none = { "none", NULL };
    uint32_t hz;
    int rssi;

    (void)state;
    assert_int_equal(hw_pin_use(&none, 0, PIN_IN), ERR_NOTSUP);
    assert_int_equal(hw_pin_read(&none, 0), ERR_NOTSUP);
    assert_int_equal(hw_pin_write(&none, 0, true), ERR_NOTSUP);
    assert_int_equal(hw_pwm(&none, 0, 1, 1), ERR_NOTSUP);
    assert_int_equal(hw_adc(&none, 0), ERR_NOTSUP);
    assert_int_equal(hw_cpu_set_hz(&none, 1), ERR_NOTSUP);
    assert_int_equal(hw_cpu_hz(&none, &hz), ERR_NOTSUP);
    assert_int_equal(hw_wifi_rssi_dbm(&none, &rssi), ERR_NOTSUP);
}

static void expect_edge(struct sim *s, unsigned gpio, bool high)
{
    unsigned got = 99;
    bool is_high = !high;

    assert_true(sim_take_edge(s, &got, &is_high));
    assert_int_equal(got, gpio);
    assert_int_equal(is_high, high);
}

static void test_edges_of_watched_inputs_are_given_out_in_order(void **state)
{
    struct sim *s = *state;
    unsigned gpio;
    bool high;

    assert_int_equal(hw_pin_use(&s->hw, 12, PIN_IN_DOWN), OK);
    assert_int_equal(hw_pin_use(&s->hw, 13, PIN_IN_UP), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 12, true), OK); // nobody watches
    assert_int_equal(hw_pin_watch(&s->hw, 12, true), OK);
    assert_int_equal(hw_pin_watch(&s->hw, 13, true), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 13, true), OK); // it is so already
    assert_false(sim_take_edge(s, &gpio, &high));
    assert_int_equal(hw_pin_drive(&s->hw, 13, false), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 12, false), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 12, true), OK);
    expect_edge(s, 13, false);
    expect_edge(s, 12, false);
    expect_edge(s, 12, true);
    for (int i = 0; i < 100; i++)
        assert_int_equal(hw_pin_drive(&s->hw, 12, i % 2), OK);
    for (int i = 0; i < SIM_EDGES; i++)
        expect_edge(s, 12, i % 2);
    assert_false(sim_take_edge(s, &gpio, &high)); // more were lost
    assert_int_equal(hw_pin_use(&s->hw, 12, PIN_FREE), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 12, false), OK);
    assert_false(sim_take_edge(s, &gpio, &high));
}

static void test_an_output_cannot_be_driven_from_outside(void **state)
{
    struct sim *s = *state;

    assert_int_equal(hw_pin_use(&s->hw, 16, PIN_OUT), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 16, true), ERR_IO);
    assert_int_equal(hw_pin_use(&s->hw, 16, PIN_PWM), OK);
    assert_int_equal(hw_pin_drive(&s->hw, 16, true), ERR_IO);
    assert_int_equal(hw_pin_drive(&s->hw, GPIO_MAX, true), ERR_IO);
    assert_int_equal(hw_pin_watch(&s->hw, GPIO_MAX, true), ERR_RANGE);
    assert_int_equal(hw_pin_watch(&s->hw, 16, false), OK);
}

#define SIM_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIM_TEST(test_each_change_of_an_output_is_traced),
        SIM_TEST(test_what_is_driven_is_read_back),
        SIM_TEST(test_a_pin_does_only_what_it_was_made_ready_for),
        SIM_TEST(test_what_is_measured_is_set_by_the_test),
        SIM_TEST(test_without_a_listener_nothing_is_traced),
        SIM_TEST(test_edges_of_watched_inputs_are_given_out_in_order),
        SIM_TEST(test_an_output_cannot_be_driven_from_outside),
        TEST(test_a_backend_without_an_operation_does_not_support_it),
    };

    return RUN(tests);
}
