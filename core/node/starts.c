// Counts quick starts in a blob. It is written at each start, and again after a start has lasted a
// minute. A node without anything to leave out has no such blob.
#include "node/starts.h"
#include "base/frame.h"
#include "node/room.h"
#include "store/blobs.h"

enum { WATCHED = '!', ENOUGH = 2 * STARTS_QUICK }; // higher counts make no difference

static bool has_own(const struct node *n)
{
    const struct port *p = n->port;

    return settings_is_set(&n->settings, KEY_boothook) ||
           (p->modules && p->modules->has_any(p->ctx));
}

static bool has_events(const struct node *n)
{
    static const uint8_t switches[] = { KEY_cron, KEY_timirq, KEY_extirq, KEY_irq1,
                                        KEY_irq2, KEY_irq3,   KEY_irq4 };
    bool has = false;

    for (unsigned i = 0; i < sizeof switches; i++)
        has |= settings_bool(&n->settings, switches[i]);
    return has;
}

// Writes only if something changed, so an endless loop of restarts does not wear the flash.
static void starts_keep(struct node *n)
{
    const struct blobs *b = n->port->blobs;
    const char text[] = { (char)('0' + n->starts.quick), WATCHED };
    struct text data = text_make(text, n->starts.is_watched ? 2 : 1);
    bool is_needed = n->starts.quick || n->starts.is_watched;
    int err = OK;

    if (!is_needed)
        (void)b->remove(b->ctx, STARTS_FILE); // if this fails, this start counts as quick
    else if (!blobs_holds(b, STARTS_FILE, data))
        err = blobs_put(b, STARTS_FILE, data);
    if (err)
        node_log(n, LOG_WARN, "[loader] restarts cannot be counted: %s", err_text(err));
}

static void read_count(struct node *n)
{
    const struct blobs *b = n->port->blobs;
    struct starts *s = &n->starts;
    char text[2];
    int got = b->read(b->ctx, STARTS_FILE, 0, text, sizeof text);
    unsigned quick = got > 0 && text[0] >= '0' && text[0] <= '9' ? (unsigned)(text[0] - '0') : 0;
    bool was_quick = got == 2 && text[1] == WATCHED && !s->is_orderly;

    quick += was_quick;
    s->quick = (quick < ENOUGH ? quick : ENOUGH) & 7u;
}

void starts_after_power_on(struct node *n)
{
    n->starts.is_orderly = true;
}

SEPARATE_FRAME static void log_what_is_left_out(struct node *n)
{
    char text[200];
    struct out o;

    out_init(&o, text, sizeof text);
    starts_write(n, &o);
    node_log(n, LOG_ERROR, "%.*s", (int)o.len - 1, o.buf);
}

void starts_count(struct node *n)
{
    struct starts *s = &n->starts;
    bool own = has_own(n), events = has_events(n);

    if (!own && !events && !blobs_exists(n->port->blobs, STARTS_FILE))
        return;
    read_count(n);
    s->is_orderly = false;
    s->is_watched = own || events;
    s->leaves_own = own && s->quick >= STARTS_QUICK;
    s->leaves_events = events && s->quick >= (own ? ENOUGH : STARTS_QUICK);
    if (!s->is_watched)
        s->quick = 0; // the possible cause is gone
    starts_keep(n);
    if (starts_must_tell(n))
        log_what_is_left_out(n);
}

void starts_note_wish(struct node *n)
{
    const struct origin *from = n->who ? &n->who->origin : NULL;

    n->starts.is_orderly = from && (from->caller == CALLER_SHELL ||
                                    (from->caller == CALLER_TASK && from->by == CALLER_SHELL));
}

bool starts_must_tell(const struct node *n)
{
    return (n->starts.leaves_own || n->starts.leaves_events) && !n->starts.is_acknowledged;
}

const char *starts_left_out(const struct node *n)
{
    return !n->starts.leaves_events ? "hooks, modules"
           : n->starts.leaves_own   ? "hooks, modules, calendar, timer, pins"
                                    : "calendar, timer, pins";
}

void starts_write(const struct node *n, struct out *o)
{
    out_format(o,
               "[BOOT] The node restarted within a minute again and again. Left out: %s. Mend the "
               "cause, type conf, then ack, and reboot.\n",
               starts_left_out(n));
}

void starts_acknowledge(struct node *n)
{
    n->starts.is_acknowledged = true;
    n->starts.is_watched = false;
    n->starts.quick = 0;
    starts_keep(n);
}

// This start no longer counts as quick. What is left out stays out until it is acknowledged.
static void starts_end_watch(struct node *n, bool has_lived)
{
    struct starts *s = &n->starts;

    if (!s->is_watched)
        return;
    s->is_watched = false;
    if (has_lived)
        s->quick = (unsigned)s->quick / STARTS_QUICK * STARTS_QUICK & 7u;
    starts_keep(n);
}

static uint32_t starts_poll(struct node *n)
{
    uint64_t lived_ms = node_uptime_ms(n);

    if (!n->starts.is_watched)
        return UINT32_MAX;
    if (lived_ms < STARTS_QUICK_MS)
        return (uint32_t)(STARTS_QUICK_MS - lived_ms);
    starts_end_watch(n, true);
    return UINT32_MAX;
}

static void starts_stop(struct node *n)
{
    if (n->wish != WISH_REBOOT || n->starts.is_orderly)
        starts_end_watch(n, false);
}

const struct room starts_room = { .poll = starts_poll, .stop = starts_stop };
