// Converts and checks declared values.
#include "base/field.h"
#include "base/bytes.h"
#include "base/err.h"

static bool has_range(const struct field *f)
{
    return f->lo != f->hi;
}

bool field_is_switch(const struct field *f)
{
    struct field_range range = field_range(f);

    return f->kind == K_BOOL || (f->kind == K_INT && range.lo == 0 && range.hi == 1);
}

int64_t field_number(const struct field *f, union value v)
{
    return f->is_wide ? v.wide : v.i;
}

union value field_value(const struct field *f, int64_t n)
{
    union value v = { .wide = n };

    if (!f->is_wide)
        v.i = (int32_t)n;
    return v;
}

struct field_range field_range(const struct field *f)
{
    static const struct field_range none = { 0, 0, 0 };

    if (!f->is_wide)
        return (struct field_range){ f->lo, f->hi, f->def };
    return f->range ? *f->range : none;
}

int64_t field_load(const struct field *f, const void *state)
{
    union value v = { 0 };

    bytes_copy(&v, (const char *)state + f->at, field_size(f));
    return field_number(f, v);
}

void field_store(const struct field *f, void *state, int64_t n)
{
    union value v = field_value(f, n);

    bytes_copy((char *)state + f->at, &v, field_size(f));
}

size_t field_size(const struct field *f)
{
    return f->kind == K_TEXT ? (size_t)f->hi + 1 : f->is_wide ? sizeof(int64_t) : sizeof(int32_t);
}

static int check_number(const struct field *f, int64_t *v)
{
    struct field_range range = field_range(f);
    bool is_wide = f->is_wide, has_limit = range.lo != range.hi;

    if (!is_wide && (*v > INT32_MAX || *v < INT32_MIN)) {
        if (!(f->flags & F_CLAMP))
            return ERR_RANGE;
        *v = *v < 0 ? INT32_MIN : INT32_MAX;
    }
    if (!has_limit || (f->flags & F_ANSWERS) || (*v >= range.lo && *v <= range.hi))
        return OK;
    if (!(f->flags & F_CLAMP))
        return ERR_RANGE;
    *v = *v < range.lo ? range.lo : range.hi;
    return OK;
}

static int find_choice(const char *choices, struct text t, int32_t *index)
{
    struct text rest = text_of(choices);

    for (*index = 0; rest.len; ++*index)
        if (text_same(text_until(&rest, '|'), t))
            return OK;
    return ERR_RANGE;
}

static int to_number(const struct field *f, const struct literal *l, union value *v)
{
    int64_t n = l->i;
    int err = OK;

    if (l->kind == LIT_FLOAT && f->kind == K_FIXED)
        err = literal_fixed_long(l->text, f->decimals, &n);
    else if (l->kind != LIT_INT && l->kind != LIT_BOOL)
        return ERR_TYPE;
    else
        for (uint8_t i = 0; i < f->decimals; i++)
            n = n > INT64_MAX / 10 ? INT64_MAX : n < INT64_MIN / 10 ? INT64_MIN : n * 10;
    err = err ? err : check_number(f, &n);
    if (!err)
        *v = field_value(f, n);
    return err;
}

static int check_length(const struct field *f, struct text t)
{
    return has_range(f) && (t.len < (size_t)f->lo || t.len > (size_t)f->hi) ? ERR_RANGE : OK;
}

static int convert_switch(const struct field *f, struct text word, union value *v)
{
    bool on;

    if (text_bool(word, &on))
        return ERR_TYPE;
    *v = field_value(f, on);
    return OK;
}

int field_convert(const struct field *f, const struct literal *l, union value *v)
{
    if (l->kind == LIT_TEXT && field_is_switch(f))
        return convert_switch(f, l->text, v);
    switch (f->kind) {
    case K_BOOL: v->i = l->i != 0; return l->kind == LIT_BOOL || l->kind == LIT_INT ? OK : ERR_TYPE;
    case K_CHOICE: return l->kind == LIT_TEXT ? find_choice(f->choices, l->text, &v->i) : ERR_TYPE;
    case K_TEXT: v->s = l->text; return l->kind == LIT_TEXT ? check_length(f, l->text) : ERR_TYPE;
    case K_ANY: v->s = l->text; return OK; // as typed, also for a list
    default: return to_number(f, l, v);
    }
}

static bool is_address(struct text t)
{
    const char *end = t.p + t.len;

    for (int part = 0; part < 4; part++) {
        struct text number = text_until(&t, '.');
        int32_t n;
        bool is_last = part == 3, is_at_end = number.p + number.len == end;
        if (number.len > 3 || text_int(number, &n) || n > 255 || number.p[0] < '0' ||
            is_last != is_at_end)
            return false;
    }
    return true;
}

static int check_text(const struct field *f, struct text t)
{
    // "n/a" means "not set" in each text setting that has it as its default.
    if (f->text_def && text_same_nocase(t, "n/a") && text_is(text_of(f->text_def), "n/a"))
        return OK;
    if ((f->flags & F_NAME) && !text_is_name(t, "-_."))
        return ERR_RANGE;
    if ((f->flags & F_ADDRESS) && !is_address(t))
        return ERR_RANGE;
    return check_length(f, t);
}

int field_minutes(struct text t, int32_t *minutes)
{
    bool minus = t.len && t.p[0] == '-', has_colon;
    size_t i = 0;
    int32_t hours, rest = 0;

    while (i < t.len && t.p[i] != ':')
        i++;
    has_colon = i < t.len;
    struct text after = text_skip(t, i + has_colon);
    if (text_int(text_make(t.p, i), &hours) || hours > 9999 || hours < -9999)
        return ERR_ARG;
    if (has_colon && (after.len != 2 || after.p[0] < '0' || text_int(after, &rest) || rest > 59))
        return ERR_ARG;
    *minutes = hours * 60 + (minus ? -rest : rest);
    return OK;
}

