// Opens a session with a node: where it is now, and with its password.
#include "talk/entry.h"
#include "device/moved.h"
#include "device/passwords.h"
#include "device/trust.h"
#include "term/secret.h"
#include "term/term.h"
#include "term/words.h"
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

// The password, and whether somebody may type another one if it is wrong. NULL: there is none.
static char *find_password(const struct entry *entry, bool *may_retry)
{
    const struct target *target = entry->target;
    struct passwords passwords;
    bool failed;

    *may_retry = entry->password && entry->may_ask; // it may have been changed meanwhile
    if (entry->password)
        return strdup(entry->password);
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

// What a node says beside AuthFailed: in how many seconds it takes the next one. 0: nothing.
static int told_to_wait_s(struct micros_session *session, const char *label)
{
    struct micros_reply reply;
    struct words_list lines = { 0 };
    int seconds = 0;

    micros_session_idle(session, &reply);
    words_split_lines(reply.text, &lines);
    for (size_t i = 0; i < lines.n; i++) {
        const char *said = strstr(lines.items[i], "ry again");
        if (said)
            term_say("%s: %s", label, lines.items[i]);
        if (said)
            (void)sscanf(said, "ry again in %d s", &seconds);
    }
    words_free(&lines);
    return seconds;
}

static void wait_s(int seconds)
{
    struct timespec left = { .tv_sec = seconds < WAIT_MOST_S ? seconds : WAIT_MOST_S };

    while (left.tv_sec > 0 && nanosleep(&left, &left) != 0)
        ;
}

// Logs in to a node that asks for it. `*again`: a wrong one was typed, and there may be another
// try, for which the node wants to be left alone for `*wait` seconds.
static enum micros_result log_in(struct entry *entry, struct micros_session *session, bool *again,
                                 int *wait)
{
    char *password = find_password(entry, again);

    if (!password)
        return MICROS_NEEDS_PASSWORD;
    enum micros_result result = micros_session_login(session, password);
    if (micros_session_is_proven(session))
        trust_note_proof(entry->cache, entry->target->device);
    if (result == MICROS_AUTH_FAILED)
        entry_free(entry);
    if (result == MICROS_AUTH_FAILED)
        *wait = told_to_wait_s(session, entry->target->label);
    if (result == MICROS_OK && !entry->password)
        entry->password = password;
    else
        secret_free(password);
    *again = *again && result == MICROS_AUTH_FAILED;
    return result;
}

enum micros_result entry_open(struct entry *entry, struct micros_session **session)
{
    for (int tries = 1;; tries++) {
        bool again = false;
        int wait = 0;
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
        term_error("%s: wrong password, try again", entry->target->label);
        wait_s(wait);
    }
}
