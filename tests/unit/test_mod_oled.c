// oled_128x64i2c and oled_widgets: what a viewer of the simulated display sees.
#include "sim/faulty.h"
#include "wired.h"

// Rows of the display from this corner on: '#' is lit.
static void expect_seen(unsigned x, unsigned y, const char *const *rows, unsigned n)
{
    for (unsigned dy = 0; dy < n; dy++)
        for (unsigned dx = 0; rows[dy][dx]; dx++)
            if (part_ssd1306_is_lit(&wired_parts.ssd1306, x + dx, y + dy) != (rows[dy][dx] == '#'))
                fail_msg("pixel %u %u", x + dx, y + dy);
}

#define expect_seen_at(x, y, ...)                                                                  \
    do {                                                                                           \
        static const char *const seen_rows[] = { __VA_ARGS__ };                                    \
        expect_seen(x, y, seen_rows, sizeof seen_rows / sizeof *seen_rows);                        \
    } while (0)

static unsigned lit(void)
{
    unsigned n = 0;

    for (unsigned y = 0; y < OLED_HEIGHT; y++)
        for (unsigned x = 0; x < OLED_WIDTH; x++)
            n += part_ssd1306_is_lit(&wired_parts.ssd1306, x, y);
    return n;
}

static void test_text_lines_and_rectangles(void **state)
{
    struct rig *r = *state;

    expect_now(r, "oled_128x64i2c text 'Hi' 120 3", "True\n");
    assert_int_equal(lit(), 17); // the second letter is cut off
    expect_seen_at(120, 2, "........", ".#...#..", ".#...#..", ".#...#..", ".#####..", ".#...#..",
                   ".#...#..", ".#...#..", "........");
    expect_now(r, "oled_128x64i2c clean", "True\n");
    assert_int_equal(lit(), 0);
    expect_now(r, "oled_128x64i2c draw_rect 0 0 5 4", "True\n");
    expect_seen_at(0, 0, "#####.", "#...#.", "#...#.", "#####.", "......");
    expect_now(r, "oled_128x64i2c draw_rect(1, 1, 3, 2, state=1)", "True\n");
    expect_seen_at(0, 0, "#####.", "#####.", "#####.", "#####.", "......");
    expect_now(r, "oled_128x64i2c draw_line 0 0 3 3 0 >json", "true\n");
    expect_seen_at(0, 0, ".####.", "#.###.", "##.##.", "###.#.", "......");
    expect_now(r, "oled_128x64i2c draw_rect 100 50 0 5", "True\n");
    expect_now(r, "oled_128x64i2c draw_rect 127 63 1 1", "True\n");
    expect_seen_at(126, 62, "..", ".#");
    expect_now(r, "oled_128x64i2c clean True", "True\n");
    assert_int_equal(lit(), 128 * 64);
}

// Section 8.1.5 of its data sheet: 0x3c with SA0 low, 0x3d with SA0 high.
static void test_a_display_at_its_second_address_is_found(void **state)
{
    struct rig *r = *state;

    wired_set(r, "ssd1306.sa0", "1");
    expect_now(r, "oled_128x64i2c text 'I' 0 0", "True\n");
    assert_int_equal(lit(), 11);
    wired_set(r, "ssd1306.fault", "silent");
    expect_now(r, "oled_128x64i2c clean",
               "execute_LM_function LM_oled_128x64i2c->clean: I2C address 0x3d: device did not "
               "answer\n");
    wired_set(r, "ssd1306.fault", "none");
    wired_set(r, "ssd1306.sa0", "0"); // another one
    expect_now(r, "oled_128x64i2c clean", "True\n");
    assert_int_equal(lit(), 0);
    expect_now(r, "oled_128x64i2c invert", "True\n");
    wired_set(r, "ssd1306.fault", "silent");
    expect_now(r, "oled_128x64i2c invert",
               "execute_LM_function LM_oled_128x64i2c->invert: I2C address 0x3c: device did not "
               "answer\n");
    wired_set(r, "ssd1306.fault", "none");
    expect_now(r, "oled_128x64i2c invert", "True\n"); // back: the one that failed does not count
    assert_false(wired_parts.ssd1306.is_inverted);
}

static void test_what_is_not_shown_waits(void **state)
{
    struct rig *r = *state;

    expect_now(r, "oled_128x64i2c text(intext='I', posx=0, posy=0, show=False)", "True\n");
    assert_int_equal(lit(), 0);
    expect_now(r, "oled_128x64i2c draw_line 0 20 0 20", "True\n");
    assert_int_equal(lit(), 11 + 1);
}

static void test_invert_and_power(void **state)
{
    struct rig *r = *state;

    expect_now(r, "oled_128x64i2c invert", "True\n");
    assert_int_equal(lit(), 128 * 64);
    expect_now(r, "oled_128x64i2c invert", "True\n");
    assert_int_equal(lit(), 0);
    expect_now(r, "oled_128x64i2c invert True", "True\n");
    expect_now(r, "oled_128x64i2c invert state=True", "True\n");
    assert_int_equal(lit(), 128 * 64);
    expect_now(r, "oled_128x64i2c poweroff", "True\n");
    assert_int_equal(lit(), 0);
    expect_now(r, "oled_128x64i2c poweron", "True\n");
    assert_int_equal(lit(), 128 * 64);
    expect_now(r, "system module 'oled_128x64i2c'", "Module unload oled_128x64i2c done.\n");
    assert_int_equal(lit(), 0);
}

