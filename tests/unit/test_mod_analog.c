// Sensors with a voltage: co2, air, adc, ph_sensor, light_sensor.
#include "sim/faulty.h"
#include "wired.h"

#define GOLDEN "10983.445 - CRITICAL"

static void test_co2(void **state)
{
    struct rig *r = *state;

    expect_now(r, "co2 measure_mq135 20 50", GOLDEN "\n");
    expect_now(r, "co2 measure_mq135(temperature=20.0, humidity=50) >json", "\"" GOLDEN "\"\n");
    expect_now(r, "co2 measure_mq135", "None\n");
    expect_now(r, "co2 measure_mq135 20", "None\n");
    wired_set(r, "adc_0", "200");
    expect_now(r, "co2 measure_mq135 20 50", "15.122 - PERFECT\n");
    wired_set(r, "adc_0", "100"); // 2 ppm are below what it can detect
    expect_now(r, "co2 measure_mq135 20 50", "measure_mq135 ERROR: out of range\n");
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

    expect_now(r, "light_sensor illuminance", "illuminance [lux]: 270.60\n");
    wired_set(r, "adc_0",
              "100"); // Vishay TEMT6000X01: 10 uA at 20 lx, 50 uA at 100 lx, over 10 kohm
    expect_now(r, "light_sensor illuminance", "illuminance [lux]: 20.00\n");
    wired_set(r, "adc_0", "500");
    expect_now(r, "light_sensor illuminance", "illuminance [lux]: 100.00\n");
    wired_set(r, "adc_0", "1353");
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

// The model of the part and the module's formula are of their own; a percent of the resistance
// makes three of the gas.
static void test_what_the_world_is_is_measured(void **state)
{
    static const int lux[] = { 1, 10, 50, 500, 650 };
    static const int ppm[] = { 400, 1000, 2000, 10000 };
    struct rig *r = *state;
    char text[16];

    for (unsigned i = 0; i < sizeof lux / sizeof *lux; i++) {
        snprintf(text, sizeof text, "%d", lux[i]);
        wired_set(r, "temt6000.lux", text);
        assert_in_range(asked(r, "light_sensor illuminance") * 100, lux[i] * 100 - 10,
                        lux[i] * 100 + 10);
    }
    wired_set(r, "dht22.temp", "20");
    wired_set(r, "dht22.hum", "50");
    for (unsigned i = 0; i < sizeof ppm / sizeof *ppm; i++) {
        snprintf(text, sizeof text, "%d", ppm[i]);
        wired_set(r, "mq135.ppm", text);
        assert_in_range(asked(r, "co2 measure_mq135 20 50"), ppm[i] * 94 / 100, ppm[i] * 106 / 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_co2),
        WIRED_TEST(test_air),
        WIRED_TEST(test_adc_and_ph_sensor),
        WIRED_TEST(test_light_sensor),
        WIRED_TEST(test_what_the_world_is_is_measured),
    };

    return RUN(tests);
}
