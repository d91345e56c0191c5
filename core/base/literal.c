// Parses literals.
#include "base/literal.h"
#include "base/err.h"

enum { NESTING_MAX = 4, PADDING = 2 };

static bool literal_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || literal_is_digit(c);
}

static int hex_number(struct text t, bool minus, int64_t *value)
{
    uint64_t n = 0, most = (uint64_t)INT64_MAX + minus;
    bool is_too_long = false;

    if (!t.len)
        return ERR_SYNTAX;
    for (size_t i = 0; i < t.len; i++) {
        int d = text_hex_digit(t.p[i]);
        if (d < 0)
            return ERR_SYNTAX;
        is_too_long |= n >> 60 != 0;
        n = n << 4 | (unsigned)d;
    }
    if (is_too_long || n > most)
        return ERR_RANGE;
    *value = minus ? (int64_t)(0 - n) : (int64_t)n;
    return OK;
}

// Reads the digits of a number up to its exponent, as far as they fit into 64 bits. *power: how
// often the result must still be multiplied by ten. Returns where the digits end; 0: there are
// none.
static size_t literal_digits(struct text t, size_t first, uint64_t *n, int32_t *power)
{
    bool point = false;
    size_t i = first;

    for (; i < t.len && (literal_is_digit(t.p[i]) || (t.p[i] == '.' && !point)); i++) {
        if (t.p[i] == '.') {
            point = true;
        } else if (*n <= INT64_MAX / 10) {
            *n = *n * 10 + (unsigned)(t.p[i] - '0');
            *power -= point;
        } else {
            *power += !point;
        }
    }
    return i == first || (i == first + 1 && point) ? 0 : i;
}

int literal_fixed_long(struct text t, uint8_t decimals, int64_t *value)
{
    bool minus = t.len && t.p[0] == '-';
    uint64_t n = 0, most = (uint64_t)INT64_MAX + minus;
    int32_t power = 0, e;
    size_t i = literal_digits(t, minus || (t.len && t.p[0] == '+'), &n, &power);

    if (!i)
        return ERR_SYNTAX;
    if (i < t.len && (t.p[i] | 0x20) == 'e') {
        if (text_int(text_skip(t, i + 1), &e) || e > 99 || e < -99)
            return ERR_SYNTAX;
        power += e;
        i = t.len;
    }
    if (i < t.len)
        return ERR_SYNTAX;
    for (power += decimals; power > 0 && n && n <= most / 10; power--)
        n *= 10;
    for (; power < 0 && n; power++)
        n /= 10;
    if (n > most || (power > 0 && n))
        return ERR_RANGE;
    *value = minus ? (int64_t)(0 - n) : (int64_t)n;
    return OK;
}

int literal_fixed(struct text t, uint8_t decimals, int32_t *value)
{
    int64_t n;
    int err = literal_fixed_long(t, decimals, &n);

    if (err)
        return err;
    if (n < INT32_MIN || n > INT32_MAX)
        return ERR_RANGE;
    *value = (int32_t)n;
    return OK;
}

static int parse_number(struct text t, struct literal *l)
{
    bool minus = t.p[0] == '-';
    struct text body = text_skip(t, minus || t.p[0] == '+');
    int64_t ignored;

    if (body.len > 1 && body.p[0] == '0' && (body.p[1] | 0x20) == 'x') {
        l->kind = LIT_INT;
        return hex_number(text_skip(body, 2), minus, &l->i);
    }
    int err = text_long(t, &l->i);
    if (err != ERR_ARG) {
        l->kind = LIT_INT;
        return err;
    }
    err = literal_fixed_long(t, 0, &ignored);
    *l = (struct literal){ LIT_FLOAT, .text = t };
    return err;
}

// The byte that an escape means, or -1.
static int escaped(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case '\\':
    case '\'':
    case '"': return c;
    default: return -1;
    }
}

// Keeps escapes from being resolved twice if the command is read again. The quotes become a byte
// that no command contains. The bytes that became free are filled with padding.
static void seal(char *p, size_t n, size_t len)
{
    p[0] = p[len - 1] = LITERAL_SEAL;
    for (size_t i = n + 1; i < len - 1; i++)
        p[i] = PADDING;
}

