// A filter that does all that a filter may do. It begins with a handshake and holds output back
// until that is done; it gathers what is sent into frames, whose bytes are scrambled and checked;
// it has a proper end. A stream without that end, or with a byte that is wrong, is broken.
#ifndef TESTS_POSIX_SCRAMBLER_H
#define TESTS_POSIX_SCRAMBLER_H

#include "posix/stream.h"

struct scrambler {
    struct filter filter;
    struct buffer out, in; // gathered from above; a frame that is not whole yet
    uint8_t key_out, key_in;
    bool has_greeted, knows_key;
    size_t n_released;
};

// Puts a new scrambler on top of the stream.
void scrambler_push(struct scrambler *s, struct stream *stream, uint8_t key);

#endif
