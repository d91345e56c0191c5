// What may follow a command: "&" and similar make it a task, ">>host" sends it to another node.
#ifndef COMMAND_POSTFIX_H
#define COMMAND_POSTFIX_H

#include "base/out.h"

struct postfix {
    bool is_task;     // "&", "&500", "&&", "&&500"
    bool loops;       // "&&"
    bool has_time;    // milliseconds were given
    uint32_t ms;      // delay before it runs; for a loop, time between runs
    struct text host; // ">>host"; empty: this node
};

// Takes the postfix off the line. Text that only looks similar stays part of the command.
struct postfix postfix_take(struct text *line);

// How a node is called in a tag: "node02" for node02.local:9008, "1.61" for 10.0.1.61.
void postfix_write_host(struct text host, struct out *o);

bool postfix_is_address(struct text host); // digits and dots
struct text postfix_first_label(struct text host);

#endif
