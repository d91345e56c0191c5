// The log ring. A line is stored as its level, its bytes and a zero byte. The level is a digit, or
// a letter if a stranger caused the line.
#include "run/log.h"
#include "base/bytes.h"

enum { MARK = '1', MARK_STRANGE = 'a', LINE_FRAME = 2 }; // bytes around a line

void log_init(struct log *l, char *ring, uint16_t cap)
{
    *l = (struct log){ .ring = ring, .cap = cap };
}

// The place of the i-th used byte. Avoids division, as small chips have no instruction for it.
static size_t log_place(const struct log *l, size_t i)
{
    size_t k = l->start + i;

    return k < l->cap ? k : k - l->cap;
}

static char log_at(const struct log *l, size_t i)
{
    return l->ring[log_place(l, i)];
}

// How many bytes the line at byte `i` takes.
static size_t size_at(const struct log *l, size_t i)
{
    const char *p = l->ring + log_place(l, i), *end = l->ring + l->cap;
    size_t n = 1;

    for (; *p; n++)
        p = p + 1 < end ? p + 1 : l->ring;
    return n;
}

static bool is_strange(const struct log *l, size_t i)
{
    return log_at(l, i) >= MARK_STRANGE;
}

// Drops `n` bytes at byte `i`: lines of strangers, or one other line. The lines before them move
// up.
static void drop(struct log *l, size_t i, size_t n)
{
    l->strange = (uint16_t)(l->strange - (is_strange(l, i) ? n : 0));
    while (i--)
        l->ring[log_place(l, i + n)] = log_at(l, i);
    l->start = (uint16_t)log_place(l, n);
    l->len = (uint16_t)(l->len - n);
}

// Writes in two pieces if the ring ends between them.
static void log_put(struct log *l, const char *p, size_t n)
{
    size_t to = log_place(l, l->len), room = l->cap - to, first = n < room ? n : room;

    bytes_copy(l->ring + to, p, first);
    bytes_copy(l->ring, p + first, n - first);
    l->len = (uint16_t)(l->len + n);
}

// Replaces zero bytes by blanks, because a zero ends a line in the ring.
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

static void run_log_add(struct log *l, char mark, struct text line)
{
    while ((size_t)l->cap - l->len < line.len + LINE_FRAME)
        drop(l, 0, size_at(l, 0));
    l->strange = (uint16_t)(l->strange + (mark < MARK_STRANGE ? 0 : line.len + LINE_FRAME));
    log_put(l, &mark, 1);
    log_put_text(l, line);
    log_put(l, "", 1);
}

// Cuts a line so that it fits into `room` bytes of the ring. False: nothing fits.
static bool log_cut(struct text *line, size_t room)
{
    if (room <= LINE_FRAME)
        return false;
    if (line->len > room - LINE_FRAME)
        line->len = room - LINE_FRAME;
    return true;
}

void log_add(struct log *l, enum log_level level, struct text line)
{
    if (log_cut(&line, l->cap))
        run_log_add(l, (char)(MARK + level), line);
}

// Drops the oldest consecutive lines of strangers: at least one, up to `most` bytes. It drops
// several at a time, because each time all lines before them move.
static void drop_strange(struct log *l, size_t most)
{
    size_t i = 0, n = 0;

    while (!is_strange(l, i))
        i += size_at(l, i);
    do {
        n += size_at(l, i + n);
    } while (n < most && i + n < l->len && is_strange(l, i + n));
    drop(l, i, n);
}

void log_add_strange(struct log *l, enum log_level level, struct text line)
{
    size_t room = l->cap / 2;

    if (!log_cut(&line, room))
        return;
    while (l->strange + line.len + LINE_FRAME > room)
        drop_strange(l, room / 4);
    run_log_add(l, (char)(MARK_STRANGE + level), line);
}

bool log_next(const struct log *l, size_t *cursor, enum log_level *level, struct out *o)
{
    size_t i = *cursor;

    if (i >= l->len)
        return false;
    int mark = log_at(l, i++);
    *level = (enum log_level)(mark - (mark < MARK_STRANGE ? MARK : MARK_STRANGE));
    while (log_at(l, i))
        out_char(o, log_at(l, i++));
    *cursor = i + 1;
    return true;
}

static bool has_at(const struct log *l, size_t i, struct text words)
{
    for (size_t k = 0; k < words.len; k++)
        if (!log_at(l, i + k) || log_at(l, i + k) != words.p[k])
            return false;
    return true;
}

bool log_has(const struct log *l, size_t cursor, struct text words)
{
    for (size_t i = cursor + 1; i < l->len && log_at(l, i); i++)
        if (has_at(l, i, words))
            return true;
    return !words.len;
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
