// A hash table with open addressing.
#include "device/names.h"
#include "term/memory.h"
#include <stdlib.h>
#include <string.h>

struct names_slot {
    const char *name; // NULL: free
    uintptr_t value;
};

// FNV-1a, 64 bits.
static size_t names_hash(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
    return (size_t)(hash ^ hash >> 32);
}

// The slot of a name, or the free one where it belongs.
static struct names_slot *names_slot_of(const struct names *names, const char *name)
{
    size_t at = names_hash(name);

    for (;; at++) {
        struct names_slot *slot = &names->slots[at & (names->n_slots - 1)];
        if (!slot->name || strcmp(slot->name, name) == 0)
            return slot;
    }
}

uintptr_t *names_find(const struct names *names, const char *name)
{
    struct names_slot *slot = names->n ? names_slot_of(names, name) : NULL;

    return slot && slot->name ? &slot->value : NULL;
}

static void names_grow(struct names *names)
{
    struct names bigger = { .n_slots = names->n_slots ? names->n_slots * 2 : 64 };

    bigger.slots = memory_take(bigger.n_slots, sizeof *bigger.slots);
    for (size_t i = 0; i < names->n_slots; i++)
        if (names->slots[i].name)
            *names_slot_of(&bigger, names->slots[i].name) = names->slots[i];
    bigger.n = names->n;
    free(names->slots);
    *names = bigger;
}

void names_put(struct names *names, const char *name, uintptr_t value)
{
    if (names->n * 2 >= names->n_slots)
        names_grow(names);
    struct names_slot *slot = names_slot_of(names, name);
    names->n += !slot->name;
    *slot = (struct names_slot){ name, value };
}

void names_clear(struct names *names)
{
    free(names->slots);
    *names = (struct names){ 0 };
}
