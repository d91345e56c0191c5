// cct: two whites.
#include "sim/faulty.h"
#include "test.h"

enum { RED = 13, GREEN = 2, BLUE = 0 }; // GPIOs of pwm_1, pwm_2, pwm_3 on an esp8266

static void test_cct_mixes_two_whites(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "cct white 255 51 False", "CW: 255\nWW: 51\nS: 1\n");
    assert_int_equal(r->sim.duty_permille[RED], 1000);
    assert_int_equal(r->sim.duty_permille[GREEN], 200);
    expect_reply(p, "cct hue 0 False", "CW: 0\nWW: 255\nS: 1\n");
    expect_reply(p, "cct hue 50 False", "CW: 255\nWW: 255\nS: 1\n");
    expect_reply(p, "cct hue 75 False", "CW: 255\nWW: 85\nS: 1\n");
    expect_reply(p, "cct brightness 50 False", "CW: 128\nWW: 43\nS: 1\n");
    expect_reply(p, "cct transition 0 255 1", "CW: 0\nWW: 255\nS: 1\n");
    rig_wait_ms(r, 1000);
    assert_int_equal(r->sim.duty_permille[RED], 0);
    assert_int_equal(r->sim.duty_permille[GREEN], 1000);
    expect_reply(p, "cct status >json", "{\"CW\": 0, \"WW\": 255, \"S\": 1}\n");
    expect_reply(p, "cct pinmap", "pwm_1: 13\npwm_2: 2\n");
    expect_reply(p, "system module 'cct'", "Module unload cct done.\n");
    assert_int_equal(r->sim.duty_permille[GREEN], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_cct_mixes_two_whites),
    };

    return RUN(tests);
}
