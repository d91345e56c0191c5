// The log: a bounded ring of lines; the oldest lines make room for new ones.
#ifndef RUN_LOG_H
#define RUN_LOG_H

#include "base/out.h"

#define LOG_LEVELS(X)                                                                              \
    X(LOG_ERROR, "error") X(LOG_WARN, "warn") X(LOG_INFO, "info") X(LOG_DEBUG, "debug")

enum log_level {
#define X(level, name) level,
    LOG_LEVELS(X)
#undef X
};

struct log {
    char *ring; // the caller's memory
    uint16_t cap;
    uint16_t start, len; // bytes in use, from `start`, wrapping
    uint16_t strange;    // of these, in lines of strangers
};

void log_init(struct log *l, char *ring, uint16_t cap);

// Adds a line; one that is longer than the ring loses its end.
void log_add(struct log *l, enum log_level level, struct text line);

// The same for a line that a stranger has caused. All such lines have half of the ring at most, so
// that they never push out the others: beyond that, the oldest of them make room.
void log_add_strange(struct log *l, enum log_level level, struct text line);

// Writes the line at *cursor (0: the oldest) and moves the cursor on; false after the newest.
bool log_next(const struct log *l, size_t *cursor, enum log_level *level, struct out *o);

// Whether the line at `cursor` has these words in it, letter by letter.
bool log_has(const struct log *l, size_t cursor, struct text words);

const char *log_level_name(enum log_level level);

#endif
