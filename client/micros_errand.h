// The lines that a conversation says itself: it asks who answers, and it logs in.
#ifndef MICROS_ERRAND_H
#define MICROS_ERRAND_H

#include "base/crypto.h"
#include "micros_talk.h"

enum micros_errand_step {
    MICROS_ERRAND_NONE,
    MICROS_ERRAND_WHO,     // said "hello": is it the node that the caller means?
    MICROS_ERRAND_OUTCOME, // said "outcome on": the caller's command is next
    MICROS_ERRAND_HOW,     // said "hello >json": can it log in by SCRAM?
    MICROS_ERRAND_BEGIN,   // said the first message of SCRAM
    MICROS_ERRAND_PROVE,   // said the proof
    MICROS_ERRAND_IN_CLEAR // said the password
};

struct micros_errand {
    enum micros_errand_step step;
    char uid[MICROS_UID_MAX + 1]; // the UID that has to answer; "": any
    bool must_prove, allows_plain;
    bool is_proven;
    char *password; // while it logs in
    char *command;  // that waits until the node was told `outcome on`
    bool has_asked; // that was done
    char nonce[25];
    uint8_t signature[SHA256_BYTES]; // that the node must send
};

// What to do next: say `line`, which the caller frees after wiping it. NULL: the errand is over;
// unless `end` is MICROS_OK, the conversation is over too.
struct micros_errand_turn {
    char *line;
    bool is_login; // an answer with AuthFailed, or a prompt that asks again, ends it
    enum micros_result end;
};

// Stores what the caller demands of the node.
void micros_errand_trust(struct micros_errand *e, const struct micros_trust *trust);
void micros_errand_clear(struct micros_errand *e);

// The node has greeted.
struct micros_errand_turn micros_errand_greeted(struct micros_errand *e);

// The caller wants to say a command. A turn without a line: nothing comes before it.
struct micros_errand_turn micros_errand_command(struct micros_errand *e, const char *command);

// The caller wants to log in to a node that asks for the password.
struct micros_errand_turn micros_errand_login(struct micros_errand *e, const char *password);

// The node has answered the line before, or has closed the connection instead.
struct micros_errand_turn micros_errand_answered(struct micros_errand *e,
                                                 const struct micros_talk *talk);

#endif
