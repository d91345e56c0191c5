// Finds things by their names, however many there are.
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names {
    struct names_slot *slots; // a power of two, at least one of them free
    size_t n_slots, n;
};

// What stands under the name, or NULL. The pointer is good until the next names_put.
uintptr_t *names_find(const struct names *names, const char *name);

// Puts a value under a name, in the place of what stood there; the text stays the caller's.
void names_put(struct names *names, const char *name, uintptr_t value);

// Forgets all.
void names_clear(struct names *names);

#endif
