// Looks up subcommands and lists their options.
#include "term/verb.h"

#include <string.h>

const struct verb *verb_find(const char *name)
{
    for (const struct verb *const *verb = verb_table; *verb; verb++)
        if (strcmp((*verb)->name, name) == 0)
            return *verb;
    return NULL;
}

void verb_options(const struct argp *argp,
                  void (*each)(void *ctx, const struct argp_option *option), void *ctx)
{
    const struct argp_option *option = argp->options;
    for (; option && (option->name || option->key || option->doc); option++)
        if (option->name && !(option->flags & (OPTION_HIDDEN | OPTION_DOC)))
            each(ctx, option);
    const struct argp_child *child = argp->children;
    for (; child && child->argp; child++)
        verb_options(child->argp, each, ctx);
}
