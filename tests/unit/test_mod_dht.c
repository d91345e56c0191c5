// dht11 and dht22, and how modules take turns at questions in pulses.
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
        { "distance_HCSR04 distance_mm", "1001\n" },
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_dht22),
        WIRED_TEST(test_dht11),
        WIRED_TEST(test_dht_that_is_broken),
        WIRED_TEST(test_two_sessions_take_turns_at_a_dht),
        WIRED_TEST(test_modules_take_turns_at_questions_in_pulses),
        WIRED_TEST(test_a_measurement_that_nobody_waits_for_blocks_nobody),
        WIRED_TEST(test_a_sensor_in_the_background),
    };

    return RUN(tests);
}
