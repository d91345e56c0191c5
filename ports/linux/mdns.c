// The multicast DNS socket, and the nodes that are announced on it.
#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "mdns.h"

enum {
    PORT = 5353,
    TTL = 255,            // nothing that a router let through has it: RFC 6762, section 11
    PACKET_MAX = 9000,    // section 17
    PACKETS_A_ROUND = 32, // then the sessions are served again
    READ_AT_ONCE = PACKET_MAX + 1,
};
static const uint32_t group = 0xe00000fb; // 224.0.0.251

// A packet that came in.
struct arrival {
    const struct face *face;
    struct sockaddr_in from;
    const uint8_t *data;
    size_t len;
};

static uint32_t next_random(struct mdns *m)
{
    m->random ^= m->random << 13; // xorshift32: it only spreads packets over time
    m->random ^= m->random >> 17;
    m->random ^= m->random << 5;
    return m->random;
}

static void send_to(struct mdns *m, const struct face *face, const struct sockaddr_in *to,
                    const uint8_t *packet, size_t len)
{
    union {
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
        struct cmsghdr head;
    } control = { 0 };
    struct iovec data = { (void *)(uintptr_t)packet, len };
    struct msghdr msg = {
        (void *)(uintptr_t)to, sizeof *to, &data, 1, &control, sizeof control, 0
    };
    struct in_pktinfo info = { .ipi_ifindex = face->index,
                               .ipi_spec_dst.s_addr = htonl(face->address) };

    control.head = (struct cmsghdr){ CMSG_LEN(sizeof info), IPPROTO_IP, IP_PKTINFO };
    memcpy(CMSG_DATA(&control.head), &info, sizeof info);
    if (len)
        (void)!sendmsg(m->socket.fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL); // lost packets are normal
}

static void multicast(struct mdns *m, const struct face *face, const uint8_t *packet, size_t len)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(PORT),
                              .sin_addr.s_addr = htonl(group) };

    send_to(m, face, &to, packet, len);
}

void mdns_send_everywhere(struct mdns *m, const uint8_t *packet, size_t len)
{
    for (size_t i = 0; i < m->faces.n; i++)
        if (m->faces.items[i].is_first)
            multicast(m, &m->faces.items[i], packet, len);
}

static bool is_seen_on(const struct mdns_node *node, const struct face *face)
{
    return node->address ? node->address == face->address : face->is_first;
}

// The face by which that interface sees the node; NULL: it does not.
static const struct face *face_on(const struct mdns *m, const struct mdns_node *node, int index)
{
    for (size_t i = 0; i < m->faces.n; i++)
        if (m->faces.items[i].index == index && is_seen_on(node, &m->faces.items[i]))
            return &m->faces.items[i];
    return NULL;
}

static uint16_t places_of(const struct mdns *m, const struct mdns_node *node)
{
    unsigned places = 0;

    for (size_t i = 0; i < m->faces.n; i++)
        if (is_seen_on(node, &m->faces.items[i]))
            places |= 1u << m->faces.items[i].number;
    return (uint16_t)places;
}

static struct responder_place place_at(struct mdns *m, struct mdns_node *node,
                                       const struct face *face, char txt[RESPONDER_TXT_MAX])
{
    size_t len = node->describe(node, face->is_wireless, txt);

    return (struct responder_place){ face->number, face->address, m->faces.addresses,
                                     node->address ? 0 : m->faces.n, text_make(txt, len) };
}

static void do_job(struct mdns *m, struct mdns_node *node, const struct responder_job *job)
{
    uint8_t packet[RESPONDER_PACKET_MAX];
    char txt[RESPONDER_TXT_MAX];

    for (size_t i = 0; i < m->faces.n; i++) {
        const struct face *face = &m->faces.items[i];
        if (!(job->places >> face->number & 1) || !is_seen_on(node, face))
            continue;
        struct responder_place place = place_at(m, node, face, txt);
        multicast(m, face, packet,
                  responder_write(&node->responder, &place, job, packet, sizeof packet));
    }
}

