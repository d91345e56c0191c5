// The random generator of the emulated boards.
#ifndef EMULATED_RANDOM_H
#define EMULATED_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// Mixes noise from outside of the emulation into the key, for a board that can get some.
void random_stir(const uint8_t *noise, size_t len);

#endif
