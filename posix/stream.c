// Streams: input, output, and an orderly end.
#include "posix/stream.h"
#include "base/frame.h"
#include "posix/terminal.h"
#include <errno.h>
#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    READ_BYTES = 16384,
    KEEP_BYTES = 4096, // a buffer up to this size is kept for later
    LINGER_MS = 2000   // time for the peer to end its side after ours
};

// ---- output ----

static bool is_filtered(const struct stream *s)
{
    return s->owner.below != &s->wire;
}

size_t stream_unsent(const struct stream *s)
{
    return buffer_waiting(&s->unsent) + (is_filtered(s) ? filter_held_by_all(&s->owner) : 0);
}

size_t stream_room(const struct stream *s)
{
    size_t unsent = stream_unsent(s);

    return unsent < STREAM_UNSENT_MAX ? STREAM_UNSENT_MAX - unsent : 0;
}

bool stream_has_room(const struct stream *s)
{
    return s->state == STREAM_OPEN && stream_unsent(s) < STREAM_HIGH_WATER;
}

static int put_raw(struct stream *s, const char *data, size_t len)
{
    loop_later(s->loop, &s->end_round);
    if (buffer_waiting(&s->unsent) + len <= STREAM_UNSENT_MAX && buffer_add(&s->unsent, data, len))
        return 0;
    return s->is_socket ? -1 : 0; // a terminal may only be paused
}

// A separate function, so that a stream without filters sends quickly.
SEPARATE_FRAME static int send_filtered(struct stream *s, const char *data, size_t len)
{
    loop_later(s->loop, &s->end_round); // a filter may keep everything until then
    return stream_unsent(s) + len > STREAM_UNSENT_MAX ? -1 : filter_down(&s->owner, data, len);
}

// Marks the stream as broken. It is dropped when its owner has finished its present work.
static void break_off(struct stream *s)
{
    if (s->state < STREAM_BROKEN)
        s->state = STREAM_BROKEN;
    loop_later(s->loop, &s->end_round);
}

void stream_send(struct stream *s, const char *data, size_t len)
{
    if (s->state < STREAM_SEALED &&
        (is_filtered(s) ? send_filtered(s, data, len) : put_raw(s, data, len)))
        break_off(s);
}

// Writes the waiting bytes. False: the stream cannot be used any more.
static bool write_raw(struct stream *s)
{
    struct buffer *b = &s->unsent;

    while (buffer_waiting(b)) {
        ssize_t n = s->is_socket ? send(s->out.fd, buffer_front(b), buffer_waiting(b), MSG_NOSIGNAL)
                                 : terminal_write(s->out.fd, buffer_front(b), buffer_waiting(b));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0)
            return false;
        buffer_take(b, (size_t)n);
        if (s->state > STREAM_OPEN) // a slow peer gets more time as long as it takes something
            loop_set_timer(s->loop, &s->linger, s->loop->clock_ms + LINGER_MS);
    }
    s->waits_out = buffer_waiting(b);
    if (!s->waits_out)
        buffer_clear(b, KEEP_BYTES);
    return true;
}

static bool posix_stream_flush(struct stream *s)
{
    return (!is_filtered(s) || !filter_flush_all(&s->owner)) && write_raw(s);
}

void stream_flush(struct stream *s)
{
    if (s->state < STREAM_BROKEN && !posix_stream_flush(s))
        break_off(s);
    loop_later(s->loop, &s->end_round);
}

// ---- input ----

// Offers input to the owner, as far as it wants any now.
static size_t stream_offer(struct stream *s, const char *data, size_t len)
{
    if (s->state != STREAM_OPEN)
        return len; // discarded
    return s->is_paused ? 0 : s->ops->input(s, data, len);
}

static void tell_end(struct stream *s)
{
    if (!s->has_ended || s->told_end || buffer_waiting(&s->held) || s->is_paused ||
        s->state != STREAM_OPEN)
        return;
    s->told_end = true;
    s->ops->ended(s);
}

static int stream_take_plain(struct stream *s, const char *data, size_t len)
{
    size_t used = buffer_waiting(&s->held) ? 0 : stream_offer(s, data, len);

    if (used == len)
        return 0;
    loop_later(s->loop, &s->end_round);
    return buffer_add(&s->held, data + used, len - used) ? 0 : -1;
}

static int take_plain_end(struct stream *s)
{
    s->has_ended = true;
    loop_later(s->loop, &s->end_round);
    tell_end(s);
    return 0;
}

static void offer_held(struct stream *s)
{
    struct buffer *b = &s->held;

    buffer_take(b, stream_offer(s, buffer_front(b), buffer_waiting(b)));
    if (buffer_waiting(b))
        return;
    buffer_clear(b, 0);
    tell_end(s);
}

