// Keeps passwords out of the log.
#include "node/redact.h"
#include "base/bytes.h"
#include "node/keys.h"

static const char stars[] = "***";
enum { STARS = sizeof stars - 1 };

static bool is_part_of_name(char c)
{
    return text_is_name(text_make(&c, 1), "_");
}

// How far a name and what divides it from its value reach at the beginning of the text; 0: another
// name stands there, or no value.
static size_t name_and_mark(struct text t, struct text name)
{
    size_t n = name.len;

    if (t.len < n || !text_same(text_make(t.p, n), name) || (n < t.len && is_part_of_name(t.p[n])))
        return 0;
    while (n < t.len && (text_is_blank(t.p[n]) || t.p[n] == '=' || t.p[n] == ':' || t.p[n] == '"' ||
                         t.p[n] == '\''))
        n++;
    return n < t.len && n > name.len ? n : 0;
}

// Where the value of a secret setting begins, or 0.
static size_t secret_at(struct text t)
{
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        size_t n = keys[key].flags & F_SECRET ? name_and_mark(t, text_of(keys[key].name)) : 0;
        if (n)
            return n;
    }
    return 0;
}

size_t redact_line(char *line, size_t len, size_t cap)
{
    for (size_t i = 0; i < len; i++) {
        size_t n = i && is_part_of_name(line[i - 1]) ? 0 : secret_at(text_make(line + i, len - i));
        size_t room = n ? cap - i - n : 0;
        if (!n)
            continue;
        bytes_copy(line + i + n, stars, room < STARS ? room : STARS);
        return i + n + (room < STARS ? room : STARS);
    }
    return len;
}
