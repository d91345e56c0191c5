// Opens a multicast socket, sends, receives, and follows the network interfaces.
#include "posix/multicast.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEWS_A_ROUND = 64 };
enum {
    TTL = 255,            // of packets sent; older receivers check it: RFC 6762, section 11
    PACKET_MAX = 9000,    // section 17
    PACKETS_A_ROUND = 32, // then other users of the loop are served
    READ_AT_ONCE = PACKET_MAX + 1,
};

bool multicast_is_open(const struct multicast *m)
{
    return m->loop && m->socket.fd >= 0;
}

// ---- output ----

void multicast_answer(struct multicast *m, const struct face *face, const struct sockaddr_in *to,
                      const uint8_t *data, size_t len)
{
    union {
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
        struct cmsghdr head;
    } control = { 0 };
    struct iovec part = { (void *)(uintptr_t)data, len };
    struct msghdr msg = {
        (void *)(uintptr_t)to, sizeof *to, &part, 1, &control, sizeof control, 0
    };
    struct in_pktinfo info = { .ipi_ifindex = face->index,
                               .ipi_spec_dst.s_addr = htonl(face->address) };

    control.head = (struct cmsghdr){ CMSG_LEN(sizeof info), IPPROTO_IP, IP_PKTINFO };
    memcpy(CMSG_DATA(&control.head), &info, sizeof info);
    if (len)
        (void)!sendmsg(m->socket.fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL); // lost packets are normal
}

void multicast_send(struct multicast *m, const struct face *face, const uint8_t *data, size_t len)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(m->port),
                              .sin_addr.s_addr = htonl(m->group) };

    multicast_answer(m, face, &to, data, len);
}

void multicast_send_everywhere(struct multicast *m, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < m->faces.n; i++)
        if (m->faces.items[i].is_first)
            multicast_send(m, &m->faces.items[i], data, len);
}

// ---- input ----

// The interface on which a packet from a neighbour arrived, else NULL. The sender's address tells
// whether it is a neighbour. The TTL does not, because simple resolvers leave it at their default,
// often 1 or 64.
static const struct face *face_of(const struct multicast *m, struct msghdr *msg,
                                  const struct sockaddr_in *from)
{
    int index = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
        struct in_pktinfo info;
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            memcpy(&info, CMSG_DATA(c), sizeof info);
            index = info.ipi_ifindex;
        }
    }
    if (!faces_is_on_link(&m->faces, index, ntohl(from->sin_addr.s_addr)))
        return NULL;
    return faces_by_index(&m->faces, index);
}

static void packets_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct multicast *m = LOOP_OWNER(struct multicast, socket, w);
    uint8_t data[READ_AT_ONCE];
    struct multicast_packet p = { .data = data };

    (void)l;
    (void)events;
    for (int i = 0; i < PACKETS_A_ROUND; i++) {
        char control[128];
        struct iovec into = { data, sizeof data };
        struct msghdr msg = { &p.from, sizeof p.from, &into, 1, control, sizeof control, 0 };
        ssize_t n = recvmsg(w->fd, &msg, MSG_DONTWAIT);
        if (n < 0 && errno != EINTR)
            break;
        p.len = n > 0 ? (size_t)n : 0;
        p.face = face_of(m, &msg, &p.from);
        if (p.face && p.len <= PACKET_MAX)
            m->ops->heard(m, &p);
    }
    m->ops->was_heard(m);
}

// ---- interfaces ----

// Joins the group on every interface. This fails where the socket has joined already, which does no
// harm.
static void multicast_join(struct multicast *m)
{
    for (size_t i = 0; m->is_member && i < m->faces.n; i++) {
        struct ip_mreqn where = { .imr_multiaddr.s_addr = htonl(m->group),
                                  .imr_ifindex = m->faces.items[i].index };
        if (m->faces.items[i].is_first)
            (void)setsockopt(m->socket.fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &where, sizeof where);
    }
}

static void news_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct multicast *m = LOOP_OWNER(struct multicast, news, w);
    char words[4096];

    (void)l;
    (void)events;
    // Discards the messages: the whole state is read from the system. Later changes are handled in
    // the next round.
    for (unsigned i = 0; i < NEWS_A_ROUND; i++)
        if (recv(w->fd, words, sizeof words, MSG_DONTWAIT) <= 0 && errno != ENOBUFS)
            break;
    if (faces_read(&m->faces, m->most) <= 0)
        return;
    multicast_join(m);
    if (m->ops->changed)
        m->ops->changed(m);
}

static int open_news(void)
{
    struct sockaddr_nl groups = { .nl_family = AF_NETLINK,
                                  .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR };
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (fd >= 0)
        (void)bind(fd, (const struct sockaddr *)&groups, sizeof groups);
    return fd;
}

// ---- beginning and end ----

static int multicast_open_socket(uint16_t port)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const struct {
        int level, name, value;
    } wanted[] = {
        { SOL_SOCKET, SO_REUSEADDR, 1 }, // shared with other programs
        { IPPROTO_IP, IP_PKTINFO, 1 },
        { IPPROTO_IP, IP_MULTICAST_TTL, TTL },
        { IPPROTO_IP, IP_TTL, TTL },
        { IPPROTO_IP, IP_MULTICAST_LOOP, 1 }, // others on this computer must hear it too
        { IPPROTO_IP, IP_MULTICAST_ALL, 0 },  // only packets on interfaces that joined here
    };

    for (size_t i = 0; fd >= 0 && i < sizeof wanted / sizeof *wanted; i++)
        (void)setsockopt(fd, wanted[i].level, wanted[i].name, &wanted[i].value, sizeof(int));
    if (fd < 0 || !bind(fd, (const struct sockaddr *)&any, sizeof any))
        return fd;
    int err = errno;
    close(fd);
    errno = err;
    return -1;
}

// `from` is the socket's own port; 0: a free one.
static int open_from(struct multicast *m, uint16_t from)
{
    m->socket = (struct watch){ multicast_open_socket(from), packets_ready };
    m->news = (struct watch){ -1, news_ready };
    if (m->socket.fd < 0)
        return -1;
    m->news.fd = open_news();
    if (m->news.fd < 0 || loop_add(m->loop, &m->socket, EPOLLIN) ||
        loop_add(m->loop, &m->news, EPOLLIN) || faces_read(&m->faces, m->most) < 0) {
        multicast_close(m);
        return -1;
    }
    multicast_join(m);
    return 0;
}

int multicast_open(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                   uint32_t group, uint16_t port, unsigned most)
{
    *m = (struct multicast){
        .loop = l, .ops = ops, .group = group, .port = port, .most = most, .is_member = true
    };
    return open_from(m, port);
}

int multicast_open_to_ask(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                          uint32_t group, uint16_t port, unsigned most)
{
    *m = (struct multicast){ .loop = l, .ops = ops, .group = group, .port = port, .most = most };
    return open_from(m, 0);
}

void multicast_close(struct multicast *m)
{
    if (!multicast_is_open(m))
        return;
    loop_close(m->loop, &m->socket);
    loop_close(m->loop, &m->news);
    faces_free(&m->faces);
}
