// Counts the lines that strangers cause.
#include "node/strangers.h"
#include "node/room.h"

// Lines come back one by one; who has spent none earns none.
static void earn(struct node *n)
{
    struct strangers *s = &n->strangers;

    for (; s->spent && n->now_ms - s->earned_ms >= STRANGERS_LINE_MS; s->spent--)
        s->earned_ms += STRANGERS_LINE_MS;
    if (!s->spent)
        s->earned_ms = n->now_ms;
}

static void strangers_tell_left_out(struct node *n)
{
    struct strangers *s = &n->strangers;
    unsigned count = s->left_out;
    bool is_heard = s->is_heard;

    if (!count)
        return;
    s->left_out = 0;
    s->is_heard = true; // it must not push out what owners did
    node_log(n, LOG_WARN, "[log] %u more lines about strangers were left out", count);
    s->is_heard = is_heard;
    s->spent--; // it is not one of those that it counts
}

void strangers_hear(struct node *n, bool is_stranger)
{
    n->strangers.is_heard = is_stranger;
}

bool strangers_may_log(struct node *n)
{
    struct strangers *s = &n->strangers;

    if (!s->is_heard)
        return true;
    earn(n);
    if (s->spent >= STRANGERS_LINES) {
        s->left_out = (uint16_t)(s->left_out + (s->left_out < UINT16_MAX));
        return false;
    }
    strangers_tell_left_out(n);
    s->spent++;
    return true;
}

static uint32_t strangers_poll(struct node *n)
{
    struct strangers *s = &n->strangers;

    if (!s->left_out)
        return UINT32_MAX;
    earn(n);
    if (s->spent >= STRANGERS_LINES)
        return STRANGERS_LINE_MS - (n->now_ms - s->earned_ms);
    strangers_tell_left_out(n);
    return UINT32_MAX;
}

const struct room strangers_room = { .poll = strangers_poll };
