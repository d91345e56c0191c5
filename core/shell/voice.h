// Output of a session: collected, and sent in as few pieces as possible. If the link has no room,
// waiting would block all other clients. So an answer that can be made again is cut off. When there
// is room, it is made again, and the part that was sent already is skipped.
#ifndef SHELL_VOICE_H
#define SHELL_VOICE_H

#include "shell/shell.h"

struct voice {
    struct shell *shell;
    uint32_t hash;    // of the part that was skipped
    bool is_full;     // the link takes no more
    bool has_changed; // the new answer differs from the part that was sent
    struct out out;
    char chunk[CFG_REPLY_BUFFER];
};

// Returns the writer; out_flush sends the rest.
struct out *voice_open(struct voice *v, struct shell *s);

// Call after an answer of which a part was skipped (s->is_behind). False: it waits for room. True:
// all was sent, or the rest cannot be sent (v->has_changed).
bool voice_has_caught_up(struct voice *v);

// A last message. If there is no room for it, it is dropped.
void voice_say(const struct shell *s, const char *words);

#endif
