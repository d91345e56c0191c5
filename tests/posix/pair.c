// A stream and its peer.
#include "pair.h"
#include "test.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 100000, WAIT_MS = 20000 };

static struct side *side_of(struct stream *s)
{
    return LOOP_OWNER(struct side, stream, s);
}

static size_t input(struct stream *stream, const char *data, size_t len)
{
    struct side *s = side_of(stream);
    size_t taken = len < s->takes ? len : s->takes;

    assert_true(len > 0);
    if (s->is_server && !stream_has_room(stream))
        taken = 0;
    assert_int_equal(s->n_closed, 0);
    s->n_offers++;
    assert_true(buffer_add(&s->got, data, taken));
    if (taken && s->then)
        s->then(s);
    return taken;
}

static void ended(struct stream *stream)
{
    side_of(stream)->n_ended++;
}

static void drained(struct stream *stream)
{
    side_of(stream)->n_drained++;
}

static void closed(struct stream *stream)
{
    side_of(stream)->n_closed++;
}

static void released(struct stream *stream)
{
    assert_int_equal(side_of(stream)->n_closed, 1);
    side_of(stream)->n_released++;
}

static const struct stream_ops ops = { input, ended, drained, closed, released };

void pair_open_side(struct side *s, struct loop *l, enum stream_kind kind, int in, int out)
{
    *s = (struct side){ .takes = SIZE_MAX };
    assert_int_equal(stream_open(&s->stream, l, kind, in, out, &ops), 0);
}

void pair_free_side(struct side *s)
{
    stream_drop(&s->stream);
    loop_end_round(s->stream.loop);
    assert_int_equal(s->n_closed, 1);
    assert_int_equal(s->n_released, 1);
    buffer_clear(&s->got, 0);
}

int pair_open(void **state)
{
    struct pair *p = *state = calloc(1, sizeof *p);
    int ends[2];

    assert_non_null(p);
    assert_int_equal(loop_init(&p->loop), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    pair_open_side(&p->side, &p->loop, STREAM_SOCKET, ends[0], ends[0]);
    p->peer = ends[1];
    return 0;
}

// Both ends of a connection on the loopback, whose listener is gone again.
static void connect_ends(int ends[2])
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int listening = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(listening, (const struct sockaddr *)&at, len), 0);
    assert_int_equal(listen(listening, 1), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&at, &len), 0);
    ends[1] = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(ends[1], (const struct sockaddr *)&at, len), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    ends[0] = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
    assert_true(ends[0] >= 0);
    close(listening);
}

int pair_open_tcp(void **state)
{
    struct pair *p = *state = calloc(1, sizeof *p);
    int ends[2];

    assert_non_null(p);
    assert_int_equal(loop_init(&p->loop), 0);
    connect_ends(ends);
    pair_open_side(&p->side, &p->loop, STREAM_SOCKET, ends[0], ends[0]);
    p->peer = ends[1];
    return 0;
}

int pair_close(void **state)
{
    struct pair *p = *state;

    pair_free_side(&p->side);
    pair_peer_closes(p);
    loop_free(&p->loop);
    free(p);
    return 0;
}

void pair_make_small(struct pair *p)
{
    int least = 1;

    assert_int_equal(setsockopt(p->peer, SOL_SOCKET, SO_SNDBUF, &least, sizeof least), 0);
    assert_int_equal(setsockopt(p->side.stream.in.fd, SOL_SOCKET, SO_SNDBUF, &least, sizeof least),
                     0);
}

void pair_run_until_idle(struct pair *p)
{
    for (int i = 0; i < 8; i++)
        assert_int_equal(loop_round(&p->loop, 0), 0);
}

void pair_wait(struct pair *p, const size_t *number, size_t wanted)
{
    for (int i = 0; *number < wanted; i++) {
        assert_true(i < ROUNDS);
        assert_int_equal(loop_round(&p->loop, WAIT_MS), 0);
    }
}

void pair_end_patience(struct pair *p)
{
    assert_true(timers_is_set(&p->side.stream.linger));
    loop_set_timer(&p->loop, &p->side.stream.linger, p->loop.clock_ms);
    pair_run_until_idle(p);
}

void pair_peer_gets(struct pair *p, size_t len)
{
    struct buffer got = { 0 };

    for (int i = 0; buffer_waiting(&got) < len; i++) {
        assert_true(i < ROUNDS);
        assert_true(pair_peer_reads(p, &got));
        assert_int_equal(loop_round(&p->loop, 0), 0);
    }
    assert_true(pair_peer_reads(p, &got));
    assert_int_equal(buffer_waiting(&got), len);
    buffer_clear(&got, 0);
}

bool pair_peer_reads(struct pair *p, struct buffer *into)
{
    char data[4096];
    ssize_t n;

    while ((n = recv(p->peer, data, sizeof data, 0)) > 0)
        assert_true(buffer_add(into, data, (size_t)n));
    return n < 0 && errno == EAGAIN;
}

void pair_peer_says(struct pair *p, const char *data, size_t len)
{
    while (len) {
        ssize_t n = send(p->peer, data, len, MSG_NOSIGNAL);
        assert_true(n > 0 || errno == EAGAIN);
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
        assert_int_equal(loop_round(&p->loop, 0), 0);
    }
}

void pair_peer_closes(struct pair *p)
{
    if (p->peer >= 0)
        close(p->peer);
    p->peer = -1;
}

void pair_expect(const struct buffer *got, const char *data, size_t len)
{
    assert_int_equal(buffer_waiting(got), len);
    if (len)
        assert_memory_equal(buffer_front(got), data, len);
}
