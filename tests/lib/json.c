// A recursive descent over RFC 8259; returns where it stopped, or NULL.
#include "json.h"
#include "base/text.h"
#include <stddef.h>
#include <string.h>

static const char *value(const char *p, int depth);

static const char *blanks(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

static const char *string(const char *p)
{
    if (*p++ != '"')
        return NULL;
    for (; *p != '"'; p++) {
        if ((unsigned char)*p < ' ')
            return NULL;
        if (*p != '\\')
            continue;
        if (!*++p || !strchr("\"\\/bfnrtu", *p))
            return NULL;
        if (*p == 'u' && strspn(p + 1, "0123456789abcdefABCDEF") < 4)
            return NULL;
        p += *p == 'u' ? 4 : 0;
    }
    return p + 1;
}

static const char *digits(const char *p)
{
    size_t n = strspn(p, "0123456789");

    return n ? p + n : NULL;
}

static const char *number(const char *p)
{
    p += *p == '-';
    p = *p == '0' ? p + 1 : digits(p);
    if (p && *p == '.')
        p = digits(p + 1);
    if (p && (*p == 'e' || *p == 'E')) {
        p++;
        p += *p == '+' || *p == '-';
        p = digits(p);
    }
    return p;
}

static const char *list(const char *p, char close, int depth)
{
    p = blanks(p + 1);
    if (*p == close)
        return p + 1;
    for (;;) {
        if (close == '}') {
            p = string(blanks(p));
            p = p ? blanks(p) : NULL;
            if (!p || *p++ != ':')
                return NULL;
        }
        p = value(p, depth + 1);
        if (!p || *p == close)
            return p ? p + 1 : NULL;
        if (*p++ != ',')
            return NULL;
    }
}

static const char *bare(const char *p)
{
    p = blanks(p);
    if (*p == '"')
        return string(p);
    if (!strncmp(p, "true", 4) || !strncmp(p, "null", 4))
        return p + 4;
    if (!strncmp(p, "false", 5))
        return p + 5;
    return number(p);
}

static const char *value(const char *p, int depth)
{
    p = blanks(p);
    if (depth > 100)
        return NULL;
    p = *p == '{' ? list(p, '}', depth) : *p == '[' ? list(p, ']', depth) : bare(p);
    return p ? blanks(p) : NULL;
}

bool json_is_strict(const char *text)
{
    const char *end = value(text, 0);

    return end && !*end && text_is_utf8(text_of(text));
}
