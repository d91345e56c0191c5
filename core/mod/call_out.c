// Writes answers as a verb declares them.
#include "mod/module.h"

const char *call_answer_name(enum answer answer)
{
    static const char *const names[ANSWER_COUNT] = { "any",   "nothing", "text",  "value", "map",
                                                     "tuple", "list",    "state", "pins" };

    return names[answer];
}

enum answer call_answer_named(struct text name)
{
    unsigned i = ANSWER_COUNT;

    while (--i && !text_is(name, call_answer_name((enum answer)i)))
        ;
    return (enum answer)i;
}

// Starts the answer in its shape. Returns the key of a value in it.
static const char *key_of(struct call *c, const struct field *f)
{
    static const uint8_t shapes[] = {
        [ANSWER_VALUE] = REPLY_VALUE,
        [ANSWER_MAP] = REPLY_MAP,
        [ANSWER_TUPLE] = REPLY_TUPLE,
        [ANSWER_LIST] = REPLY_LIST,
    };

    reply_begin(c->reply, (enum reply_shape)shapes[c->verb->answer]);
    return c->verb->answer == ANSWER_MAP ? f->name : NULL;
}

void call_out(struct call *c, unsigned i, int64_t v)
{
    const struct field *f = &c->verb->out[i];
    const char *key = key_of(c, f);

    switch (f->kind) {
    case K_BOOL: reply_pair_bool(c->reply, key, v != 0); break;
    case K_CHOICE: reply_pair_text(c->reply, key, field_choice(f, (int32_t)v)); break;
    default: reply_pair_fixed(c->reply, key, v, f->decimals);
    }
}

void call_out_text(struct call *c, unsigned i, struct text v)
{
    const struct field *f = &c->verb->out[i];

    reply_pair_text(c->reply, key_of(c, f), v);
}

int call_answer(struct call *c, const int64_t *values)
{
    for (unsigned i = 0; i < c->verb->n_out; i++)
        call_out(c, i, values[i]);
    return OK;
}
