// The parts of the help that need no table of words.
#include "command/help_list.h"
#include "base/frame.h"
#include "mod/help.h"
#include "node/catalog.h"

void help_list_postfixes(struct request *r)
{
    reply_note(&r->reply, "    & &MS      - as a task, at once or in MS milliseconds\n"
                          "    && &&MS    - again and again\n"
                          "[MORE] Words with arguments, and what may stand behind a command:\n"
                          "    >>HOST     - on another node\n"
                          "    help NAME  - one module, setting or word; help short: this in a few "
                          "lines\n");
}

// One line per module, for people.
SEPARATE_FRAME void help_list_short(struct request *r)
{
    const struct module *m;
    char chunk[16];
    struct out o = reply_open_note(&r->reply, chunk, sizeof chunk);

    for (unsigned i = 0; (m = catalog_at(r->node, i)); i++) {
        size_t len = text_of(m->name).len;
        out_format(&o, "   %s", m->name);
        out_pad(&o, len < 18 ? 18 - len : 0);
        out_format(&o, " - %s\n", m->help);
    }
    out_text(&o, "[MORE] help all lists every function and word. help light tells of one module, "
                 "help soctout of one setting.\n");
    out_flush(&o);
}

SEPARATE_FRAME static void help_list_describe_modules(struct request *r)
{
    struct reply_level outer, all;
    const struct module *m;

    reply_enter(&r->reply, &outer, "exec", REPLY_MAP, NULL);
    for (unsigned i = 0; (m = catalog_at(r->node, i)); i++) {
        reply_enter(&r->reply, &all, m->name, REPLY_MAP, NULL);
        help_describe(m, &r->reply);
        reply_leave(&r->reply, &all);
    }
    reply_leave(&r->reply, &outer);
}

SEPARATE_FRAME static void command_help_list_modules(struct request *r)
{
    const struct module *m;
    char chunk[16];
    struct out o = reply_open_note(&r->reply, chunk, sizeof chunk);

    for (unsigned i = 0; (m = catalog_at(r->node, i)); i++)
        help_listing(m, &o);
    out_flush(&o);
}

void help_list_modules(struct request *r)
{
    help_list_describe_modules(r);
    command_help_list_modules(r);
}

// Older clients and the original's README expect the whole list. The short one is for newer
// programs, which have asked for outcomes. There a person at a terminal reads it.
bool help_list_is_short(const struct request *r, struct text rest)
{
    return !r->reply.json &&
           (text_is(rest, "short") || (!rest.len && r->talk && r->talk->tells_outcome));
}
