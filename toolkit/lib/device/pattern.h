// Several devices in one word: "lamp1,lamp2", "lamp*".
#ifndef PATTERN_H
#define PATTERN_H

#include "device/cache.h"
#include "term/words.h"

// Puts in place of each word that is no device itself what it stands for: its parts between
// commas, and the UIDs of the devices whose name or UID fits a pattern with * or ?. Each device
// once. Exit code 0, or EXIT_UNKNOWN_DEVICE after a message when nothing fits a pattern.
int pattern_expand(const struct cache *cache, struct words_list *words);

#endif
