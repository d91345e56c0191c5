// The boards: their pin tables and the limits of their pins.
#include "hw/boards.h"
#include "test.h"

struct row {
    const char *logical;
    int esp8266, esp32; // -1: the board has none
};

static const struct row rows[] = {
    { "builtin", 16, 2 },   { "pwm_0", 15, 27 },    { "pwm_1", 13, 14 },    { "pwm_2", 2, 12 },
    { "pwm_3", 0, 15 },     { "i2c_sda", 4, 21 },   { "i2c_scl", 5, 22 },   { "pwm_4", 12, 4 },
    { "simple_0", 15, 25 }, { "pwm_5", 14, 26 },    { "simple_1", 10, 32 }, { "adc_0", 0, 33 },
    { "simple_2", 9, 13 },  { "simple_9", -1, -1 }, { "", -1, -1 },
};

static void expect_gpio(const struct board *b, const char *logical, int gpio)
{
    unsigned n = 99;

    assert_int_equal(board_gpio(b, logical, &n), gpio < 0 ? ERR_NAME : OK);
    assert_int_equal(n, gpio < 0 ? 99 : gpio);
}

static void test_logical_pins_are_where_the_original_has_them_but_for_its_traps(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_gpio(&board_esp8266, rows[i].logical, rows[i].esp8266);
        expect_gpio(&board_esp32, rows[i].logical, rows[i].esp32);
    }
}

static void test_boards_are_found_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(board_find(text_of("esp8266")), &board_esp8266);
    assert_ptr_equal(board_find(text_of("esp32")), &board_esp32);
    assert_null(board_find(text_of("esp")));
    unsigned n = 0;
    while (board_at(n)) {
        assert_ptr_equal(board_find(text_of(board_at(n)->name)), board_at(n));
        n++;
    }
    assert_true(n >= 3);
}

static void test_pins_without_an_output_driver_can_only_be_input(void **state)
{
    (void)state;
    for (unsigned gpio = 12; gpio < 40; gpio++) {
        int out = gpio >= 34 ? ERR_INPUT_ONLY : OK;
        assert_int_equal(board_may(&board_esp32, gpio, PIN_OUT), out);
        assert_int_equal(board_may(&board_esp32, gpio, PIN_PWM), out);
        assert_int_equal(board_may(&board_esp32, gpio, PIN_IN), OK);
        assert_int_equal(board_may(&board_esp32, gpio, PIN_ADC), OK);
        assert_int_equal(board_may(&board_esp8266, gpio, PIN_OUT), OK);
    }
}

static void test_pins_of_the_flash_chip_belong_to_it(void **state)
{
    (void)state;
    for (unsigned gpio = 0; gpio < 12; gpio++) {
        int want = gpio >= 6 ? ERR_FLASH_PIN : OK;
        bool is_free = gpio == 9 || gpio == 10; // in dual I/O mode
        assert_int_equal(board_may(&board_esp8266, gpio, PIN_IN), is_free ? OK : want);
        assert_int_equal(board_may(&board_esp32, gpio, PIN_OUT), want);
    }
}

static void test_a_gpio_that_no_chip_has_is_out_of_range(void **state)
{
    (void)state;
    assert_int_equal(board_may(&board_esp32, GPIO_MAX, PIN_IN), ERR_RANGE);
    assert_int_equal(board_may(&board_esp8266, 1000, PIN_ADC), OK); // there the number is a channel
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_logical_pins_are_where_the_original_has_them_but_for_its_traps),
        TEST(test_boards_are_found_by_name),
        TEST(test_pins_without_an_output_driver_can_only_be_input),
        TEST(test_pins_of_the_flash_chip_belong_to_it),
        TEST(test_a_gpio_that_no_chip_has_is_out_of_range),
    };

    return RUN(tests);
}
