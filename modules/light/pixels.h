// Patterns for a chain of pixels, as red, green and blue of each pixel.
#ifndef MODULES_PIXELS_H
#define MODULES_PIXELS_H

#include <stdint.h>

enum { PIXELS_FULL = 255 };

// What the chain shows by itself. A pattern repeats after its period.
enum pixels_pattern { PIXELS_STILL, PIXELS_FADE, PIXELS_RAINBOW, PIXELS_CHASE, PIXELS_BREATH };

struct pixels_motion {
    enum pixels_pattern pattern;
    uint32_t period_ms; // for a fade, its length
    int32_t rgb[3];     // colour of a pattern, or target of a fade
    uint8_t from[3];    // start colour of a fade
};

void pixels_fill(uint8_t (*rgb)[3], unsigned n, const int32_t color[3]);

// Draws the pattern after `elapsed_ms`. A fade ends when this is its length.
void pixels_draw(const struct pixels_motion *m, uint32_t elapsed_ms, uint8_t (*rgb)[3], unsigned n);

// Makes the bytes for the wire: green, red, blue for each pixel (WorldSemi "WS2812B").
void pixels_to_wire(uint8_t (*rgb)[3], unsigned n, int32_t brightness_percent, uint8_t *wire);

// Three arguments of a verb that are a colour.
#define PIXELS_CHANNEL(name, help, what, more)                                                     \
    {                                                                                              \
        name, K_INT, help, .hi = PIXELS_FULL, .step = 2, .flags = F_OPTIONAL | F_CLAMP | (more),   \
                           .class = what                                                           \
    }
#define PIXELS_COLOR                                                                               \
    PIXELS_CHANNEL("r", "red", CLASS_RED, F_COLOR), PIXELS_CHANNEL("g", "green", CLASS_GREEN, 0),  \
        PIXELS_CHANNEL("b", "blue", CLASS_BLUE, 0)

#endif
