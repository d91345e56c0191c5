// motion_sensor: whether somebody moves.
#include "sim/faulty.h"
#include "wired.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_motion),
    };

    return RUN(tests);
}
