// Colours: CSS Color Module Level 4, sections 5.2 (#rgb, #rrggbb) and 6.1 (names).
#include "base/color.h"
#include "base/err.h"
#include "test.h"

static void test_numbers_and_names_are_read_in_any_case(void **state)
{
    static const struct {
        const char *text;
        uint8_t rgb[3];
    } rows[] = {
        { "#000000", { 0, 0, 0 } },     { "#0180fe", { 1, 128, 254 } },
        { "#FF8000", { 255, 128, 0 } }, { "#f80", { 255, 136, 0 } },
        { "#0aF", { 0, 170, 255 } },    { "black", { 0, 0, 0 } },
        { "White", { 255, 255, 255 } }, { "RED", { 255, 0, 0 } },
        { "green", { 0, 128, 0 } },     { "lime", { 0, 255, 0 } },
        { "blue", { 0, 0, 255 } },      { "orange", { 255, 165, 0 } },
        { "pink", { 255, 192, 203 } },  { "brown", { 165, 42, 42 } },
        { "gold", { 255, 215, 0 } },    { "violet", { 238, 130, 238 } },
        { "indigo", { 75, 0, 130 } },   { "turquoise", { 64, 224, 208 } },
        { "coral", { 255, 127, 80 } },  { "salmon", { 250, 128, 114 } },
        { "crimson", { 220, 20, 60 } }, { "lavender", { 230, 230, 250 } },
    };
    uint8_t rgb[3];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        memset(rgb, 0xa5, sizeof rgb);
        if (color_read(text_of(rows[i].text), rgb) || memcmp(rgb, rows[i].rgb, sizeof rgb) != 0)
            fail_msg("%s is read as %u %u %u", rows[i].text, rgb[0], rgb[1], rgb[2]);
    }
}

static void test_what_is_no_colour_is_refused(void **state)
{
    static const char *const texts[] = { "",         "#",         "#f",      "#ff",       "#ff80",
                                         "#ff800",   "#ff80000",  "#ff800g", "#g80",      "ff8000",
                                         "#ff8000 ", "#ff8000ff", "oran",    "oranges",   "n/a",
                                         "#-1",      "#+ff",      "# f8",    "rgb(1,2,3)" };
    uint8_t rgb[3];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (color_read(text_of(texts[i]), rgb) != ERR_ARG)
            fail_msg("\"%s\" is read", texts[i]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_and_names_are_read_in_any_case),
        cmocka_unit_test(test_what_is_no_colour_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
