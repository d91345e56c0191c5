// A pairing heap: each timer is earlier than all timers below it.
#include "posix/timers.h"
#include <stddef.h>

bool timers_is_set(const struct loop_timer *t)
{
    return t->order != 0;
}

static bool comes_first(const struct loop_timer *a, const struct loop_timer *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

// Joins two heaps. Neither has a sibling.
static struct loop_timer *timers_join(struct loop_timer *a, struct loop_timer *b)
{
    struct loop_timer *top = comes_first(a, b) ? a : b, *below = top == a ? b : a;

    below->next = top->child;
    below->before = top;
    if (top->child)
        top->child->before = below;
    top->child = below;
    return top;
}

// Joins all siblings to one heap, in pairs first, which keeps it flat.
static struct loop_timer *join_all(struct loop_timer *t)
{
    struct loop_timer *pairs = NULL, *all = NULL;

    while (t) {
        struct loop_timer *a = t, *b = t->next;
        t = b ? b->next : NULL;
        a->next = a->before = NULL;
        if (b) {
            b->next = b->before = NULL;
            a = timers_join(a, b);
        }
        a->next = pairs;
        pairs = a;
    }
    while (pairs) {
        struct loop_timer *a = pairs;
        pairs = a->next;
        a->next = NULL;
        all = all ? timers_join(all, a) : a;
    }
    return all;
}

void timers_set(struct timers *all, struct loop_timer *t, uint64_t at_ms)
{
    timers_cancel(all, t);
    t->at_ms = at_ms;
    t->order = ++all->order;
    all->first = all->first ? timers_join(all->first, t) : t;
}

void timers_cancel(struct timers *all, struct loop_timer *t)
{
    if (!timers_is_set(t))
        return;
    struct loop_timer *below = join_all(t->child);
    if (t == all->first) {
        all->first = below;
    } else {
        if (t->before->child == t)
            t->before->child = t->next;
        else
            t->before->next = t->next;
        if (t->next)
            t->next->before = t->before;
        if (below)
            all->first = timers_join(all->first, below);
    }
    t->child = t->next = t->before = NULL;
    t->order = 0;
}

struct loop_timer *timers_take(struct timers *all, uint64_t now_ms, uint64_t last_order)
{
    struct loop_timer *t = all->first;

    if (!t || t->at_ms > now_ms || t->order > last_order)
        return NULL;
    timers_cancel(all, t);
    return t;
}
