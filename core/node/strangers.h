// What strangers may have written into the log. A stranger is somebody on the network who has not
// given the password: what such a one sends costs the node some lines a minute (run/ration.h), not
// lines without end, and the rest is counted. What owners cause is always written.
#ifndef NODE_STRANGERS_H
#define NODE_STRANGERS_H

#include "run/ration.h"

struct node;
struct room;

struct strangers {
    struct ration ration;
    bool is_heard;   // what happens now was caused by one
    bool is_routine; // what is logged now comes and goes: it pushes nothing else out of the log
};

// What is logged from here on was caused by a stranger, or no longer.
void strangers_hear(struct node *n, bool is_stranger);

extern const struct room strangers_room; // tells what was left out, once a line may be written

#endif
