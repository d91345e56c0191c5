// Which load modules there are.
#include "node/catalog.h"
#include "node/loader.h"

static const struct module *find_own(const struct node *n, struct text name)
{
    for (const struct own_module *o = n->own_modules; o; o = o->next)
        if (text_is(name, o->module->name))
            return o->module;
    return 0;
}

const struct module *catalog_find(const struct node *n, struct text name)
{
    if (text_starts(name, "LM_"))
        name = text_skip(name, 3);
    const struct module *own = find_own(n, name);
    for (unsigned i = 0; !own && i < module_count; i++)
        if (text_is(name, modules[i]->name))
            own = modules[i];
    return own;
}

const struct module *catalog_at(const struct node *n, unsigned i)
{
    for (unsigned k = 0; k < module_count; k++)
        if ((!n->own_modules || !find_own(n, text_of(modules[k]->name))) && !i--)
            return modules[k];
    for (const struct own_module *o = n->own_modules; o; o = o->next)
        if (!i--)
            return o->module;
    return 0;
}

void node_add_module(struct node *n, struct own_module *own)
{
    struct own_module **last = &n->own_modules;

    (void)loader_unload(n, text_of(own->module->name));
    while (*last)
        last = &(*last)->next;
    own->next = 0;
    *last = own;
}

void node_remove_module(struct node *n, struct own_module *own)
{
    struct own_module **at = &n->own_modules;

    (void)loader_unload(n, text_of(own->module->name));
    while (*at && *at != own)
        at = &(*at)->next;
    if (*at)
        *at = own->next;
}
