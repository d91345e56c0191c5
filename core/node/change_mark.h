// The mark that a change leaves in the settings: "by shell 10.0.0.7 at 2026-11-30 18:10:07".
#ifndef NODE_CHANGE_MARK_H
#define NODE_CHANGE_MARK_H

#include "node/node.h"

// Pass it to the settings as &m->mark. It and the principal must exist until then.
struct change_mark {
    struct settings_mark mark; // must be first: the writer gets its address
    const struct node *node;
    const struct principal *who;
};

void change_mark_init(struct change_mark *m, const struct node *n, const struct principal *who);

// Writes the mark of the change that made the settings of `back` generations ago. Writes nothing if
// it has no mark.
void change_mark_show(const struct node *n, unsigned back, struct out *o);

#endif