static void say_goodbye(struct mdns *m, struct mdns_node *node)
{
    uint8_t packet[RESPONDER_PACKET_MAX];
    char txt[RESPONDER_TXT_MAX];

    for (size_t i = 0; i < m->faces.n; i++) {
        const struct face *face = &m->faces.items[i];
        if (!is_seen_on(node, face))
            continue;
        struct responder_place place = place_at(m, node, face, txt);
        multicast(m, face, packet,
                  responder_goodbye(&node->responder, &place, packet, sizeof packet));
    }
}

void mdns_settle(struct mdns *m)
{
    uint32_t now_ms = m->loop->now_ms, wait_ms;
    struct responder_job job;

    mdns_ask_due(m);
    wait_ms = mdns_ask_wait_ms(m);
    for (struct mdns_node *node = m->nodes; node; node = node->next) {
        uint16_t places = places_of(m, node);
        while (responder_take(&node->responder, places, now_ms, &job))
            do_job(m, node, &job);
        uint32_t next_ms = responder_wait_ms(&node->responder, places, now_ms);
        wait_ms = next_ms < wait_ms ? next_ms : wait_ms;
    }
    struct itimerspec at = { 0 };
    if (wait_ms != UINT32_MAX)
        at.it_value = (struct timespec){ wait_ms / 1000, wait_ms % 1000 * 1000000 + 1 };
    timerfd_settime(m->timer.fd, 0, &at, NULL);
}

static void hand_on(struct mdns *m, const struct arrival *a)
{
    uint8_t packet[RESPONDER_PACKET_MAX];
    char txt[RESPONDER_TXT_MAX];
    uint32_t now_ms = m->loop->now_ms, from = ntohl(a->from.sin_addr.s_addr);

    for (struct mdns_node *node = m->nodes; node; node = node->next) {
        const struct face *face = face_on(m, node, a->face->index);
        if (!face)
            continue;
        struct responder_place place = place_at(m, node, face, txt);
        if (ntohs(a->from.sin_port) != PORT)
            send_to(m, face, &a->from, packet,
                    responder_reply(&node->responder, &place, a->data, a->len, now_ms, packet,
                                    sizeof packet));
        else if (responder_hear(&node->responder, &place, a->data, a->len, now_ms, next_random(m)))
            node->renamed(node, from);
    }
    if (ntohs(a->from.sin_port) == PORT)
        mdns_hear_answers(m, a->data, a->len);
}

// Which interface a packet came by, if it comes from a neighbour; else NULL.
static const struct face *check(const struct mdns *m, struct msghdr *msg,
                                const struct sockaddr_in *from)
{
    int index = 0, ttl = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
        struct in_pktinfo info;
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            memcpy(&info, CMSG_DATA(c), sizeof info);
            index = info.ipi_ifindex;
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) {
            memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
        }
    }
    if (ttl != TTL || !faces_is_on_link(&m->faces, index, ntohl(from->sin_addr.s_addr)))
        return NULL;
    return faces_by_index(&m->faces, index);
}

static void packets_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct mdns *m = (struct mdns *)((char *)w - offsetof(struct mdns, socket));
    uint8_t data[READ_AT_ONCE];
    struct arrival a = { .data = data };

    (void)l;
    (void)events;
    for (int i = 0; i < PACKETS_A_ROUND; i++) {
        char control[128];
        struct iovec into = { data, sizeof data };
        struct msghdr msg = { &a.from, sizeof a.from, &into, 1, control, sizeof control, 0 };
        ssize_t n = recvmsg(w->fd, &msg, MSG_DONTWAIT);
        if (n < 0 && errno != EINTR)
            break;
        a.len = n > 0 ? (size_t)n : 0;
        a.face = check(m, &msg, &a.from);
        if (a.face && a.len <= PACKET_MAX)
            hand_on(m, &a);
    }
    mdns_settle(m);
}

static void timer_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct mdns *m = (struct mdns *)((char *)w - offsetof(struct mdns, timer));
    uint64_t times;

    (void)l;
    (void)events;
    (void)!read(w->fd, &times, sizeof times);
    mdns_settle(m);
}

// Hears the group on every interface. Where the socket does already, this fails, rightly.
static void join(struct mdns *m)
{
    for (size_t i = 0; i < m->faces.n; i++) {
        struct ip_mreqn where = { .imr_multiaddr.s_addr = htonl(group),
                                  .imr_ifindex = m->faces.items[i].index };
        if (m->faces.items[i].is_first)
            (void)setsockopt(m->socket.fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &where, sizeof where);
    }
}

