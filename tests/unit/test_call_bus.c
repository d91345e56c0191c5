// What modules reach besides plain pins: converters, buses, pulses, pixels, watched pins, and
// commands they give.
#include "loader/loader.h"
#include "test.h"

static struct seen {
    struct i2c_message i2c;
    struct spi_message spi;
    struct onewire_message onewire;
    struct pulse_question pulse;
    unsigned pixels_gpio, n_pixels, onewire_gpio;
    int edges, need, high, err;
} seen;

static int i2c(void *ctx, const struct i2c_message *m)
{
    (void)ctx;
    seen.i2c = *m;
    for (unsigned i = 0; i < m->n_rx; i++)
        m->rx[i] = (uint8_t)(m->tx[0] + i);
    return seen.err;
}

static int spi(void *ctx, const struct spi_message *m)
{
    (void)ctx;
    seen.spi = *m;
    for (unsigned i = 0; i < m->len; i++)
        m->rx[i] = (uint8_t)~m->tx[i];
    return seen.err;
}

static int onewire(void *ctx, const struct onewire_message *m)
{
    (void)ctx;
    seen.onewire = *m;
    return seen.err;
}

static int next_rom(void *ctx, unsigned gpio, uint8_t rom[8])
{
    (void)ctx;
    seen.onewire_gpio = gpio;
    rom[0]++;
    return rom[0] > 2 ? ERR_NAME : OK;
}

static int start_pulse(void *ctx, const struct pulse_question *q)
{
    (void)ctx;
    seen.pulse = *q;
    return seen.err;
}

static int take(void *ctx, unsigned in, uint16_t *us, unsigned n)
{
    (void)ctx;
    us[0] = (uint16_t)in;
    us[1] = (uint16_t)n;
    return 2;
}

static int pixels(void *ctx, unsigned gpio, const uint8_t *bytes, size_t len)
{
    (void)ctx;
    (void)bytes;
    seen.pixels_gpio = gpio;
    seen.n_pixels = (unsigned)len;
    return seen.err;
}

static int chip(void *ctx, enum chip_value what, int32_t *value)
{
    (void)ctx;
    *value = what == CHIP_TEMPERATURE_MC ? -1500 : 7;
    return seen.err;
}

static int touch(void *ctx, unsigned gpio)
{
    (void)ctx;
    return seen.err ? seen.err : (int)gpio;
}

enum { SDA, SCL, CLOCK, MOSI, MISO, SELECT, WIRE, ECHO, ADC, BUTTON, TOUCH, LEDS };

static int use_i2c(struct call *c)
{
    uint8_t rx[2];
    int err = call_i2c(c, 0x3c, text_make("\x10\x20", 2), rx, sizeof rx);

    if (!err)
        reply_text(c->reply, "%u %u", rx[0], rx[1]);
    return err;
}

static int use_spi(struct call *c)
{
    static const uint8_t tx[] = { 1, 2, 0xff };
    uint8_t rx[sizeof tx];
    int err = call_spi(c, 1000000, 3, tx, rx, sizeof tx);

    if (!err)
        reply_text(c->reply, "%u %u %u", rx[0], rx[1], rx[2]);
    return err;
}

static int use_wire(struct call *c)
{
    uint8_t rx[9], rom[8] = { 0 };
    int found = 0, err = call_onewire(c, WIRE, text_make("\xcc\xbe", 2), rx, sizeof rx);

    while (!err && !call_onewire_next(c, WIRE, rom))
        found++;
    if (!err)
        reply_text(c->reply, "%d", found);
    return err;
}

static int use_pulse(struct call *c)
{
    uint16_t us[2] = { 0 };
    int err = call_pulse(c, WIRE, ECHO, true, 10), n = err ? err : call_pulse_take(c, ECHO, us, 2);

    if (n >= 0)
        reply_text(c->reply, "%d: %u %u", n, us[0], us[1]);
    return n < 0 ? n : OK;
}

