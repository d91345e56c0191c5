// The load modules of sensors, on a simulated board with its parts.
#include "sim/faulty.h"
#include "wired.h"

#define GOLDEN "10983.445 - CRITICAL"

static void test_dht22(void **state)
{
    struct rig *r = *state;

    expect_after(r, 22, "dht22 measure", "temp [ºC]: 23.4\nhum [%]: 45.6\n");
    wired_set(r, "dht22.temp", "-10.1");
    wired_set(r, "dht22.hum", "100");
    expect_after(r, 22, "dht22 measure >json", "{\"temp [ºC]\": -10.1, \"hum [%]\": 100.0}\n");
    wired_set(r, "dht22.temp", "20");
    wired_set(r, "dht22.hum", "50");
    expect_after(r, 22, "dht22 measure_w_co2",
                 "temp [ºC]: 20.0\nhum [%]: 50.0\nco2 [ppm]: " GOLDEN "\n");
}

static void test_dht11(void **state)
{
    struct rig *r = *state;

    wired_set(r, "dht11.temp", "24.4");
    wired_set(r, "dht11.hum", "53");
    expect_after(r, 39, "dht11 measure", "temp [ºC]: 24\nhum [%]: 53\n");
    wired_set(r, "dht11.temp", "20");
    wired_set(r, "dht11.hum", "50");
    expect_after(r, 39, "dht11 measure_w_co2 >json",
                 "{\"temp [ºC]\": 20, \"hum [%]\": 50, \"co2 [ppm]\": \"" GOLDEN "\"}\n");
}

static void test_dht_that_is_broken(void **state)
{
    struct rig *r = *state;

    wired_set(r, "dht22.fault", "checksum");
    expect_after(r, 22, "dht22 measure", "execute_LM_function LM_dht22->measure: wrong checksum\n");
    wired_set(r, "dht22.fault", "silent");
    expect_after(r, 22, "dht22 measure >json",
                 "{\"error\": \"device did not answer\", \"module\": \"dht22\", \"function\": "
                 "\"measure\"}\n");
    wired_set(r, "dht11.fault", "silent");
    expect_after(r, 39, "dht11 measure_w_co2",
                 "execute_LM_function LM_dht11->measure_w_co2: device did not answer\n");
}

static void test_two_sessions_take_turns_at_a_dht(void **state)
{
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK);

    peer_say(a, "dht22 measure");
    wired_wait_ms(r, 3);
    peer_say(b, "dht22 measure");
    wired_wait_ms(r, 19);
    expect_heard(a, "temp [ºC]: 23.4\nhum [%]: 45.6\nnode01 $  ");
    expect_heard(b, "");
    wired_wait_ms(r, 30);
    expect_heard(b, "temp [ºC]: 23.4\nhum [%]: 45.6\nnode01 $  ");
}

static void test_modules_take_turns_at_questions_in_pulses(void **state)
{
    static const char *const others[][2] = {
        { "air dht_measure", "\n23.4 ºC\n45.6 %\n" },
        { "dht11 measure", "temp [ºC]: 23\nhum [%]: 45\n" },
        { "distance_HCSR04 distance_mm", "1000\n" },
    };
    struct rig *r = *state;

    for (unsigned i = 0; i < COUNT(others); i++) {
        for (uint32_t apart_ms = 0; apart_ms <= 10; apart_ms += 5) {
            struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK);
            char expected[64];

            peer_say(a, others[i][0]);
            wired_wait_ms(r, apart_ms);
            peer_say(b, "dht22 measure");
            wired_wait_ms(r, 130);
            snprintf(expected, sizeof expected, "%snode01 $  ", others[i][1]);
            peer_expect(a, expected, __FILE__, __LINE__);
            expect_heard(b, "temp [ºC]: 23.4\nhum [%]: 45.6\nnode01 $  ");
            peer_close(a);
            peer_close(b);
        }
    }
}

