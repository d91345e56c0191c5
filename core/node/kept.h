// The state of a module that is kept over a reboot: its F_KEEP fields, as comma separated integers
// in its keep_file, written only when they change.
#ifndef NODE_KEPT_H
#define NODE_KEPT_H

#include "node/node.h"

enum { KEPT_MAX = 8 };

// The kept values at one moment.
struct kept {
    int32_t v[KEPT_MAX];
};

struct kept kept_of(const struct module *m, const void *self);

// Fills the kept fields from the file; what is missing or not acceptable gets its default.
void kept_read(struct node *n, const struct module *m, void *self);

// Writes the file when the values differ from `before` or an earlier write did not work.
int kept_write(struct node *n, struct module_slot *slot, const struct kept *before);

#endif
