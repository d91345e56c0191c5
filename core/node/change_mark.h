// What a change of a setting leaves with the settings: "by shell 10.0.0.7 at 2026-11-30 18:10:07".
#ifndef NODE_CHANGE_MARK_H
#define NODE_CHANGE_MARK_H

#include "node/node.h"

// To be handed to the settings as &m->mark, while it and the principal stand.
struct change_mark {
    struct settings_mark mark; // the first, for whoever writes it
    const struct node *node;
    const struct principal *who;
};

void change_mark_init(struct change_mark *m, const struct node *n, const struct principal *who);

// Writes the mark of the change that made the settings of `back` generations ago; nothing where
// there is none.
void change_mark_show(const struct node *n, unsigned back, struct out *o);

#endif
