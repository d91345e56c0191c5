// What a viewer sees of the simulated SSD1306. Solomon Systech "SSD1306" Rev 1.1, sections 8.7 and
// 10.1.
#include "sim/parts.h"

bool part_ssd1306_is_lit(const struct ssd1306 *d, unsigned x, unsigned y)
{
    if (x >= OLED_WIDTH || y >= OLED_HEIGHT || !d->is_on || !d->has_pump)
        return false;
    unsigned segment = OLED_WIDTH - 1 - x, com = OLED_HEIGHT - 1 - y;
    // Tables 10-1 and 10-2: which row of the picture a COM shows, and which line of RAM that is.
    unsigned row = ((d->has_rows_swapped ? d->multiplex - com : com) + d->offset) % OLED_HEIGHT;
    unsigned line = (row + d->start_line) % OLED_HEIGHT;
    if (row > d->multiplex)
        return false;
    return d->is_all_on || (d->ram[line / 8][segment] >> line % 8 & 1) != d->is_inverted;
}

// Eight pixels as one Braille character: Unicode 15, chapter 21.1.
static void put_cell(const struct ssd1306 *d, unsigned x, unsigned y, struct out *o)
{
    static const uint8_t dot[4][2] = {
        { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
    };
    unsigned dots = 0;

    for (unsigned i = 0; i < 8; i++)
        if (part_ssd1306_is_lit(d, x + i % 2, y + i / 2))
            dots |= dot[i / 2][i % 2];
    out_char(o, '\xe2');
    out_char(o, (char)(0xa0 | dots >> 6));
    out_char(o, (char)(0x80 | (dots & 0x3f)));
}

void part_ssd1306_show(struct sim *s, struct out *o)
{
    const struct ssd1306 *d = &s->parts->ssd1306;

    if (!d->is_on || !d->has_pump) {
        out_text(o, ", dark");
        return;
    }
    for (unsigned y = 0; y < OLED_HEIGHT; y += 4) {
        out_text(o, "\n  ");
        for (unsigned x = 0; x < OLED_WIDTH; x += 2)
            put_cell(d, x, y, o);
    }
}
