// What may stand behind a command: "&" and its kin make it a task, ">>host" sends it to another
// node.
#ifndef NODE_POSTFIX_H
#define NODE_POSTFIX_H

#include "base/text.h"

struct postfix {
    bool is_task;     // "&", "&500", "&&", "&&500"
    bool loops;       // "&&"
    bool has_time;    // milliseconds were given
    uint32_t ms;      // before it runs; of a loop, from one run to the next
    struct text host; // ">>host"; empty: here
};

// Takes it off the line. What only looks alike stays: it belongs to the command.
struct postfix postfix_take(struct text *line);

#endif
