// Matches Lua's patterns by backtracking, with limits on time and depth.
#include "pattern.h"
#include <ctype.h>

const char pattern_too_long[] = "the pattern takes too long on this text";

static bool pattern_fail(struct pattern *p, const char *error)
{
    if (!p->error)
        p->error = error;
    return false;
}

static bool pattern_spend(struct pattern *p)
{
    if (p->steps++ < p->steps_max || (!p->error && p->more && p->more(p)))
        return true;
    return pattern_fail(p, pattern_too_long);
}

static bool is_at_end(const struct pattern *p, size_t i)
{
    return i >= p->text.len;
}

static char letter(const struct pattern *p, size_t i)
{
    return is_at_end(p, i) ? '\0' : p->text.p[i];
}

// The end of the single character, class or set that begins at i. 0: it has no end.
static size_t single_end(struct pattern *p, size_t i)
{
    char c = letter(p, i++);

    if (c == '%') {
        if (is_at_end(p, i))
            (void)pattern_fail(p, "malformed pattern (ends with '%')");
        return i + 1;
    }
    if (c != '[')
        return i;
    i += letter(p, i) == '^';
    bool is_first = true; // a ']' in first place belongs to the set
    for (; !is_at_end(p, i) && (is_first || letter(p, i) != ']') && pattern_spend(p); i++) {
        i += letter(p, i) == '%';
        is_first = false;
    }
    if (is_at_end(p, i))
        (void)pattern_fail(p, "malformed pattern (missing ']')");
    return i + 1;
}

static bool is_in_class(unsigned char c, char class)
{
    bool is_in;

    switch (tolower((unsigned char)class)) {
    case 'a': is_in = isalpha(c); break;
    case 'c': is_in = iscntrl(c); break;
    case 'd': is_in = isdigit(c); break;
    case 'g': is_in = isgraph(c); break;
    case 'l': is_in = islower(c); break;
    case 'p': is_in = ispunct(c); break;
    case 's': is_in = isspace(c); break;
    case 'u': is_in = isupper(c); break;
    case 'w': is_in = isalnum(c); break;
    case 'x': is_in = isxdigit(c); break;
    default: return class == (char)c;
    }
    return is_in != (bool)isupper((unsigned char)class);
}

// `i` is behind the opening bracket, `end` at the closing one.
static bool is_in_set(struct pattern *p, unsigned char c, size_t i, size_t end)
{
    bool is_negated = letter(p, i) == '^', is_in = false;

    for (i += is_negated; i < end && !is_in && pattern_spend(p); i++) {
        unsigned char from = (unsigned char)letter(p, i);
        if (from == '%') {
            is_in = is_in_class(c, letter(p, ++i));
        } else if (letter(p, i + 1) == '-' && i + 2 < end) {
            is_in = from <= c && c <= (unsigned char)letter(p, i + 2);
            i += 2;
        } else {
            is_in = from == c;
        }
    }
    return is_in != is_negated;
}

static bool single_matches(struct pattern *p, size_t i, size_t end, size_t at)
{
    if (at >= p->subject.len || !pattern_spend(p))
        return false;
    unsigned char c = (unsigned char)p->subject.p[at];
    switch (letter(p, i)) {
    case '.': return true;
    case '%': return is_in_class(c, letter(p, i + 1));
    case '[': return is_in_set(p, c, i + 1, end - 1);
    default: return letter(p, i) == (char)c;
    }
}

static bool pattern_match(struct pattern *p, size_t i, size_t at, size_t *end);

// Tries as many as possible, then fewer.
static bool most(struct pattern *p, size_t i, size_t after, size_t at, size_t *end)
{
    size_t n = 0;

    while (single_matches(p, i, after, at + n))
        n++;
    for (;; n--) {
        if (!p->error && pattern_match(p, after + 1, at + n, end))
            return true;
        if (!n || p->error)
            return false;
    }
}

// Tries as few as possible, then more.
static bool fewest(struct pattern *p, size_t i, size_t after, size_t at, size_t *end)
{
    for (;; at++) {
        if (pattern_match(p, after + 1, at, end))
            return true;
        if (p->error || !single_matches(p, i, after, at))
            return false;
    }
}

static bool open_capture(struct pattern *p, size_t i, size_t at, size_t *end)
{
    bool is_position = letter(p, i + 1) == ')';

    if (p->n == PATTERN_CAPTURES)
        return pattern_fail(p, "too many captures");
    p->captures[p->n++] = (struct pattern_capture){ at, 0, !is_position, is_position };
    if (pattern_match(p, i + 1 + is_position, at, end))
        return true;
    p->n--;
    return false;
}

