// Finds lines.
#include "micros_line.h"
#include <string.h>

static size_t length_of_line(struct text t)
{
    size_t n = 0;

    while (n < t.len && t.p[n] && t.p[n] != '\n' && t.p[n] != '\r')
        n++;
    return n;
}

struct text micros_line_find(struct text heard, const char *start)
{
    while (heard.len) {
        if (text_starts(heard, start))
            return text_make(heard.p, length_of_line(heard));
        const char *newline = memchr(heard.p, '\n', heard.len);
        heard = text_skip(heard, newline ? (size_t)(newline - heard.p) + 1 : heard.len);
    }
    return text_make("", 0);
}
