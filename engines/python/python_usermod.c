// Records for whom a module's process works now.
#include "python_usermod.h"
#include "loader/loader.h"

static void python_usermod_enter(struct python_usermod *u, struct principal who,
                                 const struct verb *verb)
{
    struct out o;

    u->who = who;
    u->verb = verb;
    u->has_driven = false;
    out_init(&o, u->who_name, sizeof u->who_name - 1);
    out_text(&o, u->who.name);
    u->who_name[o.len] = '\0';
    u->who.name = u->who_name;
}

void python_enter(struct python_usermod *u, const struct verb *verb)
{
    python_usermod_enter(
        u, u->node->who ? *u->node->who : principal_module(u->owner, CALLER_MODULE), verb);
}

void python_enter_by(struct python_usermod *u, enum caller by)
{
    python_usermod_enter(u, principal_module(u->owner, by), NULL);
}

void python_has_acted(struct python_usermod *u, bool has_changed)
{
    if (has_changed || u->has_driven)
        loader_has_changed(u->node, u->module, &(struct change){ &u->who, u->verb });
}