static void news_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct mdns *m = (struct mdns *)((char *)w - offsetof(struct mdns, news));
    char words[4096];

    (void)events;
    while (recv(w->fd, words, sizeof words, MSG_DONTWAIT) > 0 || errno == ENOBUFS)
        ; // what changed is read from the system as a whole
    if (faces_read(&m->faces, RESPONDER_PLACES) <= 0)
        return;
    join(m);
    for (struct mdns_node *node = m->nodes; node; node = node->next)
        responder_again(&node->responder, l->now_ms);
    mdns_settle(m);
}

static int open_socket(void)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const struct {
        int level, name, value;
    } wanted[] = {
        { SOL_SOCKET, SO_REUSEADDR, 1 }, // with avahi-daemon, systemd-resolved, another node
        { IPPROTO_IP, IP_PKTINFO, 1 },         { IPPROTO_IP, IP_RECVTTL, 1 },
        { IPPROTO_IP, IP_MULTICAST_TTL, TTL }, { IPPROTO_IP, IP_TTL, TTL },
        { IPPROTO_IP, IP_MULTICAST_LOOP, 1 }, // others on this computer want to hear it too
        { IPPROTO_IP, IP_MULTICAST_ALL, 0 },  // only what comes by the interfaces joined here
    };

    for (size_t i = 0; fd >= 0 && i < sizeof wanted / sizeof *wanted; i++)
        (void)setsockopt(fd, wanted[i].level, wanted[i].name, &wanted[i].value, sizeof(int));
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&any, sizeof any)) {
        int err = errno;
        close(fd);
        errno = err;
        return -1;
    }
    return fd;
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

int mdns_open(struct mdns *m, struct loop *l)
{
    *m = (struct mdns){ .loop = l,
                        .socket = { open_socket(), packets_ready },
                        .timer = { -1, timer_ready },
                        .news = { -1, news_ready } };
    if (m->socket.fd < 0)
        return -1;
    m->timer.fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    m->news.fd = open_news();
    if (m->timer.fd < 0 || m->news.fd < 0 || loop_add(l, &m->socket, EPOLLIN) ||
        loop_add(l, &m->timer, EPOLLIN) || loop_add(l, &m->news, EPOLLIN) ||
        faces_read(&m->faces, RESPONDER_PLACES) < 0) {
        mdns_close(m);
        return -1;
    }
    if (getrandom(&m->random, sizeof m->random, GRND_NONBLOCK) < 0 || !m->random)
        m->random = (uint32_t)getpid();
    join(m);
    return 0;
}

static void close_watch(struct mdns *m, struct watch *w)
{
    if (w->fd < 0)
        return;
    loop_remove(m->loop, w);
    close(w->fd);
    w->fd = -1;
}

void mdns_announce(struct mdns *m, struct mdns_node *node, struct text name, uint16_t port)
{
    struct mdns_node **at = &m->nodes;

    if (m->socket.fd < 0)
        return;
    while (*at && *at != node)
        at = &(*at)->next;
    if (*at) {
        say_goodbye(m, node);
    } else {
        *at = node;
        node->next = NULL;
    }
    responder_start(&node->responder, name, port, m->loop->now_ms, next_random(m));
    mdns_settle(m);
}

void mdns_changed(struct mdns *m, struct mdns_node *node)
{
    if (m->socket.fd < 0)
        return;
    responder_changed(&node->responder, m->loop->now_ms);
    mdns_settle(m);
}

void mdns_withdraw(struct mdns *m, struct mdns_node *node)
{
    struct mdns_node **at = &m->nodes;

    while (*at && *at != node)
        at = &(*at)->next;
    if (!*at)
        return;
    say_goodbye(m, node);
    *at = node->next;
}

void mdns_close(struct mdns *m)
{
    if (m->socket.fd < 0)
        return;
    close_watch(m, &m->socket);
    close_watch(m, &m->timer);
    close_watch(m, &m->news);
    faces_free(&m->faces);
    mdns_forget_all(m);
}
