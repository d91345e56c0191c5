// Commands take turns at a sensor.
#include "lib_turn.h"

enum { LOOK_AGAIN_MS = 20, GIVEN_UP_MS = 500 };

int turn_take(struct call *c, struct turn *t)
{
    uint32_t now_ms = call_clock_ms(c);

    if (!c->progress)
        return ERR_NOTSUP;
    if (t->is_taken && c->progress->memo == t->number) {
        t->is_taken = false;
        return TURN_READ;
    }
    if (t->is_taken && now_ms - t->asked_ms < GIVEN_UP_MS)
        return call_wait(c, LOOK_AGAIN_MS);
    t->is_taken = true;
    t->asked_ms = now_ms;
    if (!++t->number)
        t->number = 1; // 0 is the memo of who has not asked yet
    c->progress->memo = t->number;
    return TURN_ASK;
}
