// Opens a session with a node at its present address, and with its password.
#include "talk/entry.h"
#include "device/moved.h"
#include "device/passwords.h"
#include "device/trust.h"
#include "term/memory.h"
#include "term/secret.h"
#include "term/term.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMEOUT_MS = 30000, TRIES = 3, WAIT_MOST_S = 60 };

void entry_free(struct entry *entry)
{
    secret_free(entry->password);
    entry->password = NULL;
}

static enum micros_result entry_connect(const struct entry *entry, struct micros_session **session)
{
    const struct target *target = entry->target;
    struct micros_trust trust = trust_of(target->device, entry->options);
    int timeout_ms = entry->options->timeout_ms ? entry->options->timeout_ms : TIMEOUT_MS;

    return micros_session_open_to(target->address.host, target->address.port, timeout_ms, &trust,
                                  session);
}

static enum micros_result connect_or_look(const struct entry *entry,
                                          struct micros_session **session)
{
    struct target *target = entry->target;
    enum micros_result result = entry_connect(entry, session);
    bool is_lost = result == MICROS_OTHER_DEVICE || result == MICROS_UNREACHABLE;

    if (is_lost && !entry->stays && moved_find(&target, 1, entry->options, entry->cache))
        result = entry_connect(entry, session);
    return result;
}

// The password, and whether the user may type another one if it is wrong. NULL: there is none.
static char *find_password(const struct entry *entry, bool *may_retry)
{
    const struct target *target = entry->target;
    struct passwords passwords;
    bool failed;

    *may_retry = entry->password && entry->may_ask; // it may have been changed meanwhile
    if (entry->password)
        return memory_copy(entry->password);
    char *password = secret_given(entry->options->password_file, &failed);
    if (password || failed)
        return password;
    if (passwords_load(&passwords) != 0)
        return NULL;
    password = passwords_find(&passwords, target->device, target->label);
    passwords_free(&passwords);
    if (!password && entry->may_ask) {
        *may_retry = true;
        password = secret_ask(target->label);
    }
    return password;
}

// In how many seconds the node accepts the next password. 0: it did not say so.
static unsigned tell_wait(const struct micros_session *session, const char *label)
{
    unsigned seconds = micros_session_wait_s(session);

    if (seconds)
        term_say("%s: Try again in %u s", label, seconds);
    return seconds;
}

static void wait_s(unsigned seconds)
{
    struct timespec left = { .tv_sec = seconds < WAIT_MOST_S ? seconds : WAIT_MOST_S };

    while (left.tv_sec > 0 && nanosleep(&left, &left) != 0)
        ;
}

// Logs in to a node that asks for it. `*again`: a typed password was refused, and another try is
// possible after `*wait` seconds.
static enum micros_result log_in(struct entry *entry, struct micros_session *session, bool *again,
                                 unsigned *wait)
{
    char *password = find_password(entry, again);

    if (!password)
        return MICROS_NEEDS_PASSWORD;
    enum micros_result result = micros_session_login(session, password);
    if (micros_session_is_proven(session))
        trust_note_proof(entry->cache, entry->target->device);
    if (result == MICROS_AUTH_FAILED)
        entry_free(entry);
    *wait = tell_wait(session, entry->target->label);
    if (result == MICROS_OK && !entry->password)
        entry->password = password;
    else
        secret_free(password);
    *again = *again && (result == MICROS_AUTH_FAILED || result == MICROS_MUST_WAIT);
    return result;
}

enum micros_result entry_open(struct entry *entry, struct micros_session **session)
{
    for (int tries = 1;; tries++) {
        bool again = false;
        unsigned wait = 0;
        *session = NULL;
        enum micros_result result = connect_or_look(entry, session);
        if (result != MICROS_OK || !micros_session_needs_password(*session))
            return result;
        result = log_in(entry, *session, &again, &wait);
        if (result == MICROS_OK)
            return result;
        micros_session_close(*session);
        *session = NULL;
        if (!again || tries == TRIES)
            return result;
        term_error("%s: %s, try again", entry->target->label,
                   result == MICROS_MUST_WAIT ? "too many wrong passwords" : "wrong password");
        wait_s(wait);
    }
}
