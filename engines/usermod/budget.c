// Budgets of causes, and shares of modules over time.
#include "budget.h"

enum { US_PER_MS = 1000, LONGEST_MS = 60000 };

static uint64_t budget_now_us(const struct budget *b)
{
    return b->spent_us ? b->spent_us(b->ctx) : 0;
}

// ---- shares ----

void budget_init(struct budget *b)
{
    *b = (struct budget){ .all = { BUDGET_ALL_US, 0, BUDGET_ALL_PARTS, BUDGET_ALL_US } };
}

void budget_share_init(struct budget_share *s)
{
    *s = (struct budget_share){ BUDGET_ONE_US, 0, BUDGET_ONE_PARTS, BUDGET_ONE_US };
}

static void fill(struct budget_share *s, uint32_t now_ms)
{
    uint32_t ms = now_ms - s->at_ms;
    int64_t us = s->left_us + (int64_t)ms * US_PER_MS / s->parts;

    s->at_ms = now_ms;
    s->left_us = us < s->most_us ? (int32_t)us : s->most_us;
}

void budget_take(struct budget_share *s, uint64_t us)
{
    int32_t least_us = -LONGEST_MS * US_PER_MS / BUDGET_ONE_PARTS;

    s->left_us =
        us < (uint64_t)((int64_t)s->left_us - least_us) ? s->left_us - (int32_t)us : least_us;
}

// Milliseconds until the share is above `floor_us`.
static uint32_t usermod_budget_wait_ms(const struct budget_share *s, int32_t floor_us)
{
    if (s->left_us > floor_us)
        return 0;
    return (uint32_t)(floor_us - s->left_us) * s->parts / US_PER_MS + 1;
}

uint32_t budget_own_wait_ms(struct budget_share *s, uint32_t now_ms)
{
    fill(s, now_ms);
    return usermod_budget_wait_ms(s, 0);
}

uint32_t budget_wait_ms(struct budget *b, struct budget_share *s, bool is_asked, uint32_t now_ms)
{
    uint32_t own_ms = budget_own_wait_ms(s, now_ms);

    fill(&b->all, now_ms);
    uint32_t all_ms = usermod_budget_wait_ms(&b->all, is_asked ? -BUDGET_ASKED_US : 0);
    return own_ms > all_ms ? own_ms : all_ms;
}

// ---- causes ----

// Pays for what was spent since the last time.
static void budget_pay(struct budget *b)
{
    uint64_t us = budget_now_us(b);

    if (b->who) {
        budget_take(b->who, us - b->paid_us);
        budget_take(&b->all, us - b->paid_us);
    }
    b->paid_us = us;
}

static uint64_t until(const struct budget *b, const struct budget_limit *most)
{
    uint64_t us = b->paid_us + most->us;

    return b->depth && b->until_us < us ? b->until_us : us;
}

void budget_enter(struct budget *b, struct budget_share *who, const struct budget_limit *most,
                  struct budget_frame *outer)
{
    if (b->depth)
        budget_pay(b);
    else
        b->paid_us = budget_now_us(b);
    *outer = (struct budget_frame){ .steps = b->steps_left, .until_us = b->until_us };
    b->until_us = until(b, most);
    if (!b->depth) {
        b->who = who;
        b->is_over = false;
    }
    if (!b->depth || most->steps < b->steps_left)
        b->steps_left = most->steps;
    outer->given_steps = b->steps_left;
    b->unseen_steps = 0;
    b->depth++;
}

void budget_restart(struct budget *b, const struct budget_limit *most)
{
    budget_pay(b);
    b->until_us = b->paid_us + most->us;
}

// A function that exceeded its own limit does not end its caller.
void budget_leave(struct budget *b, const struct budget_frame *outer)
{
    uint32_t used = outer->given_steps - b->steps_left;

    budget_pay(b);
    if (!--b->depth)
        return;
    b->steps_left = used < outer->steps ? outer->steps - used : 0;
    b->until_us = outer->until_us;
    b->is_over = !b->steps_left || (b->spent_us && b->paid_us > b->until_us);
}

void budget_finish(struct budget *b)
{
    if (b->depth || !b->who)
        return;
    budget_pay(b);
    b->who = NULL;
}

void budget_forget(struct budget *b, const struct budget_share *who)
{
    if (b->who == who)
        b->who = NULL;
}

bool budget_look(struct budget *b)
{
    b->unseen_steps = 0;
    if (b->spent_us && budget_now_us(b) > b->until_us)
        b->is_over = true;
    return !b->is_over;
}

bool budget_spend(struct budget *b, size_t steps)
{
    if (b->is_over || steps >= b->steps_left) {
        b->is_over = true;
        b->steps_left = 0;
        return false;
    }
    b->steps_left -= (uint32_t)steps;
    b->unseen_steps += (uint32_t)steps;
    return b->unseen_steps < BUDGET_LOOK_STEPS || budget_look(b);
}
