// Login by SCRAM-SHA-256 (net/scram.h) at the shell of a locked node:
//
//     auth scram n,,n=,r=...            r=...,s=...,i=...
//     auth scram c=biws,r=...,p=...     AuthOk, v=...
//
// It costs the node a few hashes and no PBKDF2. A wrong proof counts as a wrong password.
#ifndef NODE_ACCESS_SCRAM_H
#define NODE_ACCESS_SCRAM_H

#include "node/access.h"

// What a conversation keeps between the two lines: the nonce that the client was sent.
struct access_turn {
    uint8_t nonce[SCRAM_SERVER_BYTES];
};

// The client that logs in, and how far it is.
struct access_guest {
    const char *peer;
    uint32_t peer_hash;
    bool has_begun; // `turn` holds the nonce of its last line; the next line uses it up
    struct access_turn turn;
};

enum access_end {
    ACCESS_NO_SCRAM, // not a line of this login; nothing was answered, as it may be a password
    ACCESS_BEGUN,
    ACCESS_IN,
    ACCESS_REFUSED, // AuthFailed was written; end the conversation
};

// Answers a line of the login.
enum access_end access_scram(struct node *n, struct access_guest *g, struct text line,
                             struct out *o);

#endif
