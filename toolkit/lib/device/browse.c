// Asking the network for nodes by multicast DNS.
// Asks twice: from a port of its own, which is answered by unicast and gets through where multicast
// is slow, and from the shared port 5353, which a firewall may be open for.
#include "device/browse.h"
#include "net/dns.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    MDNS_PORT = 5353,
    TTL = 255, // nothing that a router let through has it
    PACKET_MAX = 9000,
    ROUND_MS = 250, // until what is missing is asked for again
    BROWSE_MS = 1000,
    FIND_MS = 700,
    FACES = 64,
    ROWS = 4096, // more nobody announces honestly on one link
    RECEIVE_BYTES = 1 << 20,
};
static const uint32_t mdns_group = 0xe00000fb; // 224.0.0.251
static const char service[] = "\7_micros\4_tcp\5local";

struct face {
    int index;
    uint32_t address, mask;
};

// One instance of the service on one interface.
struct instance {
    char label[DNS_LABEL_MAX];
    uint8_t len;
    int face;
    uint16_t port;             // 0: nobody has told yet
    uint32_t from;             // who did
    char target[DNS_NAME_MAX]; // on which host
    uint8_t target_len;
};

struct host {
    char name[DNS_NAME_MAX];
    uint8_t len;
    int face;
    uint32_t ip;
};

struct browse {
    int sockets[2]; // the second -1 where port 5353 is nobody else's
    int64_t start_ms;
    struct face faces[FACES];
    size_t n_faces;
    struct instance *instances;
    struct host *hosts;
    size_t n_instances, n_hosts;
};

static int64_t browse_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint32_t browse_native_order(const struct sockaddr *a)
{
    return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr);
}

static void list_faces(struct browse *b)
{
    struct ifaddrs *all;
    unsigned need = IFF_UP | IFF_RUNNING | IFF_MULTICAST;

    if (getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *at = all; at && b->n_faces < FACES; at = at->ifa_next)
        if (at->ifa_addr && at->ifa_addr->sa_family == AF_INET && at->ifa_netmask &&
            (at->ifa_flags & need) == need && !(at->ifa_flags & IFF_LOOPBACK))
            b->faces[b->n_faces++] =
                (struct face){ (int)if_nametoindex(at->ifa_name), browse_native_order(at->ifa_addr),
                               browse_native_order(at->ifa_netmask) };
    freeifaddrs(all);
}

static bool is_neighbour(const struct browse *b, int face, uint32_t ip)
{
    for (size_t i = 0; i < b->n_faces; i++)
        if (b->faces[i].index == face && ((b->faces[i].address ^ ip) & b->faces[i].mask) == 0)
            return true;
    return false;
}

static void browse_set(int fd, int level, int name, int value)
{
    (void)setsockopt(fd, level, name, &value, sizeof value); // what fails here shows in what comes
}

static int browse_open_socket(const struct browse *b, uint16_t port)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    browse_set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    browse_set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BYTES);
    browse_set(fd, IPPROTO_IP, IP_PKTINFO, 1);
    browse_set(fd, IPPROTO_IP, IP_RECVTTL, 1);
    browse_set(fd, IPPROTO_IP, IP_MULTICAST_TTL, TTL);
    browse_set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    if (bind(fd, (const struct sockaddr *)&any, sizeof any) != 0) {
        close(fd);
        return -1;
    }
    for (size_t i = 0; port && i < b->n_faces; i++) {
        struct ip_mreqn join = { .imr_multiaddr.s_addr = htonl(mdns_group),
                                 .imr_ifindex = b->faces[i].index };
        (void)setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join, sizeof join);
    }
    return fd;
}

static void close_all(struct browse *b)
{
    for (int i = 0; i < 2; i++)
        if (b->sockets[i] >= 0)
            close(b->sockets[i]);
    free(b->instances);
    free(b->hosts);
    free(b);
}

static struct browse *open_all(void)
{
    struct browse *b = calloc(1, sizeof *b);

    if (!b)
        return NULL;
    b->start_ms = browse_now_ms();
    list_faces(b);
    b->sockets[0] = browse_open_socket(b, 0);
    b->sockets[1] = browse_open_socket(b, MDNS_PORT);
    b->instances = calloc(ROWS, sizeof *b->instances);
    b->hosts = calloc(ROWS, sizeof *b->hosts);
    if (b->n_faces && b->sockets[0] >= 0 && b->instances && b->hosts)
        return b;
    close_all(b);
    return NULL;
}

static void send_by(int fd, const struct face *face, const struct dns_writer *w)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(MDNS_PORT),
                              .sin_addr.s_addr = htonl(mdns_group) };
    struct ip_mreqn by = { .imr_address.s_addr = htonl(face->address), .imr_ifindex = face->index };

    if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by) == 0)
        (void)!sendto(fd, w->data, w->len, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to);
}

