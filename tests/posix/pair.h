// A stream whose owner writes down what it is told, and the other end of its socket in the test's
// hands.
#ifndef TESTS_POSIX_PAIR_H
#define TESTS_POSIX_PAIR_H

#include "posix/stream.h"

struct side {
    struct stream stream;
    struct buffer got; // input that was taken
    size_t takes;      // bytes at a time; SIZE_MAX: all
    bool is_server;    // takes nothing while there is no room for answers
    size_t n_offers;   // calls of `input`
    size_t n_drained;  // calls
    size_t n_ended, n_closed, n_released;
    void (*then)(
        struct side *s); // after each input that was taken, with the last of it at the end of got
};

struct pair {
    struct loop loop;
    struct side side;
    int peer; // never waits; -1: the test has closed it
};

// cmocka's: *state is a struct pair with an open stream on a socket.
int pair_open(void **state);
int pair_open_tcp(void **state); // on the loopback
int pair_close(void **state);

// Opens another side on a descriptor of the test's.
void pair_open_side(struct side *s, struct loop *l, enum stream_kind kind, int in, int out);
void pair_free_side(struct side *s);

// Makes the socket's buffers as small as the kernel allows.
void pair_make_small(struct pair *p);

// Rounds of the loop until it has nothing more to do at once.
void pair_run_until_idle(struct pair *p);

// Rounds until the number is reached.
void pair_wait(struct pair *p, const size_t *number, size_t wanted);

// The time is over that an ending stream gives its peer, or the next one.
void pair_end_patience(struct pair *p);

// What the peer can read now, added to a buffer. False: the other side has ended, in order or not.
bool pair_peer_reads(struct pair *p, struct buffer *into);
void pair_peer_says(struct pair *p, const char *data, size_t len);
void pair_peer_closes(struct pair *p);

// Fails the test unless the peer gets so many bytes, and neither the end nor more behind them.
void pair_peer_gets(struct pair *p, size_t len);

void pair_expect(const struct buffer *got, const char *data, size_t len);

#endif
