// Claims on pins: one use at a time, shared for that use.
#include "hw/pins.h"
#include "sim/faulty.h"
#include "test.h"

struct setup {
    struct sim sim;
    struct pins pins;
};

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);

    sim_init(&t->sim, &board_esp8266);
    pins_init(&t->pins, &t->sim.hw, &board_esp8266);
    *state = t;
    return 0;
}

static int stop(void **state)
{
    free(*state);
    return 0;
}

static void test_a_pin_can_be_claimed_by_its_number(void **state)
{
    struct setup *t = *state;
    unsigned gpio;

    assert_int_equal(pins_claim_gpio(&t->pins, 1, 13, PIN_OUT), OK);
    assert_int_equal(t->sim.use[13], PIN_OUT);
    assert_int_equal(pins_claim(&t->pins, 2, "pwm_1", PIN_PWM, &gpio), ERR_TAKEN);
    assert_int_equal(pins_claim_gpio(&t->pins, 1, 6, PIN_OUT), ERR_FLASH_PIN);
    assert_int_equal(pins_claim_gpio(&t->pins, 1, GPIO_MAX, PIN_OUT), ERR_RANGE);
}

static void test_a_claim_makes_the_pin_ready(void **state)
{
    struct setup *t = *state;
    unsigned gpio = 99;

    assert_int_equal(pins_claim(&t->pins, 1, "pwm_1", PIN_PWM, &gpio), OK);
    assert_int_equal(gpio, 13);
    assert_int_equal(t->sim.use[13], PIN_PWM);
    assert_int_equal(t->pins.claims[13].owner, 1);
    assert_int_equal(pins_claim(&t->pins, 2, "pwm_1", PIN_PWM, &gpio),
                     OK); // shared for the same use
    assert_int_equal(t->pins.claims[13].owner, 2);
}

static void test_a_pin_in_another_use_is_taken(void **state)
{
    struct setup *t = *state;
    unsigned gpio = 99;

    assert_int_equal(pins_claim(&t->pins, 1, "simple_0", PIN_OUT, &gpio), OK);
    assert_int_equal(pins_claim(&t->pins, 2, "pwm_0", PIN_PWM, &gpio), ERR_TAKEN); // the same GPIO
    assert_int_equal(gpio, 15);
    assert_int_equal(t->pins.claims[15].owner, 1);
    assert_int_equal(t->sim.use[15], PIN_OUT);
    pins_release(&t->pins, 15);
    assert_int_equal(t->sim.use[15], PIN_FREE);
    assert_int_equal(pins_claim(&t->pins, 2, "pwm_0", PIN_PWM, &gpio), OK);
}

static void test_the_limits_of_a_board_are_told(void **state)
{
    struct setup *t = *state;
    static const struct board_pin pins[] = {
        { "flash_0", 6 }, { "input_0", 35 }, { "adc_0", 33 }, { 0 }
    };
    struct board board = board_esp32;
    unsigned gpio = 99;

    board.pins = pins;
    pins_init(&t->pins, &t->sim.hw, &board);
    assert_int_equal(pins_claim(&t->pins, 1, "nowhere", PIN_OUT, &gpio), ERR_NAME);
    assert_int_equal(gpio, 99);
    assert_int_equal(pins_claim(&t->pins, 1, "flash_0", PIN_IN, &gpio), ERR_FLASH_PIN);
    assert_int_equal(gpio, 6);
    assert_int_equal(pins_claim(&t->pins, 1, "input_0", PIN_PWM, &gpio), ERR_INPUT_ONLY);
    assert_int_equal(gpio, 35);
    assert_int_equal(pins_claim(&t->pins, 1, "input_0", PIN_IN_UP, &gpio), OK);
    assert_int_equal(pins_claim(&t->pins, 1, "adc_0", PIN_ADC, &gpio), OK);
    assert_int_equal(t->sim.use[33], PIN_ADC);
}

static void test_a_converter_channel_is_no_pin_to_claim(void **state)
{
    struct setup *t = *state;
    unsigned gpio = 99;

    assert_int_equal(pins_claim(&t->pins, 1, "pwm_3", PIN_PWM, &gpio), OK); // GPIO0
    assert_int_equal(pins_claim(&t->pins, 1, "adc_0", PIN_ADC, &gpio), OK); // channel 0
    assert_int_equal(gpio, 0);
    assert_int_equal(t->sim.use[0], PIN_PWM);
}

static void test_a_backend_that_fails_leaves_the_pin_free(void **state)
{
    struct setup *t = *state;
    struct faulty f;
    unsigned gpio = 99;

    faulty_init(&f, &t->sim.hw);
    pins_init(&t->pins, &f.hw, &board_esp8266);
    f.fail_at = 1;
    assert_int_equal(pins_claim(&t->pins, 1, "pwm_1", PIN_PWM, &gpio), ERR_IO);
    assert_int_equal(t->pins.claims[13].use, PIN_FREE);
    assert_int_equal(pins_claim(&t->pins, 1, "pwm_1", PIN_OUT, &gpio), OK);
}

