// Patterns as Lua 5.4 has them (reference manual, section 6.4.1), matched with a count of the
// steps, each character that is looked at is one: the library's own matcher can run for minutes
// without anybody being able to stop it.
#ifndef LUA_PATTERN_H
#define LUA_PATTERN_H

#include "base/text.h"

// How deep the matcher may be inside itself. Costs about 100 bytes of stack each.
#ifndef PATTERN_DEPTH
#define PATTERN_DEPTH 150
#endif

// Captures of one pattern. Cost 12 bytes of stack each on a 32-bit board.
#ifndef PATTERN_CAPTURES
#define PATTERN_CAPTURES 32
#endif

struct pattern_capture {
    size_t at, len;
    bool is_open, is_position; // "()": only where it is
};

struct pattern {
    struct text subject, text; // `text` without the anchor
    size_t steps, steps_max;   // done, and allowed until `more` is asked
    // Whether it may go on: pays for `steps` and sets both anew. NULL: it may not.
    bool (*more)(struct pattern *p);
    void *ctx;         // for `more`
    const char *error; // NULL, or why there is no answer
    unsigned n;        // captures
    unsigned depth;
    struct pattern_capture captures[PATTERN_CAPTURES];
};

// Matches at this place of the subject and gives the end of what matched. False: it does not, or
// `error` says why it could not be told.
bool pattern_at(struct pattern *p, size_t at, size_t *end);

// The error of a run that took more than it was allowed.
extern const char pattern_too_long[];

#endif
