// Remembers and tells whose command changed a load module last.
#include "node/why.h"
#include "base/crc32.h"
#include "node/loader.h"

static uint32_t up_s(const struct node *n)
{
    return (uint32_t)((n->clock_ms - n->boot_ms) / 1000);
}

uint32_t why_mark(const struct node *n, unsigned module)
{
    return crc32_add(0, n->slots[module].self, modules[module]->size);
}

void why_note(const struct request *r, unsigned module, const struct verb *v)
{
    struct cause *cause = &r->node->slots[module].cause;
    struct out o;

    *cause = (struct cause){ .origin = r->origin, .is_known = true, .up_s = up_s(r->node) };
    cause->verb = (uint8_t)(v - modules[module]->verbs);
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
    struct text name = text_trim(rest);
    int i = loader_find(text_starts(name, "LM_") ? text_skip(name, 3) : name);

    if (i < 0) {
        out_text(r->out, r->json ? "{\"error\": \"no such module\"}\n"
                                 : "Invalid why cmd! Help: why <module>\n");
        return COMMAND_FAILED;
    }
    const struct cause *cause = &r->node->slots[i].cause;
    if (loader_is_loaded(r->node, (unsigned)i) && cause->is_known)
        write_known(r, modules[i], cause);
    else
        out_format(r->out,
                   r->json ? "{\"module\": \"%s\", \"by\": null}\n"
                           : "%s: nothing has changed it since the boot\n",
                   modules[i]->name);
    return COMMAND_DONE;
}
