// Drawing: lines at every angle, what is cut off at the edges, the letters.
#include "chips/font8x8.h"
#include "chips/ssd1306.h"
#include "test.h"

static bool is_lit(const struct ssd1306_picture *d, int x, int y)
{
    return d->page[y / 8][1 + x] >> y % 8 & 1;
}

static unsigned count(const struct ssd1306_picture *d)
{
    unsigned n = 0;

    for (int y = 0; y < SSD1306_ROWS; y++)
        for (int x = 0; x < SSD1306_COLUMNS; x++)
            n += is_lit(d, x, y);
    return n;
}

static void test_lines_have_both_ends_and_no_gaps(void **state)
{
    static const int ends[][2] = { { 127, 0 }, { 127, 63 }, { 64, 63 }, { 0, 63 },
                                   { 0, 0 },   { 30, 2 },   { 64, 0 },  { 64, 32 } };

    (void)state;
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct ssd1306_picture d = { 0 };
        int dx = abs(ends[i][0] - 64), dy = abs(ends[i][1] - 32);
        ssd1306_line(&d, 64, 32, ends[i][0], ends[i][1], true);
        assert_true(is_lit(&d, 64, 32) && is_lit(&d, ends[i][0], ends[i][1]));
        assert_int_equal(count(&d), (dx > dy ? dx : dy) + 1);
        ssd1306_line(&d, 64, 32, ends[i][0], ends[i][1], false);
        assert_int_equal(count(&d), 0);
    }
}

static void test_what_is_outside_is_left_out(void **state)
{
    struct ssd1306_picture d = { 0 };

    (void)state;
    ssd1306_line(&d, -1023, 10, 1023, 10, true);
    assert_int_equal(count(&d), 128);
    ssd1306_line(&d, 5, -1023, 5, 1023, true);
    assert_int_equal(count(&d), 128 + 63);
    ssd1306_line(&d, 200, 200, 300, -100, true);
    ssd1306_text(&d, text_of("away"), 0, 64);
    ssd1306_text(&d, text_of("away"), -64, 0);
    ssd1306_text(&d, text_of("away"), 1000, 1000);
    assert_int_equal(count(&d), 128 + 63);
    ssd1306_text(&d, text_of("I"), -3, 40); // its stem and half of its serifs
    assert_int_equal(count(&d), 128 + 63 + 7 + 2);
}

static void test_only_changed_pages_are_marked(void **state)
{
    struct ssd1306_picture d = { 0 };

    (void)state;
    ssd1306_text(&d, text_of("A"), 0, 16);
    assert_int_equal(d.changed, 4);
    ssd1306_text(&d, text_of("A"), 0, 28);
    assert_int_equal(d.changed, 4 | 8 | 16);
    ssd1306_fill(&d, true);
    assert_int_equal(d.changed, 0xff);
    assert_int_equal(count(&d), 128 * 64);
}

static void test_letters(void **state)
{
    static const char *const a[] = { "...#....", "..#.#...", ".#...#..", ".#...#..",
                                     ".#####..", ".#...#..", ".#...#..", "........" };

    (void)state;
    for (unsigned y = 0; y < 8; y++)
        for (unsigned x = 0; x < 8; x++)
            assert_int_equal(font8x8_column('A', x) >> y & 1, a[y][x] == '#');
}

static void test_every_letter_has_a_picture_of_its_own(void **state)
{
    uint64_t picture[128];

    (void)state;
    for (int c = ' '; c <= '~'; c++) {
        picture[c] = 0;
        for (unsigned x = 0; x < 8; x++)
            picture[c] = picture[c] << 8 | font8x8_column((char)c, x);
        for (int other = ' '; other < c; other++)
            assert_true(picture[c] != picture[other]);
        assert_int_equal(font8x8_column((char)c, 0), 0); // letters do not touch
        assert_int_equal(font8x8_column((char)c, 7), 0);
    }
    for (unsigned x = 0; x < 8; x++) {
        assert_int_equal(font8x8_column('\n', x), font8x8_column('?', x));
        assert_int_equal(font8x8_column((char)0xc3, x), font8x8_column('?', x));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lines_have_both_ends_and_no_gaps),      TEST(test_what_is_outside_is_left_out),
        TEST(test_only_changed_pages_are_marked),         TEST(test_letters),
        TEST(test_every_letter_has_a_picture_of_its_own),
    };

    return RUN(tests);
}
