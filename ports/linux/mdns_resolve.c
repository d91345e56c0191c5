// Finds the addresses of other hosts in .local.
#include "mdns.h"
#include <stdlib.h>
#include <string.h>

enum { ASK_AGAIN_MS = 1000, ADDRESS_TTL_MAX_S = 4500, QUESTION_MAX = 128 };

static const char local[] = RESPONDER_LOCAL;

static uint32_t mdns_resolve_now(const struct mdns *m)
{
    return (uint32_t)m->group.loop->clock_ms;
}

// The host's name in "kitchen", "kitchen.local" and "kitchen.local.".
static struct text whose_name(const char *host)
{
    struct text t = text_of(host);

    if (t.len && t.p[t.len - 1] == '.')
        t.len--;
    if (t.len > 6 && text_same_nocase(text_skip(t, t.len - 6), ".local"))
        t.len -= 6;
    return t;
}

static bool mdns_resolve_is_asked(const struct mdns *m, size_t name)
{
    for (size_t i = 0; i < MDNS_WAITS; i++)
        if (m->waits[i].found && m->waits[i].name == name)
            return true;
    return false;
}

static bool same_name(const struct mdns_name *n, struct text wire)
{
    if (n->len != wire.len)
        return false;
    for (size_t i = 0; i < wire.len; i++)
        if ((n->wire[i] | 0x20) != (wire.p[i] | 0x20)) // lengths are smaller than letters
            return false;
    return true;
}

// The row of a name. A new name replaces the one whose address expires first.
static struct mdns_name *row_of(struct mdns *m, struct text wire)
{
    struct mdns_name *oldest = NULL;

    for (size_t i = 0; i < MDNS_NAMES; i++) {
        struct mdns_name *n = &m->names[i];
        if (same_name(n, wire))
            return n;
        if (!mdns_resolve_is_asked(m, i) && (!oldest || n->until_ms < oldest->until_ms))
            oldest = n;
    }
    if (!oldest)
        return NULL;
    *oldest = (struct mdns_name){ .len = (uint8_t)wire.len };
    memcpy(oldest->wire, wire.p, wire.len);
    return oldest;
}

static struct mdns_wait *free_wait(struct mdns *m)
{
    for (size_t i = 0; i < MDNS_WAITS; i++)
        if (!m->waits[i].found)
            return &m->waits[i];
    return NULL;
}

static bool mdns_resolve_make_room(struct mdns *m)
{
    if (!m->names)
        m->names = calloc(MDNS_NAMES, sizeof *m->names);
    if (!m->waits)
        m->waits = calloc(MDNS_WAITS, sizeof *m->waits);
    return m->names && m->waits;
}

static void set_timer(struct mdns *m, uint32_t after_ms)
{
    loop_set_timer(m->group.loop, &m->ask_timer, m->group.loop->clock_ms + after_ms);
}

int mdns_resolve(struct mdns *m, const char *host, mdns_found_fn *found, void *ctx,
                 uint32_t timeout_ms)
{
    char wire[sizeof m->names->wire], label[HOSTNAME_MAX + 1];
    size_t len = dns_join(wire, sizeof wire, hostname_sought(whose_name(host), label),
                          text_make(local, sizeof local));

    if (!len || !multicast_is_open(&m->group) || !mdns_resolve_make_room(m))
        return -1;
    uint32_t now_ms = mdns_resolve_now(m);
    struct mdns_wait *wait = free_wait(m);
    struct mdns_name *n = wait ? row_of(m, text_make(wire, len)) : NULL;
    if (!n)
        return -1;
    if (n->until_ms > m->group.loop->clock_ms) {
        found(ctx, n->address);
        return 0;
    }
    if (!mdns_resolve_is_asked(m, (size_t)(n - m->names))) {
        n->asked = 0;
        n->ask_ms = now_ms;
    }
    *wait = (struct mdns_wait){ found, ctx, (unsigned)(n - m->names), now_ms + timeout_ms };
    set_timer(m, 0);
    return 0;
}

