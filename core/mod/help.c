// Help as text and as JSON, derived from the module tables.
#include "mod/help.h"
#include "mod/call.h"

static void listing_line(struct out *o, const char *module, const char *name)
{
    out_pad(o, 3 + text_of(module).len);
    out_format(o, "%s\n", name);
}

void help_listing(const struct module *m, struct out *o)
{
    out_format(o, "   %s\n", m->name);
    for (unsigned i = 0; i < m->n_verbs; i++)
        listing_line(o, m->name, m->verbs[i].name);
    // Otherwise the module has a verb "help", which is listed already.
    if (!call_verb(m, text_of("help")))
        listing_line(o, m->name, "help");
}

static void usage_range(const struct field *f, struct out *o)
{
    if (f->kind != K_ANY || f->text_def)
        out_char(o, '=');
    switch (f->kind) {
    case K_ANY: out_text(o, f->text_def ? f->text_def : ""); return;
    case K_BOOL: out_text(o, "<True,False>"); return;
    case K_CHOICE: out_format(o, "<%s>", f->choices); return;
    case K_TEXT: out_text(o, "'text'"); return;
    default: break;
    }
    struct field_range range = field_range(f);
    if (range.lo == range.hi) {
        out_text(o, "<n>");
        return;
    }
    out_char(o, '<');
    out_fixed(o, range.lo, f->decimals);
    out_char(o, '-');
    out_fixed(o, range.hi, f->decimals);
    if (f->step) {
        out_char(o, '-');
        out_fixed(o, f->step, f->decimals);
    }
    out_char(o, '>');
}

void help_usage(const struct verb *v, struct out *o)
{
    out_text(o, v->name);
    for (unsigned i = 0; i < v->n_in; i++) {
        out_format(o, " %s", v->in[i].name);
        usage_range(&v->in[i], o);
    }
}

void help_reply(const struct module *m, struct reply *r)
{
    char chunk[16];

    reply_begin(r, REPLY_TUPLE);
    for (unsigned i = 0; i < m->n_verbs; i++) {
        struct out o = reply_open(r, NULL, chunk, sizeof chunk);
        help_usage(&m->verbs[i], &o);
        reply_close(r, &o);
    }
}

void help_takes(const struct field *f, struct out *o)
{
    field_accepts(f, o);
    field_accepts_color(f, o);
    if (f->unit)
        out_format(o, " %s", f->unit);
}

// A value in the middle of what a field accepts.
static void example_value(const struct field *f, struct out *o)
{
    int32_t middle = f->lo == f->hi ? f->def : (int32_t)(((int64_t)f->lo + f->hi) / 2);
    struct text first;

    switch (f->kind) {
    case K_BOOL: out_text(o, "True"); return;
    case K_CHOICE:
        first = field_choice(f, 0);
        out_format(o, "%.*s", (int)first.len, first.p);
        return;
    case K_TEXT: out_format(o, "'%s'", f->text_def && *f->text_def ? f->text_def : f->name); return;
    case K_ANY: out_text(o, f->text_def ? f->text_def : "1"); return;
    default: out_fixed(o, middle, f->decimals); return;
    }
}

void help_example(const struct verb *v, struct out *o)
{
    bool all = true;

    for (unsigned i = 0; i < v->n_in; i++)
        all = all && v->in[i].flags & F_OPTIONAL;
    out_text(o, v->name);
    for (unsigned i = 0; i < v->n_in; i++) {
        const struct field *f = &v->in[i];
        if (f->name[0] == '*' || (!all && f->flags & F_OPTIONAL))
            continue;
        out_char(o, ' ');
        if (all)
            out_format(o, "%s=", f->name);
        example_value(f, o);
    }
}

static void help_field(const struct field *f, struct out *o)
{
    out_format(o, "        %s: ", f->name);
    if (f->help)
        out_format(o, "%s; ", f->help);
    help_takes(f, o);
    out_text(o, f->flags & F_OPTIONAL ? " (may be left out)\n" : "\n");
}

