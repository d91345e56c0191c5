// Renders replies.
#include "mod/reply.h"
#include "base/frame.h"

// How the text of a level is made.
enum { BY_SHAPE, USED_UP, REPEATS, HIDDEN };

void reply_init(struct reply *r, struct out *out, bool json)
{
    *r = (struct reply){ .out = out, .json = json };
}

// The text around each shape, as text and as JSON.
static const struct {
    const char *open, *close, *json_open, *json_close;
} marks[] = {
    [REPLY_TEXT] = { "", "", "\"", "\"" },
    [REPLY_VALUE] = { "", "", "", "" },
    [REPLY_MAP] = { "", "", "{", "}" },
    [REPLY_ROWS] = { "", "", "{", "}" },
    [REPLY_TUPLE] = { "(", ")", "[", "]" },
    [REPLY_LIST] = { "[", "]", "[", "]" },
    [REPLY_KEYS] = { "dict_keys([", "])", "[", "]" },
    [REPLY_LINES] = { "", "", "[", "]" },
    [REPLY_REFUSAL] = { "", "", "{\"error\": \"", "\"}" },
};

// Returns the text after a mark {}, {key} or {key10} at p, or NULL if there is none. *width: the
// number in the mark, or -1 for {}.
static const char *after_mark(const char *p, int *width)
{
    static const char key[] = "{key";

    *width = -1;
    if (p[0] == '{' && p[1] == '}')
        return p + 2;
    for (unsigned i = 0; key[i]; i++)
        if (p[i] != key[i])
            return NULL;
    *width = 0;
    for (p += sizeof key - 1; *p >= '0' && *p <= '9'; p++)
        *width = *width * 10 + (*p - '0');
    return *p == '}' ? p + 1 : NULL;
}

static void write_padded_key(struct out *o, const char *key, size_t width)
{
    size_t len = text_of(key).len;

    out_text(o, key);
    out_pad(o, len < width ? width - len : 0);
}

// Writes a form up to its next value. Returns the rest of the form, or NULL if it had no value
// left. Without a key it also stops at {key}.
static const char *write_form(struct out *o, const char *p, const char *key)
{
    const char *after;
    int width;

    while (*p) {
        if (*p != '{' || !(after = after_mark(p, &width))) {
            out_char(o, *p++);
            continue;
        }
        if (width < 0 || !key)
            return after;
        write_padded_key(o, key, (size_t)width);
        p = after;
    }
    return NULL;
}

// Same without writing.
SEPARATE_FRAME static const char *skip_form(const char *p)
{
    char unused[1];
    struct out nowhere;

    out_init(&nowhere, unused, sizeof unused);
    return write_form(&nowhere, p, "");
}

static uint8_t mode_of(enum reply_shape shape, const char *form)
{
    if (!form)
        return BY_SHAPE;
    return shape == REPLY_MAP ? USED_UP : REPEATS;
}

static void open_level(struct reply *r, enum reply_shape shape, const char *form, uint8_t mode)
{
    r->at = (struct reply_level){ .form = form, .shape = (uint8_t)shape, .mode = mode };
    if (r->json)
        out_text(r->out, marks[shape].json_open);
    else if (mode == BY_SHAPE)
        out_text(r->out, marks[shape].open);
}

void reply_begin(struct reply *r, enum reply_shape shape)
{
    reply_begin_as(r, shape, NULL);
}

void reply_begin_as(struct reply *r, enum reply_shape shape, const char *form)
{
    if (r->at.shape == REPLY_NOTHING)
        open_level(r, shape, form, mode_of(shape, form));
}

// Writes the text of a repeating form between two entries, or before the first.
SEPARATE_FRAME static void repeat_form(struct reply *r, const char *key)
{
    const char *p = r->at.form;

    if (r->at.count++) {
        const char *between = skip_form(p);
        if (skip_form(between))
            p = between;
        else
            (void)write_form(r->out, between, NULL);
    }
    (void)write_form(r->out, p, key);
}

