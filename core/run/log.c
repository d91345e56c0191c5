// The log ring. A line is stored as its level, its bytes and a zero byte.
#include "run/log.h"
#include "base/bytes.h"

void log_init(struct log *l, char *ring, uint16_t cap)
{
    *l = (struct log){ .ring = ring, .cap = cap };
}

// The place of byte `i` of what is in use; no division, which small chips do not have.
static size_t log_place(const struct log *l, size_t i)
{
    size_t k = l->start + i;

    return k < l->cap ? k : k - l->cap;
}

static char log_at(const struct log *l, size_t i)
{
    return l->ring[log_place(l, i)];
}

static void drop_oldest(struct log *l)
{
    const char *p = l->ring + l->start, *end = l->ring + l->cap;
    size_t n = 1;

    for (; *p; n++)
        p = p + 1 < end ? p + 1 : l->ring;
    l->start = (uint16_t)log_place(l, n);
    l->len = (uint16_t)(l->len - n);
}

// In two pieces where the ring ends between them.
static void log_put(struct log *l, const char *p, size_t n)
{
    size_t to = log_place(l, l->len), room = l->cap - to, first = n < room ? n : room;

    bytes_copy(l->ring + to, p, first);
    bytes_copy(l->ring, p + first, n - first);
    l->len = (uint16_t)(l->len + n);
}

// Without the zero bytes, which end a line in the ring: blanks stand for them.
static void log_put_text(struct log *l, struct text t)
{
    while (t.len) {
        size_t n = 0;
        while (n < t.len && t.p[n])
            n++;
        log_put(l, t.p, n);
        if (n < t.len)
            log_put(l, " ", 1);
        t = text_skip(t, n + 1);
    }
}

void log_add(struct log *l, enum log_level level, struct text line)
{
    if (l->cap < 3)
        return;
    if (line.len > l->cap - 2u)
        line.len = l->cap - 2u;
    while (l->cap - l->len < (int)line.len + 2)
        drop_oldest(l);
    log_put(l, &(char){ (char)('1' + level) }, 1);
    log_put_text(l, line);
    log_put(l, "", 1);
}

bool log_next(const struct log *l, size_t *cursor, enum log_level *level, struct out *o)
{
    size_t i = *cursor;

    if (i >= l->len)
        return false;
    *level = (enum log_level)(log_at(l, i++) - '1');
    while (log_at(l, i))
        out_char(o, log_at(l, i++));
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
