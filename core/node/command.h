// The one path of every command: built-in words, configure mode, calls of load modules.
#ifndef NODE_COMMAND_H
#define NODE_COMMAND_H

#include "node/node.h"

enum command_end { COMMAND_DONE, COMMAND_HANG_UP };

// Who gives a command: every way into the node is a row of CALLERS, so that rights and log agree.
#define CALLERS(X)                                                                                 \
    X(CALLER_SESSION, "shell")                                                                     \
    X(CALLER_BOOT, "boot")                                                                         \
    X(CALLER_TICK, "tick")

enum caller {
#define X(caller, name) caller,
    CALLERS(X)
#undef X
};

const char *command_caller_name(enum caller caller);

// A command of a session on its way.
struct request {
    struct node *node;
    struct session *session;
    struct out *out; // for the answer
    bool json;       // as it is wanted
};

// Answers a line of a session.
enum command_end command_session(struct node *n, struct session *s, struct text line,
                                 struct out *o);

// Runs a call of a load module that the node makes itself. True when it worked.
bool command_self(struct node *n, enum caller caller, struct text line, struct out *o);

// Tells that the settings were damaged, until the owner acknowledges it.
void command_notice(const struct node *n, struct out *o);

#endif
