// The way into one node: connecting, looking for it if it has moved, and the password.
#ifndef ENTRY_H
#define ENTRY_H

#include "device/target.h"
#include "micros.h"
#include "term/options.h"

struct entry {
    struct target *target;
    const struct options *options;
    const char *cache; // the cache file
    bool may_ask;      // a user is at the terminal
    bool stays;        // it is at its known address: do not look for it
    char *password;    // the one that worked, for the next time; NULL: none was needed yet
};

// Opens a session that is ready for commands. A needed password is the one of the last time, else
// that of --password-file or MICROS_PASSWORD, else the one in the password file, else the user is
// asked. After a wrong typed one, the user is asked again. MICROS_OK, or the reason, and *session
// is NULL; then the caller prints the message.
enum micros_result entry_open(struct entry *entry, struct micros_session **session);

// Wipes its password.
void entry_free(struct entry *entry);

#endif
