// A link carries the bytes of one conversation, over a socket, a serial line, or a connection that
// the node dialed. The owner of the connection embeds a struct link and finds itself by the link's
// address.
#ifndef NODE_LINK_H
#define NODE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link;

struct link_ops {
    // Queues bytes. Never blocks. A dead link drops them.
    void (*send)(struct link *l, const char *data, size_t len);
    // Closes the link after everything queued has been sent. The user of the link has already
    // forgotten it, so the owner must not report any more events.
    void (*hang_up)(struct link *l);
    // How many bytes can be sent now without waiting for the peer.
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

// Where a link comes from. Rights depend on it. LINK_LOOPBACK: from the node's own machine.
enum link_kind { LINK_CONSOLE, LINK_LOOPBACK, LINK_REMOTE };

// Facts about a link, given when it is opened.
struct link_facts {
    enum link_kind kind;
    bool is_stream;     // bytes, not chunks: a command needs its newline (serial lines)
    const char *peer;   // "10.0.1.61:64900", "console"; copied
    uint32_t peer_hash; // the same for all links of one address
};

#endif