static void browse_ask(const struct browse *b, struct text wire, uint16_t type)
{
    uint8_t packet[DNS_NAME_MAX + 64];
    struct dns_writer w;

    dns_begin(&w, packet, sizeof packet, 0, 0);
    dns_ask(&w, wire, type, false);
    for (size_t i = 0; !w.is_full && i < b->n_faces; i++)
        for (int j = 0; j < 2; j++)
            if (b->sockets[j] >= 0)
                send_by(b->sockets[j], &b->faces[i], &w);
}

static void ask_for_all(const struct browse *b)
{
    browse_ask(b, text_make(service, sizeof service), DNS_PTR);
}

static void ask_for_service(const struct browse *b, struct text label)
{
    char wire[DNS_NAME_MAX];
    size_t len = dns_join(wire, sizeof wire, label, text_make(service, sizeof service));

    if (len)
        browse_ask(b, text_make(wire, len), DNS_SRV);
}

static struct instance *browse_find_or_add(struct browse *b, int face, struct text label)
{
    for (size_t i = 0; i < b->n_instances; i++)
        if (b->instances[i].face == face &&
            text_same(text_make(b->instances[i].label, b->instances[i].len), label))
            return &b->instances[i];
    if (b->n_instances == ROWS)
        return NULL;
    struct instance *it = &b->instances[b->n_instances++];
    *it = (struct instance){ .len = (uint8_t)label.len, .face = face };
    memcpy(it->label, label.p, label.len);
    return it;
}

struct arrival {
    int face;
    uint32_t from;
};

static void take_service(struct browse *b, const struct arrival *a, const struct dns_reader *r,
                         const struct dns_record *record, struct text label)
{
    size_t target_at;
    uint16_t port;

    if (!dns_service(r, record, &port, &target_at))
        return;
    struct instance *it = browse_find_or_add(b, a->face, label);
    if (!it)
        return;
    it->port = record->ttl ? port : 0;
    it->from = a->from;
    it->target_len = (uint8_t)dns_copy(r, target_at, it->target, sizeof it->target);
}

static void take_host(struct browse *b, const struct arrival *a, const struct dns_reader *r,
                      const struct dns_record *record)
{
    struct host *host = &b->hosts[b->n_hosts];
    uint32_t ip;

    if (b->n_hosts == ROWS || !dns_address(r, record, &ip) || !is_neighbour(b, a->face, ip))
        return;
    host->len = (uint8_t)dns_copy(r, record->name_at, host->name, sizeof host->name);
    host->face = a->face;
    host->ip = ip;
    b->n_hosts += host->len != 0;
}

static void browse_take_packet(struct browse *b, const struct arrival *a, const uint8_t *data,
                               size_t len)
{
    struct dns_reader r;
    struct dns_record record;
    struct text label, wire = text_make(service, sizeof service);
    size_t at;

    if (!dns_open(&r, data, len) || (r.flags & (DNS_RESPONSE | DNS_OPCODE)) != DNS_RESPONSE)
        return;
    while (dns_next(&r, &record)) {
        if (record.section == DNS_QUESTIONS || record.class != DNS_IN)
            continue;
        if (dns_is(&r, record.name_at, wire) && record.ttl && dns_pointed(&r, &record, &at) &&
            dns_is_below(&r, at, wire, &label))
            (void)browse_find_or_add(b, a->face, label);
        else if (dns_is_below(&r, record.name_at, wire, &label))
            take_service(b, a, &r, &record, label);
        else
            take_host(b, a, &r, &record);
    }
}

// Where a packet came from. False when that is no neighbour.
static bool browse_check(const struct browse *b, struct msghdr *msg, struct arrival *a)
{
    int ttl = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
        struct in_pktinfo info;
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            memcpy(&info, CMSG_DATA(c), sizeof info);
            a->face = info.ipi_ifindex;
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) {
            memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
        }
    }
    return ttl == TTL && is_neighbour(b, a->face, a->from);
}

