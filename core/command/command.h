// The only path for commands: built-in words, configure mode, calls of load modules.
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "mod/module.h"
#include "node/node.h"

enum command_end {
    COMMAND_DONE,
    COMMAND_FAILED, // the answer says what was wrong
    COMMAND_WAITS,  // no answer yet; give the command again after progress->wake_in_ms
    COMMAND_HANG_UP,
};

// State of a conversation that is kept between commands.
struct conversation {
    bool only_reads : 1;    // the present command only reads, so its answer can be made again
    bool configure : 1;     // in configure mode
    bool is_in : 1;         // has given the password, or set it
    bool is_proving : 1;    // is in the middle of a SCRAM login
    bool tells_outcome : 1; // prompts say whether the command before them worked
    bool has_failed : 1;    // the last command failed
    bool is_todays : 1;     // has used a word that only the successor's clients know
    uint8_t right_most;     // enum right: its highest right, even with the password
};

// A command that is being processed.
struct request {
    struct node *node;
    struct principal *who; // who gives it
    struct reply reply;    // the answer, as text or as JSON
    // Kept between the steps of a long command; NULL: it must finish at once.
    struct progress *progress;
    struct conversation *talk; // its conversation, or NULL
    uint16_t blanks;           // number of blanks behind the line; they count in some settings
};

// Prepares a request of `who` without a conversation. The answer goes to `out`.
void command_init(struct request *r, struct node *n, struct principal *who, struct out *out,
                  struct progress *progress);

// Answers a line of a conversation.
enum command_end command_line(struct request *r, struct text line);

// Same, before the password is given. If the line is one of the words allowed then, answers it and
// returns true. Otherwise answers nothing and returns false, as the line may be a password.
bool command_look(struct request *r, struct text line, enum command_end *end);

// Whether a line is a complete command: a word of the shell, or a function of a load module. Such a
// line is not a password.
bool command_is_one(const struct node *n, struct text line);

// Whether a line begins with a word of the shell or with the name of a load module.
bool command_knows(const struct node *n, struct text line);

// Runs a command that the node itself gives: a call of a load module, also as a task or on another
// node. A command that takes time becomes a task. Returns true if it worked or has started.
bool command_self(struct node *n, struct principal who, struct text line, struct out *o);

// Calls a load module for a caller without conversation. `line` has no postfix except ">json".
enum command_end command_step(struct request *r, struct text line);

// From now on, this conversation gets the successor's words where they differ.
static inline void command_is_todays(const struct request *r)
{
    if (r->talk)
        r->talk->is_todays = true;
}

// Returns COMMAND_WAITS if a step of a command is done but the command is not.
static inline enum command_end command_waits(const struct request *r)
{
    r->progress->step++;
    return COMMAND_WAITS;
}

#endif