static int use_rest(struct call *c)
{
    static const uint8_t grb[6] = { 0 };
    int32_t mv = 0, mc = 0, count = 0;
    int err = call_pixels(c, LEDS, grb, sizeof grb);

    err = err ? err : call_adc(c, ADC, &mv);
    err = err ? err : call_chip(c, CHIP_TEMPERATURE_MC, &mc);
    err = err ? err : call_touch(c, TOUCH, &count);
    if (!err)
        reply_text(c->reply, "%d mV %d mC %d", (int)mv, (int)mc, (int)count);
    return err;
}

static int use_next(struct call *c)
{
    uint8_t rom[8] = { 0 };
    int err = call_onewire_next(c, WIRE, rom);

    if (!err)
        reply_text(c->reply, "%u", rom[0]);
    return err;
}

static int use_take(struct call *c)
{
    uint16_t us[2] = { 0 };
    int n = call_pulse_take(c, ECHO, us, 2);

    if (n >= 0)
        reply_text(c->reply, "%d", n);
    return n < 0 ? n : OK;
}

static int watch(struct call *c)
{
    int err = call_watch(c, BUTTON);

    if (!err)
        reply_text(c->reply, "watched");
    return err;
}

static int edge(struct call *c, unsigned need, bool is_high)
{
    (void)c;
    seen.edges++;
    seen.need = (int)need;
    seen.high = is_high;
    return seen.err;
}

static int give(struct call *c)
{
    char text[128];
    struct out o;

    out_init(&o, text, sizeof text);
    bool ok = call_run(c, c->in[0].s, &o);
    reply_text(c->reply, "%s: %.*s", ok ? "ok" : "failed", (int)o.len, text);
    return OK;
}

static const struct pin_need pins[] = {
    [SDA] = { "i2c_sda", PIN_I2C },     [SCL] = { "i2c_scl", PIN_I2C },
    [CLOCK] = { "pwm_0", PIN_SPI },     [MOSI] = { "pwm_1", PIN_SPI },
    [MISO] = { "pwm_2", PIN_SPI },      [SELECT] = { "pwm_3", PIN_SPI },
    [WIRE] = { "simple_1", PIN_PULSE }, [ECHO] = { "simple_2", PIN_PULSE },
    [ADC] = { "adc_0", PIN_ADC },       [BUTTON] = { "pwm_4", PIN_IN_UP },
    [TOUCH] = { "pwm_5", PIN_TOUCH },   [LEDS] = { "simple_2", PIN_PIXELS },
};
static const struct field give_in[] = { { "command", K_TEXT, "any", .lo = 1, .hi = 100 } };
static const struct verb verbs[] = {
    { "i2c", use_i2c, "i2c" },
    { "spi", use_spi, "spi" },
    { "wire", use_wire, "1-wire" },
    { "next", use_next, "search" },
    { "pulse", use_pulse, "pulse" },
    { "take", use_take, "what came back" },
    { "rest", use_rest, "the rest" },
    { "watch", watch, "watch" },
    { "give", give, "give a command", IN(give_in) },
};
static const struct module bus = { "bus", "everything", PINS(pins), VERBS(verbs), .edge = edge };
static const struct pin_need no_pins[] = { { "i2c_sda", PIN_I2C } };
static const struct module half = { "half", "no clock", PINS(no_pins), .verbs = verbs,
                                    .n_verbs = 1 };

static int watch_low(struct call *c)
{
    int err = call_watch(c, 0);

    if (!err)
        reply_text(c->reply, "watched");
    return err;
}

static const struct pin_need low_pins[] = { { "irq2", PIN_IN_DOWN } };
static const struct verb low_verbs[] = { { "watch", watch_low, "watch" } };
static const struct module low = { "low", "pulled down", PINS(low_pins), VERBS(low_verbs),
                                   .edge = edge };

const struct module *const modules[] = { &bus, &half, &low };
const unsigned module_count = 3;

static int start(void **state)
{
    seen = (struct seen){ 0 };
    int err = test_boot_rig(state);
    struct rig *r = *state;
    struct hw *hw = &r->sim.hw;

    hw->i2c_transfer = i2c;
    hw->spi_transfer = spi;
    hw->onewire_transfer = onewire;
    hw->onewire_next = next_rom;
    hw->pulse_start = start_pulse;
    hw->pulse_take = take;
    hw->pixels = pixels;
    hw->chip_read = chip;
    hw->touch = touch;
    return err;
}

