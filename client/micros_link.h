// One non-blocking TCP connection with its conversation; the caller waits for the socket and tells
// the time.
#ifndef MICROS_LINK_H
#define MICROS_LINK_H

#include "micros_conversation.h"
#include <netdb.h>

struct micros_link {
    int fd; // -1 when closed
    bool is_connecting;
    struct addrinfo *found, *next; // addresses of the host; next is tried if this one refuses
    struct micros_conversation conversation; // its greeting time counts from the connection on
};

// The clock of all deadlines: monotonic, in microseconds.
int64_t micros_link_now_us(void);

// Starts connecting; `trust` may be NULL. A failure ends the conversation at once.
void micros_link_open(struct micros_link *link, const char *host, uint16_t port, int timeout_ms,
                      const struct micros_trust *trust);

// True when the link waits to write (or to be connected) as well as to read.
bool micros_link_wants_write(const struct micros_link *link);

// Does what the socket is ready for. `link->fd` may change while connecting.
void micros_link_step(struct micros_link *link);

// Sends what the conversation has to say, as far as the socket takes it.
void micros_link_write(struct micros_link *link);

// Closes the socket and frees everything.
void micros_link_close(struct micros_link *link);

#endif
