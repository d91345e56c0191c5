// Asking the network for nodes by multicast DNS.
// Asks twice. Questions from a separate port are answered by unicast, which gets through where
// multicast is slow. Questions also go out from the shared port 5353, which a firewall may let
// through.
#include "device/browse.h"
#include "net/dns.h"
#include "net/hostname.h"
#include "posix/multicast.h"
#include "term/memory.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    MDNS_PORT = 5353,
    ROUND_MS = 250, // until missing parts are asked for again
    BROWSE_MS = 1000,
    FIND_MS = 700,
    FACES = 64,
    ROWS = 4096,             // no honest network announces more on one link
    RECEIVE_BYTES = 1 << 20, // answers wait there while others are asked
};
static const uint32_t mdns_group = 0xe00000fb; // 224.0.0.251
static const char service[] = "\7_micros\4_tcp\5local";

// One instance of the service on one interface.
struct instance {
    char label[DNS_LABEL_MAX];
    uint8_t len;
    int face;
    uint16_t port;             // 0: not known yet
    uint32_t from;             // who sent it
    char target[DNS_NAME_MAX]; // the host
    uint8_t target_len;
};

struct host {
    char name[DNS_NAME_MAX];
    uint8_t len;
    int face;
    uint32_t ip;
};

// A socket that receives answers.
struct ear {
    struct multicast net;
    struct browse *browse;
};

struct browse {
    struct loop loop;
    struct ear asker, member; // the second is closed where no other program uses port 5353
    uint64_t start_ms;
    const char *wanted; // the only name that is asked for; its answer ends the search. NULL: all
    bool has_heard;     // in this round
    struct instance *instances;
    struct host *hosts;
    size_t n_instances, n_hosts;
};

static void close_all(struct browse *b)
{
    multicast_close(&b->asker.net);
    multicast_close(&b->member.net);
    loop_free(&b->loop);
    free(b->instances);
    free(b->hosts);
    free(b);
}

static void send_by(struct ear *ear, const struct dns_writer *w)
{
    const struct faces *faces = &ear->net.faces;

    for (size_t i = 0; multicast_is_open(&ear->net) && i < faces->n; i++)
        multicast_send(&ear->net, &faces->items[i], w->data, w->len);
}

static void browse_ask(struct browse *b, struct text wire, uint16_t type)
{
    uint8_t packet[DNS_NAME_MAX + 64];
    struct dns_writer w;

    dns_begin(&w, packet, sizeof packet, 0, 0);
    dns_ask(&w, wire, type, false);
    if (w.is_full)
        return;
    send_by(&b->asker, &w);
    send_by(&b->member, &w);
}

static void ask_for_all(struct browse *b)
{
    browse_ask(b, text_make(service, sizeof service), DNS_PTR);
}

static void ask_for_service(struct browse *b, struct text label)
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

static void take_service(struct browse *b, const struct multicast_packet *p,
                         const struct dns_reader *r, const struct dns_record *record,
                         struct text label)
{
    size_t target_at;
    uint16_t port;

    if (!dns_service(r, record, &port, &target_at))
        return;
    struct instance *it = browse_find_or_add(b, p->face->index, label);
    if (!it)
        return;
    it->port = record->ttl ? port : 0;
    it->from = ntohl(p->from.sin_addr.s_addr);
    it->target_len = (uint8_t)dns_copy(r, target_at, it->target, sizeof it->target);
}

static void take_host(struct browse *b, const struct multicast_packet *p,
                      const struct dns_reader *r, const struct dns_record *record)
{
    struct host *host = &b->hosts[b->n_hosts];
    uint32_t ip;

    if (b->n_hosts == ROWS || !dns_address(r, record, &ip) ||
        !faces_is_on_link(&b->asker.net.faces, p->face->index, ip))
        return;
    host->len = (uint8_t)dns_copy(r, record->name_at, host->name, sizeof host->name);
    host->face = p->face->index;
    host->ip = ip;
    b->n_hosts += host->len != 0;
}

static void browse_take_packet(struct browse *b, const struct multicast_packet *p)
{
    struct dns_reader r;
    struct dns_record record;
    struct text label, wire = text_make(service, sizeof service);
    size_t at;

    if (!dns_open(&r, p->data, p->len) || (r.flags & (DNS_RESPONSE | DNS_OPCODE)) != DNS_RESPONSE)
        return;
    while (dns_next(&r, &record)) {
        if (record.section == DNS_QUESTIONS || record.class != DNS_IN)
            continue;
        if (dns_is(&r, record.name_at, wire) && record.ttl && dns_pointed(&r, &record, &at) &&
            dns_is_below(&r, at, wire, &label))
            (void)browse_find_or_add(b, p->face->index, label);
        else if (dns_is_below(&r, record.name_at, wire, &label))
            take_service(b, p, &r, &record, label);
        else
            take_host(b, p, &r, &record);
    }
}

