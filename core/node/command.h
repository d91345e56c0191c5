// The one path of every command: built-in words, configure mode, calls of load modules.
#ifndef NODE_COMMAND_H
#define NODE_COMMAND_H

#include "node/node.h"

enum command_end {
    COMMAND_DONE,
    COMMAND_FAILED, // it was answered with what was wrong
    COMMAND_WAITS,  // nothing was answered yet: to be given again when progress->wake_in_ms is over
    COMMAND_HANG_UP,
};

// A command on its way.
struct request {
    struct node *node;
    struct session *session;   // NULL: nobody gave it over a shell
    struct out *out;           // for the answer
    struct progress *progress; // between the steps of a command that takes time; NULL: it must not
    struct origin origin;
    bool json; // how the answer is wanted
};

// Answers a line of a session: COMMAND_DONE, COMMAND_WAITS or COMMAND_HANG_UP.
enum command_end command_session(struct node *n, struct session *s, struct text line,
                                 struct out *o);

// Runs a command that the node gives itself: a call of a load module, also as a task or on another
// node. One that takes time becomes a task. True when it worked, or has begun.
bool command_self(struct node *n, struct origin origin, struct text line, struct out *o);

// Calls a load module for whatever is not a session. `line` has no postfix but ">json".
enum command_end command_step(struct request *r, struct text line);

// A step of a command is over that is not done yet.
static inline enum command_end command_waits(const struct request *r)
{
    r->progress->step++;
    return COMMAND_WAITS;
}

// Tells that the settings were damaged, until the owner acknowledges it.
void command_notice(const struct node *n, struct out *o);

#endif
