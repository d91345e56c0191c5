// A chain of WS2812: green, red, blue for each pixel, the first pixel first. WorldSemi "WS2812B",
// "Composition of 24bit data". A short frame leaves the other pixels unchanged. Extra bytes have no
// effect.
#include "base/bytes.h"
#include "sim/parts.h"

enum { PER_LINE = 8 };

void part_pixels_write(struct sim *s, unsigned gpio, const uint8_t *bytes, size_t len)
{
    struct pixels *p = &s->parts->pixels;
    size_t n = len / 3, kept = n < (size_t)p->count ? n : (size_t)p->count;

    if (p->pin < 0 || (unsigned)p->pin != gpio)
        return;
    p->given = (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
    bytes_copy(p->grb, bytes, kept * 3);
}

static bool is_dark(const struct pixels *p)
{
    for (int32_t i = 0; i < p->count; i++)
        if (p->grb[i][0] | p->grb[i][1] | p->grb[i][2])
            return false;
    return true;
}

static void part_pixels_put_line(const struct pixels *p, unsigned from, struct out *o)
{
    out_text(o, "\n ");
    for (unsigned i = from; i < from + PER_LINE && i < (unsigned)p->count; i++) {
        out_text(o, " #");
        out_hex(o, p->grb[i][1], 2); // in the usual order, red first
        out_hex(o, p->grb[i][0], 2);
        out_hex(o, p->grb[i][2], 2);
    }
}

static void part_pixels_show(struct sim *s, struct out *o)
{
    const struct pixels *p = &s->parts->pixels;

    out_format(o, ", %u in the last frame%s", (unsigned)p->given, is_dark(p) ? ", dark" : "");
    for (unsigned i = 0; !is_dark(p) && i < (unsigned)p->count; i += PER_LINE)
        part_pixels_put_line(p, i, o);
}

static const struct field fields[] = {
    PART_PIN("pixels.pin", "pwm_3", pixels.pin),
    { "pixels.count", K_INT, "of the chain", .lo = 1, .hi = PIXELS_MAX, .def = 24,
      PART_AT(pixels.count) },
};
const struct part part_pixels = { .name = "pixels", PART_FIELDS(fields), .show = part_pixels_show };
