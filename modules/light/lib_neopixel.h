// The chain of module neopixel: what it shows and remembers.
#ifndef LIB_NEOPIXEL_H
#define LIB_NEOPIXEL_H

#include "lib_pixels.h"
#include "mod/module.h"

enum { NEOPIXEL_MOST = 256 };

struct neopixel {
    int32_t rgb[3];     // of the chain when it is on
    int32_t on;         // what it is now; after a start, what it was before
    int32_t n;          // pixels
    int32_t brightness; // percent
    bool is_driven;     // the chain shows `on` and `rgb`
    struct pixels_motion motion;
    uint32_t begun_ms; // the motion, of the node's clock
    uint8_t pixel[NEOPIXEL_MOST][3], wire[NEOPIXEL_MOST * 3];
};

// Sends the pixels as they are. After an error here and below the chain is dark, and what is kept
// stays as it was.
int neopixel_show(struct call *c);

// Goes to one colour, at once or by a fade; dark keeps the remembered colour.
int neopixel_go(struct call *c, const int32_t rgb[3], bool on, uint32_t ms);

// Begins a pattern in the remembered colour.
int neopixel_run(struct call *c, enum pixels_pattern pattern, uint32_t period_ms);

// Another number of pixels; those that are no longer counted go dark.
int neopixel_resize(struct call *c, int32_t n);

// The colour of three arguments from `first` on; what is left out is as remembered. False: dark.
bool neopixel_color(const struct call *c, unsigned first, int32_t rgb[3]);

int neopixel_restore(struct call *c); // the verb
int neopixel_tick(struct call *c);
void neopixel_stop(struct call *c);

#endif
