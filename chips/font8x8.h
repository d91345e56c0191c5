// A font of 8 x 8 cells for the printable characters of ASCII.
#ifndef CHIPS_FONT8X8_H
#define CHIPS_FONT8X8_H

#include <stdint.h>

enum { FONT8X8_SIZE = 8 };

// Column 0 to 7 of a character's cell; the lowest bit is on top. Characters without a picture are
// shown as a question mark.
uint8_t font8x8_column(char c, unsigned column);

#endif
