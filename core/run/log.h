// The log: a ring of lines with a fixed size. New lines replace the oldest.
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
    uint16_t strange;    // of these, bytes in lines about strangers
};

void log_init(struct log *l, char *ring, uint16_t cap);

// Adds a line. If it is longer than the ring, its end is cut off.
void log_add(struct log *l, enum log_level level, struct text line);

// Same for a line that a stranger caused. Such lines may take at most half of the ring, so they
// never push out the others. Beyond that, the oldest of them are dropped.
void log_add_strange(struct log *l, enum log_level level, struct text line);

// Writes the line at *cursor (0: the oldest) and moves the cursor to the next. False after the
// newest.
bool log_next(const struct log *l, size_t *cursor, enum log_level *level, struct out *o);

// Whether the line at `cursor` contains `words`, case-sensitive.
bool log_has(const struct log *l, size_t cursor, struct text words);

const char *log_level_name(enum log_level level);

#endif
