// What may stand behind a command: "&" and its kin make it a task, ">>host" sends it to another
// node.
#ifndef COMMAND_POSTFIX_H
#define COMMAND_POSTFIX_H

#include "base/out.h"

struct postfix {
    bool is_task;     // "&", "&500", "&&", "&&500"
    bool loops;       // "&&"
    bool has_time;    // milliseconds were given
    uint32_t ms;      // before it runs; of a loop, from one run to the next
    struct text host; // ">>host"; empty: here
};

// Takes it off the line. What only looks alike stays: it belongs to the command.
struct postfix postfix_take(struct text *line);

// What a command for that host is called by: "node02" for node02.local:9008, "1.61" for 10.0.1.61.
void postfix_write_host(struct text host, struct out *o);

bool postfix_is_address(struct text host); // digits and dots
struct text postfix_first_label(struct text host);

#endif
