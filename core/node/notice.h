// The notice that stored data was damaged. Every conversation begins with it, also after restarts,
// until the owner acknowledges it.
#ifndef NODE_NOTICE_H
#define NODE_NOTICE_H

#include "mod/reply.h"
#include "node/node.h"

#define NOTICE_FILE "node_config.notice"

// Stores a notice if loading the settings found damage.
void notice_keep(struct node *n, const struct settings_report *found);

// Stores a sentence about other damage. If there is a notice already, the sentence is only logged.
void notice_tell(struct node *n, const char *sentence);

// Checks whether an earlier boot left a notice.
void notice_load(struct node *n);

// Writes what sessions are told: the notice, and what was left out after quick restarts
// (node/starts.h). Writes nothing if there is neither.
void notice_write(const struct node *n, struct out *o);
void notice_describe(const struct node *n, struct reply *r); // for programs, as pairs of a map
void notice_acknowledge(struct node *n);

#endif
