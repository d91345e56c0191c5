// Remembers and tells whose command changed a load module last.
#include "node/why.h"
#include "base/crc32.h"
#include "node/catalog.h"
#include "node/loader.h"

static uint32_t up_s(const struct node *n)
{
    return (uint32_t)((n->clock_ms - n->boot_ms) / 1000);
}

uint32_t why_mark(const struct module_slot *slot)
{
    return crc32_add(0, slot->self, slot->module->size);
}

void why_note(const struct request *r, struct module_slot *slot, const struct verb *v)
{
    struct cause *cause = &slot->cause;
    struct out o;

    *cause = (struct cause){ .origin = r->origin, .is_known = true, .up_s = up_s(r->node) };
    cause->verb = (uint8_t)(v - slot->module->verbs);
    out_init(&o, cause->peer, sizeof cause->peer);
    if (r->session)
        out_text(&o, r->session->peer);
}

static void write_cause(const struct node *n, const struct cause *cause, struct out *o)
{
    origin_write(cause->origin, o);
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

enum command_end why_command(struct request *r, struct text rest)
{
    const struct module *m = catalog_find(r->node, text_trim(rest));

    if (!m) {
        out_text(r->out, r->json ? "{\"error\": \"no such module\"}\n"
                                 : "Invalid why cmd! Help: why <module>\n");
        return COMMAND_FAILED;
    }
    const struct module_slot *slot = loader_slot(r->node, m);
    if (slot && slot->cause.is_known)
        write_known(r, m, &slot->cause);
    else
        out_format(r->out,
                   r->json ? "{\"module\": \"%s\", \"by\": null}\n"
                           : "%s: nothing has changed it since the boot\n",
                   m->name);
    return COMMAND_DONE;
}
