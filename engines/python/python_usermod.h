// A user's module in Python as its node knows it. Whoever runs the process that it lives in embeds
// this: it fills in what comes from there, and sends what is put into `unsent`.
#ifndef PYTHON_USERMOD_H
#define PYTHON_USERMOD_H

#include "mod/module.h"
#include "node/node.h"
#include "python_wire.h"
#include "usermod.h"

enum { PYTHON_WATCHED = 8 }; // pins

// A command that the module has given, and waits for.
struct python_command {
    bool is_running;
    uint64_t due_ms; // its next step, by the node's clock_ms
    struct progress progress;
    struct python_bytes line, answer;
};

struct python_usermod {
    struct node *node;
    struct module *module;     // NULL until it is described
    const struct module *like; // its functions
    verb_fn *run;              // of each of its verbs
    uint32_t life; // of its processes: another one, and what was begun is of no interest
    // Of what its process does now.
    struct principal who; // whose command it is; the module itself, by a timer or an edge
    char who_name[CFG_CAUSE_PEER];
    const struct verb *verb; // NULL: a timer, or an edge
    bool has_driven;         // an output
    uint16_t owner;          // of its pins
    uint8_t n_watched;
    struct pin_need watched[PYTHON_WATCHED];
    struct python_command command;
    struct python_bytes unsent; // frames to its process
    char name[USERMOD_NAME_MAX + 1];
};

// Its process begins to do something: a verb for whoever runs it, or by itself, moved by
// CALLER_TICK or CALLER_EDGE.
void python_enter(struct python_usermod *u, const struct verb *verb);
void python_enter_by(struct python_usermod *u, enum caller by);

// It has done it: tells the rooms of the node if its state is another one, or it drove an output.
void python_has_acted(struct python_usermod *u, bool has_changed);

#endif
