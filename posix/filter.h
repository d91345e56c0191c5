// Filters stand between a stream's owner and its descriptor: encryption, compression. They are
// stacked; each sees what the one above sends and what the one below receives.
//
//   owner  --stream_send-->  top filter  --filter_down-->  ...  --filter_down-->  descriptor
//   owner  <--ops->input--   top filter  <--filter_up--    ...  <--filter_up--    descriptor
//
// A filter may hold bytes back, in both directions, and may speak by itself (a handshake).
#ifndef POSIX_FILTER_H
#define POSIX_FILTER_H

#include <stddef.h>

struct filter;
struct stream;

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

// Its owner sets `ops`; stream_push_filter the rest. The two ends of the stack are filters, too:
// the stream's own, one over its owner and one over its descriptor.
struct filter {
    const struct filter_ops *ops;
    struct stream *stream;
    struct filter *above, *below;
};

// For filters: hands bytes to what is below or above. What is above may drop the stream in this
// call; the filter stays until it is released.
int filter_down(struct filter *f, const char *data, size_t len);
int filter_up(struct filter *f, const char *data, size_t len);

// For filters: the peer has said that nothing more comes.
int filter_ended(struct filter *f);

// For the stream: all filters between its two ends, of which `end` is the upper one.
int filter_flush_all(struct filter *end);
int filter_seal_all(struct filter *end);
size_t filter_held_by_all(const struct filter *end);
void filter_release_all(struct filter *end);

#endif
