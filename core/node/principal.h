// Whose command it is. Every command has a principal, however it came in: rights, the log and "why"
// agree because all of them ask it. A way into the node is a row of CALLERS.
#ifndef NODE_PRINCIPAL_H
#define NODE_PRINCIPAL_H

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

// The least first: a right includes those before it.
enum right { RIGHT_LOOK, RIGHT_ADMIN };

// Nodes that one command may come over.
enum { HOPS_MAX = 4 };

struct principal {
    struct origin origin;
    uint8_t right;    // enum right: what it starts never has more
    uint8_t hops;     // nodes that the command has come over
    const char *name; // for the log: the peer's address; "": the node itself
};

// The node itself, in one of its roles.
static inline struct principal principal_node(enum caller caller, unsigned number)
{
    return (struct principal){ .origin = { (uint8_t)caller, (uint8_t)number, 0, 0 },
                               .right = RIGHT_ADMIN,
                               .name = "" };
}

// What `who` starts in another role: with its right and its hops.
static inline struct principal principal_started(const struct principal *who, enum caller caller)
{
    return (
        struct principal){ .origin = { (uint8_t)caller, 0, who->origin.caller, who->origin.number },
                           .right = who->right,
                           .hops = who->hops,
                           .name = "" };
}

// "cron 2"; of a task "task of cron 2".
void principal_write_origin(struct origin origin, struct out *o);

#endif