static void browse_heard(struct multicast *m, const struct multicast_packet *p)
{
    if (ntohs(p->from.sin_port) == MDNS_PORT)
        browse_take_packet(LOOP_OWNER(struct ear, net, m)->browse, p);
}

static void browse_was_heard(struct multicast *m)
{
    LOOP_OWNER(struct ear, net, m)->browse->has_heard = true;
}

static const struct multicast_ops ear_ops = { browse_heard, browse_was_heard, NULL };

typedef int open_fn(struct multicast *m, struct loop *l, const struct multicast_ops *ops,
                    uint32_t group, uint16_t port, unsigned most);

static bool open_ear(struct browse *b, struct ear *ear, open_fn *open)
{
    int bytes = RECEIVE_BYTES;

    ear->browse = b;
    if (open(&ear->net, &b->loop, &ear_ops, mdns_group, MDNS_PORT, FACES))
        return false;
    (void)setsockopt(ear->net.socket.fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    return true;
}

static struct browse *open_all(void)
{
    struct browse *b = memory_take(1, sizeof *b);
    bool ok = !loop_init(&b->loop) && open_ear(b, &b->asker, multicast_open_to_ask);

    b->start_ms = b->loop.clock_ms;
    b->instances = memory_take(ROWS, sizeof *b->instances);
    b->hosts = memory_take(ROWS, sizeof *b->hosts);
    if (ok && b->asker.net.faces.n) {
        (void)open_ear(b, &b->member, multicast_open);
        return b;
    }
    close_all(b);
    return NULL;
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

// Reads what comes until that time after the start, and at least what is there already. The wanted
// answer ends the wait.
static void listen_until(struct browse *b, uint64_t after_ms)
{
    uint64_t until_ms = b->start_ms + after_ms;

    loop_clock(&b->loop);
    do {
        uint64_t now_ms = b->loop.clock_ms;
        b->has_heard = false;
        if (loop_round(&b->loop, now_ms < until_ms ? (int)(until_ms - now_ms) : 0))
            return;
    } while ((b->has_heard || b->loop.clock_ms < until_ms) &&
             !(b->wanted && find_told(b, b->wanted)));
}

static bool browse_is_name(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !(text[i] && strchr("-_.", text[i])))
            return false;
    return len > 0;
}

// The characters that a node's name may have.
static void write_name(const struct instance *it, char *text)
{
    char *to = text;

    for (size_t i = 0; i < it->len; i++)
        to += isprint((unsigned char)it->label[i]) && it->label[i] != '\\'
                  ? sprintf(to, "%c", it->label[i])
                  : sprintf(to, "\\x%02x", (unsigned char)it->label[i]);
    *to = '\0';
}

static uint32_t browse_address_of(const struct browse *b, const struct instance *it)
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
    listen_until(browse, ROUND_MS);
    if (browse->loop.clock_ms - browse->start_ms < BROWSE_MS)
        ask_for_all(browse);
    ask_for_missing(browse);
    listen_until(browse, BROWSE_MS);
    *found = memory_take(browse->n_instances, sizeof **found);
    for (size_t i = 0; i < browse->n_instances; i++) {
        const struct instance *it = &browse->instances[i];
        if (!it->port)
            continue;
        (*found)[n].ip = browse_address_of(browse, it);
        (*found)[n].port = it->port;
        write_name(it, (*found)[n++].name);
    }
    close_all(browse);
    return n;
}

// The label of the node "kitchen" and of "kitchen.local". False if no node can have this name.
static bool browse_read_name(const char *word, char name[DNS_LABEL_MAX + 1])
{
    static const char ending[] = ".local";
    char label[HOSTNAME_MAX + 1];
    size_t len = strlen(word), cut = sizeof ending - 1;

    if (len > cut && strcasecmp(word + len - cut, ending) == 0)
        len -= cut;
    if (len > DNS_LABEL_MAX || !browse_is_name(word, len))
        return false;
    struct text t = hostname_sought(text_make(word, len), label);
    snprintf(name, DNS_LABEL_MAX + 1, "%.*s", (int)t.len, t.p);
    return true;
}

bool browse_find(const char *name, struct address *address)
{
    const struct instance *it = NULL;
    char plain[DNS_LABEL_MAX + 1];
    struct browse *b = browse_read_name(name, plain) ? open_all() : NULL;

    if (!b)
        return false;
    b->wanted = plain;
    for (uint64_t after_ms = 0; !it && after_ms < FIND_MS; after_ms += ROUND_MS) {
        ask_for_service(b, text_of(plain));
        listen_until(b, after_ms + ROUND_MS);
        it = find_told(b, plain);
    }
    if (it) {
        struct in_addr ip = { htonl(browse_address_of(b, it)) };
        *address = (struct address){ .port = it->port };
        inet_ntop(AF_INET, &ip, address->host, sizeof address->host);
    }
    close_all(b);
    return it != NULL;
}
