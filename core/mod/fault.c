// The sentences for failed calls. They begin as the original's do, if its transcripts show them.
#include "base/frame.h"
#include "mod/call.h"

SEPARATE_FRAME static void pin_text(const struct fault *f, struct out *o)
{
    if (f->name)
        out_format(o, "pin %s", f->name);
    else
        out_format(o, "pin %.*s", (int)f->what.len, f->what.p);
    if (f->a >= 0)
        out_format(o, " (GPIO%d)", (int)f->a);
    else
        out_text(o, " does not exist on this board");
    if (f->kind == FAULT_PIN_TAKEN)
        out_format(o, " is in use as %.*s by %s", (int)f->what.len, f->what.p, f->owner);
    else if (f->a >= 0)
        out_format(o, " %s", err_text(f->err));
}

// "g: 5000 is out of range, it takes 0 to 1000"
SEPARATE_FRAME static void range_text(const struct fault *f, struct out *o)
{
    out_format(o, "%s: %.*s is out of range, it takes ", f->field->name, (int)f->what.len,
               f->what.p);
    field_accepts(f->field, o);
}

// "a whole number, 0 to 1000, or a colour, as #ff8000 or orange". If a word only lacks its quotes,
// it is shown with quotes.
static void accepted_value(const struct field *f, struct text word, struct out *o)
{
    struct field_range range = field_range(f);
    bool has_range = range.lo != range.hi, is_number = f->kind == K_INT && !field_is_switch(f);

    if (!text_is_name(word, "_-.") || !word.len)
        word = text_of("text");
    if (f->kind == K_TEXT && !(f->flags & F_WORD))
        out_format(o, "text in quotes, as '%.*s'%s", (int)word.len, word.p, has_range ? ", " : "");
    if (is_number && has_range)
        out_text(o, "a whole number, ");
    if (f->kind != K_TEXT || has_range)
        field_accepts(f, o);
    field_accepts_color(f, o);
}

// "state: 'maybe' is not accepted; on or off"
SEPARATE_FRAME static void value_text(const struct fault *f, struct out *o)
{
    bool is_quoted = f->what.len && (f->what.p[0] == '\'' || f->what.p[0] == '"');
    const char *quote = is_quoted ? "" : "'";

    out_format(o, "%s: %s%.*s%s is not accepted; ", f->field->name, quote, (int)f->what.len,
               f->what.p, quote);
    accepted_value(f->field, f->what, o);
}

// "; it takes r, g, b, for example 600 600 600"
static void arguments_text(const struct fault *f, struct out *o)
{
    const char *before = "; it takes ";

    for (unsigned i = 0; i < f->n_fields; i++, before = ", ")
        out_format(o, "%s%s", before, f->field[i].name);
    before = ", for example ";
    for (unsigned i = 0; i < f->n_fields && f->field[i].kind != K_ANY; i++, before = " ") {
        out_text(o, before);
        field_example(&f->field[i], o);
    }
}

// The arguments do not match the verb: the original's text, then what the verb accepts.
SEPARATE_FRAME static void call_text(const struct fault *f, struct out *o)
{
    int len = (int)f->what.len;
    const char *what = f->what.p;

    switch ((enum fault_kind)f->kind) {
    case FAULT_SYNTAX: out_text(o, "invalid syntax"); break;
    case FAULT_COUNT:
        out_format(o, "function takes %d positional arguments but %d were given", (int)f->a,
                   (int)f->b);
        break;
    case FAULT_MISSING:
        out_format(o, "function missing %d required positional arguments", (int)f->a);
        break;
    case FAULT_KEYWORD: out_format(o, "unexpected keyword argument '%.*s'", len, what); break;
    case FAULT_TWICE:
        out_format(o, "function got multiple values for argument '%.*s'", len, what);
        break;
    default: out_text(o, "non-keyword arg after keyword arg"); break;
    }
    arguments_text(f, o);
}

void fault_text(const struct fault *f, struct out *o)
{
    int len = (int)f->what.len;
    const char *what = f->what.p;

    switch ((enum fault_kind)f->kind) {
    case FAULT_NO_MODULE: out_format(o, "no module named 'LM_%.*s'", len, what); break;
    case FAULT_NO_VERB: out_format(o, "'module' object has no attribute '%.*s'", len, what); break;
    case FAULT_SYNTAX:
    case FAULT_COUNT:
    case FAULT_MISSING:
    case FAULT_KEYWORD:
    case FAULT_TWICE:
    case FAULT_ORDER: call_text(f, o); break;
    case FAULT_VALUE: value_text(f, o); break;
    case FAULT_RANGE: range_text(f, o); break;
    case FAULT_PIN:
    case FAULT_PIN_TAKEN: pin_text(f, o); break;
    case FAULT_I2C: out_format(o, "I2C address 0x%x: %s", (unsigned)f->a, err_text(f->err)); break;
    case FAULT_WORDS: out_slice(o, f->what); break;
    case FAULT_NOT_KEPT: out_format(o, "done, but not kept: %s", err_text(f->err)); break;
    default: out_text(o, err_text(f->err)); break;
    }
}
