// What a session is told: gathered, and sent in as few pieces as it fits in. What a link has no
// room for would have to be waited for, while nobody else is served. So an answer that can be made
// again is cut off there, and made again when there is room: what was sent is then left out.
#ifndef SHELL_VOICE_H
#define SHELL_VOICE_H

#include "shell/shell.h"

struct voice {
    struct shell *shell;
    uint32_t hash;    // of what was left out
    bool is_full;     // the link takes no more
    bool has_changed; // it is not the answer any more that was begun
    struct out out;
    char chunk[CFG_REPLY_BUFFER];
};

// Where to write; out_flush sends the rest.
struct out *voice_open(struct voice *v, struct shell *s);

// After the end of an answer of which a part was left out (s->is_behind). False: it waits for room.
// True: all was sent, or never can be (v->has_changed).
bool voice_has_caught_up(struct voice *v);

// Last words. What there is no room for is not waited for: nobody listens.
void voice_say(const struct shell *s, const char *words);

#endif
