// Multicast DNS for one node: probes, announcements, answers, conflicts.
#include "base/bytes.h"
#include "base/frame.h"
#include "base/out.h"
#include "net/responder_records.h"

enum state { PROBING, ANNOUNCING, KNOWN };

// From RFC 6762, sections 6, 8.1 to 8.3 and 10.
enum {
    PROBES = 3,
    ANNOUNCEMENTS = 2,
    PROBE_MS = 250,
    ANNOUNCE_MS = 1000,
    DEFER_MS = 1000,
    CONFLICTS_MAX = 10, // after that, probe slowly
    SLOW_MS = 5000,
    GAP_MS = 1000,
    DEFENCE_GAP_MS = 250,
    SHARED_MS = 20, // if many may answer, wait this long and up to SPREAD_MS more
    SPREAD_MS = 100,
    LEGACY_TTL_S = 10,
    REPLIES_A_SECOND = 20,
};

static void probe_from(struct responder *r, uint32_t moment_ms)
{
    r->state = PROBING;
    r->sent = 0;
    r->due_ms = moment_ms;
    bytes_fill(r->owed, 0, sizeof r->owed);
}

void responder_start(struct responder *r, struct text name, uint16_t port, uint32_t now_ms,
                     uint32_t random)
{
    *r = (struct responder){ .port = port, .replies_ms = now_ms };
    r->wanted_len = (uint8_t)hostname_of(name, r->label).len;
    probe_from(r, now_ms + random % PROBE_MS);
}

void responder_again(struct responder *r, uint32_t now_ms)
{
    probe_from(r, now_ms);
}

void responder_changed(struct responder *r, uint32_t now_ms)
{
    if (r->state == PROBING)
        return;
    r->state = ANNOUNCING;
    r->sent = 0;
    r->due_ms = now_ms;
}

static void take_next_name(struct responder *r, uint32_t now_ms, uint32_t random)
{
    struct out o;

    r->suffix = r->suffix < 2 ? 2 : (uint16_t)(r->suffix + 1);
    out_init(&o, r->label + r->wanted_len, sizeof r->label - r->wanted_len);
    out_format(&o, "-%u", (unsigned)r->suffix);
    if (r->conflicts < CONFLICTS_MAX)
        r->conflicts++;
    probe_from(r, now_ms + (r->conflicts < CONFLICTS_MAX ? random % PROBE_MS : SLOW_MS));
}

static bool is_own(const struct responder_place *place, uint32_t address)
{
    for (size_t i = 0; i < place->n_own; i++)
        if (place->own[i] == address)
            return true;
    return address == place->address;
}

// Compares another host's data about one of our names with ours. 0: equal, or not about it.
// Otherwise the sign tells whose data is greater (RFC 6762, section 8.2).
static int compare_address(const struct dns_reader *m, const struct dns_record *record,
                           const struct responder_place *place)
{
    uint32_t address;

    if (!dns_address(m, record, &address) || is_own(place, address))
        return 0;
    return address < place->address ? -1 : 1;
}

static int compare_service(const struct responder *r, const struct responder_names *n,
                           const struct dns_reader *m, const struct dns_record *record)
{
    uint16_t port;
    size_t target_at;

    if (!dns_service(m, record, &port, &target_at))
        return 0;
    if (port != r->port)
        return port < r->port ? -1 : 1;
    // The same port on another host: that host's address decides for both.
    return dns_is(m, target_at, n->h) ? 0 : 1;
}

static int compare(const struct responder *r, const struct responder_names *n,
                   const struct dns_reader *m, const struct dns_record *record,
                   const struct responder_place *place)
{
    if (record->class != DNS_IN)
        return 0;
    if (dns_is(m, record->name_at, n->h))
        return compare_address(m, record, place);
    return dns_is(m, record->name_at, n->i) ? compare_service(r, n, m, record) : 0;
}

// Another host answers for one of our names. While we probe, the name is theirs; later we probe
// again.
static bool hear_answers(struct responder *r, const struct responder_place *place,
                         struct dns_reader *m, uint32_t now_ms, uint32_t random)
{
    struct dns_record record;
    struct responder_names n;
    bool is_taken = false;

    responder_names(r, &n);
    while (dns_next(m, &record))
        if (record.section != DNS_QUESTIONS && record.ttl)
            is_taken |= compare(r, &n, m, &record, place) != 0;
    if (!is_taken)
        return false;
    if (r->state == PROBING && r->sent) {
        take_next_name(r, now_ms, random);
        return true;
    }
    if (r->state != PROBING)
        probe_from(r, now_ms);
    return false;
}

