// Lets commands take turns asking by pulses.
#include "chips/turn.h"

enum { LOOK_AGAIN_MS = 20 };

int turn_ask(struct call *c, const struct turn_question *q)
{
    const struct pulse_turn *newest = &c->pins->pulse;

    if (!c->progress)
        return ERR_NOTSUP;
    if (newest->is_open && c->progress->memo == newest->number)
        return OK;
    if (pins_pulse_is_open(c->pins, call_clock_ms(c)))
        return call_wait(c, LOOK_AGAIN_MS);
    int err = call_pulse(c, q->out, q->in, q->level, q->us);
    c->progress->memo = newest->number;
    return err ? err : call_wait(c, q->answer_ms);
}
