// Who may do what: the password, and how wrong ones are slowed down.
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
#define VERIFIER_SCHEME "SCRAM-SHA-256$" // how it begins

// True while the password is the factory's.
bool access_is_factory(const struct node *n);

// True when a conversation must give the password before it may do more than look. `is_in`: it did.
bool access_wants_password(const struct node *n, bool is_in);

// The right of a conversation over such a link.
enum right access_right(const struct node *n, enum link_kind kind, bool is_in);

// The two halves of a try, before and after the password, or a proof of it, was looked at. True:
// the address has to wait after wrong passwords, and AuthFailed was written.
bool access_must_wait(struct node *n, const char *peer, uint32_t peer_hash, struct out *o);

// Notes how a try has ended; writes AuthOk, or AuthFailed with the seconds to wait. Returns
// `is_right`.
bool access_finish(struct node *n, const char *peer, uint32_t peer_hash, bool is_right,
                   struct out *o);

// Looks at a password, in pieces: begins; *rounds are left, which crypto->pbkdf2_more does on
// `work`; then tells whether it is right. `work` may lie over the password, and is wiped at the
// end. False: no password is right, since what is stored is no verifier.
bool access_guess(const struct node *n, struct text password, uint32_t work[PBKDF2_WORDS],
                  uint32_t *rounds);
bool access_is_right(const struct node *n, uint32_t work[PBKDF2_WORDS]);

// What is stored of the password. False: it is no verifier.
bool access_read_verifier(const struct node *n, struct scram_verifier *v, struct scram_keys *pair);

// Makes the verifier that is stored in place of a password: the SCRAM-SHA-256 form of RFC 5803,
// "SCRAM-SHA-256$<rounds>:<salt>$<stored key>:<server key>", base64.
struct text access_verifier(const struct node *n, struct text password,
                            char verifier[VERIFIER_MAX]);

// Whether a text is such a verifier, whole.
bool access_is_verifier(struct text t);

// OK, or ERR_RANGE: nobody could log in with this password, since the shell would not hear it as it
// is. `why` gets what is accepted.
int access_check_password(const struct node *n, struct text password, struct out *why);

#endif
