// SNTP: requests, answers, and the pauses between them.
#include "net/sntp.h"
#include "base/bytes.h"
#include "base/err.h"

enum { PHASE_WAIT, PHASE_RESOLVE, PHASE_ASK };

enum {
    MODE_CLIENT = 3,
    MODE_SERVER = 4,
    VERSION = 4,
    LEAP_UNSYNCED = 3,
    STRATUM_UNSYNCED = 16,
    // Offsets in a packet: RFC 4330, section 4.
    AT_STRATUM = 1,
    AT_ROOT_DELAY = 4,
    AT_ROOT_DISPERSION = 8,
    AT_REFERENCE = 12,
    AT_ORIGINATE = 24,
    AT_RECEIVE = 32,
    AT_TRANSMIT = 40,
};

enum {
    ANSWER_MS = 2000,
    RESOLVE_MS = 10000,
    ROUND_TRIP_MAX_MS = 4000,
    HOLD_S = 16,        // RFC 4330, section 10: not more often than every 15 s
    BACK_OFF_FIRST = 2, // 4 s
    BACK_OFF_HELD = 4,  // 16 s: HOLD_S
    BACK_OFF_MOST = 10, // 1024 s
    // A crystal that is 100 ppm off loses 0.4 s in the longest interval.
    AGAIN_LEAST_S = 1024,
    AGAIN_MOST_S = 4096,
    SLOWER_MOST = 5, // 4096 s become 36 h
    PORT_MAX = 65535,
};

#define MAX_DISTANCE (16u << 16) // MAXDISP of RFC 5905, appendix A.5.1.1, in its short format
#define NTP_TO_UNIX  2208988800  // seconds from 1900 to 1970
#define ERA_S        4294967296  // seconds of an era
#define NEVER        UINT64_MAX
#define NEVER_S      UINT32_MAX

const char *sntp_verdict_text(enum sntp_verdict verdict)
{
    static const char *const texts[] = {
#define X(code, text) text,
        SNTP_VERDICTS(X)
#undef X
    };

    return (unsigned)verdict < SNTP_VERDICT_COUNT ? texts[verdict] : "";
}

// ---- answers ----

static uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void write_u64(uint8_t *p, uint64_t v)
{
    for (int i = 7; i >= 0; i--, v >>= 8)
        p[i] = (uint8_t)v;
}

static uint64_t read_u64(const uint8_t *p)
{
    return (uint64_t)read_u32(p) << 32 | read_u32(p + 4);
}

// RFC 4330, section 3: a time stamp with its first bit set counts from 1900, otherwise from 2036.
static int64_t stamp_ms(const uint8_t *p)
{
    uint32_t s = read_u32(p), fraction = read_u32(p + 4);
    int64_t since_1900_s = s >> 31 ? (int64_t)s : (int64_t)s + ERA_S;

    return (since_1900_s - NTP_TO_UNIX) * 1000 + (int64_t)((uint64_t)fraction * 1000 >> 32);
}

// RFC 5905, section 7.4. Other codes tell why the server's clock is not set.
static enum sntp_verdict read_kiss(const uint8_t *packet)
{
    switch (read_u32(packet + AT_REFERENCE)) {
    case 'D' << 24 | 'E' << 16 | 'N' << 8 | 'Y':
    case 'R' << 24 | 'S' << 16 | 'T' << 8 | 'R': return SNTP_DENIED;
    case 'R' << 24 | 'A' << 16 | 'T' << 8 | 'E': return SNTP_RATE;
    default: return SNTP_UNSYNCED;
    }
}

// Whether the packet answers the request at all. Anybody can send other packets.
static enum sntp_verdict check_origin(const uint8_t *packet, size_t len, uint64_t cookie)
{
    if (len < SNTP_BYTES)
        return SNTP_SHORT;
    if ((packet[0] & 7) != MODE_SERVER)
        return SNTP_MODE;
    unsigned version = packet[0] >> 3 & 7;
    if (version < 1 || version > VERSION)
        return SNTP_VERSION;
    return read_u64(packet + AT_ORIGINATE) == cookie ? SNTP_GOOD : SNTP_COOKIE;
}

static enum sntp_verdict check_server(const uint8_t *packet)
{
    uint64_t distance = (uint64_t)read_u32(packet + AT_ROOT_DELAY) / 2;

    distance += read_u32(packet + AT_ROOT_DISPERSION);
    if (!packet[AT_STRATUM])
        return read_kiss(packet);
    if (packet[0] >> 6 == LEAP_UNSYNCED || packet[AT_STRATUM] >= STRATUM_UNSYNCED ||
        !read_u64(packet + AT_TRANSMIT))
        return SNTP_UNSYNCED;
    return distance < MAX_DISTANCE ? SNTP_GOOD : SNTP_DISTANCE;
}

