// ds18: the temperatures of the data sheet, several thermometers on one wire, wires that lie.
#include "chips/ds18.h"
#include "sim/parts.h"
#include "test.h"

static void make_pad(uint8_t pad[DS18_PAD], unsigned raw)
{
    const uint8_t rest[] = { 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10 };

    pad[0] = (uint8_t)raw;
    pad[1] = (uint8_t)(raw >> 8);
    memcpy(pad + 2, rest, sizeof rest);
    pad[8] = ds18_crc(pad, 8);
}

static void test_the_table_of_the_data_sheet(void **state)
{
    static const struct {
        unsigned raw;
        double degrees;
    } rows[] = { // table 1; +85 has a test below
                 { 0x07d0, 125 },     { 0x0191, 25.0625 },  { 0x00a2, 10.125 },
                 { 0x0008, 0.5 },     { 0x0000, 0 },        { 0xfff8, -0.5 },
                 { 0xff5e, -10.125 }, { 0xfe6f, -25.0625 }, { 0xfc90, -55 }
    };
    uint8_t pad[DS18_PAD];
    struct ds18_reading r;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        make_pad(pad, rows[i].raw);
        assert_int_equal(ds18_temperature(pad, &r), OK);
        assert_true(r.sixteenths / 16.0 == rows[i].degrees);
        assert_int_equal(r.bits, 12);
    }
}

static void change_pad(uint8_t pad[DS18_PAD], unsigned at, uint8_t value)
{
    pad[at] = value;
    pad[8] = ds18_crc(pad, 8);
}

// The whole scratchpad of the power-on is the data sheet's, but for the reserved byte 6.
static void test_85_degrees_are_told_apart_from_the_power_on(void **state)
{
    uint8_t pad[DS18_PAD];
    struct ds18_reading r;

    (void)state;
    make_pad(pad, 0x0550);
    assert_int_equal(ds18_temperature(pad, &r), ERR_DAMAGED);
    change_pad(pad, 6, 0x10);
    assert_int_equal(ds18_temperature(pad, &r), OK);
    assert_int_equal(r.sixteenths, 85 * 16);
    make_pad(pad, 0x0551); // not the same value
    assert_int_equal(ds18_temperature(pad, &r), OK);
}

static void test_undefined_bits_are_cut(void **state)
{
    static const struct {
        uint8_t config;
        unsigned raw;
        double degrees;
    } rows[] = { // figure 10 has the resolutions, figure 4 the bits
                 { 0x1f, 0x0197, 25 },      { 0x3f, 0x0197, 25.25 }, { 0x5f, 0x0197, 25.375 },
                 { 0x7f, 0x0197, 25.4375 }, { 0x1f, 0xff5f, -10.5 }, { 0x3f, 0xff5f, -10.25 }
    };
    uint8_t pad[DS18_PAD];
    struct ds18_reading r;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        make_pad(pad, rows[i].raw);
        change_pad(pad, 4, rows[i].config);
        assert_int_equal(ds18_temperature(pad, &r), OK);
        assert_true(r.sixteenths / 16.0 == rows[i].degrees);
        assert_int_equal(r.bits, 9 + (rows[i].config >> 5));
    }
}

static void test_what_it_cannot_measure_is_refused(void **state)
{
    static const unsigned raws[] = { 0x07d1, 0x07ff, 0xfc8f, 0x8000, 0x7fff };
    uint8_t pad[DS18_PAD];
    struct ds18_reading r;

    (void)state;
    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
        make_pad(pad, raws[i]);
        assert_int_equal(ds18_temperature(pad, &r), ERR_RANGE);
    }
}

static void test_the_check_is_the_one_of_the_application_note(void **state)
{
    const uint8_t rom[] = { 0x02, 0x1c, 0xb8, 0x01, 0x00, 0x00, 0x00 }; // note 27: the CRC is 0xa2

    (void)state;
    assert_int_equal(ds18_crc(rom, sizeof rom), 0xa2);
}

