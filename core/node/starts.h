// Protects against endless restarts. A start is quick if it ends within a minute and no user ended
// it. After three quick starts in a row, the next start leaves out the possible cause: the boot
// hooks and the user's own modules. After three more it also leaves out the calendar, the timer and
// the pin events. A node without hooks and own modules leaves out the latter after three. Every
// session is told, also after restarts, until the owner acknowledges it. The boot after that runs
// everything again.
#ifndef NODE_STARTS_H
#define NODE_STARTS_H

#include "base/out.h"
#include <stdbool.h>
#include <stdint.h>

// Number of quick starts in a row, and "!" while a start is watched.
#define STARTS_FILE "node.starts"

enum {
    STARTS_QUICK = 3,        // in a row
    STARTS_QUICK_MS = 60000, // a start that lasts longer is not quick
};

struct node;
struct room;

// Fits into one byte.
struct starts {
    uint8_t quick : 3;        // in a row, before this start
    bool leaves_own : 1;      // boot hooks and own modules are left out
    bool leaves_events : 1;   // the calendar, the timer and pin events are left out too
    bool is_watched : 1;      // the blob counts this start as quick if it ends now
    bool is_orderly : 1;      // a user asked for this start, or for the restart that is wished
    bool is_acknowledged : 1; // the owner knows what is left out; do not tell again
};

// For a port that knows that the power was off. Call it before the boot, so that it does not count
// as a restart.
void starts_after_power_on(struct node *n);

// Counts this start. Call it after the settings are loaded and before anything of the user's runs.
void starts_count(struct node *n);

// Notes whether a user's command asked for the restart.
void starts_note_wish(struct node *n);

bool starts_must_tell(const struct node *n);
void starts_write(const struct node *n, struct out *o); // the sentence for sessions
const char *starts_left_out(const struct node *n);      // for programs: "hooks, modules"
void starts_acknowledge(struct node *n);

extern const struct room starts_room; // stops counting a start that lasts long enough

#endif
