// For whom the process of a module works now.
#include "python_usermod.h"
#include "loader/loader.h"

void python_enter(struct python_usermod *u, const struct verb *verb)
{
    struct out o;

    u->who = verb && u->node->who ? *u->node->who : principal_module;
    u->verb = verb;
    out_init(&o, u->who_name, sizeof u->who_name - 1);
    out_text(&o, u->who.name);
    u->who_name[o.len] = '\0';
    u->who.name = u->who_name;
}

void python_has_changed(struct python_usermod *u)
{
    loader_has_changed(u->node, u->module, &(struct change){ &u->who, u->verb });
}