static void test_a_measurement_that_nobody_waits_for_blocks_nobody(void **state)
{
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK);

    peer_say(a, "dht22 measure");
    peer_close(a);
    wired_wait_ms(r, 500);
    expect_after(r, 22, "dht22 measure", "temp [ºC]: 23.4\nhum [%]: 45.6\n");
}

static void test_co2(void **state)
{
    struct rig *r = *state;

    expect_now(r, "co2 measure_mq135 20 50", GOLDEN "\n");
    expect_now(r, "co2 measure_mq135(temperature=20.0, humidity=50) >json", "\"" GOLDEN "\"\n");
    expect_now(r, "co2 measure_mq135", "None\n");
    expect_now(r, "co2 measure_mq135 20", "None\n");
    wired_set(r, "adc_0", "100");
    expect_now(r, "co2 measure_mq135 20 50", "2.032 - PERFECT\n");
    wired_set(r, "adc_0", "0");
    expect_now(r, "co2 measure_mq135 20 50", "measure_mq135 ERROR: out of range\n");
    wired_set(r, "adc_0", "3300");
    expect_now(r, "co2 measure_mq135 20 50 >json",
               "{\"error\": \"measure_mq135 ERROR: out of range\"}\n");
    wired_set(r, "adc_0", "3200");
    expect_now(r, "co2 measure_mq135 20 50", "1000000.000 - CRITICAL\n");
    expect_now(r, "co2 measure_mq135 20 101",
               "execute_LM_function LM_co2->measure_mq135: humidity: 101 is out of range, it "
               "takes 0.00 to 100.00\n");
}

static void test_air(void **state)
{
    struct rig *r = *state;

    wired_set(r, "dht22.temp", "20");
    wired_set(r, "dht22.hum", "50");
    expect_after(r, 22, "air temp", "\n20.0 ºC\n");
    expect_after(r, 22, "air hum", "\n50.0 %\n");
    expect_after(r, 22, "air dht_measure", "\n20.0 ºC\n50.0 %\n");
    expect_now(r, "air getMQ135GasPPM 20 50", "\n10983.445 PPM - CRITICAL\n");
    expect_after(r, 22, "air getMQ135GasPPM", "\n10983.445 PPM - CRITICAL\n");
    expect_after(r, 22, "air get_corrected_ppm humidity=50", "\n10983.445 PPM - CRITICAL\n");
    expect_after(r, 22, "air measure", "\n20.0 ºC\n50.0 %\n10983.445 PPM - CRITICAL\n");
    wired_set(r, "adc_0", "0");
    expect_now(r, "air getMQ135GasPPM 20 50", "measure_mq135 ERROR: out of range\n");
    expect_after(r, 22, "air measure", "\n20.0 ºC\n50.0 %\nmeasure_mq135 ERROR: out of range\n");
    wired_set(r, "dht22.fault", "silent");
    expect_after(r, 22, "air temp", "execute_LM_function LM_air->temp: device did not answer\n");
    expect_after(r, 22, "air measure",
                 "execute_LM_function LM_air->measure: device did not answer\n");
}

static void test_adc_and_ph_sensor(void **state)
{
    struct rig *r = *state;

    expect_now(r, "adc measure", "ADC value: 420\n");
    expect_now(r, "ph_sensor measure", "ADC value: 420\n");
    expect_after(r, 1000, "adc action_fltr", "True\n");
    expect_after(r, 50, "adc action_fltr 419 0.05 >json", "true\n");
    expect_now(r, "adc action_fltr 419 0", "True\n");
    expect_now(r, "adc action_fltr 420", "False\n");
    wired_set(r, "adc_0", "0");
    expect_now(r, "adc measure", "ADC value: 0\n");
    wired_set(r, "adc_0", "3300");
    expect_now(r, "ph_sensor measure", "ADC value: 1023\n");
    r->sim.hw.adc = NULL;
    expect_now(r, "adc action_fltr",
               "execute_LM_function LM_adc->action_fltr: not supported on this board\n");
    expect_now(r, "adc measure",
               "execute_LM_function LM_adc->measure: not supported on this board\n");
    expect_now(r, "ph_sensor measure",
               "execute_LM_function LM_ph_sensor->measure: not supported on this board\n");
}

