// Finds things by their names, however many there are.
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names {
    struct names_slot *slots; // a power of two, at least one of them free
    size_t n_slots, n;
};

// The value of the name, or NULL. The pointer is valid until the next names_put.
uintptr_t *names_find(const struct names *names, const char *name);

// Sets the value of a name, replacing an old one; the text stays the caller's.
void names_put(struct names *names, const char *name, uintptr_t value);

// Forgets all.
void names_clear(struct names *names);

#endif
