// Time: from the system's clock if the kernel says that it is synchronised, else from SNTP.
#include "timekeeper.h"
#include "crypto.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

enum {
    JUMP_MS = 500,              // nodes are told about larger jumps
    LOOK_AT_CLOCK_MS = 1024000, // how often to check the kernel's state again
    PACKETS_A_ROUND = 8,        // then the nodes are served again
    LINE_BYTES = 400,
};

// The clock for all requests. It continues while the host is suspended.
static uint64_t clock_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

// In the form of the nodes' lines: seconds since the start, then the source.
__attribute__((format(printf, 3, 4))) static void say(const struct timekeeper *t,
                                                      enum log_level level, const char *format, ...)
{
    char line[LINE_BYTES];
    uint64_t up_ms = clock_now_ms() - t->began_ms;
    int len = snprintf(line, sizeof line, "%u.%03u [NTP] ", (unsigned)(up_ms / 1000),
                       (unsigned)(up_ms % 1000));
    va_list args;

    va_start(args, format);
    vsnprintf(line + len, sizeof line - (size_t)len, format, args);
    va_end(args);
    t->log(t->ctx, level, text_of(line));
}

int64_t timekeeper_wall_ms(const struct timekeeper *t)
{
    return loop_wall_ms(t->loop);
}

bool timekeeper_is_trusted(const struct timekeeper *t)
{
    return t->is_system_clock_right || t->has_answer;
}

static bool is_system_clock_right(const struct timekeeper *t)
{
    struct timex x = { .modes = 0 };

    if (t->system_clock != SYSTEM_CLOCK_AS_KERNEL_SAYS)
        return t->system_clock != SYSTEM_CLOCK_WRONG;
    int state = adjtimex(&x);
    return state >= 0 && state != TIME_ERROR && !(x.status & STA_UNSYNC);
}

// ---- requests ----

static void forget_question(struct timekeeper *t)
{
    resolver_cancel(&t->resolver);
    loop_close(t->loop, &t->socket);
}

static void wake_after(struct timekeeper *t, uint32_t wait_ms)
{
    struct itimerspec when = { .it_value = { wait_ms / 1000, wait_ms % 1000 * 1000000 } };

    if (!wait_ms)
        when.it_value.tv_nsec = 1; // all zeros would stop the timer
    timerfd_settime(t->timer.fd, 0, &when, NULL);
}

static void say_ended(const struct timekeeper *t, unsigned server, enum sntp_verdict why)
{
    const struct timekeeper_server *s = &t->servers[server];

    say(t, LOG_INFO, "%s port %u: %s", s->host, s->port, sntp_verdict_text(why));
}

// Uses the answer. Its offset is relative to CLOCK_BOOTTIME, so later changes of the system's clock
// do not affect it.
static void take_time(struct timekeeper *t, const struct sntp_time *time)
{
    int64_t jump_ms = time->utc_ms - timekeeper_wall_ms(t);
    bool is_first = !timekeeper_is_trusted(t);
    const struct timekeeper_server *s = &t->servers[t->sntp.server];

    t->loop->wall_clock = CLOCK_BOOTTIME;
    t->loop->wall_ahead_ms = time->offset_ms;
    t->has_answer = true;
    loop_clock(t->loop);
    say(t, is_first ? LOG_INFO : LOG_DEBUG,
        "%s port %u told the time: %+.3f s from this clock (round trip %u ms, stratum %u)", s->host,
        s->port, (double)jump_ms / 1000, (unsigned)time->round_trip_ms, time->stratum);
    if (is_first || jump_ms > JUMP_MS || jump_ms < -JUMP_MS)
        t->changed(t->ctx);
}

static void timekeeper_fail(struct timekeeper *t, enum sntp_verdict why)
{
    say_ended(t, t->sntp.server, why);
    forget_question(t);
    sntp_fail(&t->sntp, clock_now_ms(), why);
}

