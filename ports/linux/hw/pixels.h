// Chains of WS2812 on the output of an SPI bus. The bits of SPI form the pulses.
#ifndef LINUX_HW_PIXELS_H
#define LINUX_HW_PIXELS_H

#include "bus.h"

struct pixels {
    uint8_t *frame; // NULL: not in use
    size_t cap;
};

// Allocates memory for frames. ERR_NOTSUP: the GPIO is not the output of an SPI bus here. ERR_FULL:
// no memory.
int pixels_open(struct pixels *p, const struct kernel *k, unsigned gpio);
int pixels_write(struct pixels *p, struct buses *b, const struct kernel *k, unsigned gpio,
                 const uint8_t *bytes, size_t len);
void pixels_close(struct pixels *p);

#endif