static void test_damaged_scratchpads_are_refused(void **state)
{
    uint8_t pad[DS18_PAD];
    struct ds18_reading r;

    (void)state;
    memset(pad, 0, sizeof pad); // its check is right
    assert_int_equal(ds18_temperature(pad, &r), ERR_CHECKSUM);
    memset(pad, 0xff, sizeof pad);
    assert_int_equal(ds18_temperature(pad, &r), ERR_CHECKSUM);
    for (unsigned bit = 0; bit < DS18_PAD * 8; bit++) { // CRC-8 finds every single bit
        make_pad(pad, 0x0191);
        pad[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(ds18_temperature(pad, &r), ERR_CHECKSUM);
    }
}

static void test_every_thermometer_is_told_by_its_id(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "sim set ds18.temp 25.0625", "ds18.temp: 25.0625\n");
    expect_reply(p, "ds18 search", "['286164118df89bff']\n");
    peer_say(p, "ds18 measure");
    expect_heard(p, "");
    rig_wait_ms(r, 700);
    expect_heard(p, "");
    rig_wait_ms(r, 100);
    expect_heard(p, "286164118df89bff: 25.0625\nnode01 $  ");
    expect_reply(p, "sim set ds18.count 3", "ds18.count: 3\n");
    expect_reply(p, "sim set ds18.temp2 -10.13", "ds18.temp2: -10.13\n");
    expect_reply(p, "sim set ds18.temp3 -55", "ds18.temp3: -55\n");
    peer_say(p, "ds18 measure >json");
    rig_wait_ms(r, 800);
    char text[256];
    peer_heard(p, text, sizeof text);
    assert_non_null(strstr(text, "\"286164118df89bff\": 25.0625"));
    assert_non_null(strstr(text, "\": -10.1250"));
    assert_non_null(strstr(text, "\": -55.0000"));
}

static void test_the_resolution_decides_how_long_it_takes(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "sim set ds18.temp 21.93", "ds18.temp: 21.93\n");
    expect_reply(p, "ds18 resolution 9", "9\n");
    expect_reply(p, "ds18 resolution", "9\n");
    assert_string_equal(ram_get(&r->ram, "ds18.pds"), "9");
    peer_say(p, "ds18 measure");
    rig_wait_ms(r, 93);
    expect_heard(p, "");
    rig_wait_ms(r, 2);
    expect_heard(p, "286164118df89bff: 21.5000\nnode01 $  ");
    expect_reply(p, "ds18 resolution 13",
                 "execute_LM_function LM_ds18->resolution: bits: 13 is out of range, it takes 9 to "
                 "12\n");
}

static void test_two_who_ask_share_a_conversion(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "ds18 measure");
    rig_wait_ms(r, 400);
    peer_say(q, "ds18 measure");
    rig_wait_ms(r, 352);
    expect_heard(p, "286164118df89bff: 21.5000\nnode01 $  ");
    expect_heard(q, "286164118df89bff: 21.5000\nnode01 $  ");
    expect_reply(p, "sim set ds18.temp 30", "ds18.temp: 30\n");
    peer_say(q, "ds18 measure");
    rig_wait_ms(r, 752);
    expect_heard(q, "286164118df89bff: 30.0000\nnode01 $  ");
}

static void test_what_goes_wrong_on_the_wire_is_told(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "sim set ds18.fault silent", "ds18.fault: silent\n");
    expect_reply(p, "ds18 search", "execute_LM_function LM_ds18->search: device did not answer\n");
    expect_reply(p, "ds18 measure",
                 "execute_LM_function LM_ds18->measure: device did not answer\n");
    expect_reply(p, "sim set ds18.fault checksum", "ds18.fault: checksum\n");
    peer_say(p, "ds18 measure");
    rig_wait_ms(r, 800);
    expect_heard(p, "execute_LM_function LM_ds18->measure: wrong checksum\nnode01 $  ");
}

static void test_the_value_of_the_power_on_is_no_temperature(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    uint8_t at_power_on[] = { 0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10 };

    expect_reply(p, "sim set ds18.temp 85", "ds18.temp: 85\n");
    peer_say(p, "ds18 measure");
    rig_wait_ms(r, 800);
    expect_heard(p, "286164118df89bff: 85.0000\nnode01 $  ");
    peer_say(p, "ds18 measure");
    rig_wait_ms(r, 700);
    r->parts.ds18.chips[0].is_converting = false; // its power is gone for a moment
    memcpy(r->parts.ds18.chips[0].pad, at_power_on, sizeof at_power_on);
    rig_wait_ms(r, 100);
    expect_heard(p, "286164118df89bff: has not measured: 85 C at power-on\nnode01 $  ");
}

