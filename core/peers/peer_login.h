// How a call logs in to another node: by SCRAM (net/scram.h), in steps that hold nobody up. What is
// computed in between is kept here; what the node has said last is the caller's to keep.
#ifndef PEERS_PEER_LOGIN_H
#define PEERS_PEER_LOGIN_H

#include "node/host_password.h"
#include "node/node.h"

enum { PEER_NONCE_BYTES = 12 }; // of ours, which is their base64

// One after the other.
struct peer_proof {
    union {
        char nonce[PEER_NONCE_BYTES / 3 * 4 + 1]; // that the node was told
        uint32_t work[PBKDF2_WORDS];              // while the password is computed with
        uint8_t signature[SHA256_BYTES];          // that the node owes
    };
    uint16_t rounds_left;
};

// The password for a host, of setting hostpwd; `room` may be needed for it. Empty: there is none.
struct text peer_login_password(const struct node *n, struct text host,
                                char room[HOST_PASSWORD_MAX]);

// Whether setting hostplain allows that this host gets its password in clear.
bool peer_login_may_show(const struct node *n, struct text host);

// Whether an answer to "hello >json" is of a node that can prove something.
bool peer_login_is_offered(struct text heard);

// Writes the first line.
void peer_login_open(const struct node *n, struct peer_proof *p, struct out *o);

// Takes the offer that a node answers, and begins to compute. False: it is none that we accept.
bool peer_login_take_offer(const struct node *n, struct peer_proof *p, struct text heard,
                           struct text password);

// Computes a little; true once that is done.
bool peer_login_compute(const struct node *n, struct peer_proof *p);

// Writes the second line. `heard`: the offer, again.
void peer_login_prove(const struct node *n, struct peer_proof *p, struct text heard, struct out *o);

// Whether the answer to it proves that the node knows the password.
bool peer_login_is_proven(const struct peer_proof *p, struct text heard);

#endif
