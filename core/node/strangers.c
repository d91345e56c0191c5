// Reports how many lines about strangers were left out.
#include "node/strangers.h"
#include "node/room.h"

void strangers_hear(struct node *n, bool is_stranger)
{
    n->strangers.is_heard = is_stranger;
}

// This line counts as a stranger's, so that it does not push out lines about owners.
static void tell_left_out(struct node *n)
{
    struct ration *r = &n->strangers.ration;
    unsigned count = r->left_out;

    r->left_out = 0;
    strangers_hear(n, true);
    node_log(n, LOG_WARN, "[log] %u more lines about strangers were left out", count);
    strangers_hear(n, false);
    r->spent--; // this line itself does not count
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
