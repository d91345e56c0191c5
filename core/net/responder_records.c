// Writes the records of a node.
#include "net/responder_records.h"

enum { HOST_TTL_S = 120 }; // RFC 6762, section 10

static const char local[] = RESPONDER_LOCAL, service[] = RESPONDER_SERVICE;
static const char types[] = "\11_services\7_dns-sd\4_udp\5local";

// Their terminators belong to them: these are the root label.
const struct text responder_service = { service, sizeof service };
const struct text responder_types = { types, sizeof types };

void responder_names(const struct responder *r, struct responder_names *n)
{
    struct text label = text_of(r->label);

    n->h = text_make(n->host,
                     dns_join(n->host, sizeof n->host, label, text_make(local, sizeof local)));
    n->i =
        text_make(n->instance, dns_join(n->instance, sizeof n->instance, label, responder_service));
}

static void begin_record(struct dns_writer *w, const struct responder_manner *how, uint8_t set,
                         uint16_t type, struct text owner)
{
    bool is_host = type == DNS_A || type == DNS_SRV || type == DNS_NSEC;
    uint32_t ttl_s = is_host ? HOST_TTL_S : RESPONDER_TTL_S;
    struct dns_record record = {
        .section = how->is_proposal                       ? DNS_AUTHORITIES
                   : how->asked & set && type != DNS_NSEC ? DNS_ANSWERS
                                                          : DNS_ADDITIONALS,
        .is_marked = how->is_marked && type != DNS_PTR,
        .type = type,
        .ttl = ttl_s < how->ttl_s ? ttl_s : how->ttl_s,
    };

    dns_start(w, &record, owner);
}

static void put_pointer(struct dns_writer *w, const struct responder_manner *how, uint8_t set,
                        struct text from, struct text to)
{
    begin_record(w, how, set, DNS_PTR, from);
    dns_bytes(w, to);
    dns_end(w);
}

static void put_service(struct dns_writer *w, const struct responder_manner *how,
                        const struct responder *r, const struct responder_names *n)
{
    begin_record(w, how, ASKED_INSTANCE, DNS_SRV, n->i);
    dns_u32(w, 0); // priority and weight
    dns_u16(w, r->port);
    dns_bytes(w, n->h);
    dns_end(w);
}

static void responder_records_put_text(struct dns_writer *w, const struct responder_manner *how,
                                       const struct responder_names *n, struct text txt)
{
    begin_record(w, how, ASKED_INSTANCE, DNS_TXT, n->i);
    dns_bytes(w, txt.len ? txt : text_make("", 1));
    dns_end(w);
}

static void put_address(struct dns_writer *w, const struct responder_manner *how,
                        const struct responder_names *n, uint32_t address)
{
    begin_record(w, how, ASKED_HOST, DNS_A, n->h);
    dns_u32(w, address);
    dns_end(w);
}

// Says that this name has only an A record, so a host that asks for AAAA need not wait.
static void put_only_address(struct dns_writer *w, const struct responder_manner *how,
                             const struct responder_names *n)
{
    static const char only_a[] = { 0, 1, 0x40 };

    begin_record(w, how, ASKED_HOST, DNS_NSEC, n->h);
    dns_bytes(w, n->h);
    dns_bytes(w, text_make(only_a, sizeof only_a));
    dns_end(w);
}

// Records of one section must be together: first the ones asked for, then the others.
void responder_put_records(struct dns_writer *w, const struct responder_manner *how,
                           const struct responder *r, const struct responder_place *place,
                           const struct responder_names *n, uint8_t sets)
{
    if (sets & ASKED_TYPES)
        put_pointer(w, how, ASKED_TYPES, responder_types, responder_service);
    if (sets & ASKED_SERVICE)
        put_pointer(w, how, ASKED_SERVICE, responder_service, n->i);
    if (sets & ASKED_INSTANCE) {
        put_service(w, how, r, n);
        responder_records_put_text(w, how, n, place->txt);
    }
    if (sets & ASKED_HOST)
        put_address(w, how, n, place->address);
}

void responder_put_answer(struct dns_writer *w, const struct responder_manner *how,
                          const struct responder *r, const struct responder_place *place,
                          const struct responder_names *n)
{
    uint8_t asked = how->asked;
    uint8_t more = asked & (ASKED_SERVICE | ASKED_TYPES) ? ASKED_INSTANCE | ASKED_HOST
                   : asked & ASKED_INSTANCE              ? ASKED_HOST
                                                         : 0;

    responder_put_records(w, how, r, place, n, asked);
    responder_put_records(w, how, r, place, n, (uint8_t)(more & ~asked));
    if ((asked | more) & ASKED_HOST)
        put_only_address(w, how, n);
}
