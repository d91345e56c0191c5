// One non-blocking TCP connection with its conversation; the caller waits for the socket and tells
// the time.
#ifndef MICROS_LINK_H
#define MICROS_LINK_H

#include "micros_talk.h"

#include <netdb.h>

struct micros_link {
    int fd; // -1 when closed
    bool is_connecting;
    struct addrinfo *found, *next; // addresses of the host; next is tried if this one refuses
    struct micros_talk talk;
    char *out; // bytes not yet taken by the system
    size_t out_len, out_sent;
    int64_t heard_us; // when bytes last came, on micros_link_now_us's clock
    int64_t sent_us;  // when the line in flight was handed over
};

// The clock of all deadlines: monotonic, in microseconds.
int64_t micros_link_now_us(void);

// Starts connecting. A failure ends link->talk at once.
void micros_link_open(struct micros_link *link, const char *host, uint16_t port);

// True when the link waits to write (or to be connected) as well as to read.
bool micros_link_wants_write(const struct micros_link *link);

// Does whatever the socket is ready for. `link->fd` may become another one while connecting.
void micros_link_step(struct micros_link *link);

// Sends one line and its line break; the answer gathers in link->talk.
void micros_link_send(struct micros_link *link, const char *line, bool is_login);

// Milliseconds until silence completes the answer, -1 if it does not.
int micros_link_grace_ms(const struct micros_link *link, int64_t now_us);

// Closes the socket and frees everything.
void micros_link_close(struct micros_link *link);

#endif
