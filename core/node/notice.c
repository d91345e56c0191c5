// Stores the notice as a blob.
#include "node/notice.h"
#include "base/frame.h"
#include "store/blobs.h"
#include "store/format.h"

static const char ending[] = " Type conf, then ack, to end this notice.\n";

// Logs a notice and stores it for all sessions.
static void notice_put(struct node *n, struct text text)
{
    node_log(n, LOG_ERROR, "%.*s", (int)text.len - 1, text.p);
    n->has_notice = true;
    if (blobs_put(n->port->blobs, NOTICE_FILE, text))
        node_log(
            n, LOG_ERROR,
            "[CONFIGHANDLER] the notice of this could not be kept: it ends with the next boot");
}

SEPARATE_FRAME void notice_tell(struct node *n, const char *sentence)
{
    char text[200];
    struct out o;

    out_init(&o, text, sizeof text);
    out_format(&o, "%s%s", sentence, ending);
    if (n->has_notice) // sessions see only the first notice, as it is the cause
        node_log(n, LOG_ERROR, "%s", sentence);
    else
        notice_put(n, out_written(&o));
}

// A separate frame, so that it is not on the stack while the settings are loaded.
SEPARATE_FRAME void notice_keep(struct node *n, const struct settings_report *found)
{
    char text[320];
    struct out o;

    out_init(&o, text, sizeof text);
    out_text(&o, "[CONFIG] " SETTINGS_FILE);
    if (found->odd_key >= 0)
        out_format(&o, " held a value for %s that is not accepted; the default is used.",
                   keys[found->odd_key].name);
    else if (found->format)
        out_format(&o, " has format %u.%u, of a newer program, which this one cannot read.",
                   format_major(found->format), format_minor(found->format));
    else if (found->damaged)
        out_format(&o, " was damaged at byte %u.", (unsigned)found->at);
    else
        out_text(&o, " was missing.");
    if (found->recovered)
        out_format(&o, " Generation %u is in use.", (unsigned)found->generation);
    else if (found->odd_key < 0)
        out_text(&o, " No earlier generation was found: factory settings are in use.");
    if (found->aside[0])
        out_format(&o, " What it held is in %s.", found->aside);
    out_text(&o, ending);
    notice_put(n, out_written(&o));
}

void notice_load(struct node *n)
{
    n->has_notice = blobs_exists(n->port->blobs, NOTICE_FILE);
}

static void write_damage(const struct node *n, struct out *o)
{
    char chunk[64];
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, NOTICE_FILE, 0, chunk, sizeof chunk);

    if (got <= 0) // the notice itself could not be stored
        out_text(o, "[CONFIG] " SETTINGS_FILE
                    " was damaged; the log says more. Type conf, then ack, to end this notice.\n");
    for (uint32_t at = 0; got > 0; got = b->read(b->ctx, NOTICE_FILE, at, chunk, sizeof chunk)) {
        out_slice(o, text_make(chunk, (size_t)got));
        at += (uint32_t)got;
    }
}

void notice_write(const struct node *n, struct out *o)
{
    if (n->has_notice)
        write_damage(n, o);
    if (starts_must_tell(n))
        starts_write(n, o);
}

void notice_describe(const struct node *n, struct reply *r)
{
    if (n->has_notice)
        reply_pair_text(r, "notice", text_of("stored data was damaged"));
    if (starts_must_tell(n))
        reply_pair_text(r, "left_out", text_of(starts_left_out(n)));
}

void notice_acknowledge(struct node *n)
{
    const struct blobs *b = n->port->blobs;

    if (starts_must_tell(n))
        starts_acknowledge(n);
    n->has_notice = false;
    (void)b->remove(b->ctx, NOTICE_FILE); // if this fails, the notice returns at the next boot
}
