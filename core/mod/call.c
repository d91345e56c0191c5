// Parses the arguments of a call.
#include "mod/call.h"
#include "cfg.h"

struct call_text call_split(struct text line)
{
    struct call_text t = { .verb = { line.p, 0 } };

    line = text_trim(line);
    t.verb.p = line.p;
    while (t.verb.len < line.len && !text_is_blank(line.p[t.verb.len]) && line.p[t.verb.len] != '(')
        t.verb.len++;
    t.args = text_trim(text_skip(line, t.verb.len));
    t.bracket = t.args.len >= 2 && t.args.p[0] == '(' && t.args.p[t.args.len - 1] == ')';
    if (t.bracket)
        t.args = text_trim(text_make(t.args.p + 1, t.args.len - 2));
    return t;
}

const struct verb *call_verb(const struct module *m, struct text name)
{
    for (unsigned i = 0; i < m->n_verbs; i++)
        if (text_is(name, m->verbs[i].name))
            return &m->verbs[i];
    return NULL;
}

static int fault(struct call *c, enum fault_kind kind, int err)
{
    c->fault->kind = (uint8_t)kind;
    c->fault->err = err;
    return err;
}

// Takes the next argument off `rest`: up to a comma, or a blank too unless `bracket`. Quotes and
// nested brackets are respected. *comma tells what ended it.
static struct text next_piece(struct text *rest, bool bracket, bool *comma)
{
    struct text t = *rest;
    char quote = 0;
    int depth = 0;
    size_t i = 0;

    for (; i < t.len; i++) {
        char c = t.p[i];
        if (quote) {
            i += c == '\\' && quote != LITERAL_SEAL;
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'' || c == LITERAL_SEAL) {
            quote = c;
        } else if (c == '(' || c == '[') {
            depth++;
        } else if (c == ')' || c == ']') {
            depth--;
        } else if (!depth && (c == ',' || (!bracket && text_is_blank(c)))) {
            break;
        }
    }
    i = i < t.len ? i : t.len;
    *comma = i < t.len && t.p[i] == ',';
    *rest = text_skip(t, i + *comma);
    return text_trim(text_make(t.p, i));
}

static bool call_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Splits "name=value"; without a name, `name` is empty.
static void split_keyword(struct text piece, struct text *name, struct text *value)
{
    size_t i = 0;

    while (i < piece.len &&
           (call_is_letter(piece.p[i]) || (i && piece.p[i] >= '0' && piece.p[i] <= '9')))
        i++;
    struct text after = text_trim(text_skip(piece, i));
    bool is_keyword = i && after.len && after.p[0] == '=' && !(after.len > 1 && after.p[1] == '=');
    *name = text_make(piece.p, is_keyword ? i : 0);
    *value = is_keyword ? text_trim(text_skip(after, 1)) : piece;
}

static int find_argument(const struct verb *v, struct text name)
{
    for (unsigned i = 0; i < v->n_in; i++)
        if (text_is(name, v->in[i].name))
            return (int)i;
    return ERR_NAME;
}

static int call_convert(struct call *c, const struct field *f, struct text piece, union value *v,
                        bool *given)
{
    struct literal l = { LIT_LIST, .text = piece }; // any: as typed, None too
    int err = f->kind == K_ANY ? literal_check(piece) : literal_parse(piece, &l);

    if (f->flags & F_WORD && (err || l.kind == LIT_INT || l.kind == LIT_FLOAT)) {
        l = (struct literal){ LIT_TEXT, .text = piece };
        err = OK;
    }
    c->fault->field = f;
    c->fault->what = piece;
    if (err)
        return fault(c,
                     err == ERR_NAME    ? FAULT_NAME
                     : err == ERR_RANGE ? FAULT_RANGE
                                        : FAULT_SYNTAX,
                     err);
    *given = !(l.kind == LIT_NONE && f->flags & F_OPTIONAL);
    if (!*given)
        return OK;
    err = field_convert(f, &l, v);
    c->fault->literal = (uint8_t)l.kind;
    if (err)
        return fault(c, err == ERR_RANGE ? FAULT_RANGE : FAULT_TYPE, err);
    return OK;
}

// One argument: finds its field, by position or by name, and converts it.
static int parse_piece(struct call *c, const struct verb *v, struct text piece, unsigned *position,
                       uint32_t *seen, union value *in)
{
    struct text name, value;
    int i = (int)*position;
    bool given = false;

    split_keyword(piece, &name, &value);
    if (name.len) {
        i = find_argument(v, name);
        c->fault->what = name;
        if (i < 0)
            return fault(c, FAULT_KEYWORD, ERR_NAME);
        if (*seen >> i & 1)
            return fault(c, FAULT_TWICE, ERR_ARG);
    } else {
        unsigned before = *position < v->n_in ? *position : v->n_in;
        ++*position;
        if (*seen != (uint32_t)((1ull << before) - 1))
            return fault(c, FAULT_ORDER, ERR_ARG);
        if (i >= v->n_in)
            return OK; // counted; too many is reported once all are counted
    }
    int err = call_convert(c, &v->in[i], value, &in[i], &given);
    if (err)
        return err;
    *seen |= 1u << i;
    c->given |= (uint32_t)given << i;
    return OK;
}

// Checks how many came; gives the others their defaults.
static int call_complete(struct call *c, const struct verb *v, unsigned positions, uint32_t seen,
                         union value *in)
{
    unsigned missing = 0, optional = 0;

    for (unsigned i = 0; i < v->n_in; i++) {
        bool may_miss = v->in[i].flags & F_OPTIONAL;
        optional += may_miss;
        missing += !may_miss && !(seen >> i & 1);
        if (!(c->given >> i & 1)) {
            in[i] = field_value(&v->in[i], field_range(&v->in[i]).def);
            if (v->in[i].kind == K_TEXT || v->in[i].kind == K_ANY)
                in[i].s = text_of(v->in[i].text_def ? v->in[i].text_def : "");
        }
    }
    c->fault->a = v->n_in;
    c->fault->b = (int32_t)positions;
    if (positions > v->n_in)
        return fault(c, FAULT_COUNT, ERR_ARG);
    if (!missing)
        return OK;
    if (optional) {
        c->fault->a = (int32_t)missing;
        return fault(c, FAULT_MISSING, ERR_ARG);
    }
    return fault(c, FAULT_COUNT, ERR_ARG);
}

int call_parse(struct call *c, const struct verb *v, const struct call_text *t, union value *in)
{
    struct text rest = t->args;
    unsigned position = 0;
    uint32_t seen = 0;
    bool comma = false;

    c->given = 0;
    *c->fault = (struct fault){ 0 };
    while (rest.len) {
        struct text piece = next_piece(&rest, t->bracket, &comma);
        if (!comma && !t->bracket)
            rest = text_trim(rest);
        if (!piece.len)
            return fault(c, FAULT_SYNTAX, ERR_SYNTAX);
        // In the blank form a comma must not stand beside a blank: "1, 2" is no list of arguments.
        if (comma && !t->bracket && (!rest.len || text_is_blank(rest.p[0])))
            return fault(c, FAULT_SYNTAX, ERR_SYNTAX);
        int err = parse_piece(c, v, piece, &position, &seen, in);
        if (err)
            return err;
    }
    return call_complete(c, v, position, seen, in);
}
