// What modules with kept state have in common.
#include "mod/module.h"

const struct field call_restore_in[1] = {
    { "cache", K_BOOL, "keep the state over a reboot", .flags = F_OPTIONAL },
};
const struct field call_toggle_in[1] = {
    { "state", K_BOOL, "on or off; without it the other one", .flags = F_OPTIONAL },
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
