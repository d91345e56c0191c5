// Matches patterns as in Lua 5.4 (reference manual, section 6.4.1) and counts the steps: each
// character that it looks at is one. The library's own matcher can run for minutes and cannot be
// stopped.
#ifndef LUA_PATTERN_H
#define LUA_PATTERN_H

#include "base/text.h"

// How deep the matcher may nest. Each level costs about 100 bytes of stack.
#ifndef PATTERN_DEPTH
#define PATTERN_DEPTH 150
#endif

// Captures of one pattern. Each costs 12 bytes of stack on a 32-bit board.
#ifndef PATTERN_CAPTURES
#define PATTERN_CAPTURES 32
#endif

struct pattern_capture {
    size_t at, len;
    bool is_open, is_position; // is_position: "()", which gives a position only
};

struct pattern {
    struct text subject, text; // `text` without the anchor
    size_t steps, steps_max;   // done so far; allowed before `more` is called
    // Whether it may go on. If so, pays for `steps` and sets both again. NULL: it may not go on.
    bool (*more)(struct pattern *p);
    void *ctx;         // for `more`
    const char *error; // why there is no result, or NULL
    unsigned n;        // captures
    unsigned depth;
    struct pattern_capture captures[PATTERN_CAPTURES];
};

// Matches at offset `at` of the subject and gives the end of the match. False: no match, or `error`
// says why there is no result.
bool pattern_at(struct pattern *p, size_t at, size_t *end);

// The error of a match that took more steps than allowed.
extern const char pattern_too_long[];

#endif
