// Tells of the lines about strangers that were left out.
#include "node/strangers.h"
#include "node/room.h"

void strangers_hear(struct node *n, bool is_stranger)
{
    n->strangers.is_heard = is_stranger;
}

// The line is a stranger's: it must not push out what owners did.
static void tell_left_out(struct node *n)
{
    struct ration *r = &n->strangers.ration;
    unsigned count = r->left_out;

    r->left_out = 0;
    strangers_hear(n, true);
    node_log(n, LOG_WARN, "[log] %u more lines about strangers were left out", count);
    strangers_hear(n, false);
    r->spent--; // it is not one of those that it counts
}

static uint32_t strangers_poll(struct node *n)
{
    struct ration *r = &n->strangers.ration;

    if (!r->left_out)
        return UINT32_MAX;
    uint32_t wait_ms = ration_wait_ms(r, n->now_ms);
    if (wait_ms)
        return wait_ms;
    tell_left_out(n);
    return UINT32_MAX;
}

const struct room strangers_room = { .poll = strangers_poll };
