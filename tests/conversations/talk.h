// Conversations as data: one parser for the files that docs/conversations.md describes.
#ifndef TESTS_TALK_H
#define TESTS_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum talk_kind {
    TALK_DIRECTIVE,
    TALK_SAY,
    TALK_SEND,
    TALK_LINE,
    TALK_MASK,
    TALK_EXACT,
    TALK_CLOSE
};

// One step of a conversation.
struct talk_step {
    enum talk_kind kind;
    int line;        // where it stands
    char text[4096]; // what follows the mark; of a quoted text its bytes
    size_t len;
};

struct talk {
    FILE *file;
    const char *name;
    int line;
    char prompt[4096]; // the last exact text, which a bare "<<" repeats
    const char *error; // why talk_next gave up, or NULL
};

bool talk_open(struct talk *t, const char *name);
void talk_close(struct talk *t);

// Reads the next step; false at the end, and after an error.
bool talk_next(struct talk *t, struct talk_step *step);

// Reads a quoted text with escapes, and "* n" behind it; false when it is none.
bool talk_unquote(const char *from, char *to, size_t cap, size_t *len);

// True when `text` is what the mask says: {N} a whole number, {UID} `uid`, {VERSION} the node's,
// {*} anything.
bool talk_matches(const char *mask, const char *text, size_t len, const char *uid);

#endif
