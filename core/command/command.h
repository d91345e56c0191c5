// The one path of every command: built-in words, configure mode, calls of load modules.
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "mod/module.h"
#include "node/node.h"

enum command_end {
    COMMAND_DONE,
    COMMAND_FAILED, // it was answered with what was wrong
    COMMAND_WAITS,  // nothing was answered yet: to be given again when progress->wake_in_ms is over
    COMMAND_HANG_UP,
};

// What a conversation keeps from one command to the next.
struct conversation {
    bool only_reads : 1;    // the command at hand does; its answer can be made again
    bool configure : 1;     // in configure mode
    bool is_in : 1;         // has given the password, or set it
    bool is_proving : 1;    // is in the middle of a login by SCRAM
    bool tells_outcome : 1; // prompts say how the command before them went
    bool has_failed : 1;    // that command did
    bool is_todays : 1;     // has used a word that only the successor's clients know
    uint8_t right_most;     // enum right: what it has at most, whatever the password gives
};

// A command on its way.
struct request {
    struct node *node;
    struct principal *who;     // who gives it
    struct reply reply;        // the answer, as text or as JSON
    struct progress *progress; // between the steps of a command that takes time; NULL: it must not
    struct conversation *talk; // that it is a part of, or NULL
    uint16_t blanks;           // behind the line, which count in some settings
};

// A request of `who`, whose answer goes to `out`, and that is no part of a conversation.
void command_init(struct request *r, struct node *n, struct principal *who, struct out *out,
                  struct progress *progress);

// Answers a line of a conversation.
enum command_end command_line(struct request *r, struct text line);

// The same for one that has not given its password yet: looks, if the line is one of the words for
// that, and returns true. Else nothing was answered, and the line may be a password.
bool command_look(struct request *r, struct text line, enum command_end *end);

// Whether a line is a command as it stands: a word of the shell, or a function of a load module. So
// it is no password.
bool command_is_one(const struct node *n, struct text line);

// Whether a line begins with a word of the shell or the name of a load module.
bool command_knows(const struct node *n, struct text line);

// Runs a command that the node gives itself: a call of a load module, also as a task or on another
// node. One that takes time becomes a task. True when it worked, or has begun.
bool command_self(struct node *n, struct principal who, struct text line, struct out *o);

// Calls a load module for whatever is not a conversation. `line` has no postfix but ">json".
enum command_end command_step(struct request *r, struct text line);

// From here on the conversation is answered in the successor's words, where they differ.
static inline void command_is_todays(const struct request *r)
{
    if (r->talk)
        r->talk->is_todays = true;
}

// A step of a command is over that is not done yet.
static inline enum command_end command_waits(const struct request *r)
{
    r->progress->step++;
    return COMMAND_WAITS;
}

#endif
