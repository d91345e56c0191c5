// Remembers and tells whose command changed a load module last.
#include "loader/why.h"
#include "loader/slots.h"

static uint32_t up_s(const struct node *n)
{
    return (uint32_t)((n->clock_ms - n->boot_ms) / 1000);
}

// What a tick or an edge does follows from an earlier command: that one stays the cause.
static void changed(struct node *n, struct module_slot *slot, const struct change *change)
{
    struct cause *cause = &slot->cause;
    struct out o;

    if (!change->verb)
        return;
    *cause = (struct cause){ .origin = change->who->origin, .is_known = true, .up_s = up_s(n) };
    cause->verb = (uint8_t)(change->verb - slot->module->verbs);
    out_init(&o, cause->peer, sizeof cause->peer);
    out_text(&o, change->who->name);
}

static void write_cause(const struct node *n, const struct cause *cause, struct out *o)
{
    principal_write_origin(cause->origin, o);
    if (cause->peer[0])
        out_format(o, " %s", cause->peer);
    out_format(o, ", %u s ago", (unsigned)(up_s(n) - cause->up_s));
}

static void write_known(const struct request *r, const struct module *m, const struct cause *cause)
{
    out_format(r->out,
               r->json ? "{\"module\": \"%s\", \"function\": \"%s\", \"by\": \"" : "%s %s: by ",
               m->name, m->verbs[cause->verb].name);
    write_cause(r->node, cause, r->out);
    out_text(r->out, r->json ? "\"}\n" : "\n");
}

static enum command_end command(struct request *r, struct text rest)
{
    const struct module *m = catalog_find(r->node, text_trim(rest));

    if (!m) {
        out_text(r->out, r->json ? "{\"error\": \"no such module\"}\n"
                                 : "Invalid why cmd! Help: why <module>\n");
        return COMMAND_FAILED;
    }
    const struct module_slot *slot = slots_find(r->node, m);
    if (slot && slot->cause.is_known)
        write_known(r, m, &slot->cause);
    else
        out_format(r->out,
                   r->json ? "{\"module\": \"%s\", \"by\": null}\n"
                           : "%s: nothing has changed it since the boot\n",
                   m->name);
    return COMMAND_DONE;
}

const struct word why_word = { "why", command, "MODULE: whose command changed it last",
                               RIGHT_ADMIN };
const struct room why_room = { .changed = changed };
