// Whose command changed a load module last.
#ifndef LOADER_WHY_H
#define LOADER_WHY_H

#include "command/word.h"
#include "node/room.h"

extern const struct room why_room; // notes who changed what
extern const struct word why_word; // "why MODULE"

#endif
