// Pictures for a chain of pixels: red, green and blue of each.
#ifndef MODULES_PIXELS_H
#define MODULES_PIXELS_H

#include <stdint.h>

enum { PIXELS_FULL = 255 };

// What the chain shows by itself; a pattern repeats after a period.
enum pixels_pattern { PIXELS_STILL, PIXELS_FADE, PIXELS_RAINBOW, PIXELS_CHASE, PIXELS_BREATH };

struct pixels_motion {
    enum pixels_pattern pattern;
    uint32_t period_ms; // of a fade its length
    int32_t rgb[3];     // the colour of a pattern, or where a fade goes
    uint8_t from[3];    // where a fade begins
};

void pixels_fill(uint8_t (*rgb)[3], unsigned n, const int32_t color[3]);

// Draws how it is after this time. A fade has come to its end when that is its length.
void pixels_draw(const struct pixels_motion *m, uint32_t elapsed_ms, uint8_t (*rgb)[3], unsigned n);

// The bytes of the wire, `wire` holds 3 for each pixel: green, red, blue (WorldSemi "WS2812B").
void pixels_to_wire(uint8_t (*rgb)[3], unsigned n, int32_t brightness_percent, uint8_t *wire);

// The arguments of a verb that are a colour: three rows.
#define PIXELS_CHANNEL(name, help, what, more)                                                     \
    {                                                                                              \
        name, K_INT, help, .hi = PIXELS_FULL, .step = 2, .flags = F_OPTIONAL | F_CLAMP | (more),   \
                           .class = what                                                           \
    }
#define PIXELS_COLOR                                                                               \
    PIXELS_CHANNEL("r", "red", CLASS_RED, F_COLOR), PIXELS_CHANNEL("g", "green", CLASS_GREEN, 0),  \
        PIXELS_CHANNEL("b", "blue", CLASS_BLUE, 0)

#endif
