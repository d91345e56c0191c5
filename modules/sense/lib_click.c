// Tells clicks.
#include "lib_click.h"

void click_forget(struct click *b)
{
    b->count = 0;
    b->is_down = b->differs = b->is_long = false;
}

bool click_is_at_rest(const struct click *b)
{
    return !b->is_down && !b->differs && !b->count;
}

// The level that counts has changed.
static void turn(struct click *b, uint32_t now_ms)
{
    b->is_down = !b->is_down;
    b->differs = false;
    b->since_ms = now_ms;
    if (!b->is_down && !b->is_long)
        b->count++;
    if (!b->is_down)
        b->is_long = false;
}

static void debounce(struct click *b, bool is_down, uint32_t now_ms)
{
    if (is_down == b->is_down) {
        b->differs = false;
        return;
    }
    if (!b->differs)
        b->differs_ms = now_ms;
    b->differs = true;
    if (now_ms - b->differs_ms >= (uint32_t)b->debounce_ms)
        turn(b, now_ms);
}

enum click_event click_take(struct click *b, bool is_down, bool has_double, uint32_t now_ms)
{
    debounce(b, is_down, now_ms);
    uint32_t quiet_ms = now_ms - b->since_ms;
    if (b->is_down && !b->is_long && quiet_ms >= (uint32_t)b->long_ms) {
        b->is_long = true;
        b->count = 0;
        return CLICK_LONG;
    }
    bool may_follow = has_double && b->count < 2 && quiet_ms < (uint32_t)b->gap_ms;
    if (b->is_down || b->differs || !b->count || may_follow)
        return CLICK_NONE;
    bool is_double = has_double && b->count > 1;
    b->count = 0;
    return is_double ? CLICK_DOUBLE : CLICK;
}

const struct field click_times_in[3] = {
    { CLICK_DEBOUNCE, .flags = F_OPTIONAL },
    { CLICK_GAP, .flags = F_OPTIONAL },
    { CLICK_LONG_TIME, .flags = F_OPTIONAL },
};

void click_set_times(const struct call *c, struct click *b)
{
    int32_t *const times[] = { &b->debounce_ms, &b->gap_ms, &b->long_ms };

    for (unsigned i = 0; i < COUNT(times); i++)
        if (call_has(c, i))
            *times[i] = c->in[i].i;
}
