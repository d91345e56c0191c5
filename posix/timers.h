// Moments that somebody waits for, the earliest first. The timers themselves are the heap (a
// pairing heap), so setting one takes no memory and cannot fail, and ten thousand nodes wait
// cheaply.
#ifndef POSIX_TIMERS_H
#define POSIX_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

struct loop;

// Whatever waits for a moment embeds one of these, with `due` set.
struct loop_timer {
    // Called once for each time it was set. It may set any timer again, itself too.
    void (*due)(struct loop *l, struct loop_timer *t);
    uint64_t at_ms;
    uint64_t order;                           // of equal moments; 0: it is not set
    struct loop_timer *child, *next, *before; // before: the sibling to the left, or the parent
};

struct timers {
    struct loop_timer *first;
    uint64_t order; // of the timer that was set last
};

bool timers_is_set(const struct loop_timer *t);

// Sets a timer to a moment; one that is set already moves there.
void timers_set(struct timers *all, struct loop_timer *t, uint64_t at_ms);

// Nothing happens if it is not set.
void timers_cancel(struct timers *all, struct loop_timer *t);

// Takes out the earliest timer that is due at that moment, but none that was set after
// `last_order`. Equal moments come in the order in which they were set. NULL: none.
struct loop_timer *timers_take(struct timers *all, uint64_t now_ms, uint64_t last_order);

#endif
