// The simulated SSD1306, by the commands of its data sheet (Rev 1.1).
#include "parts_bench.h"

enum { ADDRESS = 0x3c, COMMANDS = 0x00, ONE_COMMAND = 0x80, DATA = 0x40, ONE_DATA = 0xc0 };

// One message: a control byte, then `n` bytes.
static void send(struct parts_bench *b, uint8_t control, const uint8_t *bytes, size_t n)
{
    uint8_t message[1200];

    message[0] = control;
    memcpy(message + 1, bytes, n);
    assert_int_equal(parts_bench_i2c(b, ADDRESS, message, n + 1, NULL, 0), OK);
}

#define COMMAND(b, ...)                                                                            \
    send(b, COMMANDS, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))
#define DRAW(b, ...)                                                                               \
    send(b, DATA, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

// The application note of the data sheet, for the usual boards: upright, horizontal addressing.
static void start_display(struct parts_bench *b)
{
    COMMAND(b, 0xae, 0x20, 0x00, 0x40, 0xa1, 0xa8, 0x3f, 0xc8, 0xd3, 0x00, 0xda, 0x12, 0xd5, 0x80,
            0xd9, 0xf1, 0xdb, 0x30, 0x81, 0xff, 0xa4, 0xa6, 0x8d, 0x14, 0xaf);
}

static bool is_lit(const struct parts_bench *b, unsigned x, unsigned y)
{
    return part_ssd1306_is_lit(&b->parts->ssd1306, x, y);
}

static unsigned count_lit(const struct parts_bench *b)
{
    unsigned n = 0;

    for (unsigned i = 0; i < OLED_WIDTH * OLED_HEIGHT; i++)
        n += is_lit(b, i % OLED_WIDTH, i / OLED_WIDTH);
    return n;
}

static void test_a_picture_is_seen_as_it_was_drawn(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    assert_int_equal(count_lit(b), 0);
    DRAW(b, 0x01, 0x80, 0x81); // the first columns of the first page
    assert_int_equal(count_lit(b), 4);
    assert_true(is_lit(b, 0, 0));
    assert_true(is_lit(b, 1, 7));
    assert_true(is_lit(b, 2, 0));
    assert_true(is_lit(b, 2, 7));
    COMMAND(b, 0x21, 127, 127, 0x22, 7, 7);
    DRAW(b, 0x80);
    assert_true(is_lit(b, 127, 63)); // the last corner
    assert_int_equal(count_lit(b), 5);
}

static void test_it_is_dark_unless_it_is_on_and_has_its_voltage(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    DRAW(b, 0xff);
    assert_int_equal(count_lit(b), 8);
    COMMAND(b, 0xae);
    assert_int_equal(count_lit(b), 0);
    COMMAND(b, 0xaf);
    assert_int_equal(count_lit(b), 8);
    COMMAND(b, 0x8d, 0x10); // the charge pump off
    assert_int_equal(count_lit(b), 0);
    COMMAND(b, 0x8d, 0x14, 0xa5); // all on, whatever is in its memory
    assert_int_equal(count_lit(b), OLED_WIDTH * OLED_HEIGHT);
    COMMAND(b, 0xa4, 0xa7);
    assert_int_equal(count_lit(b), OLED_WIDTH * OLED_HEIGHT - 8);
    COMMAND(b, 0xa6, 0x81, 0x00); // the lowest contrast still shows
    assert_int_equal(count_lit(b), 8);
}

static void test_horizontal_addressing_goes_on_in_the_window(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    COMMAND(b, 0x21, 10, 11, 0x22, 2, 3);
    DRAW(b, 1, 2, 4, 8, 0x10); // 10 and 11 of page 2, of page 3, and round
    assert_false(is_lit(b, 10, 16));
    assert_true(is_lit(b, 10, 20)); // overwritten by the fifth
    assert_true(is_lit(b, 11, 17));
    assert_true(is_lit(b, 10, 26));
    assert_true(is_lit(b, 11, 27));
    assert_int_equal(count_lit(b), 4);
}

static void test_vertical_addressing_goes_down_first(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    COMMAND(b, 0x20, 0x01, 0x21, 10, 11, 0x22, 2, 3);
    DRAW(b, 1, 2, 4, 8);
    assert_true(is_lit(b, 10, 16));
    assert_true(is_lit(b, 10, 25));
    assert_true(is_lit(b, 11, 18));
    assert_true(is_lit(b, 11, 27));
    assert_int_equal(count_lit(b), 4);
}

static void test_page_addressing_stays_in_its_page(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    COMMAND(b, 0x20, 0x02, 0xb3, 0x0e, 0x17); // page 3, column 0x7e
    DRAW(b, 1, 2, 4);
    assert_true(is_lit(b, 126, 24));
    assert_true(is_lit(b, 127, 25));
    assert_true(is_lit(b, 0, 26));
    assert_int_equal(count_lit(b), 3);
}

static void test_page_addressing_is_the_mode_after_power_on(void **state)
{
    struct parts_bench *b = *state;

    COMMAND(b, 0xa1, 0xc8, 0x8d, 0x14, 0xaf, 0x0f, 0x17);
    DRAW(b, 1, 1);
    assert_true(is_lit(b, 127, 0));
    assert_true(is_lit(b, 0, 0)); // not on the next page
}

static void test_the_picture_turns_with_segments_and_rows(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    DRAW(b, 0x01);
    COMMAND(b, 0xc0);
    assert_true(is_lit(b, 0, 63)); // at once
    COMMAND(b, 0xc8, 0xa0);
    assert_true(is_lit(b, 0, 0)); // what is written already stays
    COMMAND(b, 0x21, 0, 127, 0x22, 0, 7);
    DRAW(b, 0x02);
    assert_true(is_lit(b, 127, 1));
}

static void test_start_line_offset_and_multiplex(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    DRAW(b, 0x01);
    COMMAND(b, 0x40 | 8); // line 8 of memory is on top
    assert_true(is_lit(b, 0, 56));
    assert_int_equal(count_lit(b), 1);
    COMMAND(b, 0x40, 0xd3, 8);
    assert_int_equal(count_lit(b), 1);
    assert_true(is_lit(b, 0, 56)); // table 10-2: COM 7 shows row 0
    COMMAND(b, 0xc0);
    assert_true(is_lit(b, 0, 7)); // table 10-1: COM 56 shows row 0
    COMMAND(b, 0xd3, 0, 0xa8, 31);
    assert_true(is_lit(b, 0, 63));
    COMMAND(b, 0xa5);
    assert_int_equal(count_lit(b), 32 * OLED_WIDTH); // half of the panel
    COMMAND(b, 0xa8, 3);                             // below 15: invalid
    assert_int_equal(count_lit(b), 32 * OLED_WIDTH);
}

static void test_control_bytes_may_stand_before_each_byte(void **state)
{
    struct parts_bench *b = *state;
    const uint8_t mixed[] = { ONE_COMMAND, 0x21, ONE_COMMAND, 5,    ONE_COMMAND, 6,
                              ONE_DATA,    0xff, DATA,        0x01, 0x01 };

    start_display(b);
    assert_int_equal(parts_bench_i2c(b, ADDRESS, mixed, sizeof mixed, NULL, 0), OK);
    assert_true(is_lit(b, 5, 7) && is_lit(b, 6, 0));
    assert_true(is_lit(b, 5, 8)); // the window is full: next page
    COMMAND(b, 0x21);             // its parameters come in messages of their own
    COMMAND(b, 20);
    COMMAND(b, 21);
    DRAW(b, 0xff);
    assert_true(is_lit(b, 20, 8));
}

static void test_a_read_tells_whether_it_is_on(void **state)
{
    struct parts_bench *b = *state;
    uint8_t status = 0;

    assert_int_equal(parts_bench_i2c(b, ADDRESS, NULL, 0, &status, 1), OK);
    assert_int_equal(status & 0x40, 0x40);
    start_display(b);
    assert_int_equal(parts_bench_i2c(b, ADDRESS, NULL, 0, &status, 1), OK);
    assert_int_equal(status & 0x40, 0);
}

static void test_strange_messages_do_no_harm(void **state)
{
    struct parts_bench *b = *state;
    uint8_t bytes[1025];

    start_display(b);
    for (unsigned i = 0; i < 256; i++) {
        memset(bytes, (int)i, sizeof bytes);
        send(b, COMMANDS, bytes, 7); // each command, with parameters or without
        send(b, (uint8_t)i, bytes, sizeof bytes);
        assert_int_equal(parts_bench_i2c(b, ADDRESS, bytes, i % 3, bytes, i), OK);
    }
    assert_false(is_lit(b, OLED_WIDTH, 0) || is_lit(b, 0, OLED_HEIGHT));
    parts_bench_set(b, "ssd1306.fault", "silent");
    assert_int_equal(parts_bench_i2c(b, ADDRESS, bytes, 2, NULL, 0), ERR_IO);
}

static void test_scrolling_commands_take_their_parameters(void **state)
{
    struct parts_bench *b = *state;

    start_display(b);
    // Each parameter would switch it off, were it taken for a command.
    COMMAND(b, 0x26, 0xae, 0xae, 0xae, 0xae, 0xae, 0xae);
    COMMAND(b, 0x29, 0xae, 0xae, 0xae, 0xae, 0xae, 0xa3, 0xae, 0xae, 0x2e, 0xe3);
    DRAW(b, 0xff);
    assert_int_equal(count_lit(b), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_a_picture_is_seen_as_it_was_drawn),
        PARTS_TEST(test_it_is_dark_unless_it_is_on_and_has_its_voltage),
        PARTS_TEST(test_horizontal_addressing_goes_on_in_the_window),
        PARTS_TEST(test_vertical_addressing_goes_down_first),
        PARTS_TEST(test_page_addressing_stays_in_its_page),
        PARTS_TEST(test_page_addressing_is_the_mode_after_power_on),
        PARTS_TEST(test_the_picture_turns_with_segments_and_rows),
        PARTS_TEST(test_start_line_offset_and_multiplex),
        PARTS_TEST(test_control_bytes_may_stand_before_each_byte),
        PARTS_TEST(test_a_read_tells_whether_it_is_on),
        PARTS_TEST(test_strange_messages_do_no_harm),
        PARTS_TEST(test_scrolling_commands_take_their_parameters),
    };

    return RUN(tests);
}
