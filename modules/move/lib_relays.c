// Switches relays.
#include "lib_relays.h"

enum { RETRY_MS = 100 };

int relays_switch_off(struct call *c, unsigned i)
{
    struct relays *r = c->self;
    int err = call_pin_write(c, i, r->active_low != 0);

    if (err)
        return err;
    r->on[i] = r->is_timed[i] = false;
    return OK;
}

void relays_schedule(struct call *c)
{
    const struct relays *r = c->self;
    uint32_t now_ms = call_clock_ms(c);

    for (unsigned i = 0; i < RELAYS_MAX; i++) {
        int32_t left_ms = (int32_t)(r->off_at_ms[i] - now_ms);
        uint32_t wake_ms = left_ms > 0 ? (uint32_t)left_ms : 1;
        if (r->is_timed[i] && (!c->wake_in_ms || wake_ms < c->wake_in_ms))
            c->wake_in_ms = wake_ms;
    }
}

int relays_all_off(struct call *c, int but)
{
    const struct relays *r = c->self;
    int err = OK;

    for (int i = 0; i < r->channels; i++) {
        int failed = i != but ? relays_switch_off(c, (unsigned)i) : OK;
        err = err ? err : failed;
    }
    return err;
}

int relays_give_up(struct call *c, int err)
{
    struct relays *r = c->self;
    struct fault why = *c->fault;

    (void)relays_all_off(c, -1);
    for (unsigned i = 0; i < RELAYS_MAX; i++) {
        r->is_timed[i] = r->on[i];
        r->off_at_ms[i] = call_clock_ms(c) + RETRY_MS;
    }
    relays_schedule(c);
    *c->fault = why;
    return err;
}

void relays_set_time(struct call *c, unsigned i, int32_t for_s)
{
    struct relays *r = c->self;
    uint32_t limit_at_ms = r->since_ms[i] + (uint32_t)r->limit_s[i] * 1000;

    r->is_timed[i] = for_s || r->limit_s[i];
    r->off_at_ms[i] = call_clock_ms(c) + (uint32_t)for_s * 1000;
    if (r->limit_s[i] && (!for_s || (int32_t)(limit_at_ms - r->off_at_ms[i]) < 0))
        r->off_at_ms[i] = limit_at_ms;
}

int relays_switch_on(struct call *c, unsigned i, int32_t for_s)
{
    struct relays *r = c->self;
    bool was_on = r->on[i];
    int err = r->interlock ? relays_all_off(c, (int)i) : OK;

    r->on[i] = true; // what is not known to be off counts as on
    err = err ? err : call_pin_write(c, i, !r->active_low);
    if (err)
        return err;
    if (!was_on)
        r->since_ms[i] = call_clock_ms(c);
    relays_set_time(c, i, for_s);
    return OK;
}

int relays_tick(struct call *c)
{
    struct relays *r = c->self;
    int err = OK;

    for (unsigned i = 0; i < RELAYS_MAX && !err; i++)
        if (r->is_timed[i] && (int32_t)(call_clock_ms(c) - r->off_at_ms[i]) >= 0)
            err = relays_switch_off(c, i);
    if (err)
        return relays_give_up(c, err);
    relays_schedule(c);
    return OK;
}
