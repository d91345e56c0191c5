// Several commands in one text: "light on; servo sduty 40; # not this one".
#ifndef COMMAND_CHAIN_H
#define COMMAND_CHAIN_H

#include "node/node.h"

// Takes the next command off `rest`. Skips commands that begin with #. Returns false at the end.
bool chain_take(struct text *rest, struct text *command);

// The commands of a setting, one after the other. Running one may move the setting's text, so the
// text is looked up again for each command. If a command changes the settings, the chain stops
// after it, because the list itself may have changed.
struct chain {
    const struct node *node;
    uint32_t generation; // of the settings
    size_t at;           // in the text
    uint8_t key;         // enum key
    bool has_changed;    // the settings changed while commands were left
};

struct chain chain_of(const struct node *n, enum key key);
bool chain_next(struct chain *c, struct text *command);

// Runs one command for the node itself. The reply goes to `o`. The command's text is not changed.
bool chain_step(struct node *n, struct principal who, struct text command, struct out *o);

// Same, without a reply. Errors are in the log.
bool chain_do(struct node *n, struct principal who, struct text command);

// Runs all commands of a setting.
void chain_run(struct node *n, struct principal who, enum key key);

#endif
