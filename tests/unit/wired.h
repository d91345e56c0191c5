// A booted node on an esp8266 board with its simulated parts wired to it, for the tests of the load
// modules that talk to them.
#ifndef TESTS_WIRED_H
#define TESTS_WIRED_H

#include "sim/parts.h"
#include "test.h"

static struct parts wired_parts;

static inline struct parts *wired_take(void *ctx)
{
    (void)ctx;
    return &wired_parts;
}

static inline int wired_start_on(void **state, const struct board *board)
{
    struct rig *r = rig_new(board);

    wired_parts = (struct parts){ 0 };
    rig_boot(r);
    sim_wire(&r->sim, wired_take, NULL);
    *state = r;
    return 0;
}

static inline int wired_start(void **state)
{
    return wired_start_on(state, &board_esp8266);
}

#define WIRED_TEST(f) cmocka_unit_test_setup_teardown(f, wired_start, test_free_rig)

// Changes the world around a part.
static inline void wired_set(struct rig *r, const char *name, const char *value)
{
    assert_int_equal(parts_set(&r->sim, text_of(name), text_of(value)), OK);
}

// Time for the node and for the parts.
static inline void wired_wait_ms(struct rig *r, uint32_t ms)
{
    for (; ms; ms--) {
        sim_time(&r->sim, (r->now_ms + 1) * 1000);
        rig_wait_ms(r, 1);
    }
}

// Says a line and expects exactly this after so many milliseconds, and nothing before.
static inline void wired_expect(struct rig *r, const char *line, uint32_t ms, const char *reply,
                                const char *file, int at)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[512];

    sim_time(&r->sim, r->now_ms * 1000);
    peer_say(p, line);
    if (ms) {
        wired_wait_ms(r, ms - 1);
        peer_expect(p, "", file, at);
        wired_wait_ms(r, 1);
    }
    snprintf(text, sizeof text, "%snode01 $  ", reply);
    peer_expect(p, text, file, at);
    peer_close(p);
}

#define expect_now(r, line, reply)       wired_expect(r, line, 0, reply, __FILE__, __LINE__)
#define expect_after(r, ms, line, reply) wired_expect(r, line, ms, reply, __FILE__, __LINE__)

#endif
