// Shared by all parts of a unit: its node, its timers, its connections.
#include "unit.h"

enum { LOOK_AGAIN_MS = 1000 }; // how often to look for a serial device that is gone

static void tell_time(struct unit *u)
{
    const struct loop *l = &u->process->loop;

    node_time(&u->node, l->clock_ms, l->wall_ms);
    sim_time(&u->sim, l->clock_ms * 1000);
}

struct node *unit_node(struct unit *u)
{
    tell_time(u);
    return &u->node;
}

struct node *unit_call(struct unit *u)
{
    loop_later(&u->process->loop, &u->follow);
    return unit_node(u);
}

void unit_wake_at(struct unit *u, uint64_t moment_ms)
{
    loop_set_timer_by(&u->process->loop, &u->timer, moment_ms);
}

void unit_lost_serial(struct unit *u)
{
    struct loop *l = &u->process->loop;

    loop_set_timer(l, &u->serial_timer, l->clock_ms + LOOK_AGAIN_MS);
}

void unit_adopt(struct unit *u, struct conn *c)
{
    c->prev = NULL;
    c->next = u->conns;
    if (u->conns)
        u->conns->prev = c;
    u->conns = c;
}

void unit_forget(struct unit *u, struct conn *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        u->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
}