// Which of our records a question asks for.
static uint8_t asked_by(const struct responder_names *n, const struct dns_reader *m,
                        const struct dns_record *q)
{
    bool is_any = q->type == DNS_ANY;

    if (q->class != DNS_IN && q->class != DNS_CLASS_ANY)
        return 0;
    if ((is_any || q->type == DNS_PTR) && dns_is(m, q->name_at, responder_service))
        return ASKED_SERVICE;
    if ((is_any || q->type == DNS_PTR) && dns_is(m, q->name_at, responder_types))
        return ASKED_TYPES;
    if ((is_any || q->type == DNS_SRV || q->type == DNS_TXT) && dns_is(m, q->name_at, n->i))
        return ASKED_INSTANCE;
    // A question for AAAA gets the answer that there is only A.
    if ((is_any || q->type == DNS_A || q->type == DNS_AAAA) && dns_is(m, q->name_at, n->h))
        return ASKED_HOST;
    return 0;
}

// Whether the asking host knows our service already, for long enough (section 7.1).
static bool is_known(const struct responder_names *n, const struct dns_reader *m,
                     const struct dns_record *record)
{
    size_t target_at;

    return record->section == DNS_ANSWERS && record->ttl >= RESPONDER_TTL_S / 2 &&
           dns_is(m, record->name_at, responder_service) && dns_pointed(m, record, &target_at) &&
           dns_is(m, target_at, n->i);
}

struct query {
    uint8_t asked;
    bool is_known, is_probe;
    bool is_lost; // another host probes for our name at the same time, and wins
};

static struct query read_query(const struct responder *r, const struct responder_names *n,
                               const struct responder_place *place, struct dns_reader *m)
{
    struct query q = { 0 };
    struct dns_record record;

    while (dns_next(m, &record)) {
        if (record.section == DNS_QUESTIONS)
            q.asked |= asked_by(n, m, &record);
        else if (record.section == DNS_AUTHORITIES)
            q.is_lost |= compare(r, n, m, &record, place) > 0;
        q.is_known |= is_known(n, m, &record);
        q.is_probe |= record.section == DNS_AUTHORITIES;
    }
    return q;
}

static void responder_owe(struct responder *r, unsigned place, uint8_t records, uint32_t moment_ms)
{
    if (!r->owed[place] || (int32_t)(moment_ms - r->owed_ms[place]) < 0)
        r->owed_ms[place] = moment_ms;
    r->owed[place] |= records;
}

static void hear_query(struct responder *r, const struct responder_place *place,
                       struct dns_reader *m, uint32_t now_ms, uint32_t random)
{
    struct responder_names n;

    responder_names(r, &n);
    struct query q = read_query(r, &n, place, m);
    if (q.is_known)
        q.asked &= (uint8_t)~ASKED_SERVICE;
    if (r->state == PROBING) {
        if (q.is_lost && r->sent)
            probe_from(r, now_ms + DEFER_MS);
        return;
    }
    if (!q.asked)
        return;
    bool is_shared = q.asked & (ASKED_SERVICE | ASKED_TYPES);
    uint32_t moment_ms = now_ms + (is_shared ? SHARED_MS + random % SPREAD_MS : 0);
    uint32_t gap_ms = q.is_probe ? DEFENCE_GAP_MS : GAP_MS;
    uint32_t told_ms = r->told_ms[place->number];
    if (r->was_told >> place->number & 1 && moment_ms - told_ms < gap_ms)
        moment_ms = told_ms + gap_ms;
    responder_owe(r, place->number, q.asked, moment_ms);
}

bool responder_hear(struct responder *r, const struct responder_place *place, const uint8_t *data,
                    size_t len, uint32_t now_ms, uint32_t random)
{
    struct dns_reader m;

    if (!dns_open(&m, data, len) || m.flags & DNS_OPCODE)
        return false;
    if (m.flags & DNS_RESPONSE)
        return hear_answers(r, place, &m, now_ms, random);
    hear_query(r, place, &m, now_ms, random);
    return false;
}

static void due_state(struct responder *r, uint32_t now_ms, struct responder_job *job)
{
    bool is_probe = r->state == PROBING;

    *job = (struct responder_job){ is_probe, ASKED_ALL, 0 };
    r->sent++;
    r->due_ms = now_ms + (is_probe ? PROBE_MS : ANNOUNCE_MS);
    if (r->sent < (is_probe ? PROBES : ANNOUNCEMENTS))
        return;
    r->state++;
    r->sent = 0;
    if (r->state == KNOWN)
        r->conflicts = 0;
}

static void note_told(struct responder *r, uint16_t places, uint32_t now_ms)
{
    for (unsigned i = 0; i < RESPONDER_PLACES; i++)
        if (places >> i & 1)
            r->told_ms[i] = now_ms;
    r->was_told |= places;
}

