// Sends commands to other nodes. It uses their shells like a person would, so micrOS nodes of all
// generations understand it. Nothing here blocks; a call continues while the loop runs.
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
    PEER_SAYS_WHO,  // has the name of this node, so it may be this node
    PEER_HEARS_HOW, // was asked how it accepts a password
    PEER_HEARS_OFFER,
    PEER_COMPUTES, // our side computes, nothing is received
    PEER_HEARS_PROOF,
    PEER_LOGS_IN, // unencrypted
    PEER_HEARS_VIA,
    PEER_HEARS_OUTCOME, // was asked to report outcomes; an older node does not know the word
    PEER_ANSWERS,
    PEER_DONE
};

// A call to another node.
struct peer_call {
    uint8_t stage;     // enum peer_stage
    uint8_t hops;      // nodes that this command has passed, including this one
    uint8_t right;     // enum right: of the principal that started it
    struct link *link; // to the other node; NULL: closed
    int err; // at PEER_DONE: OK or ERR_REFUSED: there is an answer; else why there is none
    uint32_t id;
    uint32_t until_ms; // when it is given up, or, once done, forgotten
    uint16_t len;      // bytes received since the last prompt
    struct peer_proof proof;
    char host[CFG_HOST_MAX];
    char name[CFG_HOST_MAX];
    char command[CFG_TASK_LINE];
    char heard[CFG_CALL_REPLY];
};

// Sends `command` to `host`: "name", "name.local" or an address, with ":port" if wanted. The first
// step of a command that takes time starts the call, later steps check for the answer. ERR_WAIT:
// not done yet. OK: *answer is what the peer said; valid until the next call of the node.
// ERR_REFUSED: same, and the peer says that the command failed. ERR_SELF: the address belongs to
// this node itself. ERR_FULL: no room for another call. ERR_SYNTAX: the command has already passed
// HOPS_MAX nodes. ERR_RANGE: too long. ERR_NOTSUP and other errors as in intercon_error.
int intercon_ask(struct node *n, const struct principal *who, struct progress *p,
                 struct text command, struct text host, struct text *answer);

// One step of "command >>host". Returns an enum command_end. Writes the answer in one line, or what
// went wrong.
unsigned intercon_step(struct request *r, struct text command, struct text host);

// The text for an error of a call.
const char *intercon_error(int err);

// Reports of the port about a link that it dialed. dialed: it is open (OK) or failed (ERR_NAME: no
// such host, ERR_IO: no answer). Then: bytes arrived; the link is gone. After an error or once the
// link is gone, the port has forgotten it.
void intercon_dialed(struct node *n, struct peer_call *call, int err);
void intercon_heard(struct node *n, struct peer_call *call, const char *data, size_t len);
void intercon_hung_up(struct node *n, struct peer_call *call);

extern const struct room intercon_room;

#endif
