// A UDP socket that uses an IPv4 multicast group on all usable network interfaces, as a member or
// only as a sender. It follows the interfaces as they come and go. Only direct neighbours are
// heard; packets that came through a router are dropped.
#ifndef POSIX_MULTICAST_H
#define POSIX_MULTICAST_H

#include "posix/faces.h"
#include "posix/loop.h"
#include <netinet/in.h>

struct multicast;

// A packet that came in. Valid until the call returns.
struct multicast_packet {
    const struct face *face; // on which it arrived
    struct sockaddr_in from;
    const uint8_t *data;
    size_t len;
};

struct multicast_ops {
    void (*heard)(struct multicast *m, const struct multicast_packet *p);
    void (*was_heard)(struct multicast *m); // all packets of this round were handled
    // Interfaces or addresses changed: m->faces is new; may be NULL.
    void (*changed)(struct multicast *m);
};

// Embed this.
struct multicast {
    struct loop *loop;
    const struct multicast_ops *ops;
    struct watch socket, news; // news reports changes of interfaces; fd -1: closed
    struct faces faces;
    uint32_t group; // native byte order
    uint16_t port;
    unsigned most;  // most interfaces
    bool is_member; // it receives packets to the group
};

// Joins the group on at most `most` interfaces. The port is shared with other programs on this
// computer. Returns 0. -1 with errno: nothing is open.
int multicast_open(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                   uint32_t group, uint16_t port, unsigned most);

// Same, but only for asking the group: sends from a free port and receives the answers to it.
int multicast_open_to_ask(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                          uint32_t group, uint16_t port, unsigned most);
void multicast_close(struct multicast *m);
bool multicast_is_open(const struct multicast *m);

// Sends to the group by one interface, or by each. Lost packets are not reported. Without bytes
// nothing is sent.
void multicast_send(struct multicast *m, const struct face *face, const uint8_t *data, size_t len);
void multicast_send_everywhere(struct multicast *m, const uint8_t *data, size_t len);

// Sends to one host by one interface.
void multicast_answer(struct multicast *m, const struct face *face, const struct sockaddr_in *to,
                      const uint8_t *data, size_t len);

#endif
