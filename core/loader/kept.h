// The state of a module that is kept over a reboot: its F_KEEP fields, separated by commas, in its
// keep_file, written only when they change. Numbers stand as they are: 1,400. Texts (K_TEXT: an
// array of `hi` + 1 bytes in the state, terminated) stand as literals: 1,'light toggle','a\'b'.
// A newer program may have stored more values: those behind ours stay as they stand. A file that
// begins with '#' is of a newer format: it is kept aside, and not used.
#ifndef LOADER_KEPT_H
#define LOADER_KEPT_H

#include "loader/slots.h"

// A hash of the kept values: another one means that they have changed. One value that changes is
// always seen; of several at once, one change in 2^32 is not.
uint32_t kept_mark(const struct module *m, const void *self);

// Fills the kept fields from the file; what is missing or not acceptable gets its default.
void kept_read(struct node *n, const struct module *m, void *self);

// Writes the file when the mark is another one than `before`, or an earlier write did not work.
// ERR_FULL: the values are longer than CFG_KEPT_BYTES.
int kept_write(struct node *n, struct module_slot *slot, uint32_t before);

// The same for a change that nobody at a shell has made: more than CFG_KEPT_WRITES a minute wait
// for the next one. That too is OK.
int kept_write_sometimes(struct node *n, struct module_slot *slot, uint32_t before);

// Whether a module may write once more in this minute, which is then counted.
bool kept_may_write(struct node *n, const struct module *m);

// A minute has 65,536 ms here: every round of a node asks for it.
enum { KEPT_MINUTE_MS = 1 << 16 };

static inline uint8_t kept_minute_of(uint32_t now_ms)
{
    return (uint8_t)(now_ms / KEPT_MINUTE_MS);
}

// It is another one than n->kept_minute: writes what has waited.
void kept_begin_minute(struct node *n);

#endif
