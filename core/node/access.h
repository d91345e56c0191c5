// Who may do what: checks passwords and delays further tries after wrong ones.
#ifndef NODE_ACCESS_H
#define NODE_ACCESS_H

#include "base/out.h"
#include "cfg.h"
#include "net/scram.h"
#include "node/guests.h"
#include "node/link.h"
#include "node/principal.h"

struct node;

struct access {
    struct guests guests;
};

enum { VERIFIER_MAX = 160 };
#define VERIFIER_SCHEME "SCRAM-SHA-256$" // a verifier begins with this

// Whether the password is still the factory's.
bool access_is_factory(const struct node *n);

// Whether a conversation must log in before it may do more than look. `is_in`: it has logged in.
bool access_wants_password(const struct node *n, bool is_in);

// The right of a conversation over a link of this kind.
enum right access_right(const struct node *n, enum link_kind kind, bool is_in);

// Call this before the check of a password or proof, and access_finish after it. True: the address
// has to wait after wrong passwords, and AuthFailed was written.
bool access_must_wait(struct node *n, const char *peer, uint32_t peer_hash, struct out *o);

// Records the result of a try. Writes AuthOk, or AuthFailed with the seconds to wait. Returns
// `is_right`.
bool access_finish(struct node *n, const char *peer, uint32_t peer_hash, bool is_right,
                   struct out *o);

// Checks a password in pieces. This starts the check; *rounds is how many rounds remain. The caller
// does them with crypto->pbkdf2_more on `work`. Then the next function says whether the password is
// right and wipes `work`. `work` may overlap the password. False: the stored text is not a
// verifier, so no password is right.
bool access_guess(const struct node *n, struct text password, uint32_t work[PBKDF2_WORDS],
                  uint32_t *rounds);
bool access_is_right(const struct node *n, uint32_t work[PBKDF2_WORDS]);

// Reads the stored verifier of the password. False: the stored text is not one.
bool access_read_verifier(const struct node *n, struct scram_verifier *v, struct scram_keys *pair);

// Makes the verifier that is stored instead of a password, in the SCRAM-SHA-256 form of RFC 5803:
// "SCRAM-SHA-256$<rounds>:<salt>$<stored key>:<server key>", base64.
struct text access_verifier(const struct node *n, struct text password,
                            char verifier[VERIFIER_MAX]);

// Whether a text is a complete verifier.
bool access_is_verifier(struct text t);

// Returns OK, or ERR_RANGE if nobody could log in with this password because the shell would change
// it. `why` gets what is accepted.
int access_check_password(const struct node *n, struct text password, struct out *why);

#endif
