// Whose command it is: every way into the node is a row of CALLERS, so that rights, the log and
// "why" agree.
#ifndef NODE_ORIGIN_H
#define NODE_ORIGIN_H

#include "base/out.h"

#define CALLERS(X)                                                                                 \
    X(CALLER_SHELL, "shell")                                                                       \
    X(CALLER_NODE, "node") /* another node, over its intercon */                                   \
    X(CALLER_BOOT, "boot")                                                                         \
    X(CALLER_TIMER, "timer")                                                                       \
    X(CALLER_CRON, "cron")                                                                         \
    X(CALLER_PIN, "pin")                                                                           \
    X(CALLER_TASK, "task")                                                                         \
    X(CALLER_MODULE, "module")

enum caller {
#define X(caller, name) caller,
    CALLERS(X)
#undef X
};

// A caller, and what made it call.
struct origin {
    uint8_t caller; // enum caller
    uint8_t number; // of the calendar's entry or of the pin, from 1; 0: it has none
    uint8_t by;     // who started it, when it is a task
    uint8_t by_number;
};

static inline struct origin origin_of(enum caller caller, unsigned number)
{
    return (struct origin){ .caller = (uint8_t)caller, .number = (uint8_t)number };
}

// "cron 2"; of a task "task of cron 2".
void origin_write(struct origin origin, struct out *o);

#endif