// The descriptor reports that the peer sends no more.
static void take_end(struct stream *s, bool is_hung_up)
{
    if (!s->is_socket && !is_hung_up && isatty(s->in.fd)) { // Ctrl-D: a terminal can continue
        if (!s->is_paused)
            s->ops->ended(s);
    } else if (filter_ended(&s->wire)) {
        break_off(s);
    }
}

static void stream_take(struct stream *s, const char *data, size_t len)
{
    int err = 0;

    if (!is_filtered(s)) {
        err = stream_take_plain(s, data, len);
    } else if (s->state < STREAM_SEALED) {
        loop_later(s->loop, &s->end_round); // filters may send by themselves
        err = filter_up(&s->wire, data, len);
    }
    if (err)
        break_off(s);
}

// A socket that ends discards further input. Otherwise nothing is read until the owner has taken
// what it has.
static bool wants_input(const struct stream *s)
{
    return s->state != STREAM_OPEN || (!s->is_paused && !buffer_waiting(&s->held));
}

// The peer, or whoever is at the other end, cannot send anything more.
static bool is_last_end(const struct stream *s)
{
    return s->is_socket ? s->state >= STREAM_QUIET || s->has_ended : s->in.fd == s->out.fd;
}

// Whether the peer speaks although it has our last bytes. Input before that proves nothing, as our
// bytes or their acknowledgement may still be on the way.
static bool is_late(const struct stream *s)
{
    int unheard = 0;

    return s->state >= STREAM_QUIET && !ioctl(s->out.fd, SIOCOUTQ, &unheard) && !unheard;
}

static void stream_reset(struct stream *s)
{
    const struct linger at_once = { .l_onoff = 1 };

    (void)setsockopt(s->out.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    stream_drop(s);
}

static void in_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct stream *s = LOOP_OWNER(struct stream, in, w);
    char data[READ_BYTES];

    if (events & EPOLLOUT)
        loop_later(l, &s->end_round);
    if (!(events & ~(uint32_t)EPOLLOUT))
        return;
    if (!wants_input(s) && !(events & (EPOLLERR | EPOLLHUP)))
        return;
    ssize_t n = s->is_socket ? recv(w->fd, data, sizeof data, 0) : read(w->fd, data, sizeof data);
    if (n > 0 && is_late(s))
        stream_reset(s);
    else if (n > 0)
        stream_take(s, data, (size_t)n);
    else if (n == 0 && !is_last_end(s))
        take_end(s, events & EPOLLHUP);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        stream_drop(s);
}

static void out_ready(struct loop *l, struct watch *w, uint32_t events)
{
    (void)events;
    loop_later(l, &LOOP_OWNER(struct stream, out, w)->end_round);
}

// ---- the end of a round ----

// Tells the loop what the stream waits for now. This is done once per round, after everything else,
// because most changes within a round cancel out or end with the stream.
static void watch_events(struct stream *s)
{
    bool reads = !s->has_ended && wants_input(s);
    uint32_t events = (reads ? EPOLLIN : 0u) | (s->waits_out ? EPOLLOUT : 0u),
             changed = events ^ s->watched;

    s->watched = events;
    if (!changed)
        return;
    if (s->in.fd == s->out.fd) {
        loop_change(s->loop, &s->in, events);
        return;
    }
    if (changed & EPOLLIN && reads)
        (void)loop_add(s->loop, &s->in, EPOLLIN);
    else if (changed & EPOLLIN)
        loop_remove(s->loop, &s->in); // otherwise a pipe would report its end again and again
    if (changed & EPOLLOUT && s->waits_out)
        (void)loop_add(s->loop, &s->out, EPOLLOUT);
    else if (changed & EPOLLOUT)
        loop_remove(s->loop, &s->out);
}

// All was sent. The filters send their last bytes; then it is the peer's turn.
static void end_our_side(struct stream *s)
{
    if (s->state == STREAM_ENDING) {
        s->state = STREAM_SEALED;
        if (is_filtered(s) && (filter_seal_all(&s->owner) || !write_raw(s)))
            stream_drop(s);
        if (s->state == STREAM_OVER || buffer_waiting(&s->unsent))
            return;
    }
    if (s->has_ended) {
        stream_drop(s);
    } else if (s->state == STREAM_SEALED) {
        s->state = STREAM_QUIET;
        loop_set_timer(s->loop, &s->linger, s->loop->clock_ms + STREAM_QUIET_MS);
    }
}