// Uses a new socket for each request, so that an attacker must also guess its port. It is
// connected, so the kernel drops packets from others.
static int open_socket(struct timekeeper *t, const struct sockaddr_storage *address)
{
    socklen_t len =
        address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);

    t->socket.fd = socket(address->ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (t->socket.fd < 0)
        return -1;
    if (connect(t->socket.fd, (const struct sockaddr *)address, len))
        return -1;
    return loop_add(t->loop, &t->socket, EPOLLIN);
}

static void send_request(struct timekeeper *t, const struct sockaddr_storage *address)
{
    uint8_t packet[SNTP_BYTES];

    if (open_socket(t, address)) {
        timekeeper_fail(t, SNTP_UNREACHABLE);
        return;
    }
    sntp_request(&t->sntp, clock_now_ms(), linux_crypto.random, packet);
    if (send(t->socket.fd, packet, sizeof packet, MSG_NOSIGNAL) != sizeof packet)
        timekeeper_fail(t, SNTP_UNREACHABLE);
}

static void linux_timekeeper_ask(struct timekeeper *t, const struct timekeeper_server *server)
{
    struct sockaddr_storage address;
    int n = resolver_find(&t->resolver, server->host, server->port, &address);

    if (n > 0)
        send_request(t, &address);
    else if (n < 0)
        timekeeper_fail(t, SNTP_UNKNOWN);
}

static void timekeeper_rest(struct timekeeper *t, uint32_t wait_ms)
{
    if (!t->is_resting && wait_ms == UINT32_MAX)
        say(t, LOG_WARN, "no server is left that serves this node");
    else if (!t->is_resting)
        say(t, t->has_answer ? LOG_DEBUG : LOG_INFO, "next question in %u s",
            (unsigned)(wait_ms / 1000));
    t->is_resting = true;
}

// Asks the next server, or waits.
static void go_on(struct timekeeper *t)
{
    struct sntp_step step;

    do {
        unsigned server = t->sntp.server;
        step = sntp_poll(&t->sntp, clock_now_ms(), linux_crypto.random);
        if (step.ended) {
            say_ended(t, server, step.ended);
            forget_question(t);
        }
        if (step.server >= 0) {
            t->is_resting = false;
            linux_timekeeper_ask(t, &t->servers[step.server]);
        }
    } while (step.server >= 0);
    if (!sntp_is_asking(&t->sntp))
        timekeeper_rest(t, step.wait_ms);
    wake_after(t, step.wait_ms < LOOK_AT_CLOCK_MS ? step.wait_ms : LOOK_AT_CLOCK_MS);
}

static void name_found(struct resolver *r, const struct sockaddr_storage *address)
{
    struct timekeeper *t = LOOP_OWNER(struct timekeeper, resolver, r);

    if (address)
        send_request(t, address);
    else
        timekeeper_fail(t, SNTP_UNKNOWN);
    go_on(t);
}

// Handles a packet. True: the request is over.
static bool take_packet(struct timekeeper *t, const uint8_t *packet, size_t len)
{
    struct sntp_time time;
    unsigned server = t->sntp.server;
    enum sntp_verdict verdict = sntp_answer(&t->sntp, clock_now_ms(), packet, len, &time);

    if (verdict == SNTP_GOOD)
        take_time(t, &time);
    else if (!sntp_is_asking(&t->sntp))
        say_ended(t, server, verdict);
    else
        say(t, LOG_DEBUG, "a packet was ignored: %s", sntp_verdict_text(verdict));
    return !sntp_is_asking(&t->sntp);
}

static void socket_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct timekeeper *t = LOOP_OWNER(struct timekeeper, socket, w);
    uint8_t packet[SNTP_BYTES]; // later bytes are not used
    bool is_over = false;

    (void)l;
    (void)events;
    for (int i = 0; i < PACKETS_A_ROUND && !is_over; i++) {
        ssize_t n = recv(w->fd, packet, sizeof packet, 0);
        if (n >= 0) {
            is_over = take_packet(t, packet, (size_t)n);
        } else if (errno == EAGAIN || errno == EINTR) {
            return;
        } else { // reported by an ICMP message
            timekeeper_fail(t, SNTP_UNREACHABLE);
            is_over = true;
        }
    }
    if (!is_over)
        return;
    forget_question(t);
    go_on(t);
}