static void test_a_clone_that_keeps_its_resolution_is_waited_for(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "sim set ds18.clone 1", "ds18.clone: 1\n");
    expect_reply(p, "sim set ds18.temp 21.93", "ds18.temp: 21.93\n");
    expect_reply(p, "ds18 resolution 9", "9\n");
    peer_say(p, "ds18 measure");
    rig_wait_ms(r, 740);
    expect_heard(p, "");
    rig_wait_ms(r, 20);
    expect_heard(p, "286164118df89bff: 21.9375\nnode01 $  ");
    expect_reply(p, "ds18 status", "bits: 9\nused: 12\n");
}

// Who asked has gone before the answer; weeks later the thermometer must be asked anew.
static void test_an_old_conversion_is_no_answer(void **state)
{
    struct rig *r = *state;
    static const uint32_t pauses_ms[] = { 0, 400 };

    for (unsigned i = 0; i < 2; i++) {
        struct peer *gone = rig_enter(r, LINK_LOOPBACK);
        expect_reply(gone, "sim set ds18.temp 20", "ds18.temp: 20\n");
        peer_say(gone, "ds18 measure");
        rig_wait_ms(r, pauses_ms[i]);
        peer_close(gone);
        r->now_ms += 26 * 86400000ull; // past 2^31 ms
        rig_wait_ms(r, 1);
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        expect_reply(p, "sim set ds18.temp 30", "ds18.temp: 30\n");
        peer_say(p, "ds18 measure");
        rig_wait_ms(r, 760);
        expect_heard(p, "286164118df89bff: 30.0000\nnode01 $  ");
    }
}

// A wire of random answers: no crash, no temperature.
struct liar {
    struct hw hw;
    uint32_t seed;
    int kind; // of lie: all zeros, all ones, noise
};

static uint8_t lie(struct liar *l)
{
    l->seed = l->seed * 1664525 + 1013904223;
    return l->kind == 0 ? 0 : l->kind == 1 ? 0xff : (uint8_t)(l->seed >> 20);
}

static int lying_transfer(void *ctx, const struct onewire_message *m)
{
    for (unsigned i = 0; i < m->n_rx; i++)
        m->rx[i] = lie(ctx);
    return OK;
}

static int lying_next(void *ctx, unsigned gpio, uint8_t rom[8])
{
    struct liar *l = ctx;

    (void)gpio;
    rom[0] = 0x28;
    for (unsigned i = 1; i < 7; i++)
        rom[i] = lie(l);
    rom[7] = ds18_crc(rom, 7);
    return OK;
}

static int accept_use(void *ctx, unsigned gpio, enum pin_use use)
{
    (void)ctx;
    (void)gpio;
    (void)use;
    return OK;
}

static void test_a_wire_that_lies_gives_no_temperature(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct liar l = { .hw = { .ctx = &l,
                              .pin_use = accept_use,
                              .onewire_transfer = lying_transfer,
                              .onewire_next = lying_next } };

    r->node.pins.hw = &l.hw;
    for (int n = 0; n < 60; n++) {
        l.kind = n % 3;
        peer_say(p, "ds18 measure");
        rig_wait_ms(r, 800);
        expect_heard(p, "execute_LM_function LM_ds18->measure: wrong checksum\nnode01 $  ");
    }
    r->node.pins.hw = &r->sim.hw;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_table_of_the_data_sheet),
        TEST(test_85_degrees_are_told_apart_from_the_power_on),
        TEST(test_undefined_bits_are_cut),
        TEST(test_what_it_cannot_measure_is_refused),
        TEST(test_the_check_is_the_one_of_the_application_note),
        TEST(test_damaged_scratchpads_are_refused),
        RIG_TEST(test_every_thermometer_is_told_by_its_id),
        RIG_TEST(test_the_resolution_decides_how_long_it_takes),
        RIG_TEST(test_two_who_ask_share_a_conversion),
        RIG_TEST(test_what_goes_wrong_on_the_wire_is_told),
        RIG_TEST(test_the_value_of_the_power_on_is_no_temperature),
        RIG_TEST(test_a_clone_that_keeps_its_resolution_is_waited_for),
        RIG_TEST(test_an_old_conversion_is_no_answer),
        RIG_TEST(test_a_wire_that_lies_gives_no_temperature),
    };

    return RUN(tests);
}
