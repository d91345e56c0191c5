// genio: any pin by its name, and why one cannot be used.
#include "sim/faulty.h"
#include "test.h"

static void test_genio_uses_any_pin_by_its_name(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "genio set_out simple_1 True", "1\n");
    assert_true(r->sim.level >> 10 & 1);
    expect_reply(p, "genio set_out simple_1 0", "0\n");
    assert_false(r->sim.level >> 10 & 1);
    expect_reply(p, "genio get_in irq3 up", "1\n");
    assert_int_equal(r->sim.use[14], PIN_IN_UP);
    assert_int_equal(hw_pin_drive(&r->sim.hw, 14, false), OK);
    expect_reply(p, "genio get_in irq3 up", "0\n");
    expect_reply(p, "genio set_pwm pwm_4 250 1000", "250\n");
    assert_int_equal(r->sim.duty_permille[12], 250);
    assert_int_equal(r->sim.frequency_hz[12], 1000);
    expect_reply(p, "genio get_adc adc_0", "mV: 1353\n");
    expect_reply(p, "genio release pwm_4", "FREE pwm_4\n");
    assert_int_equal(r->sim.use[12], PIN_FREE);
    expect_reply(p, "genio release pwm_4", "pwm_4 is not in use by genio\n");
    expect_reply(p, "system module 'genio'", "Module unload genio done.\n");
    assert_int_equal(r->sim.use[10], PIN_FREE);
}

static void test_genio_says_why_a_pin_cannot_be_used(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "genio set_out gpio99 1",
                 "execute_LM_function LM_genio->set_out: pin gpio99 does not exist on this "
                 "board\n");
    expect_reply(p, "genio get_in irq9",
                 "execute_LM_function LM_genio->get_in: pin irq9 does not exist on this board\n");
    expect_reply(p, "genio get_adc adc_7",
                 "execute_LM_function LM_genio->get_adc: pin adc_7 does not exist on this board\n");
    expect_reply(p, "genio set_pwm x 1",
                 "execute_LM_function LM_genio->set_pwm: pin x does not exist on this board\n");
    expect_reply(
        p, "genio release pwm_99",
        "execute_LM_function LM_genio->release: pin pwm_99 does not exist on this board\n");
    expect_reply(p, "genio set_pwm pwm_1 100", "100\n");
    expect_reply(p, "genio set_out pwm_1 1",
                 "execute_LM_function LM_genio->set_out: pin pwm_1 (GPIO13) is in use as pwm by "
                 "genio\n");
    peer_say(p, "dimmer set_value 7");
    tape_clear(&p->heard);
    expect_reply(p, "genio release pwm_5", "pwm_5 is not in use by genio\n");
    char text[1024];
    peer_say(p, "genio pinmap");
    peer_heard(p, text, sizeof text);
    assert_non_null(strstr(text, "pwm_1: GPIO13 pwm genio\n"));
    assert_non_null(strstr(text, "pwm_5: GPIO14 pwm dimmer\n"));
    assert_non_null(strstr(text, "adc_0: channel 0\n"));
    assert_non_null(strstr(text, "simple_1: GPIO10\n"));
}

static void test_a_pin_that_fails_is_released(void **state)
{
    static const char *const commands[] = { "genio set_out simple_1 True",
                                            "genio set_pwm simple_1 100", "genio get_in simple_1" };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct faulty f;
    char text[128];

    rig_set(r, "pled", "false");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 2; n++) {
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
            f.calls = 0;
            f.fail_at = n;
            peer_say(p, commands[i]);
            peer_heard(p, text, sizeof text);
            assert_non_null(strstr(text, "device did not answer"));
            assert_int_equal(r->sim.use[10], PIN_FREE);
        }
    }
    r->node.pins.hw = &r->sim.hw;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_genio_uses_any_pin_by_its_name),
        RIG_TEST(test_genio_says_why_a_pin_cannot_be_used),
        RIG_TEST(test_a_pin_that_fails_is_released),
    };

    return RUN(tests);
}
