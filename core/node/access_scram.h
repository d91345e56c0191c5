// The login by SCRAM-SHA-256 (net/scram.h) at the shell of a locked node:
//
//     auth scram n,,n=,r=...            r=...,s=...,i=...
//     auth scram c=biws,r=...,p=...     AuthOk, v=...
//
// It costs the node a few hashes and no PBKDF2. A wrong proof is a wrong password.
#ifndef NODE_ACCESS_SCRAM_H
#define NODE_ACCESS_SCRAM_H

#include "node/access.h"

// What a conversation keeps between the two lines: the nonce that the client was told.
struct access_turn {
    uint8_t nonce[SCRAM_SERVER_BYTES];
};

// Who logs in, and how far it is.
struct access_guest {
    const char *peer;
    uint32_t peer_hash;
    bool has_begun; // `turn` holds the nonce of its last line; used up by the next one
    struct access_turn turn;
};

enum access_end {
    ACCESS_NO_SCRAM, // the line is none of the two, nothing was answered: it may be a password
    ACCESS_BEGUN,
    ACCESS_IN,
    ACCESS_REFUSED, // AuthFailed was written; the conversation ends
};

// Answers a line of the login.
enum access_end access_scram(struct node *n, struct access_guest *g, struct text line,
                             struct out *o);

#endif
