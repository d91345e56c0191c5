// The SNTP client: any packets, at any moments, between any polls. What it believes must be what it
// asked for.
#include "fuzz.h"
#include "net/sntp.h"
#include <string.h>

// The input is eaten by commands: a byte says what happens, others by how much.
struct feed {
    const uint8_t *p;
    size_t left;
};

static const uint8_t *take(struct feed *f, size_t len)
{
    const uint8_t *p = f->p;

    if (f->left < len)
        return NULL;
    f->p += len;
    f->left -= len;
    return p;
}

static uint64_t draws;

static void chance(uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(++draws * 0x9e3779b97f4a7c15u >> 56);
}

static uint32_t read_number(struct feed *f)
{
    const uint8_t *p = take(f, 2);

    return p ? (uint32_t)(p[0] << 8 | p[1]) : 0;
}

static void check_state(const struct sntp *s)
{
    HOLDS(s->n_servers <= SNTP_SERVERS_MAX);
    HOLDS(!s->n_servers || s->server < s->n_servers);
    HOLDS(s->tried <= s->n_servers);
    HOLDS(s->last < SNTP_VERDICT_COUNT);
}

// A packet out of the input; with `is_fitting` its cookie is made right.
static void hear(struct sntp *s, struct feed *f, uint64_t now_ms, const uint8_t *request,
                 bool is_fitting)
{
    size_t len = read_number(f) % 64;
    const uint8_t *data = take(f, len);
    uint8_t *copy = data ? malloc(len ? len : 1) : NULL;
    bool was_asking = sntp_is_asking(s);
    struct sntp_time time;

    if (!copy)
        return;
    memcpy(copy, data, len);
    if (is_fitting && len >= SNTP_BYTES)
        memcpy(copy + 24, request + 40, 8);
    enum sntp_verdict verdict = sntp_answer(s, now_ms, copy, len, &time);
    if (verdict == SNTP_GOOD) {
        HOLDS(was_asking && !sntp_is_asking(s));
        HOLDS(len >= SNTP_BYTES && !memcmp(copy + 24, request + 40, 8));
        HOLDS((copy[0] & 7) == 4 && copy[0] >> 6 != 3 && copy[1] >= 1 && copy[1] <= 15);
        HOLDS(time.utc_ms == (int64_t)time.at_ms + time.offset_ms && time.at_ms == now_ms);
        HOLDS(time.utc_ms >= (int64_t)SNTP_EARLIEST_S * 1000 - 4000);
        HOLDS(time.round_trip_ms < 4000);
    } else {
        HOLDS(!was_asking || sntp_is_asking(s) == (verdict < SNTP_UNSYNCED));
    }
    free(copy);
}

static uint64_t poll_one(struct sntp *s, uint64_t now_ms)
{
    struct sntp_step step = sntp_poll(s, now_ms, chance);

    HOLDS(step.server < (int)s->n_servers);
    HOLDS(step.wait_ms > 0);
    return step.wait_ms == UINT32_MAX ? 0 : step.wait_ms;
}

static void read_list(struct feed *f)
{
    struct text list = text_make((const char *)f->p, f->left);
    struct sntp_server server;
    int found;

    do {
        size_t left = list.len;
        found = sntp_next_server(&list, &server);
        HOLDS(found ? list.len < left : !list.len);
    } while (found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct feed f = { data, len };
    uint8_t request[SNTP_BYTES] = { 0 };
    uint64_t now_ms = 1, wait_ms = 0;
    const uint8_t *what;
    struct sntp s;

    draws = 0;
    read_list(&f);
    sntp_init(&s, (unsigned)(len % (SNTP_SERVERS_MAX + 1)));
    while ((what = take(&f, 1)) != NULL) {
        switch (*what % 8) {
        case 0: now_ms += read_number(&f); break;
        case 1: now_ms += wait_ms; break;
        case 2: wait_ms = poll_one(&s, now_ms); break;
        case 3:
            if (sntp_is_asking(&s))
                sntp_request(&s, now_ms, chance, request);
            break;
        case 4: hear(&s, &f, now_ms, request, false); break;
        case 5: hear(&s, &f, now_ms, request, true); break;
        case 6: sntp_fail(&s, now_ms, SNTP_UNREACHABLE); break;
        default: sntp_hurry(&s, now_ms); break;
        }
        check_state(&s);
    }
    return 0;
}
