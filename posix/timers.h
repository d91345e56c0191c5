// Timers, the earliest first. The timers themselves form the heap (a pairing heap). So setting one
// takes no memory and cannot fail, and ten thousand nodes can wait cheaply.
#ifndef POSIX_TIMERS_H
#define POSIX_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

struct loop;

// Embed this to wait for a time; set `due`.
struct loop_timer {
    // Called once each time it was set. It may set any timer again, including itself.
    void (*due)(struct loop *l, struct loop_timer *t);
    uint64_t at_ms;
    uint64_t order;                           // order among equal times; 0: not set
    struct loop_timer *child, *next, *before; // before: the left sibling or the parent
};

struct timers {
    struct loop_timer *first;
    uint64_t order; // of the timer that was set last
};

bool timers_is_set(const struct loop_timer *t);

// Sets a timer to a time. A timer that is set already is moved.
void timers_set(struct timers *all, struct loop_timer *t, uint64_t at_ms);

// Does nothing if it is not set.
void timers_cancel(struct timers *all, struct loop_timer *t);

// Takes out the earliest timer that is due at that time, but none that was set after `last_order`.
// Equal times come in the order in which they were set. NULL: none.
struct loop_timer *timers_take(struct timers *all, uint64_t now_ms, uint64_t last_order);

#endif
