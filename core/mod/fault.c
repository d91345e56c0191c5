// The sentences for calls that did not work, in the words that the original's clients know.
#include "mod/call.h"

static void pin_text(const struct fault *f, struct out *o)
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

static void range_text(const struct fault *f, struct out *o)
{
    out_format(o, "%s: %.*s is out of range, it takes ", f->field->name, (int)f->what.len,
               f->what.p);
    field_accepts(f->field, o);
}

void fault_text(const struct fault *f, struct out *o)
{
    static const char *const python_type[] = {
        [K_BOOL] = "bool",  [K_INT] = "int",  [K_FIXED] = "float",
        [K_CHOICE] = "str", [K_TEXT] = "str",
    };
    int len = (int)f->what.len;
    const char *what = f->what.p;

    switch ((enum fault_kind)f->kind) {
    case FAULT_NO_MODULE: out_format(o, "no module named 'LM_%.*s'", len, what); break;
    case FAULT_NO_VERB: out_format(o, "'module' object has no attribute '%.*s'", len, what); break;
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
    case FAULT_ORDER: out_text(o, "non-keyword arg after keyword arg"); break;
    case FAULT_NAME: out_format(o, "name '%.*s' isn't defined", len, what); break;
    case FAULT_TYPE:
        out_format(o, "can't convert '%s' object to %s implicitly",
                   literal_kind_name((enum literal_kind)f->literal), python_type[f->field->kind]);
        break;
    case FAULT_RANGE: range_text(f, o); break;
    case FAULT_PIN:
    case FAULT_PIN_TAKEN: pin_text(f, o); break;
    case FAULT_I2C: out_format(o, "I2C address 0x%x: %s", (unsigned)f->a, err_text(f->err)); break;
    case FAULT_WORDS: out_slice(o, f->what); break;
    case FAULT_NOT_KEPT: out_format(o, "done, but not kept: %s", err_text(f->err)); break;
    default: out_text(o, err_text(f->err)); break;
    }
}
