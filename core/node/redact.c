// Removes passwords from log lines.
#include "node/redact.h"
#include "base/bytes.h"
#include "node/keys.h"

static const char stars[] = "***";
enum { STARS = sizeof stars - 1 };

static bool is_part_of_name(char c)
{
    return text_is_name(text_make(&c, 1), "_");
}

// Length of the name and the separator before its value, at the beginning of `t`. 0: another name,
// or no value.
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

// Where the value of that setting begins, or the end of the text.
static size_t redact_value_at(struct text t, struct text name)
{
    for (size_t i = 0; i + name.len < t.len; i++) {
        if (t.p[i] != name.p[0] || (i && is_part_of_name(t.p[i - 1])))
            continue;
        size_t n = name_and_mark(text_skip(t, i), name);
        if (n)
            return i + n;
    }
    return t.len;
}

size_t redact_line(char *line, size_t len, size_t cap)
{
    size_t from = len;

    for (unsigned key = 0; key < KEY_COUNT; key++)
        if (keys[key].flags & F_SECRET)
            from = redact_value_at(text_make(line, from), text_of(keys[key].name));
    if (from == len)
        return len;
    size_t n = cap - from < STARS ? cap - from : STARS;
    bytes_copy(line + from, stars, n);
    return from + n;
}
