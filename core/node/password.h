// The password's verifier, kept once more beside the settings. Settings can be damaged, and then an
// earlier generation of them, or none, is in use: but a node that has had a password never goes
// back to the factory's by that, nor to an older one.
#ifndef NODE_PASSWORD_H
#define NODE_PASSWORD_H

#include <stdbool.h>

#define PASSWORD_FILE "node.password" // generation of the settings, check, verifier

struct node;

// Replaces a plain password that a person wrote into the settings file by its verifier. One that
// nobody can say stays there, opens nothing, and is told in the log.
void password_hash_plain(struct node *n);

// Compares both after the settings were loaded and a plain password became a verifier, or went back
// to an earlier generation. `is_damaged`: what was loaded is not what was stored last. Puts the
// verifier back where the settings have lost it, and tells so; else it keeps what they hold. Where
// both are lost nobody can log in any more.
void password_compare(struct node *n, bool is_damaged);

// What is loaded is older than what was stored last: an `auth false` of then counts no more, and
// that is told.
void password_close_shell(struct node *n);

// The password in the settings is new, or was put in force again by `auth true`.
void password_keep(struct node *n);

#endif