static void test_light_sensor(void **state)
{
    struct rig *r = *state;

    expect_now(r, "light_sensor illuminance", "illuminance [lux]: 410.16\n");
    expect_now(r, "light_sensor intensity", "light intensity [%]: 41.06\n");
    expect_now(r, "light_sensor intensity >json", "{\"light intensity [%]\": \"41.06\"}\n");
    wired_set(r, "adc_0", "0");
    expect_now(r, "light_sensor illuminance", "illuminance [lux]: 0.00\n");
    wired_set(r, "adc_0", "3300");
    expect_now(r, "light_sensor intensity", "light intensity [%]: 100.00\n");
    r->sim.hw.adc = NULL;
    expect_now(r, "light_sensor illuminance",
               "execute_LM_function LM_light_sensor->illuminance: not supported on this board\n");
    expect_now(r, "light_sensor intensity",
               "execute_LM_function LM_light_sensor->intensity: not supported on this board\n");
}

// The number in the answer to a line.
static double asked(struct rig *r, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[128];

    peer_say(p, line);
    peer_heard(p, heard, sizeof heard);
    const char *at = strpbrk(heard, "0123456789");
    assert_non_null(at);
    peer_close(p);
    return strtod(at, NULL);
}

// A step of the converter is a lux, or two percent of the gas.
static void test_what_the_world_is_is_measured(void **state)
{
    static const int lux[] = { 10, 50, 500, 900 };
    static const int ppm[] = { 400, 1000, 2000, 10000 };
    struct rig *r = *state;
    char text[16];

    for (unsigned i = 0; i < sizeof lux / sizeof *lux; i++) {
        snprintf(text, sizeof text, "%d", lux[i]);
        wired_set(r, "temt6000.lux", text);
        assert_in_range(asked(r, "light_sensor illuminance") * 100, lux[i] * 100 - 150,
                        lux[i] * 100 + 150);
    }
    wired_set(r, "dht22.temp", "20");
    wired_set(r, "dht22.hum", "50");
    for (unsigned i = 0; i < sizeof ppm / sizeof *ppm; i++) {
        snprintf(text, sizeof text, "%d", ppm[i]);
        wired_set(r, "mq135.ppm", text);
        assert_in_range(asked(r, "co2 measure_mq135 20 50"), ppm[i] * 98 / 100, ppm[i] * 102 / 100);
    }
}

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

static void test_distance(void **state)
{
    struct rig *r = *state;

    expect_after(r, 60, "distance_HCSR04 distance_mm", "1000\n");
    wired_set(r, "hcsr04.distance", "123");
    expect_after(r, 60, "distance_HCSR04 distance_mm >json", "123\n");
    expect_after(r, 60, "distance_HCSR04 distance_cm", "12.30\n");
    wired_set(r, "hcsr04.distance", "4000");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "4000\n");
    wired_set(r, "hcsr04.distance", "5000");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "Out of range\n");
    wired_set(r, "hcsr04.fault", "silent");
    expect_after(r, 60, "distance_HCSR04 distance_cm >json", "{\"error\": \"Out of range\"}\n");
    expect_now(r, "distance_HCSR04 deinit", "None\n");
    assert_int_equal(r->sim.use[15], PIN_FREE);
    assert_int_equal(r->sim.use[14], PIN_FREE);
}

static void test_what_asks_in_pulses_is_told_when_the_board_cannot(void **state)
{
    struct rig *r = *state;

    r->sim.hw.pulse_start = NULL;
    expect_now(r, "distance_HCSR04 distance_mm",
               "execute_LM_function LM_distance_HCSR04->distance_mm: not supported on this "
               "board\n");
    expect_now(r, "dht11 measure",
               "execute_LM_function LM_dht11->measure: not supported on this board\n");
}

