// Keeps the state of a module over a reboot. The F_KEEP fields are written to its keep_file,
// separated by commas, when they change. Numbers are written as they are: 1,400. Texts (K_TEXT) are
// written as literals: 1,'light toggle','a\'b'. In the state a text is a terminated array of
// `hi` + 1 bytes. If a newer program stored more values behind ours, they are kept. A file that
// begins with '#' has a newer format: it is copied aside and not used.
#ifndef LOADER_KEPT_H
#define LOADER_KEPT_H

#include "loader/slots.h"

// A hash of the kept values, to see whether they have changed. A change of one value always changes
// the hash. A change of several at once is missed with a probability of 1 in 2^32.
uint32_t kept_mark(const struct module *m, const void *self);

// Reads the kept fields from the file. Missing or invalid ones get their defaults.
void kept_read(struct node *n, const struct module *m, void *self);

// Writes the file if the hash differs from `before`, or if an earlier write failed. ERR_FULL: the
// values are longer than CFG_KEPT_BYTES.
int kept_write(struct node *n, struct module_slot *slot, uint32_t before);

// Same for a change that no user at a shell made. After CFG_KEPT_WRITES writes in a minute, it
// waits for the next minute and returns OK.
int kept_write_sometimes(struct node *n, struct module_slot *slot, uint32_t before);

// Whether a module may write once more in this minute. If so, the write is counted.
bool kept_may_write(struct node *n, const struct module *m);

// A minute has 65,536 ms here, because every round of a node calculates it.
enum { KEPT_MINUTE_MS = 1 << 16 };

static inline uint8_t kept_minute_of(uint32_t now_ms)
{
    return (uint8_t)(now_ms / KEPT_MINUTE_MS);
}

// Call when the minute differs from n->kept_minute. Writes what has waited.
void kept_begin_minute(struct node *n);

#endif
