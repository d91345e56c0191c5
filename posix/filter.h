// Filters are between a stream's owner and its descriptor, for example for encryption or
// compression. They form a stack. Each gets what the one above sends and what the one below
// receives.
//
//   owner  --stream_send-->  top filter  --filter_down-->  ...  --filter_down-->  descriptor
//   owner  <--ops->input--   top filter  <--filter_up--    ...  <--filter_up--    descriptor
//
// A filter may hold bytes back in both directions, and may send by itself (a handshake).
#ifndef POSIX_FILTER_H
#define POSIX_FILTER_H

#include <stddef.h>

struct filter;
struct stream;

// NULL: nothing is done for this operation. Functions return 0, or -1 if the stream cannot be used
// any more; then it is dropped at the end of the round.
struct filter_ops {
    int (*send)(struct filter *f, const char *data, size_t len);    // from above
    int (*receive)(struct filter *f, const char *data, size_t len); // from below
    // End of the round: passes collected bytes down as far as possible.
    int (*flush)(struct filter *f);
    // The peer sends no more. Calls filter_ended if that is a proper end. -1: something is missing.
    int (*ended)(struct filter *f);
    // Our side ends: sends the last bytes down, after those that a filter above has just sent.
    // Nothing is sent after that.
    int (*seal)(struct filter *f);
    // Bytes that wait here to be sent; they count as unsent.
    size_t (*held)(const struct filter *f);
    // The stream is gone: frees what the filter holds, possibly itself. Called once.
    void (*release)(struct filter *f);
};

// Its owner sets `ops`; stream_push_filter sets the rest. Both ends of the stack are filters of the
// stream: one towards its owner and one towards its descriptor.
struct filter {
    const struct filter_ops *ops;
    struct stream *stream;
    struct filter *above, *below;
};

// For filters: passes bytes down or up. The receiver above may drop the stream during the call; the
// filter stays valid until it is released.
int filter_down(struct filter *f, const char *data, size_t len);
int filter_up(struct filter *f, const char *data, size_t len);

// For filters: reports that the peer sends no more.
int filter_ended(struct filter *f);

// For the stream: flushes all filters between its two ends. `end` is the upper end.
int filter_flush_all(struct filter *end);
int filter_seal_all(struct filter *end);
size_t filter_held_by_all(const struct filter *end);
void filter_release_all(struct filter *end);

#endif