static void test_all_pins_of_one_owner_are_released_and_no_others(void **state)
{
    struct setup *t = *state;
    unsigned gpio;

    pins_claim(&t->pins, 0, "pwm_1", PIN_PWM, &gpio);
    pins_claim(&t->pins, 1, "pwm_2", PIN_PWM, &gpio);
    pins_claim(&t->pins, 1, "pwm_3", PIN_PWM, &gpio);
    pins_release_all(&t->pins, 1);
    assert_int_equal(t->pins.claims[13].use, PIN_PWM);
    assert_int_equal(t->pins.claims[2].use, PIN_FREE);
    assert_int_equal(t->pins.claims[0].use, PIN_FREE);
    pins_release(&t->pins, 2); // free already
    pins_release(&t->pins, GPIO_MAX);
}

static int start_pulse(void *ctx, const struct pulse_question *q)
{
    *(struct pulse_question *)ctx = *q;
    return OK;
}

static int take(void *ctx, unsigned in, uint16_t *us, unsigned n)
{
    (void)ctx;
    us[0] = (uint16_t)in;
    return (int)n;
}

static void test_one_question_in_pulses_at_a_time(void **state)
{
    const struct pulse_question first = { 1, 2, true, 10 }, other = { 3, 4, false, 20 };
    const uint32_t soon_ms = UINT32_MAX - 5; // the clock wraps meanwhile
    struct setup *t = *state;
    struct pulse_question heard = { 0 };
    struct hw hw = { .ctx = &heard, .pulse_start = start_pulse, .pulse_take = take };
    uint16_t us[1];

    pins_init(&t->pins, &hw, &board_esp8266);
    assert_false(pins_pulse_is_open(&t->pins, 0));
    assert_int_equal(pins_pulse_start(&t->pins, 1, soon_ms, &first), OK);
    assert_true(pins_pulse_is_open(&t->pins, soon_ms + PULSE_GIVEN_UP_MS - 1));
    assert_int_equal(pins_pulse_start(&t->pins, 2, soon_ms + 10, &other), ERR_TAKEN);
    assert_int_equal(heard.out, 1);
    assert_int_equal(pins_pulse_start(&t->pins, 1, soon_ms + 10, &other), OK);
    assert_int_equal(heard.out, 3);
    assert_int_equal(pins_pulse_take(&t->pins, 4, us, 1), 1);
    assert_int_equal(us[0], 4);
    assert_int_equal(pins_pulse_start(&t->pins, 2, soon_ms + 10, &first), OK);
    assert_int_equal(heard.out, 1);
    assert_int_equal(pins_pulse_start(&t->pins, 1, soon_ms + 10 + PULSE_GIVEN_UP_MS, &other), OK);
    hw.pulse_start = NULL;
    assert_int_equal(pins_pulse_start(&t->pins, 1, soon_ms, &first), ERR_NOTSUP);
}

static void test_uses_have_names(void **state)
{
    static const char *const names[] = { "free", "in", "in_up", "in_down", "out", "pwm", "adc" };

    (void)state;
    for (int i = PIN_FREE; i <= PIN_ADC; i++)
        assert_string_equal(pins_use_name((enum pin_use)i), names[i]);
}

#define PINS_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

static void test_the_first_pin_and_the_last_are_released_too(void **state)
{
    struct setup *t = *state;
    const unsigned ends[] = { 0, GPIO_MAX - 1 };

    for (size_t i = 0; i < COUNT(ends); i++) {
        t->pins.claims[ends[i]].owner = 1;
        t->pins.claims[ends[i]].use = PIN_OUT;
        pins_release_all(&t->pins, 1);
        assert_int_equal(t->pins.claims[ends[i]].use, PIN_FREE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PINS_TEST(test_a_claim_makes_the_pin_ready),
        PINS_TEST(test_a_pin_can_be_claimed_by_its_number),
        PINS_TEST(test_a_pin_in_another_use_is_taken),
        PINS_TEST(test_the_limits_of_a_board_are_told),
        PINS_TEST(test_a_converter_channel_is_no_pin_to_claim),
        PINS_TEST(test_a_backend_that_fails_leaves_the_pin_free),
        PINS_TEST(test_all_pins_of_one_owner_are_released_and_no_others),
        PINS_TEST(test_the_first_pin_and_the_last_are_released_too),
        PINS_TEST(test_one_question_in_pulses_at_a_time),
        TEST(test_uses_have_names),
    };

    return RUN(tests);
}
