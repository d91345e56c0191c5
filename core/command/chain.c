// Runs the commands in a setting.
#include "command/chain.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "command/command.h"

static bool has_escape(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.p[i] == '\\')
            return true;
    return false;
}

// Runs a copy, because escapes are resolved in place. Separate frame, because most commands have no
// escapes and need no copy.
SEPARATE_FRAME static bool step_copy(struct node *n, struct principal who, struct text command,
                                     struct out *o)
{
    char line[CFG_LINE_MAX];

    bytes_copy(line, command.p, command.len);
    return command_self(n, who, text_make(line, command.len), o);
}

bool chain_step(struct node *n, struct principal who, struct text command, struct out *o)
{
    if (command.len > CFG_LINE_MAX) { // a shell would not accept it either
        out_text(o, "the command is too long");
        return false;
    }
    return has_escape(command) ? step_copy(n, who, command, o) : command_self(n, who, command, o);
}

SEPARATE_FRAME bool chain_do(struct node *n, struct principal who, struct text command)
{
    char none[1];
    struct out o;

    out_init(&o, none, sizeof none);
    return chain_step(n, who, command, &o);
}

struct chain chain_of(const struct node *n, enum key key)
{
    return (struct chain){ .node = n, .generation = n->settings.generation, .key = (uint8_t)key };
}

bool chain_next(struct chain *c, struct text *command)
{
    const struct settings *s = &c->node->settings;
    struct text all = settings_text(s, c->key), rest = text_skip(all, c->at);

    if (!settings_is_set(s, c->key) || !chain_take(&rest, command))
        return false;
    c->has_changed = s->generation != c->generation;
    c->at = all.len - rest.len;
    return !c->has_changed;
}

void chain_run(struct node *n, struct principal who, enum key key)
{
    struct chain chain = chain_of(n, key);
    struct text command;

    while (chain_next(&chain, &command))
        (void)chain_do(n, who, command);
}
