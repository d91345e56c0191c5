// A link: where the bytes of one conversation go to, over a socket, a serial line or a connection
// that the node dialed. Whoever has the connection embeds one, and finds itself by its address.
#ifndef NODE_LINK_H
#define NODE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link;

struct link_ops {
    // Queues bytes; never blocks. What a dead link cannot take is dropped.
    void (*send)(struct link *l, const char *data, size_t len);
    // Ends the link once all that was sent is on its way. Who spoke over it has forgotten it: the
    // owner of the link must not report anything more about it.
    void (*hang_up)(struct link *l);
    // How many bytes it takes now without waiting for the peer.
    size_t (*room)(const struct link *l);
};

struct link {
    const struct link_ops *ops;
};

static inline void link_send(struct link *l, const char *data, size_t len)
{
    l->ops->send(l, data, len);
}

static inline void link_hang_up(struct link *l)
{
    l->ops->hang_up(l);
}

static inline size_t link_room(const struct link *l)
{
    return l->ops->room(l);
}

// Where a link comes from; who may do what depends on it. LINK_LOOPBACK: from the node's own
// machine.
enum link_kind { LINK_CONSOLE, LINK_LOOPBACK, LINK_REMOTE };

// What is said of a link once, when it is opened.
struct link_facts {
    enum link_kind kind;
    bool is_stream;     // characters, not chunks: a command needs its newline (serial lines)
    const char *peer;   // "10.0.1.61:64900", "console"; copied
    uint32_t peer_hash; // the same for every link of one address
};

#endif
