// Pin maps of the user's: what they change, and what is refused and why.
#include "hw/custom_pins.h"
#include "test.h"

#define ACCEPTED "; it takes pin:GPIO, more after a semicolon: pwm_1:4; irq1:12"

static void expect_numbers(const char *map, unsigned pwm_1, unsigned irq1)
{
    struct custom_pins c;
    char why[256];
    struct out o;
    unsigned gpio;

    out_init(&o, why, sizeof why);
    assert_int_equal(custom_pins_make(&c, &board_esp8266, text_of(map), &o), OK);
    assert_string_equal(why, "");
    assert_int_equal(board_gpio(&c.board, "pwm_1", &gpio), OK);
    assert_int_equal(gpio, pwm_1);
    assert_int_equal(board_gpio(&c.board, "irq1", &gpio), OK);
    assert_int_equal(gpio, irq1);
    assert_int_equal(board_gpio(&c.board, "pwm_9", &gpio), ERR_NAME);
    assert_int_equal(board_gpio(&c.board, "irq4", &gpio), OK); // the last one
    assert_int_equal(gpio, 5);
    assert_int_equal(board_may(&c.board, 6, PIN_IN), ERR_FLASH_PIN);
}

static void test_a_map_changes_the_pins_it_names(void **state)
{
    (void)state;
    expect_numbers("pwm_1:4", 4, 12);
    expect_numbers("pwm_1:4; irq1:0", 4, 0);
    expect_numbers(" pwm_1 : 4 ;irq1:0;", 4, 0);
    expect_numbers("esp8266; irq1:16", 13, 16);
    expect_numbers("esp8266", 13, 12);
}

static void expect_refused(const char *map, const char *words)
{
    struct custom_pins c;
    char why[256], expected[256];
    struct out o;

    out_init(&o, why, sizeof why);
    assert_int_equal(custom_pins_make(&c, &board_esp8266, text_of(map), &o), ERR_RANGE);
    snprintf(expected, sizeof expected, "%s" ACCEPTED, words);
    assert_string_equal(why, expected);
}

static void test_what_is_refused_says_what_is_accepted(void **state)
{
    (void)state;
    expect_refused("pwm_9:4", "pwm_9:4: this board has no such pin, system pinmap lists them");
    expect_refused("esp32; pwm_1:4", "esp32: this board has no such pin, system pinmap lists them");
    expect_refused("pwm_1:4;;", ": this board has no such pin, system pinmap lists them");
    expect_refused("pwm_1", "pwm_1: there is no such GPIO");
    expect_refused("pwm_1:four", "pwm_1:four: there is no such GPIO");
    expect_refused("pwm_1:-1", "pwm_1:-1: there is no such GPIO");
    expect_refused("irq1:4; pwm_1:54", "pwm_1:54: there is no such GPIO");
    expect_refused("pwm_1:99999999999", "pwm_1:99999999999: there is no such GPIO");
    expect_refused("pwm_1:6", "pwm_1:6: belongs to the flash chip");
    expect_refused("pwm_1:4; irq1:4", "irq1:4: the pin, or the GPIO, stands in it twice");
    expect_refused("pwm_1:4; pwm_1:5", "pwm_1:5: the pin, or the GPIO, stands in it twice");
    expect_refused("adc_0:4", "adc_0:4: this pin is a channel of the converter, it has no GPIO");
}

static void test_a_board_of_too_many_pins_stays_as_it_is(void **state)
{
    struct board_pin pins[CUSTOM_PINS_MAX + 2] = { { 0 } };
    struct board large = { .name = "large", .pins = pins };
    struct custom_pins c;
    char why[256];
    struct out o;

    (void)state;
    out_init(&o, why, sizeof why);
    for (unsigned i = 0; i <= CUSTOM_PINS_MAX; i++)
        pins[i] = (struct board_pin){ "simple_0", (uint8_t)i };
    assert_int_equal(custom_pins_make(&c, &large, text_of("simple_0:1"), &o), ERR_RANGE);
    assert_string_equal(why, "simple_0:1: this board has too many pins" ACCEPTED);
    pins[CUSTOM_PINS_MAX].logical = NULL; // one less
    assert_int_equal(custom_pins_make(&c, &large, text_of("simple_0:1"), &o), OK);
    assert_null(c.board.pins[CUSTOM_PINS_MAX].logical);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_map_changes_the_pins_it_names),
        TEST(test_what_is_refused_says_what_is_accepted),
        TEST(test_a_board_of_too_many_pins_stays_as_it_is),
    };

    return RUN(tests);
}
