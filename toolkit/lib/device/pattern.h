// Several devices in one word: "lamp1,lamp2", "lamp*".
#ifndef PATTERN_H
#define PATTERN_H

#include "device/cache.h"
#include "term/words.h"

// Replaces each word that is not a device itself. It is split at commas, and a pattern with * or ?
// becomes the UIDs of the devices whose name or UID matches. Each device appears once. Exit code 0,
// or EXIT_UNKNOWN_DEVICE after a message if nothing matches a pattern.
int pattern_expand(const struct cache *cache, struct words_list *words);

#endif
