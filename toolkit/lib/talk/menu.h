// The numbered list of devices to choose from, in the old toolkit's words.
#ifndef MENU_H
#define MENU_H

#include "device/target.h"

// Lists the devices and reads a number from standard input. Exit code.
int menu_choose(const struct cache *cache, const struct options *options, struct target *target);

// The same, but if there is only one device, it is used without a question.
int menu_choose_or_only(const struct cache *cache, const struct options *options,
                        struct target *target);

#endif
