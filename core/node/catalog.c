// The list of all load modules.
#include "node/catalog.h"

static const struct module *find_users(const struct node *n, struct text name)
{
    for (const struct user_module *u = n->user_modules; u; u = u->next)
        if (text_is(name, u->module->name))
            return u->module;
    return NULL;
}

struct user_module *catalog_users(const struct node *n, const struct module *m)
{
    struct user_module *u = n->user_modules;

    while (u && u->module != m)
        u = u->next;
    return u;
}

const struct module *catalog_built_in(struct text name)
{
    for (unsigned i = 0; i < module_count; i++)
        if (text_is(name, modules[i]->name))
            return modules[i];
    return NULL;
}

const struct module *catalog_find(const struct node *n, struct text name)
{
    if (text_starts(name, "LM_"))
        name = text_skip(name, 3);
    const struct module *found = find_users(n, name);
    return found ? found : catalog_built_in(name);
}

const struct module *catalog_at(const struct node *n, unsigned i)
{
    for (unsigned k = 0; k < module_count; k++)
        if ((!n->user_modules || !find_users(n, text_of(modules[k]->name))) && !i--)
            return modules[k];
    for (const struct user_module *u = n->user_modules; u; u = u->next)
        if (!i--)
            return u->module;
    return NULL;
}

void catalog_try_names(const struct node *n, struct nearest *near)
{
    const struct module *m;

    for (unsigned i = 0; (m = catalog_at(n, i)); i++)
        nearest_try(near, m->name);
}
