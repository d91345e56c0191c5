// The functions of system, light and gpio that came with the successor or stayed from the first
// generation.
#include "wired.h"

static void test_the_signal_in_words(void **state)
{
    static const struct {
        const char *dbm, *reply;
    } rows[] = {
        { "-10", "Amazing: -10\nnode01 $  " },       { "-30", "VeryGood: -30\nnode01 $  " },
        { "-66", "VeryGood: -66\nnode01 $  " },      { "-67", "Okay: -67\nnode01 $  " },
        { "-69", "Okay: -69\nnode01 $  " },          { "-70", "NotGood: -70\nnode01 $  " },
        { "-80", "Unusable: -80\nnode01 $  " },      { "-90", "Unavailable: -90\nnode01 $  " },
        { "-127", "Unavailable: -127\nnode01 $  " },
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        wired_set(r, "wifi.rssi", rows[i].dbm);
        peer_say(p, "system rssi");
        expect_heard(p, rows[i].reply);
    }
    expect_now(r, "system rssi >json", "{\"Unavailable\": -127}\n");
    r->sim.hw.wifi_rssi_dbm = NULL;
    expect_now(r, "system rssi",
               "execute_LM_function LM_system->rssi: not supported on this board\n");
}

static void test_what_is_in_use(void **state)
{
    struct rig *r = *state;

    r->mem_free_bytes = 40 * 1024; // of 80
    expect_now(r, "system memory_usage", "percent: 50.0\nmem_used: 40960\n");
    expect_now(r, "system memory_usage >json", "{\"percent\": 50.0, \"mem_used\": 40960}\n");
    r->mem_free_bytes = 100 * 1024;
    expect_now(r, "system memory_usage", "percent: 0.0\nmem_used: 0\n");
    expect_now(r, "system disk_usage", "percent: 11\nfs_used: 4096\n");
}

static void test_errors_are_alarms_until_somebody_knows_them(void **state)
{
    struct rig *r = *state;

    expect_now(r, "system alarms", "OK alarm: 0\n");
    node_log(&r->node, LOG_WARN, "no error");
    node_log(&r->node, LOG_ERROR, "an error");
    node_log(&r->node, LOG_ERROR, "another");
    expect_now(r, "system alarms", "NOK alarm: 2\n");
    expect_now(r, "system alarms False >json", "{\"NOK alarm\": 2}\n");
    expect_now(r, "system alarms True", "OK alarm: 0\n");
    for (int i = 0; i < 300; i++)
        node_log(&r->node, LOG_ERROR, "many");
    expect_now(r, "system alarms", "NOK alarm: 255\n"); // or more
}

static void test_the_map_of_pins(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[1024];

    expect_now(r, "light rgb 1 2 3", "SET rgb: R1G2B3\n");
    peer_say(p, "system pinmap");
    peer_heard(p, heard, sizeof heard);
    assert_non_null(strstr(heard, "\npwm_0: 15\npwm_1: 13 pwm by light\n"));
    assert_non_null(strstr(heard, "\nadc_0: 0\n")); // a channel, not the GPIO of pwm_3
    assert_non_null(strstr(heard, "\npwm_3: 0 pwm by light\n"));
}

static void test_the_network(void **state)
{
    struct rig *r = *state;

    expect_now(r, "system ifconfig >json", "{\"nwmd\": \"STA\", \"devip\": \"127.0.0.1\"}\n");
}

static void test_the_sun(void **state)
{
    struct rig *r = *state;
    char heard[128];
    unsigned h, m, s;

    expect_now(r, "system sun", "without a position: set lat and lon in conf first\n");
    rig_set(r, "lat", "47.4979");
    rig_set(r, "lon", "19.0402");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "system sun");
    peer_heard(p, heard, sizeof heard);
    assert_int_equal(sscanf(heard, "sunrise: %u:%u:%u\nsunset: ", &h, &m, &s), 3);
    assert_in_range(h * 60 + m, 6 * 60 + 55, 7 * 60 + 5); // 22 November
    rig_set(r, "lat", "-89");
    expect_now(r, "system sun >json", "{\"sunrise\": \"None\", \"sunset\": \"None\"}\n");
}

static void test_the_first_generation_of_light(void **state)
{
    struct rig *r = *state;

    expect_now(r, "light RGB 1 2 3", "SET RGB\n");
    assert_int_equal(r->sim.duty_permille[13], 1);
    assert_int_equal(r->sim.duty_permille[0], 3);
    expect_now(r, "light RGB_toggle", "OFF\n");
    assert_int_equal(r->sim.duty_permille[13], 0);
    expect_now(r, "light RGB_toggle True", "ON\n");
    expect_now(r, "light RGB_deinit", "DEINIT RGB\n");
    assert_int_equal(r->sim.use[13], PIN_FREE);
    assert_int_equal(r->sim.use[2], PIN_FREE);
    assert_int_equal(r->sim.use[0], PIN_FREE);
    expect_now(r, "light toggle", "ON\n");
    assert_int_equal(r->sim.duty_permille[2], 2);
    r->sim.hw.pwm = NULL;
    expect_now(r, "light RGB 5",
               "execute_LM_function LM_light->RGB: not supported on this board\n");
    expect_now(r, "light RGB_deinit",
               "execute_LM_function LM_light->RGB_deinit: not supported on this board\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_the_signal_in_words),
        WIRED_TEST(test_what_is_in_use),
        WIRED_TEST(test_errors_are_alarms_until_somebody_knows_them),
        WIRED_TEST(test_the_map_of_pins),
        WIRED_TEST(test_the_network),
        WIRED_TEST(test_the_sun),
        WIRED_TEST(test_the_first_generation_of_light),
    };

    return RUN(tests);
}
