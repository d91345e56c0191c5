// One UDP socket in an IPv4 multicast group, or beside it, on every network interface that others
// can be reached by. It follows the interfaces as they come and go. Only neighbours are heard: what
// a router let through is dropped.
#ifndef POSIX_MULTICAST_H
#define POSIX_MULTICAST_H

#include "posix/faces.h"
#include "posix/loop.h"
#include <netinet/in.h>

struct multicast;

// A packet that came in; it lives until the call returns.
struct multicast_packet {
    const struct face *face; // by which it came
    struct sockaddr_in from;
    const uint8_t *data;
    size_t len;
};

struct multicast_ops {
    void (*heard)(struct multicast *m, const struct multicast_packet *p);
    void (*was_heard)(struct multicast *m); // all that came in this round was heard
    void (*changed)(struct multicast *m); // other interfaces or addresses: m->faces is new; or NULL
};

// The owner embeds it.
struct multicast {
    struct loop *loop;
    const struct multicast_ops *ops;
    struct watch socket, news; // news: of interfaces that come and go; fd -1: closed
    struct faces faces;
    uint32_t group; // native byte order
    uint16_t port;
    unsigned most;  // interfaces
    bool is_member; // it hears the group
};

// Joins the group, on `most` interfaces at most. The port is shared with others on this computer.
// 0, or -1 with errno; then nothing is open.
int multicast_open(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                   uint32_t group, uint16_t port, unsigned most);

// The same for who only asks the group: sends from a free port, and hears what is answered to that.
int multicast_open_to_ask(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                          uint32_t group, uint16_t port, unsigned most);
void multicast_close(struct multicast *m);
bool multicast_is_open(const struct multicast *m);

// To the group by one interface, or by each. Nobody is told of packets that are lost. Nothing is
// sent if there are no bytes.
void multicast_send(struct multicast *m, const struct face *face, const uint8_t *data, size_t len);
void multicast_send_everywhere(struct multicast *m, const uint8_t *data, size_t len);

// To one host, by an interface.
void multicast_answer(struct multicast *m, const struct face *face, const struct sockaddr_in *to,
                      const uint8_t *data, size_t len);

#endif
