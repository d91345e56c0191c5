// Restarts that never end. A start that ends within a minute, and that nobody has ended on purpose,
// is a quick one. After three of them in a row the next start leaves out what may be the cause: the
// boot hooks and the user's own modules; after three more, or where there are none of these, the
// calendar, the timer and the pin events too. Every session is told, over restarts, until the owner
// acknowledges it; the boot after that runs everything again.
#ifndef NODE_STARTS_H
#define NODE_STARTS_H

#include "base/out.h"
#include <stdbool.h>
#include <stdint.h>

#define STARTS_FILE "node.starts" // how many in a row, and "!" while a start is watched

enum {
    STARTS_QUICK = 3,        // in a row
    STARTS_QUICK_MS = 60000, // a start that lives longer is none
};

struct node;
struct room;

// One byte.
struct starts {
    uint8_t quick : 3;        // in a row, before this start
    bool leaves_own : 1;      // boot hooks and own modules are left out
    bool leaves_events : 1;   // calendar, timer and pin events too
    bool is_watched : 1;      // the blob counts this start as a quick one if it ends now
    bool is_orderly : 1;      // the start, or the restart that is wished for, was a person's
    bool is_acknowledged : 1; // what is left out is told no more
};

// For a port that knows that the power was off, before the boot: that was no restart.
void starts_after_power_on(struct node *n);

// Counts this start; the settings are there, and nothing of the user's has run.
void starts_count(struct node *n);

// The restart that is wished for: whether the command that runs is a person's.
void starts_note_wish(struct node *n);

bool starts_must_tell(const struct node *n);
void starts_write(const struct node *n, struct out *o); // the sentence for sessions
const char *starts_left_out(const struct node *n);      // "hooks, modules", for programs
void starts_acknowledge(struct node *n);

extern const struct room starts_room; // a start that lives long enough is none to count

#endif
