// The reader of flat JSON objects.
#include "store/flatjson.h"

enum { END = -1, NESTING_MAX = 16 };

void flatjson_open(struct flatjson *j, const struct blobs *blobs, const char *name)
{
    *j = (struct flatjson){ .blobs = blobs, .name = name, .first = true };
}

static int peek(struct flatjson *j)
{
    if (j->pos == j->len && !j->err) {
        int n = j->blobs->read(j->blobs->ctx, j->name, j->offset, j->buf, sizeof j->buf);
        j->err = n < 0 ? n : OK;
        j->len = (uint8_t)(n < 0 ? 0 : n);
        j->offset += j->len;
        j->pos = 0;
    }
    return j->pos < j->len ? (uint8_t)j->buf[j->pos] : END;
}

static int take(struct flatjson *j)
{
    int c = peek(j);

    if (c != END) {
        j->pos++;
        j->at++;
    }
    return c;
}

static int fail(struct flatjson *j)
{
    if (!j->err)
        j->err = ERR_SYNTAX;
    return j->err;
}

static int skip_blanks(struct flatjson *j)
{
    int c;

    while ((c = peek(j)) == ' ' || c == '\t' || c == '\n' || c == '\r')
        take(j);
    return c;
}

static int expect(struct flatjson *j, int c)
{
    return skip_blanks(j) == c && take(j) == c ? OK : fail(j);
}

static int hex4(struct flatjson *j, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++) {
        int c = take(j), lower = c | 0x20;
        if (c >= '0' && c <= '9')
            *code = *code * 16 + (uint32_t)(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            *code = *code * 16 + (uint32_t)(lower - 'a' + 10);
        else
            return fail(j);
    }
    return OK;
}

static void put_utf8(struct out *o, uint32_t code)
{
    if (code < 0x80) {
        out_char(o, (char)code);
        return;
    }
    unsigned more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    unsigned lead = more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0;

    out_char(o, (char)(lead | code >> (6 * more)));
    while (more--)
        out_char(o, (char)(0x80 | (code >> (6 * more) & 0x3f)));
}

// What follows "\u"; surrogate pairs are joined.
static int unicode_escape(struct flatjson *j, struct out *o)
{
    uint32_t code, low;

    if (hex4(j, &code))
        return j->err;
    if (code >= 0xdc00 && code <= 0xdfff)
        return fail(j);
    if (code >= 0xd800 && code <= 0xdbff) {
        if (take(j) != '\\' || take(j) != 'u' || hex4(j, &low) || low < 0xdc00 || low > 0xdfff)
            return fail(j);
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (!code)
        return fail(j);
    put_utf8(o, code);
    return OK;
}

static int escape(struct flatjson *j, struct out *o)
{
    int c = take(j);

    switch (c) {
    case 'n': out_char(o, '\n'); return OK;
    case 't': out_char(o, '\t'); return OK;
    case 'r': out_char(o, '\r'); return OK;
    case 'b': out_char(o, '\b'); return OK;
    case 'f': out_char(o, '\f'); return OK;
    case '"':
    case '\\':
    case '/': out_char(o, (char)c); return OK;
    case 'u': return unicode_escape(j, o);
    default: return fail(j);
    }
}

static int string(struct flatjson *j, struct out *o)
{
    if (expect(j, '"'))
        return j->err;
    for (;;) {
        int c = take(j);
        if (c == '"')
            return OK;
        if (c == END || c < ' ' || (c == '\\' && escape(j, o)))
            return fail(j);
        if (c != '\\')
            out_char(o, (char)c);
    }
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int some_digits(struct flatjson *j, struct out *o)
{
    if (!is_digit(peek(j)))
        return fail(j);
    while (is_digit(peek(j)))
        out_char(o, (char)take(j));
    return OK;
}

static int number(struct flatjson *j, struct out *o)
{
    if (peek(j) == '-')
        out_char(o, (char)take(j));
    if (peek(j) == '0') {
        out_char(o, (char)take(j));
    } else if (some_digits(j, o)) {
        return j->err;
    }
    if (peek(j) == '.') {
        out_char(o, (char)take(j));
        if (some_digits(j, o))
            return j->err;
    }
    if (peek(j) == 'e' || peek(j) == 'E') {
        out_char(o, (char)take(j));
        if (peek(j) == '+' || peek(j) == '-')
            out_char(o, (char)take(j));
        return some_digits(j, o);
    }
    return OK;
}

static int keyword(struct flatjson *j, struct out *o, const char *word)
{
    for (const char *c = word; *c; c++)
        if (take(j) != *c)
            return fail(j);
    out_text(o, word);
    return OK;
}

// A nested value: copied as it stands; only its strings and brackets are checked.
static int raw(struct flatjson *j, struct out *o)
{
    char close[NESTING_MAX];
    int depth = 0;
    bool in_string = false;

    do {
        int c = take(j);
        if (c == END || (in_string && c < ' '))
            return fail(j);
        out_char(o, (char)c);
        if (in_string && c == '\\') {
            c = take(j);
            if (c == END)
                return fail(j);
            out_char(o, (char)c);
        } else if (c == '"') {
            in_string = !in_string;
        } else if (!in_string && (c == '{' || c == '[')) {
            if (depth == NESTING_MAX)
                return fail(j);
            close[depth++] = c == '{' ? '}' : ']';
        } else if (!in_string && (c == '}' || c == ']') && close[--depth] != c) {
            return fail(j);
        }
    } while (depth);
    return OK;
}

static int value_of(struct flatjson *j, struct out *o, enum json_kind *kind)
{
    int c = skip_blanks(j);

    switch (c) {
    case '"': *kind = JSON_TEXT; return string(j, o);
    case '{':
    case '[': *kind = JSON_RAW; return raw(j, o);
    case 't': *kind = JSON_BOOL; return keyword(j, o, "true");
    case 'f': *kind = JSON_BOOL; return keyword(j, o, "false");
    case 'n': *kind = JSON_NULL; return keyword(j, o, "null");
    default: *kind = JSON_NUMBER; return number(j, o);
    }
}

int flatjson_next(struct flatjson *j, struct out *key, struct out *value, enum json_kind *kind)
{
    if (j->err || j->done)
        return j->err;
    if (j->first && expect(j, '{'))
        return j->err;
    if (skip_blanks(j) == '}' && take(j)) {
        j->done = true;
        return skip_blanks(j) == END ? j->err : fail(j);
    }
    if (!j->first && expect(j, ','))
        return j->err;
    j->first = false;
    if (string(j, key) || expect(j, ':') || value_of(j, value, kind))
        return j->err;
    if (key->full || value->full)
        j->err = ERR_FULL;
    return j->err ? j->err : 1;
}