static enum sntp_verdict sntp_check_time(const uint8_t *packet, uint64_t asked_ms, uint64_t now_ms,
                                         uint32_t earliest_s, struct sntp_time *result)
{
    int64_t received_ms = stamp_ms(packet + AT_RECEIVE), sent_ms = stamp_ms(packet + AT_TRANSMIT);
    int64_t took_ms = (int64_t)(now_ms - asked_ms), served_ms = sent_ms - received_ms;

    if (sent_ms < (int64_t)earliest_s * 1000)
        return SNTP_IMPLAUSIBLE;
    if (took_ms >= ROUND_TRIP_MAX_MS)
        return SNTP_SLOW;
    if (served_ms < 0 || served_ms > took_ms + 1) // rounding of three time stamps may add 1
        return SNTP_STAMPS;
    // ((T2 - T1) + (T3 - T4)) / 2 from RFC 4330, section 5. Here T1 and T4 come from the monotonic
    // clock, not from UTC.
    int64_t twice_ms = (received_ms - (int64_t)asked_ms) + (sent_ms - (int64_t)now_ms);
    result->offset_ms = twice_ms / 2;
    result->at_ms = now_ms;
    result->utc_ms = (int64_t)now_ms + result->offset_ms;
    result->round_trip_ms = (uint32_t)(took_ms > served_ms ? took_ms - served_ms : 0);
    result->stratum = packet[AT_STRATUM];
    return SNTP_GOOD;
}

static enum sntp_verdict read_answer(const uint8_t *packet, size_t len, uint64_t cookie,
                                     uint64_t asked_ms, uint64_t now_ms, uint32_t earliest_s,
                                     struct sntp_time *result)
{
    enum sntp_verdict verdict = check_origin(packet, len, cookie);

    if (!verdict)
        verdict = check_server(packet);
    return verdict ? verdict : sntp_check_time(packet, asked_ms, now_ms, earliest_s, result);
}

// ---- questions ----

void sntp_init(struct sntp *s, unsigned n_servers)
{
    bytes_fill(s, 0, sizeof *s);
    s->n_servers = (uint8_t)(n_servers < SNTP_SERVERS_MAX ? n_servers : SNTP_SERVERS_MAX);
    s->earliest_s = SNTP_EARLIEST_S;
    s->back_off = BACK_OFF_FIRST;
}

bool sntp_is_asking(const struct sntp *s)
{
    return s->phase != PHASE_WAIT;
}

static void sntp_count(struct sntp *s, enum sntp_verdict verdict)
{
    if (s->counts[verdict] < UINT8_MAX)
        s->counts[verdict]++;
    s->last = (uint8_t)verdict;
}

static bool was_answered(const struct sntp *s)
{
    return s->counts[SNTP_GOOD];
}

static uint32_t draw(sntp_random_fn *random, uint32_t below)
{
    uint32_t r;

    random((uint8_t *)&r, sizeof r);
    return r % below;
}

static void turn_to_next(struct sntp *s)
{
    s->server = (uint8_t)((s->server + 1u) % s->n_servers);
    s->tried++;
}

// The request has failed, so the next server is tried at once.
static void sntp_give_up(struct sntp *s, uint64_t now_ms, enum sntp_verdict why)
{
    sntp_count(s, why);
    s->phase = PHASE_WAIT;
    s->cookie = 0;
    s->due_ms = now_ms;
    turn_to_next(s);
}

void sntp_fail(struct sntp *s, uint64_t now_ms, enum sntp_verdict why)
{
    if (sntp_is_asking(s))
        sntp_give_up(s, now_ms, why);
}

static void sntp_hold(struct sntp *s, uint64_t now_ms, uint32_t interval_s)
{
    uint32_t until_s = (uint32_t)(now_ms / 1000) + interval_s;

    if (s->held_s[s->server] < until_s)
        s->held_s[s->server] = until_s;
}

// The server says that it is asked too often. Doubles its interval each time.
static void slow_down(struct sntp *s, uint64_t now_ms)
{
    uint8_t *slower = &s->slower[s->server];

    if (*slower < SLOWER_MOST)
        ++*slower;
    sntp_hold(s, now_ms, (uint32_t)(was_answered(s) ? AGAIN_MOST_S : HOLD_S) << *slower);
}

// All servers were tried.
static void back_off(struct sntp *s, uint64_t now_ms, sntp_random_fn *random)
{
    uint32_t wait_ms = 1000u << s->back_off;

    s->due_ms = now_ms + wait_ms + draw(random, wait_ms / 4);
    s->tried = 0;
    if (s->back_off < BACK_OFF_MOST)
        s->back_off++;
}

static bool is_denied_by_all(const struct sntp *s)
{
    unsigned n = 0;

    while (n < s->n_servers && s->held_s[n] == NEVER_S)
        n++;
    return n == s->n_servers;
}

// The server to ask, or -1.
static int sntp_choose(struct sntp *s, uint64_t now_ms)
{
    while (s->tried < s->n_servers && s->held_s[s->server] > now_ms / 1000)
        turn_to_next(s);
    return s->tried < s->n_servers ? s->server : -1;
}

static int sntp_start_round(struct sntp *s, uint64_t now_ms, sntp_random_fn *random)
{
    int server = sntp_choose(s, now_ms);

    if (is_denied_by_all(s)) {
        s->due_ms = NEVER;
    } else if (server < 0) {
        back_off(s, now_ms, random);
    } else {
        s->phase = PHASE_RESOLVE;
        s->due_ms = now_ms + RESOLVE_MS;
    }
    return server;
}

