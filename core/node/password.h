// Keeps a second copy of the password's verifier, apart from the settings. If the settings are
// damaged, an earlier generation or the defaults are used. This copy ensures that the node does not
// return to the factory password or to an older one.
#ifndef NODE_PASSWORD_H
#define NODE_PASSWORD_H

#include <stdbool.h>

#define PASSWORD_FILE "node.password" // generation of the settings, checksum, verifier

struct node;

// If a person wrote a plain password into the settings file, replaces it by its verifier. A
// password that the shell could not accept is not replaced. It opens nothing, and the log says so.
void password_hash_plain(struct node *n);

// Compares both copies. Call it after the settings were loaded and a plain password was replaced,
// or after a return to an earlier generation. `is_damaged`: the loaded settings are not the last
// ones stored. If the settings have lost the verifier, it is put back and a notice says so.
// Otherwise the copy is updated. If both are lost, nobody can log in any more.
void password_compare(struct node *n, bool is_damaged);

// Called if the loaded settings are older than the last stored ones. `auth false` in them no longer
// counts, and a notice says so.
void password_close_shell(struct node *n);

// Call this when the password is new, or when `auth true` puts it in force again.
void password_keep(struct node *n);

#endif
