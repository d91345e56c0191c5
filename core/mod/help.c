// Help derived from the module tables, as text and as JSON.
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
    if (!call_verb(m, text_of("help"))) // else it is the module's own, and was listed
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
    if (f->lo == f->hi) {
        out_text(o, "<n>");
        return;
    }
    out_char(o, '<');
    out_fixed(o, f->lo, f->decimals);
    out_char(o, '-');
    out_fixed(o, f->hi, f->decimals);
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
        struct out o = reply_open(r, 0, chunk, sizeof chunk);
        help_usage(&m->verbs[i], &o);
        reply_close(r, &o);
    }
}

static void json_pair(struct out *o, const char *before, const char *key, const char *value)
{
    out_format(o, "%s\"%s\": ", before, key);
    out_quoted(o, text_of(value));
}

static void json_number(struct out *o, const char *key, int32_t v, uint8_t decimals)
{
    out_format(o, ", \"%s\": ", key);
    out_fixed(o, v, decimals);
}

static void json_field(const struct field *f, struct out *o)
{
    json_pair(o, "{", "name", f->name);
    json_pair(o, ", ", "kind", field_kind_name(f->kind));
    if (f->help)
        json_pair(o, ", ", "help", f->help);
    if (f->unit)
        json_pair(o, ", ", "unit", f->unit);
    if (f->kind == K_CHOICE)
        json_pair(o, ", ", "choices", f->choices);
    if (f->kind == K_ANY && f->text_def)
        json_pair(o, ", ", "default", f->text_def);
    if ((f->kind == K_INT || f->kind == K_FIXED) && f->lo != f->hi) {
        json_number(o, "min", f->lo, f->decimals);
        json_number(o, "max", f->hi, f->decimals);
        if (f->step)
            json_number(o, "step", f->step, f->decimals);
    }
    if (f->class)
        json_pair(o, ", ", "class", field_class_name((enum field_class)f->class));
    if (f->kind == K_FIXED)
        json_number(o, "decimals", f->decimals, 0);
    if (f->flags & F_QUOTED)
        out_text(o, ", \"quoted\": true");
    out_format(o, ", \"optional\": %s}", f->flags & F_OPTIONAL ? "true" : "false");
}

static void json_fields(const char *key, const struct field *f, unsigned n, struct out *o)
{
    out_format(o, ", \"%s\": [", key);
    for (unsigned i = 0; i < n; i++) {
        out_text(o, i ? ", " : "");
        json_field(&f[i], o);
    }
    out_char(o, ']');
}

static void json_answer(const struct verb *v, struct out *o)
{
    static const char *const shapes[] = { "any",   "nothing", "text",  "value", "map",
                                          "tuple", "list",    "state", "pins" };

    if (v->answer == ANSWER_ANY)
        return;
    json_pair(o, ", ", "answer", shapes[v->answer]);
    if (v->n_out)
        json_fields("out", v->out, v->n_out, o);
}

void help_json(const struct module *m, struct out *o)
{
    json_pair(o, "{", "help", m->help);
    out_text(o, ", \"verbs\": [");
    for (unsigned i = 0; i < m->n_verbs; i++) {
        const struct verb *v = &m->verbs[i];
        json_pair(o, i ? ", {" : "{", "name", v->name);
        json_pair(o, ", ", "help", v->help);
        json_fields("in", v->in, v->n_in, o);
        json_answer(v, o);
        out_char(o, '}');
    }
    out_char(o, ']');
    if (m->n_state)
        json_fields("state", m->state, m->n_state, o);
    out_char(o, '}');
}