// From the timer nobody waits: the command becomes a task, whose output is kept.
static void test_a_sensor_in_the_background(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[512];

    peer_say(p, "dht22 measure &");
    peer_heard(p, heard, sizeof heard);
    wired_wait_ms(r, 40);
    peer_say(p, "task show dht22.measure");
    peer_heard(p, heard, sizeof heard);
    assert_non_null(strstr(heard, "23.4"));
}

static void test_motion(void **state)
{
    struct rig *r = *state;

    expect_now(r, "motion_sensor get_PIR_state", "0\n");
    wired_set(r, "pir", "1");
    expect_now(r, "motion_sensor get_PIR_state >json", "1\n");
    assert_int_equal(r->sim.use[9], PIN_IN_UP);
    expect_now(r, "motion_sensor PIR_deinit", "DEINIT PIR SENSOR\n");
    assert_int_equal(r->sim.use[9], PIN_FREE);
    r->sim.hw.pin_read = NULL;
    expect_now(r, "motion_sensor get_PIR_state",
               "execute_LM_function LM_motion_sensor->get_PIR_state: not supported on this "
               "board\n");
}

static int start_esp32(void **state)
{
    return wired_start_on(state, &board_esp32);
}

static void test_esp32(void **state)
{
    struct rig *r = *state;

    expect_now(r, "esp32 hall", "30\n");
    expect_now(r, "esp32 intemp", "53.3\n");
    expect_now(r, "esp32 touchpin14", "700\n");
    assert_int_equal(r->sim.use[14], PIN_TOUCH);
    wired_set(r, "chip.temp", "-10.5");
    wired_set(r, "hall", "-7");
    wired_set(r, "touch", "80");
    expect_now(r, "esp32 intemp >json", "-10.5\n");
    expect_now(r, "esp32 hall", "-7\n");
    expect_now(r, "esp32 touchpin14 >json", "80\n");
    r->sim.hw.chip_read = NULL;
    r->sim.hw.touch = NULL;
    expect_now(r, "esp32 hall",
               "execute_LM_function LM_esp32->hall: not supported on this board\n");
    expect_now(r, "esp32 intemp",
               "execute_LM_function LM_esp32->intemp: not supported on this board\n");
    expect_now(r, "esp32 touchpin14",
               "execute_LM_function LM_esp32->touchpin14: not supported on this board\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_dht22),
        WIRED_TEST(test_dht11),
        WIRED_TEST(test_dht_that_is_broken),
        WIRED_TEST(test_two_sessions_take_turns_at_a_dht),
        WIRED_TEST(test_modules_take_turns_at_questions_in_pulses),
        WIRED_TEST(test_a_measurement_that_nobody_waits_for_blocks_nobody),
        WIRED_TEST(test_co2),
        WIRED_TEST(test_air),
        WIRED_TEST(test_adc_and_ph_sensor),
        WIRED_TEST(test_light_sensor),
        WIRED_TEST(test_what_the_world_is_is_measured),
        WIRED_TEST(test_bme280),
        WIRED_TEST(test_two_sessions_at_a_bme280),
        WIRED_TEST(test_a_bme280_that_is_none),
        WIRED_TEST(test_a_bme280_that_says_anything),
        WIRED_TEST(test_bme280_tells_each_failure_of_the_bus),
        WIRED_TEST(test_distance),
        WIRED_TEST(test_what_asks_in_pulses_is_told_when_the_board_cannot),
        WIRED_TEST(test_a_sensor_in_the_background),
        WIRED_TEST(test_motion),
        cmocka_unit_test_setup_teardown(test_esp32, start_esp32, test_free_rig),
    };

    return RUN(tests);
}
