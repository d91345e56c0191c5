// The wall clock for the nodes of this process, and whether it is correct. If the kernel says that
// the system's clock is synchronised, that clock is used and no server is asked. Otherwise SNTP
// servers are asked. The system's clock is never set: a node lacks the right for that, and other
// programs would not expect it.
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
    SYSTEM_CLOCK_ALONE, // no server is asked, so the system's clock counts
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
    bool is_system_clock_right; // at the last check
    bool has_answer;            // uses the answer of a server
    bool is_resting;            // between two requests
    void *ctx;                  // for the two functions below
    // The time has become trusted or untrusted, or has jumped by more than half a second.
    void (*changed)(void *ctx);
    void (*log)(void *ctx, enum log_level level, struct text line);
};

// Starts with the system's clock. The caller has set loop, system_clock, ctx, changed and log. Only
// the loop calls `changed`. Returns 0, or -1 with errno.
int timekeeper_start(struct timekeeper *t);

// Logs which clock is used. From now on servers are asked whenever the system's clock is not
// synchronised. The list is as in sntp_next_server.
void timekeeper_ask(struct timekeeper *t, struct text servers);

void timekeeper_stop(struct timekeeper *t);

int64_t timekeeper_wall_ms(const struct timekeeper *t); // present UTC since 1970
bool timekeeper_is_trusted(const struct timekeeper *t);

#endif