struct sntp_step sntp_poll(struct sntp *s, uint64_t now_ms, sntp_random_fn *random)
{
    struct sntp_step step = { -1, UINT32_MAX, SNTP_GOOD };

    if (sntp_is_asking(s) && now_ms >= s->due_ms) {
        step.ended = s->phase == PHASE_ASK ? SNTP_SILENT : SNTP_UNKNOWN;
        sntp_give_up(s, now_ms, step.ended);
    }
    if (!sntp_is_asking(s) && now_ms >= s->due_ms)
        step.server = sntp_start_round(s, now_ms, random);
    if (s->due_ms != NEVER)
        step.wait_ms = (uint32_t)(s->due_ms - now_ms);
    return step;
}

void sntp_request(struct sntp *s, uint64_t now_ms, sntp_random_fn *random,
                  uint8_t packet[SNTP_BYTES])
{
    random((uint8_t *)&s->cookie, sizeof s->cookie);
    s->phase = PHASE_ASK;
    s->due_ms = now_ms + ANSWER_MS;
    if (was_answered(s))
        sntp_hold(s, now_ms, HOLD_S);
    bytes_fill(packet, 0, SNTP_BYTES);
    packet[0] = VERSION << 3 | MODE_CLIENT;
    write_u64(packet + AT_TRANSMIT, s->cookie);
}

static void sntp_end_round(struct sntp *s, uint64_t now_ms)
{
    // Taken from the random cookie, so callers need not pass a random function here.
    uint32_t again_s = AGAIN_LEAST_S + (uint32_t)(s->cookie >> 32) % (AGAIN_MOST_S - AGAIN_LEAST_S);

    sntp_count(s, SNTP_GOOD);
    s->phase = PHASE_WAIT;
    s->cookie = 0;
    s->tried = 0;
    s->back_off = BACK_OFF_HELD;
    s->due_ms = now_ms + ((uint64_t)again_s * 1000 << s->slower[s->server]);
    sntp_hold(s, now_ms, HOLD_S);
}

enum sntp_verdict sntp_answer(struct sntp *s, uint64_t now_ms, const uint8_t *packet, size_t len,
                              struct sntp_time *result)
{
    uint64_t asked_ms = s->due_ms - ANSWER_MS;
    enum sntp_verdict verdict =
        s->phase == PHASE_ASK
            ? read_answer(packet, len, s->cookie, asked_ms, now_ms, s->earliest_s, result)
            : SNTP_COOKIE;

    if (verdict == SNTP_GOOD) {
        sntp_end_round(s, now_ms);
        return verdict;
    }
    if (verdict == SNTP_DENIED)
        s->held_s[s->server] = NEVER_S;
    else if (verdict == SNTP_RATE)
        slow_down(s, now_ms);
    if (verdict < SNTP_UNSYNCED)
        sntp_count(s, verdict);
    else
        sntp_give_up(s, now_ms, verdict);
    return verdict;
}

void sntp_hurry(struct sntp *s, uint64_t now_ms)
{
    if (was_answered(s) || sntp_is_asking(s) || s->due_ms == NEVER)
        return;
    s->due_ms = now_ms;
    s->tried = 0;
    s->back_off = BACK_OFF_FIRST;
}

// ---- lists of servers ----

static bool is_separator(char c)
{
    return c == ';' || c == ',' || text_is_blank(c);
}

static int sntp_read_port(struct text t, uint16_t *port)
{
    int32_t v;

    if (!t.len || t.p[0] < '0' || t.p[0] > '9' || text_int(t, &v) || v < 1 || v > PORT_MAX)
        return ERR_ARG;
    *port = (uint16_t)v;
    return 1;
}

// Reads "host", "host:port", "[2001:db8::1]:port" or "2001:db8::1".
static int read_server(struct text t, struct sntp_server *server)
{
    bool has_brackets = t.p[0] == '[';
    size_t end = 0, colons = 0;

    t = text_skip(t, has_brackets);
    while (end < t.len && t.p[end] != (has_brackets ? ']' : ':'))
        end++;
    for (size_t i = end; i < t.len; i++)
        colons += t.p[i] == ':';
    if (!has_brackets && colons > 1)
        end = t.len;
    server->host = text_make(t.p, end);
    server->port = SNTP_PORT;
    if (!end || (has_brackets && end == t.len))
        return ERR_ARG;
    t = text_skip(t, end + has_brackets);
    if (!t.len)
        return 1;
    return t.p[0] == ':' ? sntp_read_port(text_skip(t, 1), &server->port) : ERR_ARG;
}

int sntp_next_server(struct text *list, struct sntp_server *server)
{
    size_t len = 0;

    while (list->len && is_separator(list->p[0]))
        *list = text_skip(*list, 1);
    while (len < list->len && !is_separator(list->p[len]))
        len++;
    struct text one = text_make(list->p, len);
    *list = text_skip(*list, len);
    return len ? read_server(one, server) : 0;
}