static void help_answers(const struct verb *v, struct out *o)
{
    if (v->n_out)
        out_text(o, "        answers");
    for (unsigned i = 0; i < v->n_out; i++) {
        const struct field *f = &v->out[i];
        out_format(o, "%s %s", i ? "," : "", f->help ? f->help : f->name);
        if (f->unit)
            out_format(o, " in %s", f->unit);
    }
    if (v->n_out)
        out_char(o, '\n');
}

void help_module(const struct module *m, struct out *o)
{
    out_format(o, "%s: %s\n", m->name, m->help);
    for (unsigned i = 0; i < m->n_verbs; i++) {
        const struct verb *v = &m->verbs[i];
        out_format(o, "    %s ", m->name);
        help_usage(v, o);
        out_format(o, "\n        %s\n", v->help);
        for (unsigned k = 0; k < v->n_in; k++)
            help_field(&v->in[k], o);
        help_answers(v, o);
        if (!v->n_in)
            continue;
        out_format(o, "        for example: %s ", m->name);
        help_example(v, o);
        out_char(o, '\n');
    }
}

static void text_pair(struct reply *r, const char *key, const char *value)
{
    if (value)
        reply_pair_text(r, key, text_of(value));
}

static void describe_range(const struct field *f, struct reply *r)
{
    struct field_range range = field_range(f);

    if ((f->kind != K_INT && f->kind != K_FIXED) || range.lo == range.hi)
        return;
    reply_pair_fixed(r, "min", range.lo, f->decimals);
    reply_pair_fixed(r, "max", range.hi, f->decimals);
    if (f->step)
        reply_pair_fixed(r, "step", f->step, f->decimals);
}

void help_describe_field(const char *key, const struct field *f, struct reply *r)
{
    struct reply_level outer;

    reply_enter(r, &outer, key, REPLY_MAP, NULL);
    text_pair(r, "name", f->name);
    text_pair(r, "kind", field_kind_name(f->kind));
    text_pair(r, "help", f->help);
    text_pair(r, "unit", f->unit);
    if (f->kind == K_CHOICE)
        text_pair(r, "choices", f->choices);
    if (f->kind == K_ANY)
        text_pair(r, "default", f->text_def);
    describe_range(f, r);
    if (f->class)
        text_pair(r, "class", field_class_name((enum field_class)f->class));
    if (f->kind == K_FIXED)
        reply_pair_int(r, "decimals", f->decimals);
    if (f->flags & F_QUOTED)
        reply_pair_bool(r, "quoted", true);
    if (f->flags & F_COLOR)
        reply_pair_bool(r, "color", true);
    reply_pair_bool(r, "optional", f->flags & F_OPTIONAL);
    reply_leave(r, &outer);
}

static void describe_fields(const char *key, const struct field *f, unsigned n, struct reply *r)
{
    struct reply_level outer;

    reply_enter(r, &outer, key, REPLY_LIST, NULL);
    for (unsigned i = 0; i < n; i++)
        help_describe_field(NULL, &f[i], r);
    reply_leave(r, &outer);
}

void help_describe_answer(enum answer answer, const struct field *out, unsigned n, struct reply *r)
{
    if (answer != ANSWER_ANY)
        text_pair(r, "answer", call_answer_name(answer));
    if (n)
        describe_fields("out", out, n, r);
}

static void describe_verb(const struct verb *v, struct reply *r)
{
    struct reply_level outer;

    reply_enter(r, &outer, NULL, REPLY_MAP, NULL);
    text_pair(r, "name", v->name);
    text_pair(r, "help", v->help);
    describe_fields("in", v->in, v->n_in, r);
    help_describe_answer((enum answer)v->answer, v->out, v->n_out, r);
    reply_leave(r, &outer);
}

void help_describe(const struct module *m, struct reply *r)
{
    struct reply_level outer;

    text_pair(r, "help", m->help);
    reply_enter(r, &outer, "verbs", REPLY_LIST, NULL);
    for (unsigned i = 0; i < m->n_verbs; i++)
        describe_verb(&m->verbs[i], r);
    reply_leave(r, &outer);
    if (m->n_state)
        describe_fields("state", m->state, m->n_state, r);
}
