// Records and shows whose command last changed a load module.
#include "loader/why.h"
#include "loader/slots.h"

enum { NO_VERB = UINT8_MAX };

// A tick or an edge follows from an earlier command. If there was one, it remains the cause.
static void changed(struct node *n, struct module_slot *slot, const struct change *change)
{
    struct cause *cause = &slot->cause;
    struct out o;

    if (!change->verb && cause->is_known)
        return;
    *cause = (struct cause){ .is_known = true, .origin = change->who->origin };
    cause->up_s = node_uptime_s(n);
    cause->verb = change->verb ? (uint8_t)(change->verb - slot->module->verbs) : NO_VERB;
    out_init(&o, cause->peer, sizeof cause->peer);
    out_text(&o, change->who->name);
}

// For a change by the module itself, leaves out its name, as it is already written.
static void why_write_origin(const struct node *n, const struct cause *cause, struct out *o)
{
    struct origin origin = cause->origin;

    if (cause->verb == NO_VERB)
        origin = (struct origin){ .caller = origin.by };
    principal_write_origin(origin, slots_name_of, n, o);
}

static void write_cause(const struct node *n, const struct cause *cause, struct out *o)
{
    why_write_origin(n, cause, o);
    if (cause->peer[0])
        out_format(o, " %s", cause->peer);
    out_format(o, ", %u s ago", (unsigned)(node_uptime_s(n) - cause->up_s));
}

static void write_known(struct request *r, const struct module *m, const struct cause *cause)
{
    char chunk[32];
    struct out o;

    bool is_by_itself = cause->verb == NO_VERB;

    reply_begin_as(&r->reply, REPLY_MAP, is_by_itself ? "{}: by {}\n" : "{} {}: by {}\n");
    reply_pair_text(&r->reply, "module", text_of(m->name));
    if (!is_by_itself)
        reply_pair_text(&r->reply, "function", text_of(m->verbs[cause->verb].name));
    o = reply_open(&r->reply, "by", chunk, sizeof chunk);
    write_cause(r->node, cause, &o);
    reply_close(&r->reply, &o);
}

static void why_write_unknown(struct request *r, const struct module *m)
{
    reply_begin_as(&r->reply, REPLY_MAP, "{}: nothing has changed it since the boot\n");
    reply_pair_text(&r->reply, "module", text_of(m->name));
    reply_pair_null(&r->reply, "by");
}

static enum command_end why_command(struct request *r, struct text rest)
{
    const struct module *m = catalog_find(r->node, text_trim(rest));

    if (!m) {
        reply_error(&r->reply, "no such module", "Invalid why cmd! Help: why <module>\n");
        return COMMAND_FAILED;
    }
    const struct module_slot *slot = slots_find(r->node, m);
    if (slot && slot->cause.is_known)
        write_known(r, m, &slot->cause);
    else
        why_write_unknown(r, m);
    return COMMAND_DONE;
}

static const struct field why_out[] = {
    { "module", K_TEXT, "its name" },
    { "function", K_TEXT, "that was called", .flags = F_OPTIONAL },
    { "by", K_TEXT, "whose command it was, and when", .flags = F_OPTIONAL },
};
const struct word why_word = { "why",       why_command,    "MODULE: whose command changed it last",
                               RIGHT_DRIVE, TAKES_ANYTHING, OUT(MAP, why_out) };
const struct room why_room = { .changed = changed };
