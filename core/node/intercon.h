// Commands for other nodes: their shells are spoken to as a person would, so any micrOS node of any
// generation understands. Nothing here blocks; a call that was begun goes on while the loop runs.
#ifndef NODE_INTERCON_H
#define NODE_INTERCON_H

#include "node/command.h"

enum { INTERCON_HOPS_MAX = 4, INTERCON_WAIT_MS = 5000 };

enum peer_stage {
    PEER_FREE,
    PEER_DIALS,
    PEER_GREETS,
    PEER_LOGS_IN,
    PEER_HEARS_VIA,
    PEER_ANSWERS,
    PEER_DONE
};

// A call of another node.
struct peer_call {
    uint8_t stage; // enum peer_stage
    uint8_t hops;  // nodes that this command has come over, with this one
    bool is_linked;
    int err; // of PEER_DONE: why there is no answer; OK: there is one
    uint32_t id;
    uint32_t until_ms; // then it is given up; when it is done: forgotten
    uint16_t len;      // of what was heard since the last prompt
    char host[CFG_HOST_MAX];
    char name[CFG_HOST_MAX];
    char command[CFG_TASK_LINE];
    char heard[CFG_CALL_REPLY];
};

// Begins to send `command` to `host`, "name", "name.local" or an address, each with ":port" if
// wanted. Returns OK and the call's id; ERR_FULL: no room for one more; ERR_DENIED: it came over
// INTERCON_HOPS_MAX nodes already; ERR_RANGE: too long; ERR_NOTSUP.
int intercon_begin(struct node *n, struct text command, struct text host, uint32_t *id);

// ERR_WAIT: not yet. OK: *answer is what the peer said, until the next call of the node. Or why
// there is none.
int intercon_look(struct node *n, uint32_t id, struct text *answer);

// The command is given up: hangs up the call that it waits for, and forgets it.
void intercon_drop(struct node *n, const struct progress *p);

// Both, for a command that takes time: begins at its first step, then looks.
int intercon_ask(struct node *n, struct progress *p, struct text command, struct text host,
                 struct text *answer);

// A step of "command >>host": writes the answer in one line, or what went wrong.
enum command_end intercon_step(struct request *r, struct text command, struct text host);

// What such a task is called by: "node02" for node02.local, "1.61" for 10.0.1.61.
void intercon_write_target(struct text host, struct out *o);

// The sentence for an error of a call.
const char *intercon_error(int err);

uint32_t intercon_poll(struct node *n);

#endif
