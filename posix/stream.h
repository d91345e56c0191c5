// Bytes to and from a non-blocking descriptor: a socket, a terminal, a serial device. Output is
// collected and written at the end of a round. If the owner does not take input, it waits and
// nothing more is read. So a peer that reads slowly or asks for too much is slowed down. A stream
// can have filters (posix/filter.h).
#ifndef POSIX_STREAM_H
#define POSIX_STREAM_H

#include "posix/buffer.h"
#include "posix/filter.h"
#include "posix/loop.h"

struct stream;

enum {
    STREAM_HIGH_WATER = 16384,  // with this many unsent bytes there is no room for more
    STREAM_UNSENT_MAX = 262144, // a peer that is further behind is dropped
    STREAM_QUIET_MS = 1000, // after our last bytes: the peer may end or speak before our side ends
};

// Calls to the owner of a stream. Each may send, end and drop the stream.
struct stream_ops {
    // Input. Returns how many of the bytes it took. The others are offered again at the end of each
    // round in which the stream has work, for example when more output was sent, or after
    // stream_resume. An owner that answers takes nothing while stream_has_room is false.
    size_t (*input)(struct stream *s, const char *data, size_t len);
    // The peer sends no more, and all its bytes were taken. A terminal may continue nevertheless;
    // then stream_has_ended stays false.
    void (*ended)(struct stream *s);
    // All output has been sent. May be NULL.
    void (*drained)(struct stream *s);
    // The stream is over and its descriptors are closed. Called once, from the loop or from
    // stream_drop.
    void (*closed)(struct stream *s);
    // The last call, at the end of that round. Nothing points to the stream any more, so its memory
    // may be freed.
    void (*released)(struct stream *s);
};

enum stream_kind {
    STREAM_SOCKET,
    STREAM_TERMINAL, // never shut down, only closed; may have two descriptors
};

// In the order in which a stream goes through them. It may skip some.
enum stream_state {
    STREAM_OPEN,
    STREAM_ENDING, // earlier output is being sent
    STREAM_SEALED, // the filters have sent their last bytes
    STREAM_QUIET,  // all was sent, so it is the peer's turn
    STREAM_SHUT,   // the peer was silent, so our side has ended
    STREAM_BROKEN, // will be dropped at the end of the round
    STREAM_OVER,
};

// Embed this and open it.
struct stream {
    struct watch in, out; // for sockets and devices the same descriptor
    struct loop *loop;
    const struct stream_ops *ops;
    struct filter owner, wire;  // both ends of the filters
    struct buffer unsent;       // bytes that the descriptor did not take yet
    struct buffer held;         // input that the owner did not take yet
    struct loop_work end_round; // at the end of the round
    struct loop_timer linger;   // how long an ending stream waits
    uint32_t watched;           // events that the loop waits for
    uint8_t state;              // enum stream_state
    bool is_socket, is_paused, has_ended, told_end, waits_out;
};

// Takes over the descriptors. `in` and `out` differ only for a console. -1 with errno: the loop
// cannot wait for them, and the caller keeps them.
int stream_open(struct stream *s, struct loop *l, enum stream_kind kind, int in, int out,
                const struct stream_ops *ops);

// Puts a filter, with its ops set, on top of the others. Input that the owner has not taken yet and
// output sent before are not filtered. `flush` is called at the end of this round, so the filter
// may send first.
void stream_push_filter(struct stream *s, struct filter *f);

// Queues bytes. If the peer of a socket is too far behind, the stream is dropped at the end of the
// round. A terminal may only be paused, so it loses the bytes.
void stream_send(struct stream *s, const char *data, size_t len);

// False while so much is unsent that no further command should be taken.
bool stream_has_room(const struct stream *s);
size_t stream_room(const struct stream *s);   // bytes until the peer is too far behind
size_t stream_unsent(const struct stream *s); // bytes, including those in filters

// Stops reading and offering input until stream_resume.
void stream_pause(struct stream *s);
void stream_resume(struct stream *s);

// Writes at once what the descriptor takes, without waiting for the end of the round.
void stream_flush(struct stream *s);

// For sockets. Ends in order: everything is sent, then the peer has time to end its side, so that a
// reset does not destroy the last bytes. Our side ends one second later, because clients of the
// original send one more word and read until they get an answer or a reset. A peer that sends after
// it has our last bytes gets a reset. Bytes that were already on the way are discarded.
void stream_end(struct stream *s);

// Ends at once. Does nothing if the stream is over.
void stream_drop(struct stream *s);

bool stream_has_ended(const struct stream *s); // the peer sends no more
bool stream_is_ending(const struct stream *s); // stream_end was called, or the stream is over
size_t stream_memory(const struct stream *s);  // size of its buffers in bytes

#endif