// Writes the rest of a form.
static void finish_form(struct reply *r)
{
    const char *p = r->at.form;

    if (r->at.mode == USED_UP) {
        (void)write_form(r->out, p, NULL);
    } else if (r->at.mode == REPEATS) {
        const char *after = skip_form(p), *close = after ? skip_form(after) : NULL;
        if (close && !r->at.count)
            (void)write_form(r->out, p, NULL);
        if (close || r->at.count)
            (void)write_form(r->out, close ? close : after, NULL);
    }
}

static void next_by_shape(struct reply *r, const char *key)
{
    bool lines = !r->json && (r->at.shape == REPLY_MAP || r->at.shape == REPLY_LINES);

    if (r->at.count++)
        out_text(r->out, lines ? "\n" : ", ");
    if (!key)
        return;
    if (r->json)
        out_quoted(r->out, text_of(key));
    else
        out_text(r->out, key);
    out_text(r->out, ": ");
}

// False: the form has no place left for another value.
static bool next_of_form(struct reply *r)
{
    const char *rest = write_form(r->out, r->at.form, NULL);

    r->at.form = rest ? rest : "";
    return rest;
}

// Writes the separator before an entry and the key of a pair. False: the value is not shown.
static bool next_entry(struct reply *r, const char *key)
{
    if (r->at.mode == USED_UP && !r->json)
        return next_of_form(r);
    reply_begin(r, REPLY_MAP);
    if (r->json || r->at.mode == BY_SHAPE)
        next_by_shape(r, key);
    else if (r->at.mode == REPEATS)
        repeat_form(r, key);
    return r->json || r->at.mode != HIDDEN;
}

void reply_enter(struct reply *r, struct reply_level *outer, const char *key,
                 enum reply_shape shape, const char *form)
{
    bool is_hidden = !form || r->at.mode == HIDDEN;

    if (r->json || !is_hidden)
        (void)next_entry(r, key);
    *outer = r->at;
    open_level(r, shape, form, is_hidden ? HIDDEN : mode_of(shape, form));
}

void reply_leave(struct reply *r, const struct reply_level *outer)
{
    if (r->json)
        out_text(r->out, marks[r->at.shape].json_close);
    else
        finish_form(r);
    r->at = *outer;
}

// Whether text for people is shown. If so, the form is written up to this place.
static bool comes_to_note(struct reply *r)
{
    if (r->json || r->at.mode == HIDDEN)
        return false;
    if (r->at.mode == USED_UP) {
        const char *rest = write_form(r->out, r->at.form, NULL);
        r->at.form = rest ? rest - 2 : ""; // stays at the {}
    }
    return true;
}

void reply_note(struct reply *r, const char *format, ...)
{
    va_list args;

    if (!comes_to_note(r))
        return;
    va_start(args, format);
    out_vformat(r->out, format, args);
    va_end(args);
}

// Passes the collected text on to the real out, escaped if the shape needs it.
static void pass_on(void *ctx, const char *data, size_t len)
{
    struct reply *r = ctx;

    if (!r) // not shown
        return;
    if (r->json)
        out_json_chars(r->out, text_make(data, len));
    else
        out_slice(r->out, text_make(data, len));
}

struct out reply_open_note(struct reply *r, char *buf, size_t cap)
{
    struct out o;

    out_init_flush(&o, buf, cap, pass_on, comes_to_note(r) ? r : NULL);
    return o;
}

static void reply_append(struct reply *r, enum reply_shape shape, const char *format, va_list args)
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
    reply_append(r, REPLY_TEXT, format, args);
    va_end(args);
}

void reply_refuse(struct reply *r, const char *format, ...)
{
    va_list args;

    r->has_failed = true;
    va_start(args, format);
    reply_append(r, REPLY_REFUSAL, format, args);
    va_end(args);
}

void reply_error(struct reply *r, const char *error, const char *words)
{
    r->has_failed = true;
    reply_begin_as(r, REPLY_MAP, "");
    reply_pair_text(r, "error", text_of(error));
    reply_note(r, "%s", words);
}

