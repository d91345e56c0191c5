// Watches the reply's functions.
#include "answers.h"
#include "mod/call.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEP = 16, VERBS_SEEN = 1024 };

// A verb that is answering; they are inside each other when modules give commands.
static struct watched {
    const struct reply *reply; // NULL: the row is free
    const struct module *module;
    const struct verb *verb;
    unsigned values; // written so far
    uint32_t rows;   // bit per row of `out` that was written
    const struct field *open;
    struct out passed; // the writer behind the open value
    char text[512];    // the beginning of the answer, or of the open value
    size_t len;
} table[DEEP];
static unsigned newest;
static answers_told_fn *told_fn;
static struct {
    const struct verb *verb;
    unsigned times;
} seen[VERBS_SEEN];

void answers_tell(answers_told_fn *told)
{
    told_fn = told;
}

unsigned answers_seen(const struct verb *v)
{
    for (unsigned i = 0; i < VERBS_SEEN && seen[i].verb; i++)
        if (seen[i].verb == v)
            return seen[i].times;
    return 0;
}

static void count(const struct verb *v)
{
    unsigned i = 0;

    while (i < VERBS_SEEN - 1 && seen[i].verb && seen[i].verb != v)
        i++;
    seen[i].verb = v;
    seen[i].times++;
}

