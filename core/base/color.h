// Colours as people write them.
#ifndef BASE_COLOR_H
#define BASE_COLOR_H

#include "base/text.h"

// Reads "#ff8000", "#f80" or a colour name such as "orange", in any case. The names are those of
// CSS Color Module Level 4 that people use for lamps. Gives red, green and blue, 0 to 255. ERR_ARG:
// not a colour.
int color_read(struct text t, uint8_t rgb[3]);

#endif