#define expect(r, line, reply) expect_reply(rig_enter(r, LINK_LOOPBACK), line, reply)

static void test_buses_are_told_their_pins_and_bytes(void **state)
{
    struct rig *r = *state;

    expect(r, "bus i2c", "16 17\n");
    assert_int_equal(seen.i2c.sda, 4);
    assert_int_equal(seen.i2c.scl, 5);
    assert_int_equal(seen.i2c.address, 0x3c);
    assert_int_equal(seen.i2c.hz, 400000);
    assert_int_equal(seen.i2c.n_tx, 2);
    expect(r, "bus spi", "254 253 0\n");
    assert_int_equal(seen.spi.clock, 15);
    assert_int_equal(seen.spi.mosi, 13);
    assert_int_equal(seen.spi.miso, 2);
    assert_int_equal(seen.spi.select, 0);
    assert_int_equal(seen.spi.mode, 3);
    expect(r, "bus wire", "2\n");
    assert_int_equal(seen.onewire.gpio, 10);
    assert_int_equal(seen.onewire.n_rx, 9);
    assert_int_equal(seen.onewire_gpio, 10);
    expect(r, "bus pulse", "2: 9 2\n");
    assert_int_equal(seen.pulse.out, 10);
    assert_int_equal(seen.pulse.in, 9);
    assert_true(seen.pulse.level && seen.pulse.us == 10);
    assert_int_equal(r->node.pins.claims[4].use, PIN_I2C);
}

static void test_the_rest_of_the_chip(void **state)
{
    struct rig *r = *state;

    expect(r, "bus pulse", "2: 9 2\n");
    expect(r, "bus rest",
           "execute_LM_function LM_bus->rest: pin simple_2 (GPIO9) is in use as pulse by bus\n");
    assert_int_equal(loader_unload(&r->node, text_of("bus")), OK);
    expect(r, "bus rest", "1353 mV -1500 mC 14\n");
    assert_int_equal(seen.pixels_gpio, 9);
    assert_int_equal(seen.n_pixels, 6);
    seen.err = ERR_IO;
    expect(r, "bus rest", "execute_LM_function LM_bus->rest: device did not answer\n");
}

static void test_errors_name_the_device(void **state)
{
    struct rig *r = *state;

    seen.err = ERR_IO;
    expect(r, "bus i2c",
           "execute_LM_function LM_bus->i2c: I2C address 0x3c: device did not answer\n");
    expect(r, "bus i2c >json",
           "{\"error\": \"I2C address 0x3c: device did not answer\", \"module\": "
           "\"bus\", \"function\": \"i2c\"}\n");
    expect(r, "bus spi", "execute_LM_function LM_bus->spi: device did not answer\n");
    expect(r, "half i2c", "execute_LM_function LM_half->i2c: not supported on this board\n");
}

static void test_a_board_without_buses_says_so(void **state)
{
    struct rig *r = *state;
    struct hw *hw = &r->sim.hw;

    hw->i2c_transfer = NULL;
    hw->spi_transfer = NULL;
    hw->onewire_transfer = NULL;
    hw->pulse_start = NULL;
    expect(r, "bus i2c",
           "execute_LM_function LM_bus->i2c: I2C address 0x3c: not supported on this board\n");
    expect(r, "bus spi", "execute_LM_function LM_bus->spi: not supported on this board\n");
    expect(r, "bus wire", "execute_LM_function LM_bus->wire: not supported on this board\n");
    expect(r, "bus pulse", "execute_LM_function LM_bus->pulse: not supported on this board\n");
}

