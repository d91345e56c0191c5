// Patterns for a chain of pixels.
#include "pixels.h"

enum { HUES = 3 * PIXELS_FULL, TAIL = 5 /* lit pixels of a chase, each half as bright */ };

void pixels_fill(uint8_t (*rgb)[3], unsigned n, const int32_t color[3])
{
    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < 3; k++)
            rgb[i][k] = (uint8_t)color[k];
}

// From red over green and blue back to red.
static void pixels_hue(unsigned h, uint8_t rgb[3])
{
    unsigned from = h / PIXELS_FULL, part = h % PIXELS_FULL;

    rgb[from] = (uint8_t)(PIXELS_FULL - part);
    rgb[(from + 1) % 3] = (uint8_t)part;
    rgb[(from + 2) % 3] = 0;
}

static void rainbow(uint32_t at_ms, uint32_t period_ms, uint8_t (*rgb)[3], unsigned n)
{
    unsigned turned = (unsigned)((uint64_t)at_ms * HUES / period_ms);

    for (unsigned i = 0; i < n; i++)
        pixels_hue((i * HUES / n + turned) % HUES, rgb[i]);
}

static void chase(const struct pixels_motion *m, uint32_t at_ms, uint8_t (*rgb)[3], unsigned n)
{
    unsigned head = (unsigned)((uint64_t)at_ms * n / m->period_ms);

    for (unsigned i = 0; i < n; i++) {
        unsigned behind = (head + n - i) % n;
        for (unsigned k = 0; k < 3; k++)
            rgb[i][k] = (uint8_t)(behind < TAIL ? m->rgb[k] >> behind : 0);
    }
}

// Brightness follows a parabola, which looks even to the eye.
static void breath(const struct pixels_motion *m, uint32_t at_ms, uint8_t (*rgb)[3], unsigned n)
{
    uint32_t up = (uint32_t)((uint64_t)at_ms * 2 * PIXELS_FULL / m->period_ms);
    uint32_t level = up <= PIXELS_FULL ? up : 2 * PIXELS_FULL - up;
    int32_t now[3];

    for (unsigned k = 0; k < 3; k++)
        now[k] = m->rgb[k] * (int32_t)(level * level) / (PIXELS_FULL * PIXELS_FULL);
    pixels_fill(rgb, n, now);
}

static void pixels_fade(const struct pixels_motion *m, uint32_t elapsed_ms, uint8_t (*rgb)[3],
                        unsigned n)
{
    int32_t now[3];

    for (unsigned k = 0; k < 3; k++) {
        int64_t way = m->rgb[k] - m->from[k];
        now[k] = elapsed_ms < m->period_ms ? m->from[k] + (int32_t)(way * elapsed_ms / m->period_ms)
                                           : m->rgb[k];
    }
    pixels_fill(rgb, n, now);
}

void pixels_draw(const struct pixels_motion *m, uint32_t elapsed_ms, uint8_t (*rgb)[3], unsigned n)
{
    if (m->pattern == PIXELS_FADE)
        pixels_fade(m, elapsed_ms, rgb, n);
    if (!m->period_ms)
        return;
    uint32_t at_ms = elapsed_ms % m->period_ms;
    switch (m->pattern) {
    case PIXELS_RAINBOW: rainbow(at_ms, m->period_ms, rgb, n); break;
    case PIXELS_CHASE: chase(m, at_ms, rgb, n); break;
    case PIXELS_BREATH: breath(m, at_ms, rgb, n); break;
    default: break;
    }
}

void pixels_to_wire(uint8_t (*rgb)[3], unsigned n, int32_t brightness_percent, uint8_t *wire)
{
    static const uint8_t order[] = { 1, 0, 2 };

    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < 3; k++)
            *wire++ = (uint8_t)((rgb[i][order[k]] * brightness_percent + 50) / 100);
}
