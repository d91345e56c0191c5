// Limits what strangers can write into the log. A stranger is a network client that has not given
// the password. Its input may cause a few log lines per minute (run/ration.h); further lines are
// only counted. Lines caused by owners are always written.
#ifndef NODE_STRANGERS_H
#define NODE_STRANGERS_H

#include "run/ration.h"

struct node;
struct room;

struct strangers {
    struct ration ration;
    bool is_heard;   // a stranger causes what happens now
    bool is_routine; // the next line is routine, so it pushes nothing else out of the log
};

// Tells whether the following log lines are caused by a stranger.
void strangers_hear(struct node *n, bool is_stranger);

// Reports how many lines were left out, once a line may be written.
extern const struct room strangers_room;

#endif