static void test_edges_of_a_watched_pin_reach_the_module(void **state)
{
    struct rig *r = *state;

    expect(r, "bus watch", "watched\n");
    rooms_edge(&r->node, 12, false);
    assert_int_equal(seen.edges, 1);
    assert_int_equal(seen.need, BUTTON);
    assert_false(seen.high);
    rooms_edge(&r->node, 13, true);
    assert_int_equal(seen.edges, 1);
    seen.err = ERR_IO;
    rooms_edge(&r->node, 12, true);
    assert_true(rig_logged(r, "[EXEC-ERROR] LM_bus edge: device did not answer"));
    assert_int_equal(loader_unload(&r->node, text_of("bus")), OK);
    rooms_edge(&r->node, 12, true);
    assert_int_equal(seen.edges, 2);
}

static void test_a_module_gives_commands_but_not_without_end(void **state)
{
    struct rig *r = *state;

    expect(r, "bus give 'half i2c'",
           "failed: execute_LM_function LM_half->i2c: not supported on this board\n\n");
    expect(r, "bus give 'bus spi'", "ok: 254 253 0\n\n");
    expect(r, "bus give 'bus give \"bus spi\"'", "ok: ok: 254 253 0\n\n\n");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[256];
    peer_say(p, "bus give 'conf'");
    assert_true(
        text_starts(text_of(peer_heard(p, heard, sizeof heard)), "failed: SHELL: type help"));
}

// Each pin of each bus in turn is another module's: its name and the other module are told, and
// nothing is said on the bus.
static void test_a_bus_pin_that_another_module_holds(void **state)
{
    static const struct {
        const char *verb;
        unsigned need;
        const char *good;
    } rows[] = {
        { "i2c", SDA, "16 17\n" },       { "i2c", SCL, "16 17\n" },
        { "spi", CLOCK, "254 253 0\n" }, { "spi", MOSI, "254 253 0\n" },
        { "spi", MISO, "254 253 0\n" },  { "spi", SELECT, "254 253 0\n" },
        { "wire", WIRE, "2\n" },         { "next", WIRE, "1\n" },
        { "pulse", WIRE, "2: 9 2\n" },   { "pulse", ECHO, "2: 9 2\n" },
        { "take", ECHO, "2\n" },
    };
    struct rig *r = *state;

    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *logical = pins[rows[i].need].logical;
        unsigned gpio = 0;
        char line[32], text[160], wanted[160];
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        (void)loader_unload(&r->node, text_of("bus"));
        assert_int_equal(pins_claim(&r->node.pins, PIN_OWNERS - 1, logical, PIN_IN, &gpio), OK);
        memset(&seen, 0xff, sizeof seen);
        seen.err = OK;
        struct seen before = seen;
        snprintf(line, sizeof line, "bus %s", rows[i].verb);
        snprintf(wanted, sizeof wanted,
                 "execute_LM_function LM_bus->%s: pin %s (GPIO%u) is in use as in by the node\n"
                 "node01 $  ",
                 rows[i].verb, logical, gpio);
        peer_say(p, line);
        assert_string_equal(peer_heard(p, text, sizeof text), wanted);
        assert_memory_equal(&seen, &before, sizeof seen);
        pins_release(&r->node.pins, gpio);
        snprintf(wanted, sizeof wanted, "%snode01 $  ", rows[i].good);
        peer_say(p, line);
        assert_string_equal(peer_heard(p, text, sizeof text), wanted);
        peer_close(p);
    }
}

static void test_edges_of_a_pin_that_is_pulled_down(void **state)
{
    struct rig *r = *state;

    expect(r, "low watch", "watched\n");
    assert_int_equal(r->sim.use[13], PIN_IN_DOWN);
    rooms_edge(&r->node, 13, true);
    assert_int_equal(seen.edges, 1);
    assert_int_equal(seen.need, 0);
    assert_true(seen.high);
}

#define BUS_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUS_TEST(test_buses_are_told_their_pins_and_bytes),
        BUS_TEST(test_the_rest_of_the_chip),
        BUS_TEST(test_errors_name_the_device),
        BUS_TEST(test_a_board_without_buses_says_so),
        BUS_TEST(test_edges_of_a_watched_pin_reach_the_module),
        BUS_TEST(test_a_bus_pin_that_another_module_holds),
        BUS_TEST(test_edges_of_a_pin_that_is_pulled_down),
        BUS_TEST(test_a_module_gives_commands_but_not_without_end),
    };

    return RUN(tests);
}
