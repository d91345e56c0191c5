// Finds the known word that a mistyped one most likely meant.
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/text.h"

// Pass every known word to nearest_try. Then `best` is the closest word, or NULL if none is close.
struct nearest {
    struct text wanted;
    const char *best;
    unsigned distance; // edits between `wanted` and `best`
};

void nearest_init(struct nearest *n, struct text wanted);
void nearest_try(struct nearest *n, const char *word);

#endif
