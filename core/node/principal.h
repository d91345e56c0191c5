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
    X(CALLER_MODULE, "module")                                                                     \
    X(CALLER_TICK, "its timer") /* these two only move a module: its own timer, */                 \
    X(CALLER_EDGE, "its pin")   /* a pin that it watches */

enum caller {
#define X(caller, name) caller,
    CALLERS(X)
#undef X
};

// A caller, and what made it call.
struct origin {
    uint8_t caller; // enum caller
    uint8_t number; // of the calendar's entry, the pin or the module's slot, from 1; 0: it has none
    uint8_t by;     // who started it, when it is a task or a module
    uint8_t by_number;
};

// The least first: a right includes those before it. Nodes say the names to each other.
#define RIGHTS(X)                                                                                  \
    X(RIGHT_LOOK, "look")   /* who the node is, and what it can */                                 \
    X(RIGHT_DRIVE, "drive") /* what modules do, and harmless settings */                           \
    X(RIGHT_ADMIN, "admin") /* everything: a person who is in */

enum right {
#define X(right, name) right,
    RIGHTS(X)
#undef X
};

// Nodes that one command may come over.
enum { HOPS_MAX = 4 };

struct principal {
    struct origin origin;
    uint8_t right;    // enum right: what it starts never has more, on other nodes too
    uint8_t hops;     // nodes that the command has come over
    const char *name; // for the log: the peer's address; "": the node itself
};

// The node itself, in one of its roles: nobody who is in gives the command.
static inline struct principal principal_node(enum caller caller, unsigned number)
{
    return (struct principal){ .origin = { (uint8_t)caller, (uint8_t)number, 0, 0 },
                               .right = RIGHT_DRIVE,
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

// A load module by itself, with the owner of its pins: what moves it is CALLER_TICK, CALLER_EDGE or
// else CALLER_MODULE.
struct principal principal_module(unsigned owner, enum caller by);

// What it calls: for whoever called it, or by itself.
struct principal principal_called(const struct principal *who, unsigned owner);

// The number of a module in an origin; 0 stands for those that have none.
static inline uint8_t principal_number(unsigned owner)
{
    return owner < UINT8_MAX ? (uint8_t)(owner + 1) : 0;
}

// "drive". The other way round: ERR_NAME, it is none.
const char *principal_right_name(enum right right);
int principal_right_named(struct text name);

// "cron 2"; of a task "task of cron 2"; of a module "module fan of its timer". name_of gives the
// name of the module with that number, or NULL: it is gone.
typedef const char *principal_name_fn(const void *ctx, unsigned number);
void principal_write_origin(struct origin origin, principal_name_fn *name_of, const void *ctx,
                            struct out *o);

#endif
