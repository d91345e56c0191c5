// Runs the timer's commands. The period does not drift, because the next due time follows from the
// last due time, not from when the commands ended.
#include "automation/timer.h"
#include "command/chain.h"

static uint32_t period_ms(const struct node *n)
{
    return (uint32_t)settings_int(&n->settings, KEY_timirqseq);
}

static bool timer_is_on(const struct node *n)
{
    return settings_bool(&n->settings, KEY_timirq) && settings_is_set(&n->settings, KEY_timirqcbf);
}

void automation_start_timer(struct node *n)
{
    n->automation->timer =
        (struct timer){ .is_running = timer_is_on(n), .due_ms = n->now_ms + period_ms(n) };
    n->timer_runs = n->timer_missed = 0;
}

// Counts periods that passed without a run. They are not run later.
static void timer_schedule(struct node *n)
{
    struct timer *t = &n->automation->timer;
    uint32_t period = period_ms(n), late_ms = n->now_ms - t->due_ms;

    t->due_ms += period;
    if (late_ms >= period) {
        uint32_t missed = late_ms / period;
        t->due_ms += missed * period;
        n->timer_missed += missed;
    }
}

static uint32_t timer_poll(struct node *n)
{
    struct timer *t = &n->automation->timer;

    if (!t->is_running)
        return UINT32_MAX;
    if ((int32_t)(n->now_ms - t->due_ms) >= 0) {
        node_was_late(n, t->due_ms);
        timer_schedule(n);
        n->timer_runs++;
        chain_run(n, principal_node(CALLER_TIMER, 0), KEY_timirqcbf);
    }
    return t->due_ms - n->now_ms;
}

const struct room timer_room = { .poll = timer_poll };
