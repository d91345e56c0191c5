// Functions on slices of text: words, names, numbers, UTF-8.
#include "base/text.h"
#include "base/err.h"

struct text text_measure(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return text_make(s, n);
}

bool text_same(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (a.p[i] != b.p[i])
            return false;
    return true;
}

bool text_is(struct text t, const char *s)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.p[i] != s[i] || !s[i])
            return false;
    return !s[t.len];
}

static char text_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

bool text_same_nocase(struct text a, const char *s)
{
    size_t i = 0;

    while (i < a.len && s[i] && text_lower(a.p[i]) == text_lower(s[i]))
        i++;
    return i == a.len && !s[i];
}

bool text_starts(struct text t, const char *s)
{
    size_t i = 0;

    while (i < t.len && s[i] && t.p[i] == s[i])
        i++;
    return !s[i];
}

bool text_has(struct text t, struct text part)
{
    while (t.len > part.len && !text_same(text_make(t.p, part.len), part))
        t = text_skip(t, 1);
    return t.len >= part.len && text_same(text_make(t.p, part.len), part);
}

struct text text_trim(struct text t)
{
    while (t.len && text_is_blank(t.p[0])) {
        t.p++;
        t.len--;
    }
    while (t.len && text_is_blank(t.p[t.len - 1]))
        t.len--;
    return t;
}

struct text text_word(struct text *rest)
{
    struct text t = text_trim(*rest), word = { t.p, 0 };

    while (word.len < t.len && !text_is_blank(t.p[word.len]))
        word.len++;
    *rest = text_trim(text_skip(t, word.len));
    return word;
}

struct text text_until(struct text *rest, char mark)
{
    struct text t = *rest;
    char quote = 0;
    size_t i = 0;

    for (; i < t.len; i++) {
        char c = t.p[i];
        if (quote && c == '\\')
            i++;
        else if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == mark)
            break;
    }
    i = i < t.len ? i : t.len;
    *rest = text_skip(t, i + 1);
    return text_make(t.p, i);
}

static bool text_holds(const char *set, char c)
{
    while (*set && *set != c)
        set++;
    return *set != '\0';
}

bool text_is_name(struct text t, const char *others)
{
    for (size_t i = 0; i < t.len; i++) {
        uint8_t c = (uint8_t)t.p[i];
        if ((uint8_t)((c | 0x20) - 'a') > 'z' - 'a' && (uint8_t)(c - '0') > 9 &&
            !text_holds(others, t.p[i]))
            return false;
    }
    return true;
}

int text_long(struct text t, int64_t *value)
{
    bool minus = t.len && t.p[0] == '-', is_too_long = false;
    int64_t n = 0; // counted below zero, because the negative range holds one more
    size_t i = minus || (t.len && t.p[0] == '+');

    if (i == t.len)
        return ERR_ARG;
    for (; i < t.len; i++) {
        int digit = t.p[i] - '0';
        if (digit < 0 || digit > 9)
            return ERR_ARG;
        is_too_long |= n < INT64_MIN / 10 || (n == INT64_MIN / 10 && digit > -(INT64_MIN % 10));
        n = is_too_long ? 0 : n * 10 - digit;
    }
    if (is_too_long || (!minus && n == INT64_MIN))
        return ERR_RANGE;
    *value = minus ? n : -n;
    return OK;
}

int text_int(struct text t, int32_t *value)
{
    int64_t n = 0;
    int err = text_long(t, &n);

    if (err)
        return err;
    if (n < INT32_MIN || n > INT32_MAX)
        return ERR_RANGE;
    *value = (int32_t)n;
    return OK;
}

int text_bool(struct text t, bool *yes)
{
    static const char *const words[] = { "off", "on", "false", "true", "no", "yes", "0", "1" };

    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (!text_same_nocase(t, words[i]))
            continue;
        *yes = i & 1;
        return OK;
    }
    return ERR_ARG;
}

int text_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20); // to lower case
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Length of the UTF-8 sequence that starts with the non-ASCII byte c, and the range for its second
// byte.
static size_t utf8_lead(uint8_t c, uint8_t *lo, uint8_t *hi)
{
    *lo = 0x80;
    *hi = 0xbf;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef) {
        *lo = c == 0xe0 ? 0xa0 : 0x80;
        *hi = c == 0xed ? 0x9f : 0xbf;
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        *lo = c == 0xf0 ? 0x90 : 0x80;
        *hi = c == 0xf4 ? 0x8f : 0xbf;
        return 4;
    }
    return 0;
}

size_t text_char(struct text t, uint32_t *code)
{
    uint8_t first = t.len ? (uint8_t)t.p[0] : 0x80, lo = 0x80, hi = 0xbf;
    size_t n = first < 0x80 ? 1 : utf8_lead(first, &lo, &hi);

    if (!n || n > t.len)
        return 0;
    *code = n == 1 ? first : first & (0x7fu >> n);
    for (size_t k = 1; k < n; k++) {
        uint8_t c = (uint8_t)t.p[k];
        if (c < (k == 1 ? lo : 0x80) || c > (k == 1 ? hi : 0xbf))
            return 0;
        *code = *code << 6 | (c & 0x3f);
    }
    return n;
}

bool text_is_utf8(struct text t)
{
    uint32_t code;

    for (size_t i = 0, n; i < t.len; i += n) {
        n = (uint8_t)t.p[i] < 0x80 ? 1 : text_char(text_skip(t, i), &code);
        if (!n)
            return false;
    }
    return true;
}
