// The event loop of the process: file descriptors and what they belong to.
#ifndef LINUX_LOOP_H
#define LINUX_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct loop;

// Whatever waits for a descriptor embeds one of these.
struct watch {
    int fd;
    void (*ready)(struct loop *l, struct watch *w, uint32_t events); // EPOLLIN, EPOLLOUT, ...
};

// Whatever is given back from inside a watch embeds one of these: this round may still have an
// event for it.
struct loop_leftover {
    struct loop_leftover *next;
    void *memory;
};

struct conn;
struct dial;
struct unit;

struct loop {
    int epoll;
    bool is_over;
    uint64_t clock_ms; // monotonic
    uint32_t now_ms;   // its low part
    long now_part_ns;  // of the present millisecond
    int64_t wall_ms;   // UTC
    int64_t wall_s;
    clockid_t wall_clock;      // what the wall clock goes by: the timekeeper's business
    int64_t wall_ahead_ms;     // of that clock
    struct conn *unsent;       // connections with something to flush or to end
    struct dial *closed_dials; // freed at the end of the round
    struct loop_leftover *leftovers;
    struct conn *dead;  // closed during this round; freed at its end
    struct watch *file; // the one that epoll cannot wait for, because it is always ready: a file
    bool reads_file;
    struct unit *timed;   // nodes that wait for a moment
    uint32_t next_due_ms; // no node is due before this
    bool has_due;
};

int loop_init(struct loop *l);
int loop_add(struct loop *l, struct watch *w, uint32_t events);
void loop_change(struct loop *l, struct watch *w, uint32_t events);
void loop_remove(struct loop *l, struct watch *w);
void loop_clock(struct loop *l);            // reads both clocks
int64_t loop_wall_ms(const struct loop *l); // UTC since 1970, now

// Frees memory at the end of the round; at once when the loop is over.
void loop_free_later(struct loop *l, struct loop_leftover *leftover, void *memory);

void loop_run(struct loop *l); // until is_over

#endif