static bool close_capture(struct pattern *p, size_t i, size_t at, size_t *end)
{
    unsigned k = p->n;

    while (k && !p->captures[k - 1].is_open)
        k--;
    if (!k)
        return pattern_fail(p, "invalid pattern capture");
    struct pattern_capture *c = &p->captures[k - 1];
    c->is_open = false;
    c->len = at - c->at;
    if (pattern_match(p, i + 1, at, end))
        return true;
    c->is_open = true;
    return false;
}

// "%bxy": from an x to its matching y.
static bool balanced(struct pattern *p, size_t i, size_t at, size_t *end)
{
    char open = letter(p, i + 2), close = letter(p, i + 3);
    size_t depth = 0;

    if (is_at_end(p, i + 3))
        return pattern_fail(p, "malformed pattern (missing arguments to '%b')");
    if (at >= p->subject.len || p->subject.p[at] != open)
        return false;
    for (; at < p->subject.len && pattern_spend(p); at++) {
        if (p->subject.p[at] == close && depth && !--depth)
            return pattern_match(p, i + 4, at + 1, end);
        if (p->subject.p[at] == open && (open != close || !depth))
            depth++;
    }
    return false;
}

// "%f[set]": the place where characters of the set begin.
static bool frontier(struct pattern *p, size_t i, size_t at, size_t *end)
{
    if (letter(p, i + 2) != '[')
        return pattern_fail(p, "missing '[' after '%f' in pattern");
    size_t after = single_end(p, i + 2);
    unsigned char before = at ? (unsigned char)p->subject.p[at - 1] : 0;
    unsigned char here = at < p->subject.len ? (unsigned char)p->subject.p[at] : 0;

    if (p->error || is_in_set(p, before, i + 3, after - 1) || !is_in_set(p, here, i + 3, after - 1))
        return false;
    return pattern_match(p, after, at, end);
}

// "%1": the text of that capture again.
static bool repeated(struct pattern *p, size_t i, size_t at, size_t *end)
{
    unsigned k = (unsigned)(letter(p, i + 1) - '1');

    if (k >= p->n || p->captures[k].is_open)
        return pattern_fail(p, "invalid capture index");
    const struct pattern_capture *c = &p->captures[k];
    if (c->is_position || p->subject.len - at < c->len)
        return false;
    for (size_t n = 0; n < c->len; n++)
        if (!pattern_spend(p) || p->subject.p[at + n] != p->subject.p[c->at + n])
            return false;
    return pattern_match(p, i + 2, at + c->len, end);
}

static bool special(struct pattern *p, size_t i, size_t at, size_t *end)
{
    switch (letter(p, i)) {
    case '(': return open_capture(p, i, at, end);
    case ')': return close_capture(p, i, at, end);
    default: break;
    }
    switch (letter(p, i + 1)) {
    case 'b': return balanced(p, i, at, end);
    case 'f': return frontier(p, i, at, end);
    default: return repeated(p, i, at, end);
    }
}

static bool is_special(const struct pattern *p, size_t i)
{
    char c = letter(p, i), next = letter(p, i + 1);

    return c == '(' || c == ')' ||
           (c == '%' && (next == 'b' || next == 'f' || isdigit((unsigned char)next)));
}

// Matches one item after the other. An item that can match in several ways tries them in a nested
// call.
static bool items(struct pattern *p, size_t i, size_t at, size_t *end)
{
    while (!is_at_end(p, i)) {
        if (is_special(p, i))
            return special(p, i, at, end);
        if (letter(p, i) == '$' && i + 1 == p->text.len) {
            *end = at;
            return at == p->subject.len;
        }
        size_t after = single_end(p, i);
        if (p->error)
            return false;
        bool matches;
        switch (letter(p, after)) {
        case '*': return most(p, i, after, at, end);
        case '+': return single_matches(p, i, after, at) && most(p, i, after, at + 1, end);
        case '-': return fewest(p, i, after, at, end);
        case '?':
            matches = single_matches(p, i, after, at);
            if (matches && pattern_match(p, after + 1, at + 1, end))
                return true;
            i = after + 1;
            break;
        default:
            if (!single_matches(p, i, after, at))
                return false;
            at++;
            i = after;
        }
        if (p->error)
            return false;
    }
    *end = at;
    return true;
}

static bool pattern_match(struct pattern *p, size_t i, size_t at, size_t *end)
{
    if (!pattern_spend(p))
        return false;
    if (p->depth == PATTERN_DEPTH)
        return pattern_fail(p, "pattern too complex");
    p->depth++;
    bool ok = items(p, i, at, end);
    p->depth--;
    return ok;
}

bool pattern_at(struct pattern *p, size_t at, size_t *end)
{
    p->n = 0;
    p->depth = 0;
    if (!pattern_match(p, 0, at, end) || p->error)
        return false;
    for (unsigned i = 0; i < p->n; i++)
        if (p->captures[i].is_open)
            return pattern_fail(p, "unfinished capture");
    return true;
}
