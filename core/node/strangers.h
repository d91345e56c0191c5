// What strangers may have written into the log. A stranger is somebody on the network who has not
// given the password: what such a one sends costs the node some lines a minute, not lines without
// end, and the rest is counted. What owners cause is always written.
#ifndef NODE_STRANGERS_H
#define NODE_STRANGERS_H

#include <stdbool.h>
#include <stdint.h>

struct node;
struct room;

enum {
    STRANGERS_LINES = 12,      // at once
    STRANGERS_LINE_MS = 10000, // and one more after each such time
};

struct strangers {
    uint32_t earned_ms; // the moment up to which lines were earned
    uint16_t left_out;  // lines that were not written, and not told yet
    uint8_t spent;      // of STRANGERS_LINES
    bool is_heard;      // what happens now was caused by one
};

// What is logged from here on was caused by a stranger, or no longer.
void strangers_hear(struct node *n, bool is_stranger);

// For the log: whether this line may be written; one that may not is counted.
bool strangers_may_log(struct node *n);

extern const struct room strangers_room; // tells what was left out, once a line may be written

#endif
