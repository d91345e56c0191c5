// Board files of ports/linux/hw: what they may say, and what is said of those that are wrong.
#include "base/err.h"
#include "base/out.h"
#include "test.h"
#include "wiring.h"

static struct wiring w;
static char reason[256];

static int read_text(const char *file, const char *text)
{
    struct out why;

    out_init(&why, reason, sizeof reason);
    reason[0] = '\0';
    return wiring_read(&w, file, text_of(text), &why);
}

static int finish(void)
{
    struct out why;

    out_init(&why, reason, sizeof reason);
    return wiring_finish(&w, &why);
}

static void read_all(const char *text)
{
    wiring_init(&w);
    assert_int_equal(read_text("x", text), OK);
    assert_int_equal(finish(), OK);
}

static unsigned gpio_of(const char *logical)
{
    unsigned gpio = 99;

    assert_int_equal(board_gpio(&w.board, logical, &gpio), OK);
    return gpio;
}

static void test_lines(void **state)
{
    (void)state;
    read_all("# a comment\n\n"
             "board shed # another\n"
             "chip pinctrl-x\nchip /dev/gpiochip3\r\n"
             "\tline  33 gpiochip1   4\n"
             "pin simple_0 gpio 33\n"
             "i2c 2 3 /dev/i2c-1\n"
             "spi 11 10 9 8 /dev/spidev0.0\n"
             "input_only 7\ninput_only 40-49\nflash 20-21\n"
             "adc adc_0 iio:device0 in_voltage0");
    assert_string_equal(w.board.name, "shed");
    assert_int_equal(gpio_of("simple_0"), 33);
    assert_int_equal(gpio_of("adc_0"), 0);
    assert_int_equal(board_may(&w.board, 7, PIN_OUT), ERR_INPUT_ONLY);
    assert_int_equal(board_may(&w.board, 33, PIN_OUT), OK);
    assert_int_equal(board_may(&w.board, 39, PIN_OUT), OK);
    assert_int_equal(board_may(&w.board, 40, PIN_OUT), ERR_INPUT_ONLY);
    assert_int_equal(board_may(&w.board, 49, PIN_OUT), ERR_INPUT_ONLY);
    assert_int_equal(board_may(&w.board, 21, PIN_IN), ERR_FLASH_PIN);
    const struct wire *line = wiring_at_gpio(&w, NULL, WIRE_LINE, 33);
    assert_string_equal(line->device, "gpiochip1");
    assert_int_equal(line->number, 4);
    const struct wire *chip = wiring_next(&w, NULL, WIRE_CHIP);
    assert_string_equal(chip->device, "pinctrl-x");
    chip = wiring_next(&w, chip, WIRE_CHIP);
    assert_string_equal(chip->device, "/dev/gpiochip3");
    assert_null(wiring_next(&w, chip, WIRE_CHIP));
    const struct wire *spi = wiring_at_gpio(&w, NULL, WIRE_SPI, 11);
    assert_memory_equal(spi->gpio, ((uint8_t[]){ 11, 10, 9, 8 }), 4);
}

static void test_lights_stand_above_the_gpios(void **state)
{
    (void)state;
    read_all("led builtin ACT\nled builtin led0\nled simple_1 PWR\n");
    assert_int_equal(gpio_of("builtin"), WIRING_GPIOS);
    assert_int_equal(gpio_of("simple_1"), WIRING_GPIOS + 1);
    const struct wire *led = wiring_at_gpio(&w, NULL, WIRE_LED, WIRING_GPIOS);
    assert_string_equal(led->device, "ACT");
    assert_string_equal(wiring_at_gpio(&w, led, WIRE_LED, WIRING_GPIOS)->device, "led0");
    wiring_init(&w);
    assert_int_equal(read_text("x", "led a 1\nled b 2\nled c 3\nled d 4\nled e 5\n"), OK);
    assert_int_equal(finish(), ERR_SYNTAX);
    assert_string_equal(reason, "led e: too many lights: 4 at most");
}

static void test_a_later_file_replaces_lines(void **state)
{
    (void)state;
    wiring_init(&w);
    assert_int_equal(read_text("a", "board a\nchip one\nchip two\npin simple_0 gpio 1\n"
                                    "pin simple_1 gpio 2\npwm 18 p 0\npwm 18 q 1\npwm 19 p 1\n"
                                    "led builtin ACT\ni2c 2 3 /dev/i2c-1\n"),
                     OK);
    assert_int_equal(read_text("b", "chip three\npin simple_0 gpio 5\npwm 18 r 2\n"
                                    "pin builtin gpio 6\ni2c 2 3 /dev/i2c-7\ni2c 4 5 /dev/i2c-8\n"),
                     OK);
    assert_int_equal(finish(), OK);
    assert_string_equal(w.board.name, "a");
    assert_int_equal(gpio_of("simple_0"), 5);
    assert_int_equal(gpio_of("simple_1"), 2);
    assert_int_equal(gpio_of("builtin"), 6);
    const struct wire *pwm = wiring_at_gpio(&w, NULL, WIRE_PWM, 18);
    assert_string_equal(pwm->device, "r");
    assert_null(wiring_at_gpio(&w, pwm, WIRE_PWM, 18));
    assert_non_null(wiring_at_gpio(&w, NULL, WIRE_PWM, 19));
    const struct wire *chip = wiring_next(&w, NULL, WIRE_CHIP);
    assert_string_equal(chip->device, "three");
    assert_null(wiring_next(&w, chip, WIRE_CHIP));
    assert_string_equal(wiring_at_gpio(&w, NULL, WIRE_I2C, 2)->device, "/dev/i2c-7");
    assert_string_equal(wiring_at_gpio(&w, NULL, WIRE_I2C, 4)->device, "/dev/i2c-8");
}

