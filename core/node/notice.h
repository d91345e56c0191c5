// The notice that stored data was damaged: every conversation begins with it, over restarts too,
// until the owner acknowledges it.
#ifndef NODE_NOTICE_H
#define NODE_NOTICE_H

#include "mod/reply.h"
#include "node/node.h"

#define NOTICE_FILE "node_config.notice"

// Keeps what loading the settings found.
void notice_keep(struct node *n, const struct settings_report *found);

// Keeps a sentence about something else that was damaged, beside the one that is told already.
void notice_tell(struct node *n, const char *sentence);

// Looks whether there is one of an earlier boot.
void notice_load(struct node *n);

// What sessions are told: that, and what quick restarts have left out (node/starts.h). Nothing is
// written where there is nothing to tell.
void notice_write(const struct node *n, struct out *o);
void notice_describe(const struct node *n, struct reply *r); // for programs, as pairs of a map
void notice_acknowledge(struct node *n);

#endif
