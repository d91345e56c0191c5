// The log ring. A line is stored as its level, its bytes and a zero byte.
#include "run/log.h"

void log_init(struct log *l, char *ring, size_t cap)
{
    *l = (struct log){ .ring = ring, .cap = cap };
}

// The place of byte `i` of what is in use; no division, which small chips do not have.
static size_t place(const struct log *l, size_t i)
{
    size_t k = l->start + i;

    return k < l->cap ? k : k - l->cap;
}

static char at(const struct log *l, size_t i)
{
    return l->ring[place(l, i)];
}

static void drop_oldest(struct log *l)
{
    size_t n = 0;

    while (at(l, n))
        n++;
    l->start = place(l, n + 1);
    l->len -= n + 1;
}

static void put(struct log *l, char c)
{
    l->ring[place(l, l->len++)] = c;
}

void log_add(struct log *l, enum log_level level, struct text line)
{
    if (l->cap < 3)
        return;
    if (line.len > l->cap - 2)
        line.len = l->cap - 2;
    while (l->cap - l->len < line.len + 2)
        drop_oldest(l);
    put(l, (char)('1' + level));
    for (size_t i = 0; i < line.len; i++)
        put(l, line.p[i] ? line.p[i] : ' ');
    put(l, '\0');
}

bool log_next(const struct log *l, size_t *cursor, enum log_level *level, struct out *o)
{
    size_t i = *cursor;

    if (i >= l->len)
        return false;
    *level = (enum log_level)(at(l, i++) - '1');
    while (at(l, i))
        out_char(o, at(l, i++));
    *cursor = i + 1;
    return true;
}

const char *log_level_name(enum log_level level)
{
    static const char *const names[] = {
#define X(level, name) name,
        LOG_LEVELS(X)
#undef X
    };

    return names[level];
}