static bool take_owed(struct responder *r, uint16_t places, uint32_t now_ms,
                      struct responder_job *job)
{
    for (unsigned i = 0; i < RESPONDER_PLACES; i++) {
        if (!(places >> i & 1) || !r->owed[i] || (int32_t)(now_ms - r->owed_ms[i]) < 0)
            continue;
        *job = (struct responder_job){ false, r->owed[i], (uint16_t)(1u << i) };
        r->owed[i] = 0;
        note_told(r, job->places, now_ms);
        return true;
    }
    return false;
}

bool responder_take(struct responder *r, uint16_t places, uint32_t now_ms,
                    struct responder_job *job)
{
    if (!places)
        return false;
    if (r->state == KNOWN || (int32_t)(now_ms - r->due_ms) < 0)
        return take_owed(r, places, now_ms, job);
    due_state(r, now_ms, job);
    job->places = places;
    if (!job->is_probe)
        note_told(r, places, now_ms);
    return true;
}

static uint32_t sooner(uint32_t wait_ms, uint32_t moment_ms, uint32_t now_ms)
{
    int32_t left_ms = (int32_t)(moment_ms - now_ms);
    uint32_t other_ms = left_ms > 0 ? (uint32_t)left_ms : 0;

    return other_ms < wait_ms ? other_ms : wait_ms;
}

uint32_t responder_wait_ms(const struct responder *r, uint16_t places, uint32_t now_ms)
{
    uint32_t wait_ms = UINT32_MAX;

    if (!places)
        return wait_ms;
    if (r->state != KNOWN)
        wait_ms = sooner(wait_ms, r->due_ms, now_ms);
    for (unsigned i = 0; i < RESPONDER_PLACES; i++)
        if (places >> i & 1 && r->owed[i])
            wait_ms = sooner(wait_ms, r->owed_ms[i], now_ms);
    return wait_ms;
}

size_t responder_write(const struct responder *r, const struct responder_place *place,
                       const struct responder_job *job, uint8_t *packet, size_t cap)
{
    struct dns_writer w;
    struct responder_names n;
    struct responder_manner how = { UINT32_MAX, !job->is_probe, job->records, job->is_probe };

    responder_names(r, &n);
    dns_begin(&w, packet, cap, 0, job->is_probe ? 0 : DNS_RESPONSE | DNS_AUTHORITATIVE);
    if (job->is_probe) {
        dns_ask(&w, n.h, DNS_ANY, false);
        dns_ask(&w, n.i, DNS_ANY, false);
        responder_put_records(&w, &how, r, place, &n, ASKED_INSTANCE | ASKED_HOST);
    } else {
        responder_put_answer(&w, &how, r, place, &n);
    }
    return w.is_full ? 0 : w.len;
}

size_t responder_goodbye(const struct responder *r, const struct responder_place *place,
                         uint8_t *packet, size_t cap)
{
    struct dns_writer w;
    struct responder_names n;
    struct responder_manner how = { 0, true, ASKED_ALL, false };

    if (r->state == PROBING)
        return 0;
    responder_names(r, &n);
    dns_begin(&w, packet, cap, 0, DNS_RESPONSE | DNS_AUTHORITATIVE);
    responder_put_records(&w, &how, r, place, &n, ASKED_ALL);
    return w.is_full ? 0 : w.len;
}

// A simple client needs its question repeated exactly as it wrote it.
SEPARATE_FRAME static void put_questions(struct dns_writer *w, const struct responder_names *n,
                                         struct dns_reader *m)
{
    char name[DNS_NAME_MAX];
    struct dns_record q;

    while (dns_next(m, &q) && q.section == DNS_QUESTIONS)
        if (asked_by(n, m, &q))
            dns_ask(w, text_make(name, dns_copy(m, q.name_at, name, sizeof name)), q.type, false);
}

static bool may_reply(struct responder *r, uint32_t now_ms)
{
    if (now_ms - r->replies_ms >= GAP_MS) {
        r->replies_ms = now_ms;
        r->replies = 0;
    }
    return r->replies++ < REPLIES_A_SECOND || (r->replies = REPLIES_A_SECOND, false);
}

size_t responder_reply(struct responder *r, const struct responder_place *place,
                       const uint8_t *data, size_t len, uint32_t now_ms, uint8_t *answer,
                       size_t cap)
{
    struct dns_reader m, again;
    struct dns_writer w;
    struct responder_names n;

    if (!dns_open(&m, data, len) || m.flags & (DNS_OPCODE | DNS_RESPONSE) || r->state == PROBING)
        return 0;
    again = m;
    responder_names(r, &n);
    struct query q = read_query(r, &n, place, &m);
    if (!q.asked || !may_reply(r, now_ms))
        return 0;
    struct responder_manner how = { LEGACY_TTL_S, false, q.asked, false };
    dns_begin(&w, answer, cap, again.id, DNS_RESPONSE | DNS_AUTHORITATIVE);
    put_questions(&w, &n, &again);
    responder_put_answer(&w, &how, r, place, &n);
    return w.is_full ? 0 : w.len;
}
