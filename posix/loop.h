// An event loop for descriptors, times, and work at the end of a round. It does not know its users:
// to use it, embed a watch, a timer or a piece of work.
//
// A round waits until something happens. Then it calls the watches, then the timers that are due,
// then the work that these have left for later, and finally the work that must come last.
#ifndef POSIX_LOOP_H
#define POSIX_LOOP_H

#include "posix/timers.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

// The struct that contains the member to which `at` points. So the owner of an embedded watch finds
// itself.
#define LOOP_OWNER(type, member, at) ((type *)(void *)((char *)(at)-offsetof(type, member)))

// Embed this to wait for a descriptor. With fd -1 it waits for nothing.
struct watch {
    int fd;
    void (*ready)(struct loop *l, struct watch *w, uint32_t events); // EPOLLIN, EPOLLOUT, ...
};

// Embed this to do work at the end of a round; set `run`.
struct loop_work {
    void (*run)(struct loop *l, struct loop_work *w);
    struct loop_work *next, *before;
    struct loop_queue *queue; // the queue it is in; NULL: none
};

struct loop_queue {
    struct loop_work *first, *last; // if `first` is NULL, so is `last`
};

struct loop {
    int epoll;
    bool is_over;
    uint64_t clock_ms;     // monotonic
    long clock_part_ns;    // rest below a millisecond
    int64_t wall_ms;       // UTC
    clockid_t wall_clock;  // clock to use for the wall time; a time service may change it
    int64_t wall_ahead_ms; // added to that clock
    struct timers timers;
    struct loop_queue later, last;
    struct watch *file; // a plain file, which epoll cannot wait for because it is always ready
    bool reads_file;
};

// 0, or -1 with errno.
int loop_init(struct loop *l);

// Frees what the loop itself holds. Embedded members belong to their owners.
void loop_free(struct loop *l);

// Waits for events of w->fd. Returns 0. -1 with errno: the system cannot wait for it.
int loop_add(struct loop *l, struct watch *w, uint32_t events);
void loop_change(struct loop *l, struct watch *w, uint32_t events);
void loop_remove(struct loop *l, struct watch *w);

// Removes the watch and closes its descriptor, if there is one.
void loop_close(struct loop *l, struct watch *w);

// Calls t->due at that time of clock_ms, or in the next round if it has passed. A timer that is set
// already is moved.
void loop_set_timer(struct loop *l, struct loop_timer *t, uint64_t at_ms);

// Same, but a timer that is set to an earlier time stays there.
void loop_set_timer_by(struct loop *l, struct loop_timer *t, uint64_t at_ms);
void loop_stop_timer(struct loop *l, struct loop_timer *t);

// Runs the work once at the end of this round, in the order of requests. A second request before
// that changes nothing. Work that is requested while work runs is done in the same round.
void loop_later(struct loop *l, struct loop_work *w);

// Runs the work after all other work of the round. Use it for what must follow the answers, and to
// free memory that an event of this round may still point to.
void loop_last(struct loop *l, struct loop_work *w);

// Removes the work from whichever queue it is in.
void loop_forget(struct loop *l, struct loop_work *w);

// Reads both clocks. The loop does this once per round.
void loop_clock(struct loop *l);
int64_t loop_wall_ms(const struct loop *l); // present UTC since 1970

// Runs one round, which waits at most `most_ms` milliseconds (-1: no limit). Returns 0. -1 with
// errno: the system cannot wait.
int loop_round(struct loop *l, int most_ms);

// Does the remaining work, after calls into members of the loop outside of a round.
void loop_end_round(struct loop *l);

void loop_run(struct loop *l); // runs rounds until is_over

#endif
