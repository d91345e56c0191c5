// The word "why": whose command last changed a load module.
#ifndef LOADER_WHY_H
#define LOADER_WHY_H

#include "command/word.h"
#include "node/room.h"

extern const struct room why_room; // records who changed what
extern const struct word why_word; // "why MODULE"

#endif
