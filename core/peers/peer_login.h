// How a call logs in to another node: by SCRAM (net/scram.h), in steps that do not block. Results
// between the steps are kept here; the caller keeps the node's last answer.
#ifndef PEERS_PEER_LOGIN_H
#define PEERS_PEER_LOGIN_H

#include "node/host_password.h"
#include "node/node.h"

enum { PEER_NONCE_BYTES = 12 }; // of our nonce, before base64

// The members are used one after the other.
struct peer_proof {
    union {
        char nonce[PEER_NONCE_BYTES / 3 * 4 + 1]; // that was sent to the node
        uint32_t work[PBKDF2_WORDS];              // while the password is being computed
        uint8_t signature[SHA256_BYTES];          // that the node must send
    };
    uint16_t rounds_left;
};

// The password for a host, from setting hostpwd, or empty. `room` may be needed to hold it.
struct text peer_login_password(const struct node *n, struct text host,
                                char room[HOST_PASSWORD_MAX]);

// Whether setting hostplain allows sending this host its password unencrypted.
bool peer_login_may_show(const struct node *n, struct text host);

// Whether an answer to "hello >json" comes from a node that supports SCRAM.
bool peer_login_is_offered(struct text heard);

// Writes the first line.
void peer_login_open(const struct node *n, struct peer_proof *p, struct out *o);

// Takes the node's offer and starts to compute. False: the offer is not acceptable.
bool peer_login_take_offer(const struct node *n, struct peer_proof *p, struct text heard,
                           struct text password);

// Computes a slice. Returns true when done.
bool peer_login_compute(const struct node *n, struct peer_proof *p);

// Writes the second line. `heard` is the offer again.
void peer_login_prove(const struct node *n, struct peer_proof *p, struct text heard, struct out *o);

// Whether the node's answer proves that it knows the password.
bool peer_login_is_proven(const struct peer_proof *p, struct text heard);

#endif
