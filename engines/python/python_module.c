// Builds the tables of a load module in one piece of memory.
#include "python_module.h"
#include "base/visible.h"
#include <stdlib.h>
#include <string.h>

enum { VERBS_MAX = 100, ROWS_MAX = 24, NAME_MAX_BYTES = 48, DECIMALS_MAX = 6 };

struct made {
    struct module module;
    struct python_usermod *usermod;
    char *next_text; // next free byte for texts
    struct field *next_field;
    struct field_range *next_range; // for a number in an answer
    int32_t rows_left;              // remaining rows of answers
    const char *why;                // why it is refused
    struct verb verbs[];
};

// A terminated copy with only visible characters.
static const char *python_module_keep(struct made *m, struct text t)
{
    char *copy = m->next_text;

    memcpy(copy, t.p, t.len);
    visible_make(copy, t.len, "");
    copy[t.len] = '\0';
    m->next_text += t.len + 1;
    return copy;
}

static bool python_module_is_name(struct text t)
{
    return t.len && t.len <= NAME_MAX_BYTES && text_is_name(t, "_*");
}

static bool add_argument(struct made *m, struct verb *v, struct python_body *body)
{
    struct text name = python_take_text(body);
    bool is_optional = python_take_number(body);
    struct text def = python_take_text(body);

    if (!python_module_is_name(name))
        return false;
    *m->next_field++ =
        (struct field){ .name = python_module_keep(m, name),
                        .kind = K_ANY,
                        .text_def = is_optional && def.len ? python_module_keep(m, def) : NULL,
                        .flags = is_optional ? F_OPTIONAL : 0 };
    v->n_in++;
    return true;
}

static enum field_kind python_module_kind_of(struct text name)
{
    enum field_kind kind = K_TEXT;

    while (kind != K_BOOL && !text_is(name, field_kind_name(kind)))
        kind--;
    return kind;
}

// Same, but NULL for an empty text.
static const char *keep_some(struct made *m, struct text t)
{
    return t.len ? python_module_keep(m, t) : NULL;
}

static bool python_module_add_value(struct made *m, struct verb *v, struct python_body *body)
{
    struct text name = python_take_text(body);
    struct field *f = m->next_field++;

    *f = (struct field){ .name = python_module_keep(m, name),
                         .kind = python_module_kind_of(python_take_text(body)) };
    f->help = keep_some(m, python_take_text(body));
    f->unit = keep_some(m, python_take_text(body));
    struct text class = python_take_text(body);
    f->class = (uint8_t)field_class_of(class);
    f->choices = keep_some(m, python_take_text(body));
    int64_t lo = python_take_long(body), hi = python_take_long(body);
    if (f->kind == K_INT || f->kind == K_FIXED) {
        *m->next_range = (struct field_range){ lo, hi, 0 };
        f->range = m->next_range++;
    }
    int32_t decimals = python_take_number(body);
    f->decimals = (unsigned)decimals & 15u;
    f->flags = python_take_number(body) ? F_OPTIONAL : 0;
    f->is_wide = f->kind == K_INT || f->kind == K_FIXED;
    v->n_out++;
    if (class.len && !f->class)
        m->why =
            "a class in its ANSWERS is none, such as temperature; the documentation lists them";
    return name.len && decimals >= 0 && decimals <= DECIMALS_MAX &&
           (f->kind != K_CHOICE || f->choices) && !m->why;
}

static bool add_answer(struct made *m, struct verb *v, struct python_body *body)
{
    struct text shape = python_take_text(body);
    int32_t n = python_take_number(body);

    v->answer = (uint8_t)call_answer_named(shape);
    v->out = m->next_field;
    if (n < 0 || n > ROWS_MAX || n > m->rows_left)
        return false;
    m->rows_left -= n;
    while (n-- > 0)
        if (!python_module_add_value(m, v, body))
            return false;
    return true;
}

static bool add_verb(struct made *m, struct python_body *body, verb_fn *run)
{
    struct verb *v = &m->verbs[m->module.n_verbs++];
    struct text name = python_take_text(body), help = python_take_text(body);
    int32_t n = python_take_number(body);

    if (!python_module_is_name(name) || n < 0 || n > CFG_ARGS_MAX)
        return false;
    *v = (struct verb){ .name = python_module_keep(m, name), .run = run, .in = m->next_field };
    v->help = python_module_keep(m, help);
    while (n-- > 0)
        if (!add_argument(m, v, body))
            return false;
    return add_answer(m, v, body);
}

static struct made *python_module_make(struct python_usermod *u, size_t n, size_t rows,
                                       size_t texts)
{
    size_t verbs = n * sizeof(struct verb);
    size_t fields = (n * CFG_ARGS_MAX + rows) * sizeof(struct field);
    size_t ranges = rows * sizeof(struct field_range);
    struct made *m = calloc(1, sizeof *m + verbs + fields + ranges + texts + sizeof u->name);

    if (!m)
        return NULL;
    m->usermod = u;
    m->rows_left = (int32_t)rows;
    m->next_field = (struct field *)((char *)m->verbs + verbs);
    m->next_range = (struct field_range *)((char *)m->next_field + fields);
    m->next_text = (char *)m->next_range + ranges;
    return m;
}

struct module *python_module(struct python_usermod *u, struct python_body *body, const char **why)
{
    struct text help = python_take_text(body);
    int32_t n = python_take_number(body), rows = python_take_number(body);
    bool is_right = n > 0 && n <= VERBS_MAX && rows >= 0 && rows <= VERBS_MAX * ROWS_MAX;
    struct made *m =
        is_right ? python_module_make(u, (size_t)n, (size_t)rows, help.len + 1 + body->left) : NULL;

    *why = n > VERBS_MAX ? "it has more than 100 functions" : "no memory";
    if (!m)
        return NULL;
    m->module = *u->like;
    m->module.name = python_module_keep(m, text_of(u->name));
    m->module.help = python_module_keep(m, help);
    m->module.verbs = m->verbs;
    m->module.pins = u->watched;
    bool ok = true;
    while (ok && n-- > 0)
        ok = add_verb(m, body, u->run) && !body->is_bad;
    if (ok)
        return &m->module;
    *why = m->why ? m->why : "its description is damaged";
    free(m);
    return NULL;
}

void python_module_free(const struct module *m)
{
    free((struct made *)(uintptr_t)m);
}

struct python_usermod *python_module_usermod(const struct module *m)
{
    return ((const struct made *)m)->usermod;
}
