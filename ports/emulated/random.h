// The random number generator of the emulated boards.
#ifndef EMULATED_RANDOM_H
#define EMULATED_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// Mixes noise from outside of the emulation into the key, if the board can get any.
void random_stir(const uint8_t *noise, size_t len);

#endif
