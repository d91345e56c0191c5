// Colours as people write them.
#ifndef BASE_COLOR_H
#define BASE_COLOR_H

#include "base/text.h"

// "#ff8000", "#f80" or a name of CSS Color Module Level 4, such as "orange", in any case; of the
// names those that people use for lamps. Red, green and blue, 0 to 255. ERR_ARG: it is none.
int color_read(struct text t, uint8_t rgb[3]);

#endif
