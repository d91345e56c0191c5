// Parses the arguments of a call.
#include "mod/call.h"
#include "base/color.h"
#include "base/frame.h"
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

// Takes the next argument off `rest`: up to a comma, or also a blank unless `bracket`. Respects
// quotes and nested brackets. *comma: whether a comma ended it.
SEPARATE_FRAME static struct text next_piece(struct text *rest, bool bracket, bool *comma)
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
SEPARATE_FRAME static void split_keyword(struct text piece, struct text *name, struct text *value)
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

static bool is_named(const struct field *f, struct text name)
{
    return text_is(name, f->name) || (f->flags & F_COLOR && text_is(name, "color"));
}

static int find_argument(const struct verb *v, struct text name)
{
    for (unsigned i = 0; i < v->n_in; i++)
        if (is_named(&v->in[i], name))
            return (int)i;
    return ERR_NAME;
}

// A word needs no quotes if the field takes words and nothing else can be meant.
static bool takes_word(const struct field *f, const struct literal *l, int err)
{
    if (f->flags & F_WORD)
        return err || l->kind == LIT_INT || l->kind == LIT_FLOAT;
    return err == ERR_NAME && (f->kind == K_CHOICE || field_is_switch(f));
}

// Accepts any literal as typed, and yes or no as people write them.
static int check_any(struct text piece)
{
    bool ignored;
    int err = literal_check(piece);

    return err == ERR_NAME && !text_bool(piece, &ignored) ? OK : err;
}

static int read_value(const struct call *c, const struct field *f, struct text piece,
                      struct literal *l)
{
    *l = (struct literal){ LIT_LIST, .text = piece }; // for K_ANY: as typed, also None
    if (f->kind == K_ANY)
        return check_any(piece);
    int err = c->is_trial ? literal_look(piece, l) : literal_parse(piece, l);
    if (!takes_word(f, l, err))
        return err;
    *l = (struct literal){ LIT_TEXT, .text = piece };
    return OK;
}

static int call_convert(struct call *c, const struct field *f, struct text piece, union value *v,
                        bool *given)
{
    struct literal l;
    int err = read_value(c, f, piece, &l);

    c->fault->field = f;
    c->fault->what = piece;
    if (err)
        return fault(c, err == ERR_RANGE ? FAULT_RANGE : FAULT_VALUE, err);
    if (l.kind == LIT_TEXT && l.text.p != piece.p && l.text.p[-1] == LITERAL_SEAL)
        c->fault->what = l.text;
    *given = !(l.kind == LIT_NONE && f->flags & F_OPTIONAL);
    if (!*given)
        return OK;
    err = field_convert(f, &l, v);
    bool is_out_of_range = err == ERR_RANGE && f->kind != K_CHOICE;
    return err ? fault(c, is_out_of_range ? FAULT_RANGE : FAULT_VALUE, err) : OK;
}

// State while the arguments of a call are read.
struct reading {
    const struct verb *verb;
    union value *in;
    unsigned position; // of the next argument without a name
    uint32_t seen;     // one bit per argument
};

// Where the value of an argument is stored.
static union value *value_of(const struct call *c, const struct reading *r, unsigned i)
{
    return &r->in[c->is_trial ? 0 : i];
}

// Sets the fault for a call that does not match the verb.
static int call_fault(struct call *c, const struct verb *v, enum fault_kind kind, int err)
{
    c->fault->field = v->in;
    c->fault->n_fields = v->n_in;
    return fault(c, kind, err);
}

// Index of the argument that a piece is for; v->n_in if it is one too many; or an error.
static int argument_of(struct call *c, struct reading *r, struct text name)
{
    const struct verb *v = r->verb;

    if (name.len) {
        int i = find_argument(v, name);
        c->fault->what = name;
        if (i < 0)
            return call_fault(c, v, FAULT_KEYWORD, ERR_NAME);
        return r->seen >> i & 1 ? call_fault(c, v, FAULT_TWICE, ERR_ARG) : i;
    }
    unsigned before = r->position < v->n_in ? r->position : v->n_in;
    ++r->position;
    if (r->seen != (uint32_t)((1ull << before) - 1))
        return call_fault(c, v, FAULT_ORDER, ERR_ARG);
    return (int)before;
}

