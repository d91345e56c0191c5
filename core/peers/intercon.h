// Commands for other nodes: their shells are spoken to as a person would, so any micrOS node of any
// generation understands. Nothing here blocks; a call that was begun goes on while the loop runs.
#ifndef PEERS_INTERCON_H
#define PEERS_INTERCON_H

#include "command/command.h"
#include "node/room.h"
#include "peers/peer_login.h"

enum { INTERCON_WAIT_MS = 5000 };

enum peer_stage {
    PEER_FREE,
    PEER_DIALS,
    PEER_GREETS,
    PEER_SAYS_WHO,  // it has the name of this node: perhaps it is this node
    PEER_HEARS_HOW, // asked how it takes a password
    PEER_HEARS_OFFER,
    PEER_COMPUTES, // on our side: nothing is heard
    PEER_HEARS_PROOF,
    PEER_LOGS_IN, // in clear
    PEER_HEARS_VIA,
    PEER_HEARS_OUTCOME, // asked to say how commands go; an older node does not know the word
    PEER_ANSWERS,
    PEER_DONE
};

// A call of another node.
struct peer_call {
    uint8_t stage;     // enum peer_stage
    uint8_t hops;      // nodes that this command has come over, with this one
    uint8_t right;     // enum right: of whoever began it
    struct link *link; // to the other node; NULL: there is none any more
    int err;           // of PEER_DONE: why there is no answer; OK, ERR_REFUSED: there is one
    uint32_t id;
    uint32_t until_ms; // then it is given up; when it is done: forgotten
    uint16_t len;      // of what was heard since the last prompt
    struct peer_proof proof;
    char host[CFG_HOST_MAX];
    char name[CFG_HOST_MAX];
    char command[CFG_TASK_LINE];
    char heard[CFG_CALL_REPLY];
};

// Sends `command` to `host`, "name", "name.local" or an address, each with ":port" if wanted:
// begins at the first step of a command that takes time, then looks. ERR_WAIT: not yet. OK: *answer
// is what the peer said, until the next call of the node. ERR_REFUSED: the same, and the peer says
// that the command did not work. ERR_SELF: the peer is this node itself,
// under whatever address. ERR_FULL: no room for one more call;
// ERR_SYNTAX: the command came over HOPS_MAX nodes already; ERR_RANGE: too long; ERR_NOTSUP ...
int intercon_ask(struct node *n, const struct principal *who, struct progress *p,
                 struct text command, struct text host, struct text *answer);

// A step of "command >>host", an enum command_end: writes the answer in one line, or what went
// wrong.
unsigned intercon_step(struct request *r, struct text command, struct text host);

// The sentence for an error of a call.
const char *intercon_error(int err);

// About a link that the port dialed: it is open (OK) or could not be (why not: ERR_NAME no such
// host, ERR_IO no answer); it brought bytes; it is gone. After an error, and after it is gone, the
// port has forgotten it.
void intercon_dialed(struct node *n, struct peer_call *call, int err);
void intercon_heard(struct node *n, struct peer_call *call, const char *data, size_t len);
void intercon_hung_up(struct node *n, struct peer_call *call);

extern const struct room intercon_room;

#endif
