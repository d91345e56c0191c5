// The nodes that are announced by multicast DNS.
#include "mdns.h"
#include <sys/random.h>
#include <unistd.h>

enum { PORT = 5353 };
static const uint32_t group_address = 0xe00000fb; // 224.0.0.251

static uint32_t mdns_now(const struct mdns *m)
{
    return (uint32_t)m->group.loop->clock_ms;
}

static uint32_t next_random(struct mdns *m)
{
    m->random ^= m->random << 13; // xorshift32; it only spreads packets over time
    m->random ^= m->random >> 17;
    m->random ^= m->random << 5;
    return m->random;
}

static bool is_seen_on(const struct mdns_node *node, const struct face *face)
{
    return node->address ? node->address == face->address : face->is_first;
}

// The face through which an interface reaches the node; NULL: none.
static const struct face *face_on(const struct mdns *m, const struct mdns_node *node, int index)
{
    for (size_t i = 0; i < m->group.faces.n; i++)
        if (m->group.faces.items[i].index == index && is_seen_on(node, &m->group.faces.items[i]))
            return &m->group.faces.items[i];
    return NULL;
}

static uint16_t places_of(const struct mdns *m, const struct mdns_node *node)
{
    unsigned places = 0;

    for (size_t i = 0; i < m->group.faces.n; i++)
        if (is_seen_on(node, &m->group.faces.items[i]))
            places |= 1u << m->group.faces.items[i].number;
    return (uint16_t)places;
}

static struct responder_place place_at(struct mdns *m, struct mdns_node *node,
                                       const struct face *face, char txt[RESPONDER_TXT_MAX])
{
    size_t len = node->describe(node, face->is_wireless, txt);

    return (struct responder_place){ face->number, face->address, m->group.faces.addresses,
                                     node->address ? 0 : m->group.faces.n, text_make(txt, len) };
}

static void do_job(struct mdns *m, struct mdns_node *node, const struct responder_job *job)
{
    uint8_t packet[RESPONDER_PACKET_MAX];
    char txt[RESPONDER_TXT_MAX];

    for (size_t i = 0; i < m->group.faces.n; i++) {
        const struct face *face = &m->group.faces.items[i];
        if (!(job->places >> face->number & 1) || !is_seen_on(node, face))
            continue;
        struct responder_place place = place_at(m, node, face, txt);
        multicast_send(&m->group, face, packet,
                       responder_write(&node->responder, &place, job, packet, sizeof packet));
    }
}

static void mdns_say_goodbye(struct mdns *m, struct mdns_node *node)
{
    uint8_t packet[RESPONDER_PACKET_MAX];
    char txt[RESPONDER_TXT_MAX];

    for (size_t i = 0; i < m->group.faces.n; i++) {
        const struct face *face = &m->group.faces.items[i];
        if (!is_seen_on(node, face))
            continue;
        struct responder_place place = place_at(m, node, face, txt);
        multicast_send(&m->group, face, packet,
                       responder_goodbye(&node->responder, &place, packet, sizeof packet));
    }
}

static void mdns_end_round(struct mdns *m)
{
    uint32_t now_ms = mdns_now(m), wait_ms = UINT32_MAX;
    struct responder_job job;

    for (struct mdns_node *node = m->nodes; node; node = node->next) {
        uint16_t places = places_of(m, node);
        while (responder_take(&node->responder, places, now_ms, &job))
            do_job(m, node, &job);
        uint32_t next_ms = responder_wait_ms(&node->responder, places, now_ms);
        wait_ms = next_ms < wait_ms ? next_ms : wait_ms;
    }
    if (wait_ms == UINT32_MAX)
        loop_stop_timer(m->group.loop, &m->timer);
    else
        loop_set_timer(m->group.loop, &m->timer, m->group.loop->clock_ms + wait_ms);
}

static void heard(struct multicast *group, const struct multicast_packet *p)
{
    struct mdns *m = LOOP_OWNER(struct mdns, group, group);
    uint8_t packet[RESPONDER_PACKET_MAX];
    char txt[RESPONDER_TXT_MAX];
    uint32_t from = ntohl(p->from.sin_addr.s_addr);

    for (struct mdns_node *node = m->nodes; node; node = node->next) {
        const struct face *face = face_on(m, node, p->face->index);
        if (!face)
            continue;
        struct responder_place place = place_at(m, node, face, txt);
        if (ntohs(p->from.sin_port) != PORT)
            multicast_answer(group, face, &p->from, packet,
                             responder_reply(&node->responder, &place, p->data, p->len, mdns_now(m),
                                             packet, sizeof packet));
        else if (responder_hear(&node->responder, &place, p->data, p->len, mdns_now(m),
                                next_random(m)))
            node->renamed(node, from);
    }
    if (ntohs(p->from.sin_port) == PORT)
        mdns_hear_answers(m, p->data, p->len);
}

static void group_was_heard(struct multicast *group)
{
    mdns_end_round(LOOP_OWNER(struct mdns, group, group));
}

static void mdns_timer_is_due(struct loop *l, struct loop_timer *t)
{
    (void)l;
    mdns_end_round(LOOP_OWNER(struct mdns, timer, t));
}

static void faces_changed(struct multicast *group)
{
    struct mdns *m = LOOP_OWNER(struct mdns, group, group);

    for (struct mdns_node *node = m->nodes; node; node = node->next)
        responder_again(&node->responder, mdns_now(m));
    mdns_end_round(m);
}

static const struct multicast_ops ops = { heard, group_was_heard, faces_changed };

int mdns_open(struct mdns *m, struct loop *l)
{
    *m = (struct mdns){ .timer = { .due = mdns_timer_is_due },
                        .ask_timer = { .due = mdns_asks_due } };
    if (multicast_open(&m->group, l, &ops, group_address, PORT, RESPONDER_PLACES))
        return -1;
    if (getrandom(&m->random, sizeof m->random, GRND_NONBLOCK) < 0 || !m->random)
        m->random = (uint32_t)getpid();
    return 0;
}

bool mdns_is_open(const struct mdns *m)
{
    return multicast_is_open(&m->group);
}

void mdns_announce(struct mdns *m, struct mdns_node *node, struct text name, uint16_t port)
{
    struct mdns_node **at = &m->nodes;

    if (!mdns_is_open(m))
        return;
    while (*at && *at != node)
        at = &(*at)->next;
    if (*at) {
        mdns_say_goodbye(m, node);
    } else {
        *at = node;
        node->next = NULL;
    }
    responder_start(&node->responder, name, port, mdns_now(m), next_random(m));
    mdns_end_round(m);
}

void mdns_changed(struct mdns *m, struct mdns_node *node)
{
    if (!mdns_is_open(m))
        return;
    responder_changed(&node->responder, mdns_now(m));
    mdns_end_round(m);
}

void mdns_withdraw(struct mdns *m, struct mdns_node *node)
{
    struct mdns_node **at = &m->nodes;

    while (*at && *at != node)
        at = &(*at)->next;
    if (!*at)
        return;
    mdns_say_goodbye(m, node);
    *at = node->next;
}

void mdns_close(struct mdns *m)
{
    if (!mdns_is_open(m))
        return;
    loop_stop_timer(m->group.loop, &m->timer);
    multicast_close(&m->group);
    mdns_forget_all(m);
}