// ---- the system's clock ----

static void log_whose_clock_counts(const struct timekeeper *t)
{
    if (t->system_clock == SYSTEM_CLOCK_ALONE) {
        say(t, LOG_INFO, "nobody is asked for the time: the system's clock counts");
        return;
    }
    const char *who =
        t->system_clock == SYSTEM_CLOCK_AS_KERNEL_SAYS ? "the kernel says" : "--trust-clock says";

    say(t, LOG_INFO,
        t->is_system_clock_right ? "the system's clock is right, %s"
                                 : "%s that nothing sets the system's clock",
        who);
}

static void wait_for_system_clock(struct timekeeper *t)
{
    if (t->timer.fd >= 0)
        wake_after(t, LOOK_AT_CLOCK_MS);
}

static void follow_system_clock(struct timekeeper *t)
{
    forget_question(t);
    t->has_answer = false;
    t->loop->wall_clock = CLOCK_REALTIME;
    t->loop->wall_ahead_ms = 0;
    loop_clock(t->loop);
}

static void look_at_system_clock(struct timekeeper *t)
{
    bool is_right = is_system_clock_right(t);

    if (is_right == t->is_system_clock_right)
        return;
    t->is_system_clock_right = is_right;
    log_whose_clock_counts(t);
    if (is_right)
        follow_system_clock(t);
    else
        sntp_init(&t->sntp, t->sntp.n_servers);
    t->changed(t->ctx);
}

static void timer_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct timekeeper *t = LOOP_OWNER(struct timekeeper, timer, w);
    uint64_t times;

    (void)l;
    (void)events;
    if (read(w->fd, &times, sizeof times) != sizeof times)
        return;
    look_at_system_clock(t);
    if (t->is_system_clock_right || !t->sntp.n_servers)
        wait_for_system_clock(t);
    else
        go_on(t);
}

int timekeeper_start(struct timekeeper *t)
{
    t->timer = (struct watch){ -1, timer_ready };
    t->socket = (struct watch){ -1, socket_ready };
    resolver_init(&t->resolver, t->loop, name_found);
    sntp_init(&t->sntp, 0);
    t->began_ms = clock_now_ms();
    t->is_system_clock_right = is_system_clock_right(t);
    if (t->system_clock == SYSTEM_CLOCK_RIGHT)
        return 0;
    t->timer.fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    wait_for_system_clock(t);
    return t->timer.fd < 0 ? -1 : loop_add(t->loop, &t->timer, EPOLLIN);
}

void timekeeper_ask(struct timekeeper *t, struct text servers)
{
    struct sntp_server one;
    unsigned n = 0;
    int found;

    log_whose_clock_counts(t);
    while (n < SNTP_SERVERS_MAX && (found = sntp_next_server(&servers, &one)) != 0) {
        if (found < 0 || one.host.len >= sizeof t->servers->host) {
            say(t, LOG_WARN, "no time server: %.*s", (int)one.host.len, one.host.p);
            continue;
        }
        memcpy(t->servers[n].host, one.host.p, one.host.len);
        t->servers[n].host[one.host.len] = '\0';
        t->servers[n++].port = one.port;
    }
    sntp_init(&t->sntp, n);
    if (!n && !t->is_system_clock_right && t->system_clock == SYSTEM_CLOCK_AS_KERNEL_SAYS)
        t->system_clock = SYSTEM_CLOCK_ALONE;
    else if (!n && !t->is_system_clock_right)
        say(t, LOG_INFO, "nobody is asked for the time");
    if (!t->is_system_clock_right && t->timer.fd >= 0)
        wake_after(t, 0);
}

void timekeeper_stop(struct timekeeper *t)
{
    forget_question(t);
    loop_close(t->loop, &t->timer);
}
