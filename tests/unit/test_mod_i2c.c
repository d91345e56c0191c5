// i2c: which chips are on a bus, and what they answer.
#include "sim/faulty.h"
#include "test.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_i2c_finds_and_reads_chips),
        RIG_TEST(test_a_bus_that_is_not_there_is_no_empty_list),
    };

    return RUN(tests);
}
