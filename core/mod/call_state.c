// Functions that all modules with kept state share.
#include "mod/module.h"

const struct field call_restore_in[1] = {
    { "cache", K_BOOL, "keep the state over a reboot", .flags = F_OPTIONAL },
};
const struct field call_toggle_in[1] = {
    { "state", K_BOOL, "on or off; without it the other one", .flags = F_OPTIONAL },
};
const struct field call_toggle_out[1] = {
    { "state", K_CHOICE, "what it is now", .choices = "OFF|ON", .class = CLASS_ON_OFF },
};

int call_restore(struct call *c, bool is_driven, int (*drive)(struct call *c))
{
    int err = OK;

    *c->keeps = !call_has(c, 0) || c->in[0].i;
    if (*c->keeps && !is_driven)
        err = drive(c);
    if (!err)
        reply_text(c->reply, *c->keeps ? "CACHE: True" : "CACHE: False");
    return err;
}

void call_store(char *to, size_t cap, struct text t)
{
    struct out o;

    out_init(&o, to, cap);
    out_slice(&o, t);
}

static void status_pair(struct reply *r, const struct field *f, const char *state)
{
    if (f->kind == K_TEXT)
        reply_pair_text(r, f->name, text_of(state + f->at));
    else if (f->kind == K_CHOICE)
        reply_pair_text(r, f->name, field_choice(f, (int32_t)field_load(f, state)));
    else
        reply_pair_fixed(r, f->name, field_load(f, state), f->decimals);
}

int call_status(struct call *c)
{
    const struct module *m = c->module;

    for (unsigned i = 0; i < m->n_state; i++)
        status_pair(c->reply, &m->state[i], c->self);
    return OK;
}

int call_pinmap(struct call *c)
{
    const struct module *m = c->module;
    unsigned gpio;

    for (unsigned i = 0; i < m->n_pins; i++)
        reply_pair_int(c->reply, m->pins[i].logical,
                       board_gpio(c->pins->board, m->pins[i].logical, &gpio) ? -1 : (int32_t)gpio);
    return OK;
}
