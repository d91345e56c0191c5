// Reads flat JSON objects.
#include "store/flatjson.h"

enum { END = -1, NESTING_MAX = 16 };

void flatjson_open(struct flatjson *j, const struct blobs *blobs, const char *name)
{
    *j = (struct flatjson){ .blobs = blobs, .name = name, .first = true };
}

static int flatjson_peek(struct flatjson *j)
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

static int flatjson_take(struct flatjson *j)
{
    int c = flatjson_peek(j);

    if (c != END) {
        j->pos++;
        j->at++;
    }
    return c;
}

static int flatjson_fail(struct flatjson *j)
{
    if (!j->err)
        j->err = ERR_SYNTAX;
    return j->err;
}

static int flatjson_skip_blanks(struct flatjson *j)
{
    int c;

    while ((c = flatjson_peek(j)) == ' ' || c == '\t' || c == '\n' || c == '\r')
        flatjson_take(j);
    return c;
}

// Skips U+FEFF, which some editors put before the text.
static int skip_mark(struct flatjson *j)
{
    static const char mark[] = "\xef\xbb\xbf";

    if (flatjson_peek(j) != (uint8_t)mark[0])
        return OK;
    for (unsigned i = 0; i < sizeof mark - 1; i++)
        if (flatjson_take(j) != (uint8_t)mark[i])
            return flatjson_fail(j);
    return OK;
}

static int flatjson_expect(struct flatjson *j, int c)
{
    return flatjson_skip_blanks(j) == c && flatjson_take(j) == c ? OK : flatjson_fail(j);
}

static int hex4(struct flatjson *j, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++) {
        int c = flatjson_take(j), digit = c < 0 ? -1 : text_hex_digit((char)c);
        if (digit < 0)
            return flatjson_fail(j);
        *code = *code << 4 | (uint32_t)digit;
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

// Reads what follows "\u". Surrogate pairs become one character.
static int unicode_escape(struct flatjson *j, struct out *o)
{
    uint32_t code, low;

    if (hex4(j, &code))
        return j->err;
    if (code >= 0xdc00 && code <= 0xdfff)
        return flatjson_fail(j);
    if (code >= 0xd800 && code <= 0xdbff) {
        if (flatjson_take(j) != '\\' || flatjson_take(j) != 'u' || hex4(j, &low) || low < 0xdc00 ||
            low > 0xdfff)
            return flatjson_fail(j);
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (!code)
        return flatjson_fail(j);
    put_utf8(o, code);
    return OK;
}

static int escape(struct flatjson *j, struct out *o)
{
    int c = flatjson_take(j);

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
    default: return flatjson_fail(j);
    }
}

static int string(struct flatjson *j, struct out *o)
{
    if (flatjson_expect(j, '"'))
        return j->err;
    for (;;) {
        int c = flatjson_take(j);
        if (c == '"')
            return OK;
        if (c == END || c < ' ' || (c == '\\' && escape(j, o)))
            return flatjson_fail(j);
        if (c != '\\')
            out_char(o, (char)c);
    }
}

static bool flatjson_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int some_digits(struct flatjson *j, struct out *o)
{
    if (!flatjson_is_digit(flatjson_peek(j)))
        return flatjson_fail(j);
    while (flatjson_is_digit(flatjson_peek(j)))
        out_char(o, (char)flatjson_take(j));
    return OK;
}

static int flatjson_number(struct flatjson *j, struct out *o)
{
    if (flatjson_peek(j) == '-')
        out_char(o, (char)flatjson_take(j));
    if (flatjson_peek(j) == '0') {
        out_char(o, (char)flatjson_take(j));
    } else if (some_digits(j, o)) {
        return j->err;
    }
    if (flatjson_peek(j) == '.') {
        out_char(o, (char)flatjson_take(j));
        if (some_digits(j, o))
            return j->err;
    }
    if (flatjson_peek(j) == 'e' || flatjson_peek(j) == 'E') {
        out_char(o, (char)flatjson_take(j));
        if (flatjson_peek(j) == '+' || flatjson_peek(j) == '-')
            out_char(o, (char)flatjson_take(j));
        return some_digits(j, o);
    }
    return OK;
}

static int keyword(struct flatjson *j, struct out *o, const char *word)
{
    for (const char *c = word; *c; c++)
        if (flatjson_take(j) != *c)
            return flatjson_fail(j);
    out_text(o, word);
    return OK;
}

// Copies a nested value unchanged. Only its strings and brackets are checked.
static int raw(struct flatjson *j, struct out *o)
{
    char close[NESTING_MAX];
    int depth = 0;
    bool in_string = false;

    do {
        int c = flatjson_take(j);
        if (c == END || (in_string && c < ' '))
            return flatjson_fail(j);
        out_char(o, (char)c);
        if (in_string && c == '\\') {
            c = flatjson_take(j);
            if (c == END)
                return flatjson_fail(j);
            out_char(o, (char)c);
        } else if (c == '"') {
            in_string = !in_string;
        } else if (!in_string && (c == '{' || c == '[')) {
            if (depth == NESTING_MAX)
                return flatjson_fail(j);
            close[depth++] = c == '{' ? '}' : ']';
        } else if (!in_string && (c == '}' || c == ']') && (!depth || close[--depth] != c)) {
            return flatjson_fail(j);
        }
    } while (depth);
    return OK;
}

static int flatjson_value_of(struct flatjson *j, struct out *o, enum json_kind *kind)
{
    int c = flatjson_skip_blanks(j);

    switch (c) {
    case '"': *kind = JSON_TEXT; return string(j, o);
    case '{':
    case '[': *kind = JSON_RAW; return raw(j, o);
    case 't': *kind = JSON_BOOL; return keyword(j, o, "true");
    case 'f': *kind = JSON_BOOL; return keyword(j, o, "false");
    case 'n': *kind = JSON_NULL; return keyword(j, o, "null");
    default: *kind = JSON_NUMBER; return flatjson_number(j, o);
    }
}

int flatjson_next(struct flatjson *j, struct out *key, struct out *value, enum json_kind *kind)
{
    if (j->err || j->done)
        return j->err;
    if (j->first && (skip_mark(j) || flatjson_expect(j, '{')))
        return j->err;
    if (flatjson_skip_blanks(j) == '}' && flatjson_take(j)) {
        j->done = true;
        return flatjson_skip_blanks(j) == END ? j->err : flatjson_fail(j);
    }
    if (!j->first && flatjson_expect(j, ','))
        return j->err;
    j->first = false;
    if (string(j, key) || flatjson_expect(j, ':') || flatjson_value_of(j, value, kind))
        return j->err;
    if (key->full || value->full)
        j->err = ERR_FULL;
    return j->err ? j->err : 1;
}
