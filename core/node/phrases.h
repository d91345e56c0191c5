// Words with arguments, for what a node does by itself: task, cron, why.
#ifndef NODE_PHRASES_H
#define NODE_PHRASES_H

#include "base/nearest.h"
#include "node/command.h"

struct phrase {
    const char *name;
    enum command_end (*run)(struct request *r, struct text rest);
    enum right right;
    const char *help; // NULL: nodes say it to each other
};

const struct phrase *phrases_find(struct text word); // or NULL

void phrases_help(struct out *o); // a section of the help text
void phrases_try(struct nearest *near);

#endif
