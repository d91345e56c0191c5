// Reads the postfix of a command.
#include "command/postfix.h"
#include "base/err.h"

// "&500" or "&&500".
static bool read_task(struct text word, struct postfix *p)
{
    bool loops = text_starts(word, "&&");
    struct text time = text_skip(word, loops ? 2 : 1);
    int32_t ms = 0;

    if (!text_starts(word, "&") || p->is_task)
        return false;
    if (time.len && (text_int(time, &ms) || ms < 0 || time.p[0] < '0'))
        return false;
    p->is_task = true;
    p->loops = loops;
    p->has_time = time.len != 0;
    p->ms = (uint32_t)ms;
    return true;
}

static bool read_host(struct text word, struct postfix *p)
{
    struct text host = text_skip(word, 2);

    if (!text_starts(word, ">>") || p->host.len || !host.len || !text_is_name(host, "-_.:"))
        return false;
    p->host = host;
    return true;
}

static struct text last_word(struct text t)
{
    size_t i = t.len;

    while (i && !text_is_blank(t.p[i - 1]))
        i--;
    return text_skip(t, i);
}

struct postfix postfix_take(struct text *line)
{
    struct postfix p = { 0 };

    for (*line = text_trim(*line);; *line = text_trim(*line)) {
        struct text word = last_word(*line);
        if (!word.len || word.len == line->len || (!read_task(word, &p) && !read_host(word, &p)))
            return p;
        line->len -= word.len;
    }
}

bool postfix_is_address(struct text host)
{
    for (size_t i = 0; i < host.len; i++)
        if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
            return false;
    return true;
}

struct text postfix_first_label(struct text host)
{
    return text_until(&host, '.');
}

void postfix_write_host(struct text host, struct out *o)
{
    size_t n = 0, dots = 0;

    host = text_until(&host, ':');
    if (!postfix_is_address(host)) {
        out_slice(o, postfix_first_label(host));
        return;
    }
    while (n < host.len && dots < 2)
        dots += host.p[n++] == '.';
    out_slice(o, text_skip(host, n));
}
