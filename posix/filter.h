// Filters stand between a stream's owner and its descriptor: encryption, compression. They are
// stacked; each sees what the one above sends and what the one below receives.
//
//   owner  --stream_send-->  top filter  --filter_down-->  ...  --filter_down-->  descriptor
//   owner  <--ops->input--   top filter  <--filter_up--    ...  <--filter_up--    descriptor
//
// A filter may hold bytes back, in both directions, and may speak by itself (a handshake).
#ifndef POSIX_FILTER_H
#define POSIX_FILTER_H

#include "posix/stream.h"

struct filter;

// NULL: as if the filter were not there. Whatever returns 0 succeeds; -1 means that the stream is
// beyond use, and it is dropped at the end of the round.
struct filter_ops {
    int (*send)(struct filter *f, const char *data, size_t len);    // from above
    int (*receive)(struct filter *f, const char *data, size_t len); // from below
    // The end of the round: what was gathered goes down, as far as it can.
    int (*flush)(struct filter *f);
    // The peer sends no more. Says filter_ended if that is a proper end; -1: something is missing.
    int (*ended)(struct filter *f);
    // Our side ends: the last words go down, after those that a filter above has sent just now.
    // Nothing is sent after that.
    int (*seal)(struct filter *f);
    // Bytes that wait here for their way down; they count as unsent.
    size_t (*held)(const struct filter *f);
    // The stream is gone: gives back what the filter holds, perhaps itself. Called once.
    void (*release)(struct filter *f);
};

struct filter {
    const struct filter_ops *ops;
    struct stream *stream;
    struct filter *above, *below;
};

// Puts a filter with its ops on top of the others. Bytes that the owner did not take yet stay as
// they are; what was sent before is not filtered. `flush` is called at the end of this round, so
// the filter may speak first.
void filter_push(struct stream *s, struct filter *f);

// For filters: hands bytes to what is below or above. What is above may drop the stream in this
// call; the filter stays until it is released.
int filter_down(struct filter *f, const char *data, size_t len);
int filter_up(struct filter *f, const char *data, size_t len);

// For filters: the peer has said that nothing more comes.
int filter_ended(struct filter *f);

// Between filter.c and stream.c: the whole stack of a stream, which may be empty.
int filter_send(struct stream *s, const char *data, size_t len);
int filter_receive(struct stream *s, const char *data, size_t len);
int filter_end_of_input(struct stream *s);
int filter_flush(struct stream *s);
int filter_seal(struct stream *s);
size_t filter_held(const struct stream *s);
void filter_release(struct stream *s);
int stream_put_raw(struct stream *s, const char *data, size_t len);
int stream_take_plain(struct stream *s, const char *data, size_t len);
int stream_take_end(struct stream *s);

#endif
