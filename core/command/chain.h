// Several commands in one text: "light on; servo sduty 40; # not this one".
#ifndef COMMAND_CHAIN_H
#define COMMAND_CHAIN_H

#include "node/node.h"

// Takes the next command off `rest`; one that begins with # is left out. False at the end.
bool chain_take(struct text *rest, struct text *command);

// The commands of a setting, one after the other. Their text may move while one of them runs, so it
// is looked up anew for each; one that changed the settings may have changed them, and is the last.
struct chain {
    const struct node *node;
    uint32_t generation; // of the settings
    size_t at;           // in the text
    uint8_t key;         // enum key
    bool has_changed;    // the settings, before the end
};

struct chain chain_of(const struct node *n, enum key key);
bool chain_next(struct chain *c, struct text *command);

// Runs one command for the node itself; its reply goes to `o`. The text stays as it is.
bool chain_step(struct node *n, struct principal who, struct text command, struct out *o);

// The same without a reply; what was wrong with it is in the log.
bool chain_do(struct node *n, struct principal who, struct text command);

// Runs all commands of a setting.
void chain_run(struct node *n, struct principal who, enum key key);

#endif
