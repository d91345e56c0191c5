// Judges the first line of a conversation.
#include "net/opening.h"

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

// Length of a possible method or protocol name in capitals: "GET", "M-SEARCH".
static size_t name_length(struct text t)
{
    size_t n = 0;

    while (n < t.len && (is_capital(t.p[n]) || (n && t.p[n] == '-')))
        n++;
    return n;
}

// Takes "HTTP/1.1" or "ICE/1.0" off. It begins a status line and ends a request line.
static bool takes_version(struct text *t)
{
    size_t n = name_length(*t), name = n;

    if (name < 3 || t->len == n || t->p[n++] != '/')
        return false;
    while (n < t->len && ((t->p[n] >= '0' && t->p[n] <= '9') || t->p[n] == '.'))
        n++;
    *t = text_skip(*t, n);
    return n > name + 1;
}

static bool begins_as_target(struct text t)
{
    return t.len && (t.p[0] == '/' || t.p[0] == '*');
}

// Whether it is a request such as "POST /x HTTP/1.1" or "CONNECT node:9008 HTTP/1.1", with any
// method. No function of a load module has a name like a request target.
static bool is_request(struct text line)
{
    struct text target, rest;

    (void)text_word(&line);
    rest = target = text_word(&line);
    bool has_colon = text_until(&rest, ':').len < target.len;
    line = text_trim(line);
    return (has_colon || begins_as_target(target)) && takes_version(&line) && !line.len;
}

enum opening opening_judge(struct text line, bool is_whole)
{
    size_t n = name_length(line);
    struct text status = line, rest = text_skip(line, n);

    if (text_starts(line, "SSH-") || takes_version(&status) || is_request(line))
        return OPENING_FOREIGN;
    if (n >= 3 && rest.len && rest.p[0] == ' ' && begins_as_target(text_skip(rest, 1)))
        return OPENING_FOREIGN;
    bool may_be_request = n && (!rest.len || rest.p[0] == ' ' || rest.p[0] == '/');
    return may_be_request && !is_whole ? OPENING_UNSURE : OPENING_OURS;
}
