// User commands that a module stores, one for each event: rows for its state and its arguments, and
// a function that gives one.
#ifndef MODULES_ORDER_H
#define MODULES_ORDER_H

#include "mod/module.h"

#define ORDER(name, help) name, K_TEXT, help, .hi = CALL_COMMAND_MAX
#define ORDER_KEPT(name, help, T, member)                                                          \
    {                                                                                              \
        ORDER(name, help), .flags = F_KEEP, AT(T, member)                                          \
    }

// ERR_ARG: the command failed, and the log says why. As after call_order, `self` may be gone.
static inline int order_give(struct call *c, const char *command)
{
    return call_order(c, command) ? OK : ERR_ARG;
}

#endif
