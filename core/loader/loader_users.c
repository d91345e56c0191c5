// Adds and removes user modules while the node runs.
#include "loader/loader.h"

void loader_add_module(struct node *n, struct user_module *added)
{
    struct user_module **last = &n->user_modules;

    (void)loader_unload(n, text_of(added->module->name));
    while (*last)
        last = &(*last)->next;
    added->next = NULL;
    *last = added;
}

void loader_remove_module(struct node *n, struct user_module *removed)
{
    struct user_module **at = &n->user_modules;

    (void)loader_unload(n, text_of(removed->module->name));
    while (*at && *at != removed)
        at = &(*at)->next;
    if (*at)
        *at = removed->next;
}

// The word "module" works only if the port can store modules.
static enum command_end loader_module(struct request *r, struct text rest)
{
    const struct module_store *store = r->node->port->modules;

    if (store)
        return (enum command_end)store->command(r, rest);
    reply_refuse(&r->reply, "not supported on this board");
    return COMMAND_FAILED;
}

const struct word loader_word = { "module", loader_module,
                                  "list, show NAME, remove NAME: modules of your own",
                                  RIGHT_ADMIN };
