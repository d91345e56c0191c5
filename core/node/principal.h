// Who gives a command. Every command has a principal. Rights, the log and "why" all use it, so they
// agree. Each way into the node is a row of CALLERS.
#ifndef NODE_PRINCIPAL_H
#define NODE_PRINCIPAL_H

#include "base/out.h"

#define CALLERS(X)                                                                                 \
    X(CALLER_SHELL, "shell")                                                                       \
    X(CALLER_NODE, "node") /* another node, through intercon */                                    \
    X(CALLER_BOOT, "boot")                                                                         \
    X(CALLER_TIMER, "timer")                                                                       \
    X(CALLER_CRON, "cron")                                                                         \
    X(CALLER_PIN, "pin")                                                                           \
    X(CALLER_TASK, "task")                                                                         \
    X(CALLER_MODULE, "module")                                                                     \
    X(CALLER_TICK, "its timer") /* these two run only a module: its own timer, */                  \
    X(CALLER_EDGE, "its pin")   /* or a pin that it watches */

enum caller {
#define X(caller, name) caller,
    CALLERS(X)
#undef X
};

// A caller and what started it.
struct origin {
    uint8_t caller; // enum caller
    uint8_t number; // of the calendar entry, the pin or the module's slot, from 1; 0: none
    uint8_t by;     // for a task or a module: who started it
    uint8_t by_number;
};

// In ascending order; a right includes those before it. Nodes send each other the names.
#define RIGHTS(X)                                                                                  \
    X(RIGHT_LOOK, "look")   /* see who the node is and what it can do */                           \
    X(RIGHT_DRIVE, "drive") /* use modules, change harmless settings */                            \
    X(RIGHT_ADMIN, "admin") /* everything: for a logged-in user */

enum right {
#define X(right, name) right,
    RIGHTS(X)
#undef X
};

// How many nodes one command may pass through.
enum { HOPS_MAX = 4 };

struct principal {
    struct origin origin;
    uint8_t right;    // enum right; also the limit for what it starts, on other nodes too
    uint8_t hops;     // nodes that the command has passed through
    const char *name; // for the log: the peer's address; "": the node itself
};

// The node itself in one of its roles; no logged-in user gives the command.
static inline struct principal principal_node(enum caller caller, unsigned number)
{
    return (struct principal){ .origin = { (uint8_t)caller, (uint8_t)number, 0, 0 },
                               .right = RIGHT_DRIVE,
                               .name = "" };
}

// A principal for what `who` starts in another role. It has the same right and hops.
static inline struct principal principal_started(const struct principal *who, enum caller caller)
{
    return (
        struct principal){ .origin = { (uint8_t)caller, 0, who->origin.caller, who->origin.number },
                           .right = who->right,
                           .hops = who->hops,
                           .name = "" };
}

// A load module that acts without a caller, given by the owner number of its pins. If its timer or
// pin caused it, `by` is CALLER_TICK or CALLER_EDGE; else CALLER_MODULE.
struct principal principal_module(unsigned owner, enum caller by);

// A principal for a command that a module gives, for its caller or for itself.
struct principal principal_called(const struct principal *who, unsigned owner);

// The number of a module in an origin; 0 for owners that are not a module.
static inline uint8_t principal_number(unsigned owner)
{
    return owner < UINT8_MAX ? (uint8_t)(owner + 1) : 0;
}

// "drive". The second returns the right with a name, or ERR_NAME.
const char *principal_right_name(enum right right);
int principal_right_named(struct text name);

// "cron 2"; for a task "task of cron 2"; for a module "module fan of its timer". name_of returns
// the name of the module with that number, or NULL if it is gone.
typedef const char *principal_name_fn(const void *ctx, unsigned number);
void principal_write_origin(struct origin origin, principal_name_fn *name_of, const void *ctx,
                            struct out *o);

#endif
