// The word "via": another node says for whom it gives its command.
#include "shell/shell.h"

// The client is another node. It says how many nodes the command has passed and with which right.
// An older node does not say a right. Later lines cannot take this back: the right can only
// decrease and hops can only increase.
static enum command_end via(struct request *r, struct text rest)
{
    struct text name = text_word(&rest), number = text_word(&rest), word = text_trim(rest);
    int right = word.len ? principal_right_named(word) : RIGHT_DRIVE;
    int32_t hops;

    if (!name.len || text_int(number, &hops) || hops < 1 || hops > HOPS_MAX + 1 || right < 0) {
        reply_refuse(&r->reply, "Invalid via cmd! Help: via <name> <nodes> <right>");
        return COMMAND_DONE;
    }
    if (right < r->talk->right_most)
        r->talk->right_most = (uint8_t)right;
    if (hops > r->who->hops)
        r->who->hops = (uint8_t)hops;
    r->who->origin.caller = CALLER_NODE;
    return COMMAND_DONE;
}

const struct word shell_via_word = { "via", via, NULL, RIGHT_LOOK };
