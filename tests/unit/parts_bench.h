// A simulated board with its parts, for the tests of one part each.
#ifndef TESTS_PARTS_BENCH_H
#define TESTS_PARTS_BENCH_H

#include "sim/parts.h"
#include "test.h"

struct parts_bench {
    struct sim sim;
    struct parts *parts; // NULL: none were needed yet
    struct tape traced;
};

static inline struct parts *parts_bench_take(void *ctx)
{
    struct parts_bench *b = ctx;

    if (!b->parts)
        b->parts = calloc(1, sizeof *b->parts);
    return b->parts;
}

static inline int parts_bench_start(void **state)
{
    struct parts_bench *b = calloc(1, sizeof *b);

    sim_init(&b->sim, &board_cortexm3); // it has every logical pin, and none with limits
    sim_wire(&b->sim, parts_bench_take, b);
    *state = b;
    return 0;
}

static inline int parts_bench_stop(void **state)
{
    struct parts_bench *b = *state;

    tape_clear(&b->traced);
    free(b->parts);
    free(b);
    return 0;
}

#define PARTS_TEST(f) cmocka_unit_test_setup_teardown(f, parts_bench_start, parts_bench_stop)

// Makes a logical pin ready and gives its GPIO.
static inline unsigned parts_bench_pin(struct parts_bench *b, const char *logical, enum pin_use use)
{
    unsigned gpio = 0;

    assert_int_equal(board_gpio(b->sim.board, logical, &gpio), OK);
    assert_int_equal(hw_pin_use(&b->sim.hw, gpio, use), OK);
    return gpio;
}

static inline void parts_bench_set(struct parts_bench *b, const char *name, const char *value)
{
    assert_int_equal(b->sim.hw.simulated->part_set(b->sim.hw.ctx, text_of(name), text_of(value)),
                     OK);
}

// One I2C message to a chip; its result.
static inline int parts_bench_i2c(struct parts_bench *b, uint8_t address, const void *tx,
                                  size_t n_tx, void *rx, size_t n_rx)
{
    struct i2c_message m = { .sda = (uint8_t)parts_bench_pin(b, "i2c_sda", PIN_I2C),
                             .scl = (uint8_t)parts_bench_pin(b, "i2c_scl", PIN_I2C),
                             .address = address,
                             .hz = 400000,
                             .tx = tx,
                             .rx = rx,
                             .n_tx = (uint16_t)n_tx,
                             .n_rx = (uint16_t)n_rx };

    return hw_i2c_transfer(&b->sim.hw, &m);
}

#endif