// Ends the waits for a name; or, with NULL, all waits whose time is over.
static void tell(struct mdns *m, const struct mdns_name *n)
{
    for (size_t i = 0; m->waits && i < MDNS_WAITS; i++) {
        struct mdns_wait w = m->waits[i];
        bool is_late = !n && w.found && (int32_t)(mdns_resolve_now(m) - w.due_ms) >= 0;
        if (!is_late && !(n && w.found && w.name == (size_t)(n - m->names)))
            continue;
        m->waits[i].found = NULL; // `found` may ask for another name
        w.found(w.ctx, n ? n->address : 0);
    }
}

static void learn(struct mdns *m, const struct dns_reader *reader, const struct dns_record *record)
{
    uint32_t address, ttl_s = record->ttl < ADDRESS_TTL_MAX_S ? record->ttl : ADDRESS_TTL_MAX_S;

    if (record->class != DNS_IN || !dns_address(reader, record, &address))
        return;
    for (size_t i = 0; i < MDNS_NAMES; i++) {
        struct mdns_name *n = &m->names[i];
        if (!n->len || !dns_is(reader, record->name_at, text_make(n->wire, n->len)))
            continue;
        n->address = ttl_s ? address : 0;
        n->until_ms = ttl_s ? m->group.loop->clock_ms + 1000ull * ttl_s : 0;
        if (n->address)
            tell(m, n);
    }
}

void mdns_hear_answers(struct mdns *m, const uint8_t *data, size_t len)
{
    struct dns_reader reader;
    struct dns_record record;

    if (!m->names || !dns_open(&reader, data, len) ||
        (reader.flags & (DNS_RESPONSE | DNS_OPCODE)) != DNS_RESPONSE)
        return;
    while (dns_next(&reader, &record))
        if (record.section == DNS_ANSWERS || record.section == DNS_ADDITIONALS)
            learn(m, &reader, &record);
}

static void mdns_resolve_ask(struct mdns *m, struct mdns_name *n)
{
    uint8_t packet[QUESTION_MAX];
    struct dns_writer w;

    dns_begin(&w, packet, sizeof packet, 0, 0);
    dns_ask(&w, text_make(n->wire, n->len), DNS_A, false);
    multicast_send_everywhere(&m->group, packet, w.len);
    n->ask_ms = mdns_resolve_now(m) + ((uint32_t)ASK_AGAIN_MS << n->asked); // RFC 6762, section 5.2
    if (n->asked < 8)
        n->asked++;
}

static uint32_t mdns_resolve_wait_ms(const struct mdns *m)
{
    uint32_t least_ms = UINT32_MAX;

    for (size_t i = 0; m->waits && i < MDNS_WAITS; i++) {
        const struct mdns_wait *w = &m->waits[i];
        if (!w->found)
            continue;
        uint32_t ask_ms = m->names[w->name].ask_ms;
        uint32_t moment_ms = (int32_t)(ask_ms - w->due_ms) < 0 ? ask_ms : w->due_ms;
        int32_t left_ms = (int32_t)(moment_ms - mdns_resolve_now(m));
        uint32_t one_ms = left_ms > 0 ? (uint32_t)left_ms : 0;
        least_ms = one_ms < least_ms ? one_ms : least_ms;
    }
    return least_ms;
}

void mdns_asks_due(struct loop *l, struct loop_timer *t)
{
    struct mdns *m = LOOP_OWNER(struct mdns, ask_timer, t);

    (void)l;
    tell(m, NULL);
    for (size_t i = 0; m->names && i < MDNS_NAMES; i++)
        if (m->names[i].len && mdns_resolve_is_asked(m, i) &&
            (int32_t)(mdns_resolve_now(m) - m->names[i].ask_ms) >= 0)
            mdns_resolve_ask(m, &m->names[i]);
    uint32_t next_ms = mdns_resolve_wait_ms(m);
    if (next_ms != UINT32_MAX)
        set_timer(m, next_ms);
}

void mdns_forget(struct mdns *m, const void *ctx)
{
    for (size_t i = 0; m->waits && i < MDNS_WAITS; i++)
        if (m->waits[i].ctx == ctx)
            m->waits[i].found = NULL;
}

void mdns_forget_all(struct mdns *m)
{
    loop_stop_timer(m->group.loop, &m->ask_timer);
    free(m->names);
    free(m->waits);
    m->names = NULL;
    m->waits = NULL;
}
