// Lists the loaded modules, for newer tools and for modules.
#include "loader/loaded.h"
#include "loader/slots.h"

void loaded_list(struct node *n, struct reply *r, const char *prefix)
{
    const struct module *m;
    char chunk[16];

    for (unsigned i = 0; (m = catalog_at(n, i)); i++) {
        if (!slots_find(n, m))
            continue;
        struct out o = reply_open(r, NULL, chunk, sizeof chunk);
        out_format(&o, "%s%s", prefix, m->name);
        reply_close(r, &o);
    }
}

// Answers like the successor: "task" can be called like a module, so it is always in the list.
static enum command_end loaded_modules(struct request *r, struct text rest)
{
    (void)rest;
    command_is_todays(r);
    reply_begin(&r->reply, REPLY_LIST);
    loaded_list(r->node, &r->reply, "");
    reply_item_text(&r->reply, text_of("task"));
    return COMMAND_DONE;
}

static const struct field loaded_out[] = { { "module", K_TEXT, "that is loaded" } };
const struct word loaded_word = {
    "modules",     loaded_modules,        "the loaded modules", RIGHT_DRIVE,
    TAKES_NOTHING, OUT(LIST, loaded_out), .only_reads = true,
};