static struct text unquoted(struct text t)
{
    bool is_quoted = t.len > 1 && (t.p[0] == '\'' || t.p[0] == '"') && t.p[t.len - 1] == t.p[0];

    return is_quoted ? text_make(t.p + 1, t.len - 2) : t;
}

// Reads a colour in one word instead of three numbers. False: it is not a colour.
SEPARATE_FRAME static bool take_color(struct call *c, struct reading *r, unsigned i,
                                      struct text value, int *err)
{
    enum { FULL = 255, PARTS = 3, ALL = 7 };
    uint8_t rgb[PARTS];

    if (color_read(unquoted(value), rgb))
        return false;
    *err = r->seen >> i & ALL ? call_fault(c, r->verb, FAULT_TWICE, ERR_ARG) : OK;
    for (unsigned part = 0; part < PARTS; part++)
        value_of(c, r, i + part)->i = (rgb[part] * r->verb->in[i + part].hi + FULL / 2) / FULL;
    r->seen |= (uint32_t)ALL << i;
    c->given |= (uint32_t)ALL << i;
    return true;
}

// Reads one argument: finds its field by position or name, and converts it.
static int parse_piece(struct call *c, struct reading *r, struct text piece)
{
    struct text name, value;
    bool given = false;
    int err;

    split_keyword(piece, &name, &value);
    int i = argument_of(c, r, name);
    if (i < 0)
        return i;
    if (i >= r->verb->n_in)
        return OK; // counted here; the error comes once all are counted
    const struct field *f = &r->verb->in[i];
    if (f->flags & F_COLOR && take_color(c, r, (unsigned)i, value, &err)) {
        r->position += name.len ? 0 : 2;
        return err;
    }
    err = call_convert(c, f, value, value_of(c, r, (unsigned)i), &given);
    if (err)
        return err;
    r->seen |= 1u << i;
    c->given |= (uint32_t)given << i;
    return OK;
}

// Gives an argument that is missing its default.
static void call_default(const struct field *f, union value *v)
{
    *v = field_value(f, field_range(f).def);
    if (f->kind == K_TEXT || f->kind == K_ANY)
        v->s = text_of(f->text_def ? f->text_def : "");
}

// Checks how many arguments there are, and sets the defaults of the others.
SEPARATE_FRAME static int call_complete(struct call *c, const struct reading *r)
{
    const struct verb *v = r->verb;
    unsigned missing = 0, optional = 0;

    for (unsigned i = 0; i < v->n_in; i++) {
        bool may_miss = v->in[i].flags & F_OPTIONAL;
        optional += may_miss;
        missing += !may_miss && !(r->seen >> i & 1);
        if (!(c->given >> i & 1))
            call_default(&v->in[i], value_of(c, r, i));
    }
    bool is_too_much = r->position > v->n_in;
    if (!missing && !is_too_much)
        return OK;
    bool tells_missing = optional && !is_too_much;
    c->fault->a = tells_missing ? (int32_t)missing : v->n_in;
    c->fault->b = (int32_t)r->position;
    return call_fault(c, v, tells_missing ? FAULT_MISSING : FAULT_COUNT, ERR_ARG);
}

int call_parse(struct call *c, const struct verb *v, const struct call_text *t, union value *in)
{
    struct text rest = t->args;
    struct reading r = { .verb = v, .in = in };
    bool comma = false;

    c->given = 0;
    *c->fault = (struct fault){ 0 };
    while (rest.len) {
        struct text piece = next_piece(&rest, t->bracket, &comma);
        if (!comma && !t->bracket)
            rest = text_trim(rest);
        if (!piece.len)
            return call_fault(c, v, FAULT_SYNTAX, ERR_SYNTAX);
        // Without brackets, a comma must not be next to a blank: "1, 2" is not a list of arguments
        // and gets the short message of the original.
        if (comma && !t->bracket && (!rest.len || text_is_blank(rest.p[0])))
            return fault(c, FAULT_SYNTAX, ERR_SYNTAX);
        int err = parse_piece(c, &r, piece);
        if (err)
            return err;
    }
    return call_complete(c, &r);
}
