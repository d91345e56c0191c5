// The inside of a conversation that the caller's loop drives.
#ifndef MICROS_CONVERSATION_H
#define MICROS_CONVERSATION_H

#include "micros_errand.h"

struct micros_conversation {
    struct micros_talk talk;
    struct micros_errand errand; // the lines that it says itself
    char *out;                   // the line in flight, its line break and a NUL
    size_t out_len, out_sent;
    int64_t heard_us;    // when bytes last came
    int64_t sent_us;     // when the line in flight was said
    int64_t turn_us;     // when its answer was whole
    int64_t deadline_us; // of the greeting, or of the answer
    int timeout_ms;
    size_t seen;           // bytes in talk.data that the caller had already
    char *notice, *prompt; // NULL: no prompt yet
};

// Begins one in memory of the caller. micros_conversation_clear ends it.
void micros_conversation_start(struct micros_conversation *c, int timeout_ms, int64_t now_us);
// The time for its greeting counts from now on.
void micros_conversation_restart(struct micros_conversation *c, int64_t now_us);
void micros_conversation_clear(struct micros_conversation *c);

// It is over, for a reason that the bytes do not show.
void micros_conversation_fail(struct micros_conversation *c, enum micros_result result);

#endif