static void test_a_display_that_was_away_gets_its_picture_again(void **state)
{
    struct rig *r = *state;

    expect_now(r, "oled_128x64i2c text I", "True\n");
    wired_set(r, "ssd1306.fault", "silent");
    expect_now(r, "oled_128x64i2c draw_line 0 20 0 20",
               "execute_LM_function LM_oled_128x64i2c->draw_line: I2C address 0x3c: device did not "
               "answer\n");
    expect_now(r, "oled_128x64i2c invert >json",
               "{\"error\": \"I2C address 0x3c: device did not answer\", \"module\": "
               "\"oled_128x64i2c\", \"function\": \"invert\"}\n");
    expect_now(r, "oled_128x64i2c wakeup_oled_debug_page_execute",
               "execute_LM_function LM_oled_128x64i2c->wakeup_oled_debug_page_execute: I2C address "
               "0x3c: device did not answer\n");
    wired_parts.ssd1306 = (struct ssd1306){ 0 }; // it had no power
    part_ssd1306.power_on(&wired_parts);
    expect_now(r, "oled_128x64i2c invert False", "True\n");
    assert_int_equal(lit(), 11 + 1);
}

static void test_each_failure_of_the_bus_is_told_and_made_good(void **state)
{
    struct rig *r = *state;
    struct faulty f;

    rig_set(r, "pled", "false");
    expect_now(r, "oled_128x64i2c text I", "True\n");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 2; n++) {
        f.calls = 0;
        f.fail_at = n;
        expect_now(r, "oled_128x64i2c draw_line 0 20 0 20",
                   "execute_LM_function LM_oled_128x64i2c->draw_line: I2C address 0x3c: device did "
                   "not answer\n");
        f.fail_at = 0;
        expect_now(r, "oled_128x64i2c draw_line 0 20 0 20", "True\n");
        assert_int_equal(lit(), 11 + 1);
    }
    r->node.pins.hw = &r->sim.hw;
}

static void test_places_out_of_reach_are_refused(void **state)
{
    struct rig *r = *state;

    expect_now(r, "oled_128x64i2c draw_line 0 0 5000 0",
               "execute_LM_function LM_oled_128x64i2c->draw_line: ex: 5000 is out of range, it "
               "takes -1023 to 1023\n");
    expect_now(
        r, "oled_128x64i2c text",
        "execute_LM_function LM_oled_128x64i2c->text: function missing 1 required "
        "positional arguments; it takes intext, posx, posy, show, for example word 0 0 on\n");
}

static void test_the_simple_page_shows_the_time(void **state)
{
    struct rig *r = *state;

    expect_now(r, "oled_128x64i2c clean 1", "True\n");
    expect_now(r, "oled_widgets simple_page", "True\n"); // 14:13:48
    expect_seen_at(30, 10, "...#........#...........", "..##.......##......##...",
                   ".#.#......#.#......##...", "...#.....#..#...........",
                   "...#.....#####.....##...", "...#........#......##...",
                   ".#####......#...........");
    expect_now(r, "oled_widgets simple_page >json", "true\n");
}

static void test_the_debug_page(void **state)
{
    struct rig *r = *state;
    unsigned n;

    expect_now(r, "oled_widgets show_debug_page", "True\n");
    n = lit();
    expect_seen_at(0, 50, ".#...#..", ".##..#..", ".##..#..", ".#.#.#..", ".#..##..", ".#..##..",
                   ".#...#.."); // N of NAME
    r->mem_free_bytes = 11111;
    expect_now(r, "oled_128x64i2c show_debug_page", "True\n");
    assert_true(lit() != n);
    expect_now(r, "oled_128x64i2c poweroff", "True\n");
    expect_now(r, "oled_128x64i2c wakeup_oled_debug_page_execute", "True\n");
    assert_true(lit() > 100);
}

static void test_pages_tell_what_the_display_says(void **state)
{
    struct rig *r = *state;

    wired_set(r, "ssd1306.fault", "silent");
    expect_now(r, "oled_widgets simple_page",
               "execute_LM_function LM_oled_128x64i2c->text: I2C address 0x3c: device did not "
               "answer\n");
    expect_now(r, "oled_128x64i2c show_debug_page",
               "execute_LM_function LM_oled_128x64i2c->text: I2C address 0x3c: device did not "
               "answer\n");
    expect_now(r, "oled_widgets toggle_invert",
               "execute_LM_function LM_oled_128x64i2c->invert: I2C address 0x3c: device did not "
               "answer\n");
    wired_set(r, "ssd1306.fault", "none");
    expect_now(r, "oled_widgets toggle_invert", "INVERT:True\n");
    expect_now(r, "oled_widgets toggle_invert", "INVERT:False\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_text_lines_and_rectangles),
        WIRED_TEST(test_a_display_at_its_second_address_is_found),
        WIRED_TEST(test_what_is_not_shown_waits),
        WIRED_TEST(test_invert_and_power),
        WIRED_TEST(test_a_display_that_was_away_gets_its_picture_again),
        WIRED_TEST(test_each_failure_of_the_bus_is_told_and_made_good),
        WIRED_TEST(test_places_out_of_reach_are_refused),
        WIRED_TEST(test_the_simple_page_shows_the_time),
        WIRED_TEST(test_the_debug_page),
        WIRED_TEST(test_pages_tell_what_the_display_says),
    };

    return RUN(tests);
}