static void complain(const struct watched *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void complain(const struct watched *w, const char *format, ...)
{
    char line[512];
    int n = snprintf(line, sizeof line, "%s %s: ", w->module->name, w->verb->name);
    va_list args;

    va_start(args, format);
    vsnprintf(line + n, sizeof line - (size_t)n, format, args);
    va_end(args);
    if (told_fn) {
        told_fn(line);
        return;
    }
    fprintf(stderr, "an answer is not as declared: %s\n", line);
    abort();
}

static struct watched *find(const struct reply *r)
{
    for (unsigned i = 0; i < DEEP; i++)
        if (r && table[i].reply == r)
            return &table[i];
    return NULL;
}

// NULL: its verb does not say what it answers.
static struct watched *watched(const struct reply *r)
{
    struct watched *w = find(r);

    return w && w->verb->answer != ANSWER_ANY ? w : NULL;
}

// ---- the rows ----

static unsigned rows_of(const struct watched *w, const struct field **rows)
{
    static const struct field pins[] = { { ANY_NAME, K_INT, .lo = -1, .hi = GPIO_MAX } };
    bool is_state = w->verb->answer == ANSWER_STATE, is_pins = w->verb->answer == ANSWER_PINS;

    *rows = is_state ? w->module->state : is_pins ? pins : w->verb->out;
    return is_state ? w->module->n_state : is_pins ? 1 : w->verb->n_out;
}

// A verb that keeps commands says of one that could not run.
static const struct field *warning_row(const struct watched *w, const char *key)
{
    static const struct field warning = { "warning", K_TEXT };
    unsigned i = 0;

    while (i < w->verb->n_in && !(w->verb->in[i].flags & F_COMMAND))
        i++;
    return key && i < w->verb->n_in && !strcmp(key, warning.name) ? &warning : NULL;
}

// The row that a value belongs to; NULL: to none.
static const struct field *row_for(struct watched *w, const char *key)
{
    const struct field *rows;
    unsigned n = rows_of(w, &rows), i = w->values++;

    if (w->verb->answer == ANSWER_LIST)
        i = 0;
    for (i = key ? 0 : i; key && i < n; i++)
        if (!strcmp(rows[i].name, key) || !strcmp(rows[i].name, ANY_NAME))
            break;
    if (i >= n && warning_row(w, key))
        return warning_row(w, key);
    if (i >= n) {
        complain(w, "answers '%s', value %u, which it does not declare", key ? key : "", w->values);
        return NULL;
    }
    if (strcmp(rows[i].name, ANY_NAME) && key && w->rows >> i)
        complain(w, "answers '%s' after another row, or twice", key);
    w->rows |= 1u << i;
    return &rows[i];
}

static void check_range(const struct watched *w, const struct field *f, int64_t v)
{
    struct field_range range = field_range(f);

    if (range.lo != range.hi && (v < range.lo || v > range.hi))
        complain(w, "'%s' is %lld, declared is %lld to %lld (of %u decimals)", f->name,
                 (long long)v, (long long)range.lo, (long long)range.hi, f->decimals);
}

// A number; a state's bool is told as 0 or 1.
static void check_number(struct watched *w, const struct field *f, int64_t v, unsigned decimals)
{
    if (!f)
        return;
    bool is_number = f->kind == K_INT || f->kind == K_FIXED ||
                     (f->kind == K_BOOL && w->verb->answer == ANSWER_STATE);
    if (!is_number || f->flags & F_QUOTED)
        complain(w, "'%s' is a bare number, declared as %s", f->name, field_kind_name(f->kind));
    else if (decimals != f->decimals)
        complain(w, "'%s' has %u decimals, declared are %u", f->name, decimals, f->decimals);
    else
        check_range(w, f, v);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The next number in a text, "-12.34", scaled by its decimals; false: there is no further one.
static bool next_number(const char **p, int64_t *v, unsigned *decimals)
{
    const char *s = *p;
    int64_t n = 0;

    while (*s && !is_digit(*s))
        s++;
    if (!*s)
        return false;
    bool is_negative = s > *p && s[-1] == '-';
    for (; is_digit(*s); s++)
        n = n * 10 + (*s - '0');
    *decimals = 0;
    if (*s == '.' && is_digit(s[1]))
        for (s++; is_digit(*s); s++, ++*decimals)
            n = n * 10 + (*s - '0');
    *v = is_negative ? -n : n;
    *p = s;
    return true;
}

static void check_choice(const struct watched *w, const struct field *f, const char *text)
{
    struct text rest = text_of(f->choices);

    while (rest.len)
        if (text_is(text_until(&rest, '|'), text))
            return;
    complain(w, "'%s' is '%s', declared are %s", f->name, text, f->choices);
}

static void check_quoted(struct watched *w, const struct field *f, const char *text)
{
    unsigned decimals = 0;
    int64_t v = 0;
    const char *p = text;
    bool is_first = is_digit(text[0]) || (text[0] == '-' && is_digit(text[1]));

    if (!is_first) {
        if (!(f->flags & F_OPTIONAL))
            complain(w, "'%s' is '%s', declared is a text that begins with a number", f->name,
                     text);
        return;
    }
    (void)next_number(&p, &v, &decimals);
    if (decimals != f->decimals)
        complain(w, "'%s' is '%s', declared are %u decimals", f->name, text, f->decimals);
    check_range(w, f, v);
}

static void check_text(struct watched *w, const struct field *f, const char *text)
{
    if (!f)
        return;
    if (f->kind == K_CHOICE)
        check_choice(w, f, text);
    else if (f->flags & F_QUOTED)
        check_quoted(w, f, text);
    else if (f->kind != K_TEXT && !(f->flags & F_OPTIONAL))
        complain(w, "'%s' is the text '%s', declared as %s", f->name, text,
                 field_kind_name(f->kind));
}

// The numbers of a text for people.
static void check_words(struct watched *w)
{
    const struct field *rows = w->verb->out;
    const char *p = w->text;
    unsigned decimals, i;
    int64_t v;

    if (w->verb->n_out == 1 && rows[0].kind == K_CHOICE) {
        check_choice(w, &rows[0], w->text);
        return;
    }
    for (i = 0; i < w->verb->n_out && next_number(&p, &v, &decimals); i++) {
        if (decimals != rows[i].decimals && rows[i].flags & F_OPTIONAL)
            return; // it belongs to the words that come in its place
        if (decimals != rows[i].decimals)
            complain(w, "'%s' has %u decimals in '%s', declared are %u", rows[i].name, decimals,
                     w->text, rows[i].decimals);
        check_range(w, &rows[i], v);
    }
    for (; i < w->verb->n_out; i++)
        if (!(rows[i].flags & F_OPTIONAL))
            complain(w, "'%s' is not in '%s'", rows[i].name, w->text);
}

static void check_missing(const struct watched *w)
{
    const struct field *rows;
    unsigned n = rows_of(w, &rows);

    for (unsigned i = 0; i < n; i++)
        if (!(w->rows >> i & 1) && !(rows[i].flags & F_OPTIONAL) && strcmp(rows[i].name, ANY_NAME))
            complain(w, "'%s' is declared and missing", rows[i].name);
}

static bool is_shape(enum answer answer, enum reply_shape shape)
{
    switch (answer) {
    case ANSWER_NOTHING: return shape == REPLY_NOTHING;
    case ANSWER_TEXT: return shape == REPLY_TEXT;
    case ANSWER_VALUE: return shape == REPLY_VALUE;
    case ANSWER_TUPLE: return shape == REPLY_TUPLE;
    case ANSWER_LIST: return shape == REPLY_LIST || shape == REPLY_LINES || shape == REPLY_KEYS;
    default: return shape == REPLY_MAP;
    }
}

static bool may_be_nothing(const struct watched *w)
{
    const struct field *rows;
    unsigned n = rows_of(w, &rows), optional = 0;

    for (unsigned i = 0; i < n; i++)
        optional += (rows[i].flags & F_OPTIONAL) != 0;
    return n && optional == n;
}

static void check_end(struct watched *w, enum reply_shape shape)
{
    if (shape == REPLY_REFUSAL)
        return;
    count(w->verb);
    if (shape == REPLY_TEXT && w->verb->answer == ANSWER_LIST && may_be_nothing(w))
        return;
    if (shape == REPLY_NOTHING && (may_be_nothing(w) || w->verb->answer == ANSWER_PINS))
        return;
    if (!is_shape((enum answer)w->verb->answer, shape))
        complain(w, "answers in shape %d, declared is %d", (int)shape, w->verb->answer);
    else if (shape == REPLY_TEXT)
        check_words(w);
    else if (w->verb->answer != ANSWER_LIST)
        check_missing(w);
}

// ---- what the linker puts in front ----

void __real_reply_init(struct reply *r, struct out *out, bool json);
void __wrap_reply_init(struct reply *r, struct out *out, bool json);
void __wrap_reply_init(struct reply *r, struct out *out, bool json)
{
    struct watched *w = find(r);

    if (w) // it has failed before it answered
        w->reply = NULL;
    __real_reply_init(r, out, json);
}

int __real_call_parse(struct call *c, const struct verb *v, const struct call_text *t,
                      union value *in);
int __wrap_call_parse(struct call *c, const struct verb *v, const struct call_text *t,
                      union value *in);
int __wrap_call_parse(struct call *c, const struct verb *v, const struct call_text *t,
                      union value *in)
{
    struct watched *w = find(c->reply);

    if (!w)
        w = &table[newest++ % DEEP];
    *w = (struct watched){ .reply = c->reply, .module = c->module, .verb = v };
    return __real_call_parse(c, v, t, in);
}

#define WATCH_NUMBER(name, key, decimals, PARAMETERS, ...)                                         \
    void __real_##name PARAMETERS;                                                                 \
    void __wrap_##name PARAMETERS;                                                                 \
    void __wrap_##name PARAMETERS                                                                  \
    {                                                                                              \
        struct watched *w = watched(r);                                                            \
        if (w)                                                                                     \
            check_number(w, row_for(w, key), (int64_t)v, decimals);                                \
        __real_##name(__VA_ARGS__);                                                                \
    }
WATCH_NUMBER(reply_int, NULL, 0, (struct reply * r, int32_t v), r, v)
WATCH_NUMBER(reply_item_int, NULL, 0, (struct reply * r, int32_t v), r, v)
WATCH_NUMBER(reply_pair_int, key, 0, (struct reply * r, const char *key, int32_t v), r, key, v)
WATCH_NUMBER(reply_fixed, NULL, d, (struct reply * r, int64_t v, uint8_t d), r, v, d)
WATCH_NUMBER(reply_pair_fixed, key, d, (struct reply * r, const char *key, int64_t v, uint8_t d), r,
             key, v, d)

static void check_bool(struct watched *w, const char *key)
{
    const struct field *f = w ? row_for(w, key) : NULL;

    if (f && f->kind != K_BOOL)
        complain(w, "'%s' is True or False, declared as %s", f->name, field_kind_name(f->kind));
}

void __real_reply_bool(struct reply *r, bool v);
void __wrap_reply_bool(struct reply *r, bool v);
void __wrap_reply_bool(struct reply *r, bool v)
{
    check_bool(watched(r), NULL);
    __real_reply_bool(r, v);
}

void __real_reply_pair_bool(struct reply *r, const char *key, bool v);
void __wrap_reply_pair_bool(struct reply *r, const char *key, bool v);
void __wrap_reply_pair_bool(struct reply *r, const char *key, bool v)
{
    check_bool(watched(r), key);
    __real_reply_pair_bool(r, key, v);
}

static void keep(struct watched *w, const char *data, size_t len)
{
    size_t room = sizeof w->text - 1 - w->len;
    size_t n = len < room ? len : room;

    memcpy(w->text + w->len, data, n);
    w->len += n;
    w->text[w->len] = '\0';
}

void __real_reply_pair_text(struct reply *r, const char *key, struct text v);
void __wrap_reply_pair_text(struct reply *r, const char *key, struct text v);
void __wrap_reply_pair_text(struct reply *r, const char *key, struct text v)
{
    struct watched *w = watched(r);

    if (w) {
        w->len = 0;
        keep(w, v.p, v.len);
        check_text(w, row_for(w, key), w->text);
    }
    __real_reply_pair_text(r, key, v);
}

void __real_reply_item_text(struct reply *r, struct text v);
void __wrap_reply_item_text(struct reply *r, struct text v);
void __wrap_reply_item_text(struct reply *r, struct text v)
{
    __wrap_reply_pair_text(r, NULL, v);
}

static void pass(void *ctx, const char *data, size_t len)
{
    struct watched *w = ctx;

    keep(w, data, len);
    w->passed.flush(w->passed.ctx, data, len);
}

struct out __real_reply_open(struct reply *r, const char *key, char *buf, size_t cap);
struct out __wrap_reply_open(struct reply *r, const char *key, char *buf, size_t cap);
struct out __wrap_reply_open(struct reply *r, const char *key, char *buf, size_t cap)
{
    struct watched *w = watched(r);
    struct out o = __real_reply_open(r, key, buf, cap);

    if (w) {
        w->open = row_for(w, key);
        w->len = 0;
        w->passed = o;
        o.flush = pass;
        o.ctx = w;
    }
    return o;
}

void __real_reply_close(struct reply *r, struct out *o);
void __wrap_reply_close(struct reply *r, struct out *o);
void __wrap_reply_close(struct reply *r, struct out *o)
{
    struct watched *w = watched(r);

    if (w && o->flush == pass) {
        out_flush(o);
        check_text(w, w->open, w->text);
        o->flush = w->passed.flush;
        o->ctx = w->passed.ctx;
    }
    __real_reply_close(r, o);
}

void __real_reply_text(struct reply *r, const char *format, ...);
void __wrap_reply_text(struct reply *r, const char *format, ...);
void __wrap_reply_text(struct reply *r, const char *format, ...)
{
    struct watched *w = watched(r);
    char *text = NULL;
    va_list args;

    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0)
        abort();
    if (w)
        keep(w, text, (size_t)n);
    __real_reply_text(r, "%.*s", n, text);
    free(text);
}

void __real_reply_end(struct reply *r);
void __wrap_reply_end(struct reply *r);
void __wrap_reply_end(struct reply *r)
{
    struct watched *w = find(r);

    if (w && w->verb->answer == ANSWER_ANY)
        count(w->verb);
    else if (w)
        check_end(w, (enum reply_shape)r->at.shape);
    if (w)
        w->reply = NULL;
    __real_reply_end(r);
}
