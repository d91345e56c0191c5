// An event loop: descriptors, moments, and what is to be done at the end of a round. It knows
// nobody by name: who wants something of it embeds a watch, a timer or a piece of work.
//
// A round: waits until something happens, calls the watches, then the timers that are due, then the
// work that either of them left for later, and at last what was put off until after that.
#ifndef POSIX_LOOP_H
#define POSIX_LOOP_H

#include "posix/timers.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

// The struct of which `at` points to a member: who embeds a watch is told of the watch.
#define LOOP_OWNER(type, member, at) ((type *)(void *)((char *)(at)-offsetof(type, member)))

// Whatever waits for a descriptor embeds one of these. With fd -1 it waits for nothing.
struct watch {
    int fd;
    void (*ready)(struct loop *l, struct watch *w, uint32_t events); // EPOLLIN, EPOLLOUT, ...
};

// Whatever has something to do at the end of a round embeds one of these, with `run` set.
struct loop_work {
    void (*run)(struct loop *l, struct loop_work *w);
    struct loop_work *next, *before;
    struct loop_queue *queue; // it waits there; NULL: it waits nowhere
};

struct loop_queue {
    struct loop_work *first, *last; // without a first there is no last either
};

struct loop {
    int epoll;
    bool is_over;
    uint64_t clock_ms;     // monotonic
    long clock_part_ns;    // of the present millisecond
    int64_t wall_ms;       // UTC
    clockid_t wall_clock;  // what the wall clock goes by, for whoever keeps the time
    int64_t wall_ahead_ms; // of that clock
    struct timers timers;
    struct loop_queue later, last;
    struct watch *file; // the one that epoll cannot wait for, because it is always ready: a file
    bool reads_file;
};

// 0, or -1 with errno.
int loop_init(struct loop *l);

// Gives back what the loop itself holds. What waits in it is its owners'.
void loop_free(struct loop *l);

// Waits for events of w->fd. 0, or -1 with errno: the system cannot wait for it.
int loop_add(struct loop *l, struct watch *w, uint32_t events);
void loop_change(struct loop *l, struct watch *w, uint32_t events);
void loop_remove(struct loop *l, struct watch *w);

// Removes the watch and closes its descriptor, if it has one.
void loop_close(struct loop *l, struct watch *w);

// Has t->due called at that moment of clock_ms, or in the next round if it is over. A timer that is
// set already moves there.
void loop_set_timer(struct loop *l, struct loop_timer *t, uint64_t at_ms);

// The same, but a timer that is set to an earlier moment stays there.
void loop_set_timer_by(struct loop *l, struct loop_timer *t, uint64_t at_ms);
void loop_stop_timer(struct loop *l, struct loop_timer *t);

// Runs the work once at the end of this round, in the order of asking. Asking again before changes
// nothing; what is asked for while work runs is done in the same round.
void loop_later(struct loop *l, struct loop_work *w);

// Runs it when all other work of the round is done: for what must come after the answers, and for
// memory that an event of this round may still point to.
void loop_last(struct loop *l, struct loop_work *w);

// Takes work back, wherever it waits.
void loop_forget(struct loop *l, struct loop_work *w);

// Reads both clocks; the loop does so once a round.
void loop_clock(struct loop *l);
int64_t loop_wall_ms(const struct loop *l); // UTC since 1970, now

// One round, which waits for `most_ms` milliseconds at most (-1: as long as it takes). 0, or -1
// with errno when the system cannot wait.
int loop_round(struct loop *l, int most_ms);

// Does the work that is left, for who calls into the loop's members outside of a round.
void loop_end_round(struct loop *l);

void loop_run(struct loop *l); // rounds until is_over

#endif