static int check_hours(const struct field *f, struct text t)
{
    int32_t minutes;

    if (field_minutes(t, &minutes))
        return ERR_TYPE;
    return minutes < f->lo * 60 || minutes > f->hi * 60 ? ERR_RANGE : OK;
}

int field_check(const struct field *f, struct text t)
{
    int64_t v = 0;
    int32_t index;
    bool on;
    int err;

    switch (f->kind) {
    case K_BOOL: return text_bool(t, &on) ? ERR_TYPE : OK;
    case K_CHOICE: return find_choice(f->choices, t, &index);
    case K_TEXT: return check_text(f, t);
    case K_HOURS: return check_hours(f, t);
    case K_FIXED: err = literal_fixed_long(t, f->decimals, &v); break;
    default: err = text_long(t, &v); break;
    }
    if (err)
        return err == ERR_RANGE ? err : ERR_TYPE;
    return check_number(f, &v);
}

static bool has_more(struct text choices)
{
    (void)text_until(&choices, '|');
    return choices.len != 0;
}

// "off, low or high"
static void accepted_choices(const struct field *f, struct out *o)
{
    struct text rest = text_of(f->choices);
    const char *between = "";

    while (rest.len) {
        struct text word = text_until(&rest, '|');
        out_text(o, between);
        out_slice(o, word);
        between = has_more(rest) ? ", " : " or ";
    }
}

static void accepted_text(const struct field *f, struct out *o)
{
    if (f->flags & F_ADDRESS)
        out_text(o, "an IPv4 address or n/a");
    else if (has_range(f))
        out_format(o, "%d to %d %s", (int)f->lo, (int)f->hi,
                   f->flags & F_NAME ? "characters" : "bytes");
    else
        out_text(o, "text");
    if (f->flags & F_NAME)
        out_text(o, " of A-Z a-z 0-9 - _ .");
}

void field_accepts(const struct field *f, struct out *o)
{
    if (field_is_switch(f)) {
        out_text(o, "on or off");
        return;
    }
    switch (f->kind) {
    case K_CHOICE: accepted_choices(f, o); return;
    case K_ANY: out_text(o, "a number, on or off, text in quotes or a list, as [1, 'a']"); return;
    case K_TEXT: accepted_text(f, o); return;
    default: break;
    }
    struct field_range range = field_range(f);
    if (range.lo == range.hi) {
        out_text(o, f->kind == K_FIXED ? "a number, as 1.5" : "a whole number, as 10");
        return;
    }
    out_fixed(o, range.lo, f->decimals);
    out_text(o, " to ");
    out_fixed(o, range.hi, f->decimals);
    if (f->kind == K_HOURS)
        out_text(o, ", with minutes as 5:30");
}

void field_accepts_color(const struct field *f, struct out *o)
{
    if (f->flags & F_COLOR)
        out_text(o, ", or a colour, as #ff8000 or orange");
}

// Uses the default if it is a good example, otherwise a number from the middle of the range.
static int32_t example_number(const struct field *f)
{
    enum { TEN = 10 };

    if (f->def && (!has_range(f) || (f->def >= f->lo && f->def <= f->hi)))
        return f->def;
    return has_range(f) ? (int32_t)(((int64_t)f->lo + f->hi) / 2) : TEN;
}

void field_example(const struct field *f, struct out *o)
{
    if (field_is_switch(f))
        out_text(o, "on");
    else if (f->kind == K_CHOICE)
        out_slice(o, field_choice(f, 0));
    else if (f->flags & F_COMMAND)
        out_text(o, "'light toggle'");
    else if (f->kind == K_TEXT)
        out_text(o, f->flags & F_WORD ? "word" : "'text'");
    else
        out_fixed(o, example_number(f), f->decimals);
}

void field_default(const struct field *f, struct out *o)
{
    if (f->kind == K_TEXT || f->kind == K_ANY)
        out_text(o, f->text_def ? f->text_def : "");
    else if (f->kind == K_BOOL)
        out_text(o, f->def ? "True" : "False");
    else
        out_fixed(o, field_range(f).def, f->decimals);
}

const char *field_kind_name(enum field_kind kind)
{
    static const char *const names[] = { "bool", "int", "fixed", "choice", "text", "hours", "any" };

    return names[kind];
}

static const char *const class_names[CLASS_COUNT] = {
#define FIELD_CLASS(name, text) [CLASS_##name] = text,
    FIELD_CLASSES(FIELD_CLASS)
#undef FIELD_CLASS
};

const char *field_class_name(enum field_class class)
{
    return class < CLASS_COUNT ? class_names[class] : NULL;
}

enum field_class field_class_of(struct text name)
{
    for (unsigned i = CLASS_NONE + 1; i < CLASS_COUNT; i++)
        if (text_is(name, class_names[i]))
            return (enum field_class)i;
    return CLASS_NONE;
}

struct text field_choice(const struct field *f, int32_t index)
{
    struct text rest = text_of(f->choices), word = text_until(&rest, '|');

    while (index-- > 0)
        word = text_until(&rest, '|');
    return word;
}

bool field_is_default(const struct field *f, struct text t)
{
    char text[64];
    struct out o;

    if (f->kind == K_TEXT)
        return text_is(t, f->text_def ? f->text_def : "");
    out_init(&o, text, sizeof text);
    field_default(f, &o);
    return text_same(t, out_written(&o));
}
