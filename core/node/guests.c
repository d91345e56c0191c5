// The growing delay after wrong passwords, for each address.
#include "node/guests.h"
#include <stddef.h>

enum {
    DELAYS = 7, // 1 to 64 seconds
    REMEMBER_MS = 3600000,
    KNOWN_MAX = (CFG_GUESTS + 1) / 2, // rows for addresses that have logged in; others: failures
};

static uint64_t until_ms_of(const struct delay *d)
{
    return (uint64_t)d->until_high << 32 | d->until_low;
}

static void set_until(struct delay *d, uint64_t until_ms)
{
    d->until_low = (uint32_t)until_ms;
    d->until_high = (uint8_t)(until_ms >> 32);
}

static bool is_in_use(const struct guest *row)
{
    return row->delay.failures || row->delay.is_known;
}

// Whether its failures are too old to count.
static bool is_over(const struct delay *d, uint64_t clock_ms)
{
    return clock_ms >= until_ms_of(d) + REMEMBER_MS;
}

static const struct delay *delay_of(const struct guests *g, uint32_t peer_hash)
{
    for (unsigned i = 0; i < CFG_GUESTS; i++)
        if (is_in_use(&g->rows[i]) && g->rows[i].peer_hash == peer_hash)
            return &g->rows[i].delay;
    return &g->others[peer_hash / PEER_IS_LOCAL];
}

static struct delay *delay_to_change(struct guests *g, uint32_t peer_hash)
{
    return (struct delay *)(uintptr_t)delay_of(g, peer_hash);
}

static bool is_one_of_others(const struct guests *g, const struct delay *d)
{
    return d == &g->others[0] || d == &g->others[1];
}

// A row that may be reused, or NULL.
static struct guest *guests_free_row(struct guests *g, uint64_t clock_ms)
{
    for (unsigned i = 0; i < CFG_GUESTS; i++) {
        struct guest *row = &g->rows[i];
        if (!is_in_use(row) || (!row->delay.is_known && is_over(&row->delay, clock_ms)))
            return row;
    }
    return NULL;
}

uint32_t guests_wait_ms(const struct guests *g, uint32_t peer_hash, uint64_t clock_ms)
{
    const struct delay *d = delay_of(g, peer_hash);
    uint64_t until_ms = d->failures ? until_ms_of(d) : 0;

    return until_ms > clock_ms ? (uint32_t)(until_ms - clock_ms) : 0;
}

uint32_t guests_fail(struct guests *g, uint32_t peer_hash, uint64_t clock_ms)
{
    struct delay *d = delay_to_change(g, peer_hash);
    struct guest *row = is_one_of_others(g, d) ? guests_free_row(g, clock_ms) : NULL;

    if (row) {
        *row = (struct guest){ .peer_hash = peer_hash };
        d = &row->delay;
    }
    if (is_over(d, clock_ms))
        d->failures = 0;
    if (d->failures < DELAYS)
        d->failures++;
    uint32_t delay_s = 1u << (d->failures - 1);
    set_until(d, clock_ms + delay_s * 1000);
    return delay_s;
}

// Chooses the row to give up. If many addresses have logged in, it is the one of them that has been
// idle longest. Otherwise it is the row with failures whose wait ends first.
static struct guest *row_to_lose(struct guests *g)
{
    struct guest *oldest = NULL, *mildest = NULL;
    unsigned known = 0;

    for (unsigned i = 0; i < CFG_GUESTS; i++) {
        struct guest *row = &g->rows[i];
        struct guest **best = row->delay.is_known ? &oldest : &mildest;
        known += row->delay.is_known;
        if (!*best || until_ms_of(&row->delay) < until_ms_of(&(*best)->delay))
            *best = row;
    }
    return known >= KNOWN_MAX || !mildest ? oldest : mildest;
}

// An address that loses its row waits with all others, and at least as long as before.
static void lose(struct guests *g, const struct guest *row)
{
    struct delay *others = &g->others[row->peer_hash / PEER_IS_LOCAL];

    if (row->delay.failures > others->failures)
        others->failures = row->delay.failures;
    if (row->delay.failures && until_ms_of(&row->delay) > until_ms_of(others))
        set_until(others, until_ms_of(&row->delay));
}

void guests_welcome(struct guests *g, uint32_t peer_hash, uint64_t clock_ms)
{
    struct delay *d = delay_to_change(g, peer_hash);

    if (is_one_of_others(g, d)) {
        struct guest *row = guests_free_row(g, clock_ms);
        if (!row) {
            row = row_to_lose(g);
            lose(g, row);
        }
        *row = (struct guest){ .peer_hash = peer_hash };
        d = &row->delay;
    }
    d->failures = 0;
    d->is_known = true;
    set_until(d, clock_ms);
}
