// The wall clock that the nodes of this process are told, and whether it is right.
// Where the kernel says that something keeps the system's clock right, that is the time, and nobody
// is asked. Elsewhere SNTP servers are. The system's clock is never set: that takes a right which a
// node does not need, and what else runs here would not expect it.
#ifndef LINUX_TIMEKEEPER_H
#define LINUX_TIMEKEEPER_H

#include "net/sntp.h"
#include "posix/loop.h"
#include "posix/resolver.h"
#include "run/log.h"

enum system_clock {
    SYSTEM_CLOCK_AS_KERNEL_SAYS,
    SYSTEM_CLOCK_RIGHT,
    SYSTEM_CLOCK_WRONG,
    SYSTEM_CLOCK_ALONE, // nobody else is asked, so it counts
};

struct timekeeper_server {
    char host[256];
    uint16_t port;
};

struct timekeeper {
    struct loop *loop;
    enum system_clock system_clock;
    struct sntp sntp;
    struct timekeeper_server servers[SNTP_SERVERS_MAX];
    struct watch timer, socket; // fd -1: none
    struct resolver resolver;
    uint64_t began_ms;
    bool is_system_clock_right; // as last seen
    bool has_answer;            // of a server, by which it goes
    bool is_resting;            // between two questions
    void *ctx;                  // of the next two
    // It is trusted now, or no longer, or its time jumped by more than half a second.
    void (*changed)(void *ctx);
    void (*log)(void *ctx, enum log_level level, struct text line);
};

// Begins with the system's clock; the caller has set loop, system_clock, ctx, changed and log.
// `changed` is only called by the loop. 0, or -1 with errno.
int timekeeper_start(struct timekeeper *t);

// Says in the log whose clock counts. From now on servers are asked whenever the system's clock is
// not right: a list as sntp_next_server reads it.
void timekeeper_ask(struct timekeeper *t, struct text servers);

void timekeeper_stop(struct timekeeper *t);

int64_t timekeeper_wall_ms(const struct timekeeper *t); // UTC since 1970, now
bool timekeeper_is_trusted(const struct timekeeper *t);

#endif
