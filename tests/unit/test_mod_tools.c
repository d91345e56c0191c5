// genio, i2c and robustness: modules for trying things out.
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

static void test_i2c_finds_and_reads_chips(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "i2c scan", "['0x3c', '0x76']\n");
    expect_reply(p, "i2c scan >json", "[\"0x3c\", \"0x76\"]\n");
    expect_reply(p, "i2c read 0x76 0xd0", "[96]\n"); // the id of a BME280
    expect_reply(p, "i2c read 0x76 0xd0 count=2 >json", "[96, 0]\n");
    expect_reply(p, "i2c write 0x76 0xf2 5", "5\n");
    expect_reply(p, "i2c read 0x76 0xf2", "[5]\n");
    expect_reply(p, "i2c read 0x11 0",
                 "execute_LM_function LM_i2c->read: I2C address 0x11: device did not answer\n");
    expect_reply(p, "i2c read 0x80 0",
                 "execute_LM_function LM_i2c->read: address: 0x80 is out of range, it takes 8 to "
                 "119\n");
    expect_reply(p, "i2c read 0x76 0 17",
                 "execute_LM_function LM_i2c->read: count: 17 is out of range, it takes 1 to 16\n");
}

static void test_a_bus_that_is_not_there_is_no_empty_list(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->sim.hw.i2c_transfer = NULL;
    expect_reply(p, "i2c scan",
                 "execute_LM_function LM_i2c->scan: I2C address 0x8: not supported on this "
                 "board\n");
    expect_reply(p, "genio set_out i2c_scl True",
                 "execute_LM_function LM_genio->set_out: pin i2c_scl (GPIO5) is in use as i2c by "
                 "i2c\n");
}

static void test_robustness_goes_wrong_as_asked(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "robustness raise_error",
                 "execute_LM_function LM_robustness->raise_error: bad argument\n");
    expect_reply(p, "robustness raise_error True >json", "{\"error\": \"raised on purpose\"}\n");
    expect_reply(p, "robustness memory 100", "before: 40000\nafter: 40000\n");
    expect_reply(p, "robustness recursion 1", "1\n");
    expect_reply(p, "robustness recursion 3", "3\n");
    expect_reply(p, "robustness recursion 100", "4\n"); // stopped there
    expect_reply(p, "robustness answer 30", "abcdefghijklmnopqrstuvwxyzabcd\n");
    peer_say(p, "robustness answer 100000");
    assert_int_equal(p->heard.len, 100000 + strlen("\nnode01 $  "));
    tape_clear(&p->heard);
    expect_reply(p, "robustness answer 0",
                 "execute_LM_function LM_robustness->answer: length: 0 is out of range, it takes 1 "
                 "to 100000\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_genio_uses_any_pin_by_its_name),
        RIG_TEST(test_genio_says_why_a_pin_cannot_be_used),
        RIG_TEST(test_a_pin_that_fails_is_released),
        RIG_TEST(test_i2c_finds_and_reads_chips),
        RIG_TEST(test_a_bus_that_is_not_there_is_no_empty_list),
        RIG_TEST(test_robustness_goes_wrong_as_asked),
    };

    return RUN(tests);
}