void reply_failure(struct reply *r, const char *what, struct text why)
{
    r->has_failed = true;
    reply_begin_as(r, REPLY_MAP, why.len ? "{}: {}\n" : "{}\n");
    reply_pair_text(r, "error", text_of(what));
    reply_pair_text(r, "why", why);
}

void reply_result(struct reply *r, const char *words)
{
    reply_begin_as(r, REPLY_MAP, "{}\n");
    reply_pair_text(r, "result", text_of(words));
}

void reply_int(struct reply *r, int32_t v)
{
    reply_begin(r, REPLY_VALUE);
    out_int(r->out, v);
}

void reply_fixed(struct reply *r, int64_t v, uint8_t decimals)
{
    reply_begin(r, REPLY_VALUE);
    out_fixed(r->out, v, decimals);
}

static void write_bool(struct reply *r, bool v)
{
    if (r->json)
        out_text(r->out, v ? "true" : "false");
    else
        out_text(r->out, v ? "True" : "False");
}

void reply_bool(struct reply *r, bool v)
{
    reply_begin(r, REPLY_VALUE);
    write_bool(r, v);
}

void reply_pair_int(struct reply *r, const char *key, int32_t v)
{
    if (next_entry(r, key))
        out_int(r->out, v);
}

void reply_pair_uint(struct reply *r, const char *key, uint32_t v)
{
    if (next_entry(r, key))
        out_uint(r->out, v);
}

void reply_pair_fixed(struct reply *r, const char *key, int64_t v, uint8_t decimals)
{
    if (next_entry(r, key))
        out_fixed(r->out, v, decimals);
}

void reply_pair_bool(struct reply *r, const char *key, bool v)
{
    if (next_entry(r, key))
        write_bool(r, v);
}

void reply_pair_words(struct reply *r, const char *key, bool v, const char *words)
{
    if (!next_entry(r, key))
        return;
    if (r->json)
        write_bool(r, v);
    else
        out_text(r->out, words);
}

void reply_pair_null(struct reply *r, const char *key)
{
    if (next_entry(r, key))
        out_text(r->out, r->json ? "null" : "None");
}

void reply_item_int(struct reply *r, int32_t v)
{
    reply_pair_int(r, NULL, v);
}

void reply_item_text(struct reply *r, struct text v)
{
    reply_pair_text(r, NULL, v);
}

// Whether a text is written without quotes.
static bool is_bare(const struct reply *r)
{
    return !r->json && (r->at.form || r->at.shape == REPLY_MAP || r->at.shape == REPLY_LINES);
}

static void write_quote(const struct reply *r)
{
    out_char(r->out, r->json ? '"' : '\'');
}

void reply_pair_text(struct reply *r, const char *key, struct text v)
{
    if (!next_entry(r, key))
        return;
    if (is_bare(r)) {
        out_slice(r->out, v);
        return;
    }
    write_quote(r);
    pass_on(r, v.p, v.len);
    write_quote(r);
}

struct out reply_open(struct reply *r, const char *key, char *buf, size_t cap)
{
    struct out o;
    bool is_shown = next_entry(r, key);

    out_init_flush(&o, buf, cap, pass_on, is_shown ? r : NULL);
    if (is_shown && !is_bare(r))
        write_quote(r);
    return o;
}

void reply_close(struct reply *r, struct out *o)
{
    out_flush(o);
    if (o->ctx && !is_bare(r))
        write_quote(r);
}

static void end_by_shape(struct reply *r)
{
    if (r->at.shape == REPLY_TUPLE && r->at.count == 1 && !r->json)
        out_char(r->out, ','); // a tuple of one in Python
    out_text(r->out, r->json ? marks[r->at.shape].json_close : marks[r->at.shape].close);
    out_char(r->out, '\n');
}

void reply_end(struct reply *r)
{
    if (r->at.shape == REPLY_NOTHING)
        out_text(r->out, r->json ? "null\n" : "None\n");
    else if (!r->json && r->at.form)
        finish_form(r);
    else
        end_by_shape(r);
    r->at = (struct reply_level){ 0 };
}
