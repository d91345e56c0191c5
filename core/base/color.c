// Reads colours by name and by number.
#include "base/color.h"
#include "base/err.h"

static const struct {
    const char *name;
    uint32_t rgb;
} named[] = {
    { "black", 0x000000 },  { "silver", 0xc0c0c0 },    { "gray", 0x808080 },
    { "grey", 0x808080 },   { "white", 0xffffff },     { "maroon", 0x800000 },
    { "red", 0xff0000 },    { "purple", 0x800080 },    { "fuchsia", 0xff00ff },
    { "green", 0x008000 },  { "lime", 0x00ff00 },      { "olive", 0x808000 },
    { "yellow", 0xffff00 }, { "navy", 0x000080 },      { "blue", 0x0000ff },
    { "teal", 0x008080 },   { "aqua", 0x00ffff },      { "orange", 0xffa500 },
    { "cyan", 0x00ffff },   { "magenta", 0xff00ff },   { "pink", 0xffc0cb },
    { "brown", 0xa52a2a },  { "gold", 0xffd700 },      { "violet", 0xee82ee },
    { "indigo", 0x4b0082 }, { "turquoise", 0x40e0d0 }, { "coral", 0xff7f50 },
    { "salmon", 0xfa8072 }, { "crimson", 0xdc143c },   { "lavender", 0xe6e6fa },
};

enum { SHORT = sizeof "#f80" - 1, LONG = sizeof "#ff8000" - 1, NIBBLE = 4, TWICE = 0x11 };

static int color_read_number(struct text t, uint8_t rgb[3])
{
    if (t.len != SHORT && t.len != LONG)
        return ERR_ARG;
    for (size_t i = 1; i < t.len; i++) {
        int digit = text_hex_digit(t.p[i]);
        if (digit < 0)
            return ERR_ARG;
        uint8_t *part = &rgb[(i - 1) / (t.len / 3)];
        *part = (uint8_t)(t.len == SHORT ? digit * TWICE : *part << NIBBLE | digit);
    }
    return OK;
}

int color_read(struct text t, uint8_t rgb[3])
{
    if (t.len && t.p[0] == '#')
        return color_read_number(t, rgb);
    for (unsigned i = 0; i < sizeof named / sizeof *named; i++) {
        if (!text_same_nocase(t, named[i].name))
            continue;
        for (unsigned part = 0; part < 3; part++)
            rgb[part] = (uint8_t)(named[i].rgb >> (16 - 8 * part));
        return OK;
    }
    return ERR_ARG;
}
