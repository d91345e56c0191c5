// Bytes to and from a descriptor that never waits: a socket, a terminal, a serial device. Output is
// gathered and written at the end of a round. Input that the owner does not take waits, and nothing
// more is read until it was taken: so a peer that reads slowly, or asks for too much, is held up in
// the end. A stream can have filters (posix/filter.h).
#ifndef POSIX_STREAM_H
#define POSIX_STREAM_H

#include "posix/buffer.h"
#include "posix/filter.h"
#include "posix/loop.h"

struct stream;

enum {
    STREAM_HIGH_WATER = 16384,  // unsent bytes from which there is no room for more
    STREAM_UNSENT_MAX = 262144, // a peer that is further behind is dropped
    STREAM_QUIET_MS = 1000,     // for the peer to end its side, or to speak, before our side ends
};

// What the owner of a stream is told. Each of these may send, end and drop the stream.
struct stream_ops {
    // Input. Returns how many of the bytes it took. The others are offered again at the end of each
    // round in which the stream has something to do: when more of the output has gone, say, or
    // after stream_resume. Who answers takes nothing while stream_has_room is false.
    size_t (*input)(struct stream *s, const char *data, size_t len);
    // The peer sends no more, and all that it sent was taken. A terminal may go on all the same:
    // then stream_has_ended stays false.
    void (*ended)(struct stream *s);
    // All that was sent is on its way. NULL: the owner does not want to know.
    void (*drained)(struct stream *s);
    // It is over: the descriptors are closed. Called once, from the loop or from stream_drop.
    void (*closed)(struct stream *s);
    // The last call, at the end of that round: nothing points to the stream any more, so its memory
    // may be freed.
    void (*released)(struct stream *s);
};

enum stream_kind {
    STREAM_SOCKET,
    STREAM_TERMINAL, // is never shut, only closed; may have two descriptors
};

// In the order in which a stream goes through them; it may leave some out.
enum stream_state {
    STREAM_OPEN,
    STREAM_ENDING, // what was sent before goes out
    STREAM_SEALED, // the filters have said their last words
    STREAM_QUIET,  // all was sent, and the peer may have heard it: its turn
    STREAM_SHUT,   // it said nothing, so our side has ended
    STREAM_BROKEN, // it is dropped at the end of the round
    STREAM_OVER,
};

// The owner embeds it, and opens it.
struct stream {
    struct watch in, out; // the same descriptor for sockets and devices
    struct loop *loop;
    const struct stream_ops *ops;
    struct filter owner, wire;  // the two ends of the filters
    struct buffer unsent;       // what the descriptor did not take yet
    struct buffer held;         // input that the owner did not take yet
    struct loop_work end_round; // at the end of the round
    struct loop_timer linger;   // until when an ending one waits
    uint32_t watched;           // the events that the loop waits for
    uint8_t state;              // enum stream_state
    bool is_socket, is_paused, has_ended, told_end, waits_out;
};

// Takes the descriptors over (`in` and `out` are the same but for a console). -1 with errno: the
// loop cannot wait for them; they are then still the caller's.
int stream_open(struct stream *s, struct loop *l, enum stream_kind kind, int in, int out,
                const struct stream_ops *ops);

// Puts a filter with its ops on top of the others. Bytes that the owner did not take yet stay as
// they are; what was sent before is not filtered. `flush` is called at the end of this round, so
// the filter may speak first.
void stream_push_filter(struct stream *s, struct filter *f);

// Queues bytes. A socket whose peer is too far behind is dropped at the end of the round; a
// terminal may only be paused, and loses them.
void stream_send(struct stream *s, const char *data, size_t len);

// False while so much is unsent that no further command should be taken.
bool stream_has_room(const struct stream *s);
size_t stream_room(const struct stream *s);   // bytes until the peer is too far behind
size_t stream_unsent(const struct stream *s); // bytes, what filters hold back included

// No input is read, and none offered, until stream_resume.
void stream_pause(struct stream *s);
void stream_resume(struct stream *s);

// Writes what the descriptor takes at once, without waiting for the end of the round.
void stream_flush(struct stream *s);

// For sockets. Ends in order: all is sent, and the peer is given time to end its side, so that the
// last words are not lost to a reset. Our side ends only a second later: clients of the original
// say one more word after the last ones, and read until that word's answer comes or a reset. So who
// speaks although it has the last words gets a reset; what was under way before is thrown away.
void stream_end(struct stream *s);

// Ends at once. Nothing happens if it is over already.
void stream_drop(struct stream *s);

bool stream_has_ended(const struct stream *s); // the peer sends no more
bool stream_is_ending(const struct stream *s); // stream_end was called, or it is over
size_t stream_memory(const struct stream *s);  // bytes of its buffers

#endif
