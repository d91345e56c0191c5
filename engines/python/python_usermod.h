// A user's module in Python as its node sees it. The code that runs its process embeds this struct,
// fills in what comes from the process, and sends what is in `unsent`.
#ifndef PYTHON_USERMOD_H
#define PYTHON_USERMOD_H

#include "mod/module.h"
#include "node/node.h"
#include "python_wire.h"
#include "usermod.h"

enum { PYTHON_WATCHED = 8 }; // pins

// A command that the module gave and waits for.
struct python_command {
    bool is_running;
    uint64_t due_ms; // time of its next step, on the node's clock_ms
    struct progress progress;
    struct python_bytes line, answer;
};

struct python_usermod {
    struct node *node;
    struct module *module;     // NULL until the process has described it
    const struct module *like; // its functions
    verb_fn *run;              // of each of its verbs
    uint32_t life; // number of its process; after a restart, older commands no longer matter
    // What its process does now.
    struct principal who; // whose command it is; for a timer or an edge, the module itself
    char who_name[CFG_CAUSE_PEER];
    const struct verb *verb; // NULL: a timer, or an edge
    bool has_driven;         // has set an output
    uint16_t owner;          // of its pins
    uint8_t n_watched;
    struct pin_need watched[PYTHON_WATCHED];
    struct python_command command;
    struct python_bytes unsent; // frames to send to its process
    char name[USERMOD_NAME_MAX + 1];
};

// The process starts to do something: a verb for a caller, or by itself for CALLER_TICK or
// CALLER_EDGE.
void python_enter(struct python_usermod *u, const struct verb *verb);
void python_enter_by(struct python_usermod *u, enum caller by);

// The process has finished it. Tells the rooms of the node if the state changed or an output was
// set.
void python_has_acted(struct python_usermod *u, bool has_changed);

#endif
