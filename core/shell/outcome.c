// The word "outcome": whether prompts tell a program how each command went.
#include "shell/shell.h"

// A program asks for this, because texts are for people.
static enum command_end outcome(struct request *r, struct text rest)
{
    bool is_on = text_is(rest, "on");

    if (!r->talk || (!is_on && !text_is(rest, "off"))) {
        reply_refuse(&r->reply, "Invalid outcome cmd! Help: outcome on / off");
        return COMMAND_FAILED;
    }
    r->talk->tells_outcome = is_on;
    return COMMAND_DONE;
}

const struct word shell_outcome_word = { "outcome", outcome, NULL, RIGHT_LOOK };
