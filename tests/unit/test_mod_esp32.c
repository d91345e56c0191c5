// esp32: the sensors in the chip.
#include "sim/faulty.h"
#include "wired.h"

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
        cmocka_unit_test_setup_teardown(test_esp32, start_esp32, test_free_rig),
    };

    return RUN(tests);
}
