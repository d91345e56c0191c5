// One side of a conversation with a node as a value: bytes go in, whole answers come out; no I/O,
// no clock.
#ifndef MICROS_TALK_H
#define MICROS_TALK_H

#include "micros.h"

enum micros_talk_state {
    MICROS_TALK_GREETING, // connected, no prompt yet
    MICROS_TALK_WAITING,  // a line was sent, its answer is not complete
    MICROS_TALK_READY,    // the node shows its prompt
    MICROS_TALK_OVER,     // nothing more will come; see result
};

struct micros_talk {
    enum micros_talk_state state;
    enum micros_result result;   // OVER: why; MICROS_OK after a good-bye
    struct micros_prompt prompt; // the newest prompt; prompt.start is the length of the answer
    bool learned;                // prompt holds a prompt of this node
    bool blanks_sure;            // the number of blanks after the dollar is proven
    bool is_login;               // the line in flight is the password
    bool ends;                   // the line in flight ends the conversation
    int grace_ms; // the data may be the whole answer if nothing follows for this long; -1: no
    // The new name that the command in flight gives the node, "" if none.
    char new_name[MICROS_NAME_MAX + 1];
    char *data; // what came since the last line was sent, ended by NUL
    size_t len, size;
};

void micros_talk_start(struct micros_talk *talk);
void micros_talk_free(struct micros_talk *talk);

// Notes that `line` was sent: the answer is collected from now on. `is_login` marks the password.
void micros_talk_sent(struct micros_talk *talk, const char *line, bool is_login);

// Takes received bytes and updates the state.
void micros_talk_feed(struct micros_talk *talk, const char *bytes, size_t n);

// Nothing came for grace_ms, so the answer is complete.
void micros_talk_finish(struct micros_talk *talk);

// Whether the node refuses to check a password because of earlier wrong ones, and for how many
// seconds; 0 if it does not say so.
bool micros_talk_must_wait(const struct micros_talk *talk);
unsigned micros_talk_wait_s(const struct micros_talk *talk);

// The node closed the connection.
void micros_talk_closed(struct micros_talk *talk);

// Ends the conversation with `result`.
void micros_talk_end(struct micros_talk *talk, enum micros_result result);

// Length of the answer in talk->data: without the prompt when READY, everything when OVER.
size_t micros_talk_answer_len(const struct micros_talk *talk);

// Drops what is collected, keeping the prompt: used for what a node sends unasked.
void micros_talk_clear(struct micros_talk *talk);

#endif