static void take_waiting(struct browse *b, int fd)
{
    uint8_t data[PACKET_MAX];

    for (;;) {
        char control[128];
        struct sockaddr_in from = { 0 };
        struct iovec into = { data, sizeof data };
        struct msghdr msg = { &from, sizeof from, &into, 1, control, sizeof control, 0 };
        ssize_t n = recvmsg(fd, &msg, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return;
        struct arrival a = { 0, ntohl(from.sin_addr.s_addr) };
        if (ntohs(from.sin_port) == MDNS_PORT && browse_check(b, &msg, &a) &&
            !(msg.msg_flags & MSG_TRUNC))
            browse_take_packet(b, &a, data, (size_t)n);
    }
}

// Reads what comes until that time after the start, at least what is there.
static void read_until(struct browse *b, int64_t after_ms)
{
    struct pollfd waits[2] = { { b->sockets[0], POLLIN, 0 }, { b->sockets[1], POLLIN, 0 } };
    int64_t left_ms;

    do {
        left_ms = b->start_ms + after_ms - browse_now_ms();
        (void)poll(waits, 2, left_ms > 0 ? (int)left_ms : 0);
        for (int i = 0; i < 2; i++)
            if (waits[i].revents)
                take_waiting(b, waits[i].fd);
    } while (left_ms > 0);
}

static bool browse_is_name(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !(text[i] && strchr("-_.", text[i])))
            return false;
    return len > 0;
}

// What may stand in a node's name, and nothing else.
static void write_name(const struct instance *it, char *text)
{
    char *to = text;

    for (size_t i = 0; i < it->len; i++)
        to += isprint((unsigned char)it->label[i]) && it->label[i] != '\\'
                  ? sprintf(to, "%c", it->label[i])
                  : sprintf(to, "\\x%02x", (unsigned char)it->label[i]);
    *to = '\0';
}

static uint32_t address_of(const struct browse *b, const struct instance *it)
{
    for (size_t i = 0; i < b->n_hosts; i++)
        if (b->hosts[i].face == it->face && b->hosts[i].len == it->target_len &&
            strncasecmp(b->hosts[i].name, it->target, it->target_len) == 0)
            return b->hosts[i].ip;
    return it->from;
}

struct browse *browse_start(void)
{
    struct browse *b = open_all();

    if (b)
        ask_for_all(b);
    return b;
}

static void ask_for_missing(struct browse *b)
{
    enum { MOST = 100 };
    int n = 0;

    for (size_t i = 0; i < b->n_instances && n < MOST; i++)
        if (!b->instances[i].port && ++n)
            ask_for_service(b, text_make(b->instances[i].label, b->instances[i].len));
}

size_t browse_finish(struct browse *browse, struct browse_found **found)
{
    size_t n = 0;

    *found = NULL;
    if (!browse)
        return 0;
    read_until(browse, ROUND_MS);
    if (browse_now_ms() - browse->start_ms < BROWSE_MS)
        ask_for_all(browse);
    ask_for_missing(browse);
    read_until(browse, BROWSE_MS);
    *found = calloc(browse->n_instances + 1, sizeof **found);
    for (size_t i = 0; *found && i < browse->n_instances; i++) {
        const struct instance *it = &browse->instances[i];
        if (!it->port)
            continue;
        (*found)[n].ip = address_of(browse, it);
        (*found)[n].port = it->port;
        write_name(it, (*found)[n++].name);
    }
    close_all(browse);
    return n;
}

static const struct instance *find_told(const struct browse *b, const char *name)
{
    for (size_t i = 0; i < b->n_instances; i++) {
        const struct instance *it = &b->instances[i];
        if (it->port && it->len == strlen(name) && strncasecmp(it->label, name, it->len) == 0)
            return it;
    }
    return NULL;
}

// "kitchen" of "kitchen" and "kitchen.local". False when no node can be called so.
static bool browse_read_name(const char *word, char name[DNS_LABEL_MAX + 1])
{
    static const char ending[] = ".local";
    size_t len = strlen(word), cut = sizeof ending - 1;

    if (len > cut && strcasecmp(word + len - cut, ending) == 0)
        len -= cut;
    if (len > DNS_LABEL_MAX || !browse_is_name(word, len))
        return false;
    snprintf(name, DNS_LABEL_MAX + 1, "%.*s", (int)len, word);
    return true;
}

bool browse_find(const char *name, struct address *address)
{
    const struct instance *it = NULL;
    char plain[DNS_LABEL_MAX + 1];
    struct browse *b = browse_read_name(name, plain) ? open_all() : NULL;

    if (!b)
        return false;
    for (int64_t after_ms = 0; !it && after_ms < FIND_MS;
         after_ms = browse_now_ms() - b->start_ms) {
        int64_t until_ms = after_ms + ROUND_MS;
        ask_for_service(b, text_of(plain));
        while (!it && after_ms < until_ms) { // an answer ends the wait
            after_ms = browse_now_ms() - b->start_ms;
            read_until(b, after_ms + 10);
            it = find_told(b, plain);
        }
    }
    if (it) {
        struct in_addr ip = { htonl(address_of(b, it)) };
        *address = (struct address){ .port = it->port };
        inet_ntop(AF_INET, &ip, address->host, sizeof address->host);
    }
    close_all(b);
    return it != NULL;
}