static void expect_refused(const char *text, const char *why)
{
    wiring_init(&w);
    assert_int_equal(read_text("my.board", text), ERR_SYNTAX);
    assert_string_equal(reason, why);
}

static void test_mistakes_are_told(void **state)
{
    (void)state;
    expect_refused("board x\npins a gpio 1\n",
                   "my.board:2: 'pins' is not known; accepted: board, chip, line, pin, channel, "
                   "input_only, flash, analog, cpu, ram, i2c, spi, pwm, adc, onewire, pixels, led");
    expect_refused("pin simple_0 17\n", "my.board:1: 3 words; accepted: pin LOGICAL gpio GPIO");
    expect_refused("pin simple_0 gpio 17 18 19 20 21\n",
                   "my.board:1: 8 words; accepted: pin LOGICAL gpio GPIO");
    expect_refused("pin simple_0 line 17\n",
                   "my.board:1: 'line' is not known here; accepted: pin LOGICAL gpio GPIO");
    expect_refused("\n\npin simple_0 gpio 50", "my.board:3: a GPIO is 0 to 49, not '50'");
    expect_refused("pin simple_0 gpio -1", "my.board:1: a GPIO is 0 to 49, not '-1'");
    expect_refused("pwm 18 pwmchip0 99999999999999999999",
                   "my.board:1: a number is 0 to 9999, not '99999999999999999999'");
    expect_refused("pin Simple gpio 1",
                   "my.board:1: a logical pin is up to 31 of a-z, 0-9 and _, not 'Simple'");
    expect_refused("pin a gpio 1\npin b gpio 2\nadc a x y\n",
                   "my.board:3: the same was said in line 1 already");
    expect_refused("channel adc_0 50\n", "my.board:1: a channel is 0 to 49, not '50'");
    expect_refused("flash 7-6\n", "my.board:1: the first of the GPIOs is above the last: '7-6'");
    expect_refused("flash 7-\n", "my.board:1: a GPIO is 0 to 49, not ''");
    expect_refused("flash 7-50\n", "my.board:1: a GPIO is 0 to 49, not '50'");
    expect_refused("flash 6-8\nflash 9\nflash 6-8\n",
                   "my.board:3: the same was said in line 1 already");
    expect_refused("board \x01\n", "my.board:1: names are of printable ASCII characters");
}

static void test_long_files_end(void **state)
{
    char text[16 * 1024];
    size_t n = 0;

    (void)state;
    for (unsigned i = 0; i < 170; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "pin p%u gpio 1\n", i);
    expect_refused(text, "my.board:161: too many lines: 160 at most");
    n = 0;
    for (unsigned i = 0; i < 100; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "chip %0100u\n", i);
    expect_refused(
        text, "my.board:60: the board files are too long: there is room for 6000 bytes of names");
}

// Every name that the simulated boards have, and the four of SPI; a Pi has no analog input.
static void test_builtin_boards_are_whole(void **state)
{
    static const char *const names[] = { "raspberry-pi", "generic" };
    static const char *const more[] = { "spi_clock", "spi_mosi", "spi_miso", "spi_select" };

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct out why;
        out_init(&why, reason, sizeof reason);
        wiring_init(&w);
        struct text text = wiring_builtin(text_of(names[i]));
        assert_int_equal(wiring_read(&w, names[i], text, &why), OK);
        assert_int_equal(finish(), OK);
        assert_string_equal(w.board.name, names[i]);
        for (const struct board_pin *p = board_esp8266.pins; p->logical; p++)
            if (i || strcmp(p->logical, "adc_0"))
                gpio_of(p->logical);
        for (unsigned m = 0; m < 4; m++)
            gpio_of(more[m]);
    }
    assert_int_equal(wiring_builtin(text_of("esp8266")).len, 0);
}

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint32_t random_number(void)
{
    return (uint32_t)(test_draw(&random_state) >> 32);
}

// A file with some bytes changed, moved or cut off is read or refused; in memory of its own, so
// that a sanitizer sees a step beyond.
static void test_damaged_files(void **state)
{
    static const char bytes[] = "0129 \t\n\n#_-/gpinadclespw\x7f\xff\x00";
    struct text whole = wiring_builtin(text_of("raspberry-pi"));
    unsigned n_refused = 0, n_read = 0;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        size_t len = random_number() % 4 ? whole.len : random_number() % whole.len;
        char *text = malloc(len + 1);
        struct out why;
        memcpy(text, whole.p, len);
        for (unsigned n = random_number() % 4; n && len; n--)
            text[random_number() % len] = bytes[random_number() % sizeof bytes];
        out_init(&why, reason, sizeof reason);
        wiring_init(&w);
        int err = wiring_read(&w, "x", (struct text){ text, len }, &why);
        err = err ? err : wiring_finish(&w, &why);
        free(text);
        assert_true(err == OK || err == ERR_SYNTAX);
        assert_int_equal(err != OK, out_written(&why).len != 0);
        n_refused += err != OK;
        n_read += err == OK;
        for (const struct board_pin *p = w.board.pins; !err && p->logical; p++)
            assert_true(p->gpio < GPIO_MAX);
    }
    assert_true(n_refused > 100 && n_read > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lines),
        TEST(test_lights_stand_above_the_gpios),
        TEST(test_a_later_file_replaces_lines),
        TEST(test_mistakes_are_told),
        TEST(test_long_files_end),
        TEST(test_builtin_boards_are_whole),
        TEST(test_damaged_files),
    };

    return RUN(tests);
}