static void stream_end_round(struct loop *l, struct loop_work *w)
{
    struct stream *s = LOOP_OWNER(struct stream, end_round, w);

    (void)l;
    if (s->state == STREAM_BROKEN || !posix_stream_flush(s)) {
        stream_drop(s);
        return;
    }
    if (buffer_waiting(&s->held))
        offer_held(s);
    else
        tell_end(s);
    if (!s->waits_out && s->state < STREAM_BROKEN && !stream_unsent(s)) {
        if (s->state != STREAM_OPEN)
            end_our_side(s);
        else if (s->ops->drained)
            s->ops->drained(s);
    }
    if (s->state != STREAM_OVER)
        watch_events(s);
}

static void linger_is_over(struct loop *l, struct loop_timer *t)
{
    struct stream *s = LOOP_OWNER(struct stream, linger, t);

    if (s->state != STREAM_QUIET) {
        stream_drop(s);
        return;
    }
    s->state = STREAM_SHUT;
    shutdown(s->out.fd, SHUT_WR);
    loop_set_timer(l, t, l->clock_ms + LINGER_MS);
}

// ---- beginning and end ----

static int wire_send(struct filter *f, const char *data, size_t len)
{
    return put_raw(f->stream, data, len);
}

static int owner_receive(struct filter *f, const char *data, size_t len)
{
    return stream_take_plain(f->stream, data, len);
}

static int owner_ended(struct filter *f)
{
    return take_plain_end(f->stream);
}

static const struct filter_ops wire_ops = { .send = wire_send };
static const struct filter_ops owner_ops = { .receive = owner_receive, .ended = owner_ended };

void stream_push_filter(struct stream *s, struct filter *f)
{
    f->stream = s;
    f->above = &s->owner;
    f->below = s->owner.below;
    f->below->above = f;
    s->owner.below = f;
    loop_later(s->loop, &s->end_round);
}

int stream_open(struct stream *s, struct loop *l, enum stream_kind kind, int in, int out,
                const struct stream_ops *ops)
{
    *s = (struct stream){ .in = { in, in_ready },
                          .out = { out, out_ready },
                          .loop = l,
                          .ops = ops,
                          .owner = { &owner_ops, s, NULL, &s->wire },
                          .wire = { &wire_ops, s, &s->owner, NULL },
                          .end_round = { .run = stream_end_round },
                          .linger = { .due = linger_is_over },
                          .watched = EPOLLIN,
                          .is_socket = kind == STREAM_SOCKET };
    return loop_add(l, &s->in, EPOLLIN);
}

void stream_pause(struct stream *s)
{
    s->is_paused = true;
    loop_later(s->loop, &s->end_round);
}

void stream_resume(struct stream *s)
{
    s->is_paused = false;
    loop_later(s->loop, &s->end_round);
}

void stream_end(struct stream *s)
{
    if (s->state != STREAM_OPEN)
        return;
    s->state = STREAM_ENDING;
    loop_set_timer(s->loop, &s->linger, s->loop->clock_ms + LINGER_MS);
    loop_later(s->loop, &s->end_round);
}

static void stream_release(struct loop *l, struct loop_work *w)
{
    struct stream *s = LOOP_OWNER(struct stream, end_round, w);

    (void)l;
    filter_release_all(&s->owner);
    buffer_clear(&s->unsent, 0);
    buffer_clear(&s->held, 0);
    if (s->ops->released)
        s->ops->released(s);
}

static void close_descriptors(struct stream *s)
{
    if (!s->is_socket) { // closing removes a socket from epoll; a terminal may be open elsewhere
        if (s->watched & EPOLLIN || s->in.fd == s->out.fd)
            loop_remove(s->loop, &s->in);
        if (s->watched & EPOLLOUT && s->in.fd != s->out.fd)
            loop_remove(s->loop, &s->out);
    }
    close(s->in.fd);
    if (s->out.fd != s->in.fd)
        close(s->out.fd);
    s->in.fd = s->out.fd = -1;
}

void stream_drop(struct stream *s)
{
    if (s->state == STREAM_OVER)
        return;
    s->state = STREAM_OVER;
    close_descriptors(s);
    loop_stop_timer(s->loop, &s->linger);
    loop_forget(s->loop, &s->end_round);
    s->end_round.run = stream_release;
    loop_last(s->loop, &s->end_round);
    s->ops->closed(s);
}

bool stream_has_ended(const struct stream *s)
{
    return s->has_ended;
}

bool stream_is_ending(const struct stream *s)
{
    return s->state != STREAM_OPEN;
}

size_t stream_memory(const struct stream *s)
{
    return s->unsent.cap + s->held.cap;
}
