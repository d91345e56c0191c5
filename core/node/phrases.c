// The words with arguments.
#include "node/phrases.h"
#include "node/agenda.h"
#include "node/intercon.h"
#include "node/tasks.h"
#include "node/why.h"

// "via NAME HOPS": another node is at the far end, and its command has come over so many already.
static enum command_end via(struct request *r, struct text rest)
{
    struct text name = text_word(&rest);
    int32_t hops;

    if (!name.len || text_int(text_trim(rest), &hops) || hops < 1 || hops > INTERCON_HOPS_MAX + 1) {
        out_text(r->out, "Invalid via cmd! Help: via <name> <nodes>\n");
        return COMMAND_DONE;
    }
    r->session->hops = (uint8_t)hops;
    return COMMAND_DONE;
}

static enum command_end module(struct request *r, struct text rest)
{
    const struct module_store *store = r->node->port->modules;

    if (store)
        return (enum command_end)store->command(r, rest);
    out_text(r->out, r->json ? "{\"error\": \"not supported on this board\"}\n"
                             : "not supported on this board\n");
    return COMMAND_FAILED;
}

static const struct phrase phrases[] = {
    { "task", tasks_command, RIGHT_ADMIN, "list, show TAG, kill TAG: background tasks" },
    { "cron", agenda_command, RIGHT_ADMIN, "next [n], why ENTRY: the calendar" },
    { "why", why_command, RIGHT_ADMIN, "MODULE: whose command changed it last" },
    { "module", module, RIGHT_ADMIN, "list, show NAME, remove NAME: modules of your own" },
    { "via", via, RIGHT_LOOK, NULL },
};

const struct phrase *phrases_find(struct text word)
{
    for (unsigned i = 0; i < COUNT(phrases); i++)
        if (text_is(word, phrases[i].name))
            return &phrases[i];
    return 0;
}

void phrases_help(struct out *o)
{
    out_text(o, "[MORE] Words with arguments, and what may stand behind a command:\n");
    for (unsigned i = 0; i < COUNT(phrases) && phrases[i].help; i++) {
        out_format(o, "    %s", phrases[i].name);
        out_pad(o, 11 - text_of(phrases[i].name).len);
        out_format(o, "- %s\n", phrases[i].help);
    }
    out_text(o,
             "    & &MS      - as a task, at once or in MS milliseconds; && &&MS again and again\n"
             "    >>HOST     - on another node\n");
}

void phrases_try(struct nearest *near)
{
    for (unsigned i = 0; i < COUNT(phrases); i++)
        nearest_try(near, phrases[i].name);
}
