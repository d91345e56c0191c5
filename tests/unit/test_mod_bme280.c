// bme280: what it measures, chips that lie, a bus that fails.
#include "sim/faulty.h"
#include "wired.h"

static int (*wired_i2c)(void *ctx, const struct i2c_message *m); // as the board has it

static void test_bme280(void **state)
{
    struct rig *r = *state;

    expect_after(r, 10, "bme280 measure",
                 "Temperature: 25.08 ºC\nHumidity: 39.89 %\nPressure: 1006.52 hPa\n");
    wired_set(r, "bme280.temp", "-1.5");
    wired_set(r, "bme280.hum", "100");
    expect_after(r, 10, "bme280 measure >json",
                 "{\"Temperature\": \"-1.50 ºC\", \"Humidity\": \"100.00 %\", \"Pressure\": "
                 "\"1006.51 hPa\"}\n");
    wired_set(r, "bme280.fault", "silent");
    expect_now(r, "bme280 measure",
               "execute_LM_function LM_bme280->measure: I2C address 0x76: device did not answer\n");
}

// Section 6.2: 0x76 with SDO low, 0x77 with SDO high.
static void test_a_bme280_at_its_second_address_is_found(void **state)
{
    struct rig *r = *state;

    wired_set(r, "bme280.sdo", "1");
    expect_after(r, 10, "bme280 measure",
                 "Temperature: 25.08 ºC\nHumidity: 39.89 %\nPressure: 1006.52 hPa\n");
    wired_set(r, "bme280.fault", "silent");
    expect_now(r, "bme280 measure",
               "execute_LM_function LM_bme280->measure: I2C address 0x76: device did not answer\n");
}

// A BMP280 at one of the addresses.
static int answer_of_another(void *ctx, const struct i2c_message *m, uint8_t address)
{
    if (m->address != address)
        return wired_i2c(ctx, m);
    for (unsigned i = 0; i < m->n_rx; i++)
        m->rx[i] = 0x58;
    return OK;
}

static int answer_at_the_first(void *ctx, const struct i2c_message *m)
{
    return answer_of_another(ctx, m, 0x76);
}

static int answer_at_the_second(void *ctx, const struct i2c_message *m)
{
    return answer_of_another(ctx, m, 0x77);
}

static void test_another_chip_beside_it_is_passed_over(void **state)
{
    static const char values[] =
        "Temperature: 25.08 ºC\nHumidity: 39.89 %\nPressure: 1006.52 hPa\n";
    struct rig *r = *state;

    wired_i2c = r->sim.hw.i2c_transfer;
    r->sim.hw.i2c_transfer = answer_at_the_first;
    expect_now(r, "bme280 measure",
               "the chip at 0x76 is no BME280: it says it is 0x58, not 0x60\n");
    wired_set(r, "bme280.sdo", "1");
    expect_after(r, 10, "bme280 measure", values);
    r->sim.hw.i2c_transfer = answer_at_the_second;
    wired_set(r, "bme280.sdo", "0");
    expect_after(r, 10, "bme280 measure", values);
    wired_set(r, "bme280.fault", "silent");
    expect_now(r, "bme280 measure",
               "the chip at 0x77 is no BME280: it says it is 0x58, not 0x60\n");
}

static void test_two_sessions_at_a_bme280(void **state)
{
    static const char values[] =
        "Temperature: 25.08 ºC\nHumidity: 39.89 %\nPressure: 1006.52 hPa\nnode01 $  ";
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK);

    peer_say(a, "bme280 measure");
    wired_wait_ms(r, 5);
    peer_say(b, "bme280 measure"); // it begins anew
    wired_wait_ms(r, 25);
    expect_heard(a, values);
    expect_heard(b, values);
}

// A chip that answers, but not with what a BME280 says: what follows the identifier is `filler`,
// or by chance.
static struct {
    uint8_t id, filler;
    bool by_chance;
    uint32_t seed;
} hostile;

static int answer_hostile(void *ctx, const struct i2c_message *m)
{
    (void)ctx;
    for (unsigned i = 0; i < m->n_rx; i++) {
        hostile.seed = hostile.seed * 1664525 + 1013904223;
        m->rx[i] = hostile.by_chance ? (uint8_t)(hostile.seed >> 24) : hostile.filler;
    }
    if (m->n_tx && m->tx[0] == 0xd0)
        m->rx[0] = hostile.id;
    else if (m->n_rx == 1 && hostile.by_chance)
        m->rx[0] &= 0xf7; // it is done with measuring
    return OK;
}

static void test_a_bme280_that_is_none(void **state)
{
    struct rig *r = *state;

    r->sim.hw.i2c_transfer = answer_hostile;
    hostile.by_chance = false;
    hostile.id = 0x58;
    expect_now(r, "bme280 measure",
               "the chip at 0x76 is no BME280: it says it is 0x58, not 0x60\n");
    hostile.id = 0xff;
    expect_now(r, "bme280 measure >json",
               "{\"error\": \"the chip at 0x76 is no BME280: it says it is 0xff, not 0x60\"}\n");
    hostile.id = 0x60;
    hostile.filler = 0;
    expect_after(r, 10, "bme280 measure", "execute_LM_function LM_bme280->measure: out of range\n");
    hostile.filler = 0xff; // it measures for ever
    expect_after(r, 105, "bme280 measure",
                 "execute_LM_function LM_bme280->measure: device did not answer\n");
}

static void test_a_bme280_that_says_anything(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[512];

    r->sim.hw.i2c_transfer = answer_hostile;
    hostile.by_chance = true;
    hostile.id = 0x60;
    for (unsigned i = 0; i < 300; i++) {
        peer_say(p, "bme280 measure");
        wired_wait_ms(r, 10);
        peer_heard(p, heard, sizeof heard);
        assert_true(strstr(heard, "Temperature: ") || strstr(heard, "out of range") ||
                    strstr(heard, "device did not answer"));
    }
}

static void test_bme280_tells_each_failure_of_the_bus(void **state)
{
    struct rig *r = *state;
    struct faulty f;

    rig_set(r, "pled", "false");
    expect_after(r, 10, "bme280 measure",
                 "Temperature: 25.08 ºC\nHumidity: 39.89 %\nPressure: 1006.52 hPa\n");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 6; n++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        f.calls = 0;
        f.fail_at = n;
        peer_say(p, "bme280 measure");
        wired_wait_ms(r, 10);
        expect_heard(p, "execute_LM_function LM_bme280->measure: I2C address 0x76: device did not "
                        "answer\nnode01 $  ");
        peer_close(p);
    }
    r->node.pins.hw = &r->sim.hw;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_bme280),
        WIRED_TEST(test_a_bme280_at_its_second_address_is_found),
        WIRED_TEST(test_another_chip_beside_it_is_passed_over),
        WIRED_TEST(test_two_sessions_at_a_bme280),
        WIRED_TEST(test_a_bme280_that_is_none),
        WIRED_TEST(test_a_bme280_that_says_anything),
        WIRED_TEST(test_bme280_tells_each_failure_of_the_bus),
    };

    return RUN(tests);
}
