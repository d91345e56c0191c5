// The way into one node: connecting, looking for it where it has gone, and the password.
#ifndef ENTRY_H
#define ENTRY_H

#include "device/target.h"
#include "micros.h"
#include "term/options.h"

struct entry {
    struct target *target;
    const struct options *options;
    const char *cache; // the cache file
    bool may_ask;      // somebody sits at the terminal
    bool stays;        // it is where it was: it is not looked for
    char *password;    // that let us in, for the next time; NULL: none was needed yet
};

// Opens a session that is ready for commands. A password that is needed is the one of the last
// time, else --password-file's or MICROS_PASSWORD, else the one in the file of passwords, else
// asked for; a wrong one that was typed is asked for again. MICROS_OK, or what went wrong, and
// *session is NULL: the caller tells it.
enum micros_result entry_open(struct entry *entry, struct micros_session **session);

// Wipes what it keeps.
void entry_free(struct entry *entry);

#endif
