// Renders replies.
#include "mod/reply.h"

void reply_init(struct reply *r, struct out *out, bool json)
{
    *r = (struct reply){ .out = out, .json = json };
}

// What stands around each shape, as text and as JSON.
static const struct {
    const char *open, *close, *json_open, *json_close;
} marks[] = {
    [REPLY_TEXT] = { "", "", "\"", "\"" }, [REPLY_VALUE] = { "", "", "", "" },
    [REPLY_MAP] = { "", "", "{", "}" },    [REPLY_TUPLE] = { "(", ")", "[", "]" },
    [REPLY_LIST] = { "[", "]", "[", "]" }, [REPLY_KEYS] = { "dict_keys([", "])", "[", "]" },
    [REPLY_LINES] = { "", "", "[", "]" },  [REPLY_REFUSAL] = { "", "", "{\"error\": \"", "\"}" },
};

void reply_begin(struct reply *r, enum reply_shape shape)
{
    if (r->shape != REPLY_NOTHING)
        return;
    r->shape = (uint8_t)shape;
    out_text(r->out, r->json ? marks[shape].json_open : marks[shape].open);
}

// Hands what is gathered on to the real out, with what the shape asks for escaped.
static void pass_on(void *ctx, const char *data, size_t len)
{
    struct reply *r = ctx;

    if (r->json)
        out_json_chars(r->out, text_make(data, len));
    else
        out_slice(r->out, text_make(data, len));
}

static void append(struct reply *r, enum reply_shape shape, const char *format, va_list args)
{
    char chunk[32];
    struct out o;

    reply_begin(r, shape);
    out_init_flush(&o, chunk, sizeof chunk, pass_on, r);
    out_vformat(&o, format, args);
    out_flush(&o);
}

void reply_text(struct reply *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append(r, REPLY_TEXT, format, args);
    va_end(args);
}

void reply_refuse(struct reply *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append(r, REPLY_REFUSAL, format, args);
    va_end(args);
}

void reply_int(struct reply *r, int32_t v)
{
    reply_begin(r, REPLY_VALUE);
    out_int(r->out, v);
}

void reply_fixed(struct reply *r, int32_t v, uint8_t decimals)
{
    reply_begin(r, REPLY_VALUE);
    out_fixed(r->out, v, decimals);
}

void reply_bool(struct reply *r, bool v)
{
    reply_begin(r, REPLY_VALUE);
    if (r->json)
        out_text(r->out, v ? "true" : "false");
    else
        out_text(r->out, v ? "True" : "False");
}

// The separator between entries, and the key of a pair.
static void next_entry(struct reply *r, const char *key)
{
    bool lines = !r->json && (r->shape == REPLY_MAP || r->shape == REPLY_LINES);

    if (r->count++)
        out_text(r->out, lines ? "\n" : ", ");
    if (!key)
        return;
    if (r->json)
        out_quoted(r->out, text_of(key));
    else
        out_text(r->out, key);
    out_text(r->out, ": ");
}

void reply_pair_int(struct reply *r, const char *key, int32_t v)
{
    reply_begin(r, REPLY_MAP);
    next_entry(r, key);
    out_int(r->out, v);
}

void reply_pair_fixed(struct reply *r, const char *key, int32_t v, uint8_t decimals)
{
    reply_begin(r, REPLY_MAP);
    next_entry(r, key);
    out_fixed(r->out, v, decimals);
}

void reply_pair_bool(struct reply *r, const char *key, bool v)
{
    reply_begin(r, REPLY_MAP);
    next_entry(r, key);
    out_text(r->out, r->json ? (v ? "true" : "false") : v ? "True" : "False");
}

void reply_pair_text(struct reply *r, const char *key, struct text v)
{
    char unused[1];
    struct out o = reply_open(r, key, unused, sizeof unused);

    out_slice(&o, v);
    reply_close(r, &o);
}

void reply_item_int(struct reply *r, int32_t v)
{
    next_entry(r, 0);
    out_int(r->out, v);
}

void reply_item_text(struct reply *r, struct text v)
{
    reply_pair_text(r, 0, v);
}

static const char *quote_of(const struct reply *r)
{
    if (r->json)
        return "\"";
    return r->shape == REPLY_MAP || r->shape == REPLY_LINES ? "" : "'";
}

struct out reply_open(struct reply *r, const char *key, char *buf, size_t cap)
{
    struct out o;

    reply_begin(r, REPLY_MAP);
    next_entry(r, key);
    out_text(r->out, quote_of(r));
    out_init_flush(&o, buf, cap, pass_on, r);
    return o;
}

void reply_close(struct reply *r, struct out *o)
{
    out_flush(o);
    out_text(r->out, quote_of(r));
}

void reply_end(struct reply *r)
{
    if (r->shape == REPLY_NOTHING) {
        out_text(r->out, r->json ? "null\n" : "None\n");
        return;
    }
    if (r->shape == REPLY_TUPLE && r->count == 1 && !r->json)
        out_char(r->out, ','); // Python's tuple of one
    out_text(r->out, r->json ? marks[r->shape].json_close : marks[r->shape].close);
    out_char(r->out, '\n');
}