static int parse_string(struct text t, struct literal *l, bool resolves)
{
    char *to = (char *)(uintptr_t)t.p + 1, quote = t.p[0];
    size_t i = 1, n = 0;

    for (; i < t.len && t.p[i] != quote; i++) {
        int c = t.p[i];
        if (c == '\\') {
            c = ++i < t.len ? escaped(t.p[i]) : -1;
            if (c < 0)
                return ERR_SYNTAX;
        }
        // The text may be in flash, so write only if something moved.
        if (resolves && to + n != t.p + i)
            to[n] = (char)c;
        n++;
    }
    if (i + 1 != t.len)
        return ERR_SYNTAX;
    if (resolves && n + 1 < i)
        seal(to - 1, n, t.len);
    *l = (struct literal){ LIT_TEXT, .text = { to, n } };
    return OK;
}

static int parse_sealed(struct text t, struct literal *l)
{
    size_t n = t.len - 1;

    if (t.len < 2 || t.p[n] != LITERAL_SEAL)
        return ERR_SYNTAX;
    while (n > 1 && t.p[n - 1] == PADDING)
        n--;
    *l = (struct literal){ LIT_TEXT, .text = text_make(t.p + 1, n - 1) };
    return OK;
}

static int check_item(struct text item, unsigned depth);

// Checks the items between brackets without changing them.
static int check_list(struct text t, unsigned depth)
{
    char close = t.p[0] == '[' ? ']' : ')';

    if (depth == NESTING_MAX || t.len < 2 || t.p[t.len - 1] != close)
        return ERR_SYNTAX;
    t = text_trim(text_make(t.p + 1, t.len - 2));
    for (size_t start = 0, i = 0, nested = 0; t.len && i <= t.len; i++) {
        char c = i < t.len ? t.p[i] : ',';
        if (c == '"' || c == '\'') {
            for (i++; i < t.len && t.p[i] != c; i++)
                i += t.p[i] == '\\';
            if (i >= t.len)
                return ERR_SYNTAX;
        } else if (c == '[' || c == '(') {
            nested++;
        } else if (c == ']' || c == ')') {
            nested--;
        } else if (c == ',' && (!nested || i == t.len)) {
            struct text item = text_trim(text_make(t.p + start, i - start));
            int err = item.len || i < t.len || !start ? check_item(item, depth + 1) : OK;
            if (err)
                return err;
            start = i + 1;
        }
    }
    return OK;
}

static int check_item(struct text item, unsigned depth)
{
    struct literal ignored;

    if (!item.len)
        return ERR_SYNTAX;
    if (item.p[0] == '[' || item.p[0] == '(')
        return check_list(item, depth);
    if (item.p[0] == '"' || item.p[0] == '\'') {
        size_t i = 1;
        for (; i < item.len && item.p[i] != item.p[0]; i++)
            i += item.p[i] == '\\';
        return i + 1 == item.len ? OK : ERR_SYNTAX;
    }
    return literal_parse(item, &ignored);
}

static int parse_word(struct text t, struct literal *l)
{
    for (size_t i = 0; i < t.len; i++)
        if (!is_word(t.p[i]))
            return ERR_SYNTAX;
    if (text_is(t, "None"))
        *l = (struct literal){ LIT_NONE };
    else if (text_is(t, "True") || text_is(t, "False"))
        *l = (struct literal){ LIT_BOOL, .i = t.p[0] == 'T' };
    else
        return ERR_NAME;
    return OK;
}

static int read_literal(struct text t, struct literal *l, bool resolves)
{
    t = text_trim(t);
    if (!t.len)
        return ERR_SYNTAX;
    *l = (struct literal){ LIT_NONE };
    switch (t.p[0]) {
    case '"':
    case '\'': return parse_string(t, l, resolves);
    case LITERAL_SEAL: return parse_sealed(t, l);
    case '[':
    case '(': *l = (struct literal){ LIT_LIST, .text = t }; return check_list(t, 0);
    default: break;
    }
    if (literal_is_digit(t.p[0]) || t.p[0] == '-' || t.p[0] == '+' || t.p[0] == '.')
        return parse_number(t, l);
    return parse_word(t, l);
}

int literal_parse(struct text t, struct literal *l)
{
    return read_literal(t, l, true);
}

int literal_look(struct text t, struct literal *l)
{
    return read_literal(t, l, false);
}

int literal_check(struct text t)
{
    int err = check_item(text_trim(t), 0);

    return err == ERR_RANGE ? OK : err;
}
