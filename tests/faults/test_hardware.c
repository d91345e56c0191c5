// Fails every hardware operation in turn: each module answers with an error, keeps its state true
// to what the pins carry, and works again afterwards.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "rig.h"

// A command that drives the board, after others that prepare it.
struct drive {
    const char *prepare[3];
    const char *command;
    bool may_ignore; // a failure need not reach the answer (the LED, a release)
};

static const struct drive drives[] = {
    { { NULL }, "light rgb 10 20 30", false },
    { { "light rgb 1 2 3" }, "light rgb 10 20 30", false },
    { { "light rgb 1 2 3" }, "light toggle", false },
    { { NULL }, "light rgb_cache_load_n_init", false },
    { { NULL }, "dimmer set_value 300", false },
    { { "dimmer set_value 5" }, "dimmer toggle", false },
    { { NULL }, "dimmer dimmer_cache_load_n_init", false },
    { { NULL }, "switch set_state 1", false },
    { { "switch set_state 1" }, "switch toggle", false },
    { { NULL }, "switch switch_cache_load_n_init", false },
    { { NULL }, "servo Servo 77", false },
    { { NULL }, "servo Servo2 77", false },
    { { NULL }, "servo Servo_demo", false },
    { { "servo Servo 77" }, "servo Servo_deinit", true },
    { { NULL }, "gpio RGB(1,2,3)", false },
    { { "gpio RGB(1,2,3)" }, "gpio RGB_deinit()", true },
    { { NULL }, "gpio Servo 50", false },
    { { "gpio Servo 50" }, "gpio Servo_deinit", true },
    { { NULL }, "system heartbeat", false },
    { { NULL }, "system wifirssi", false },
    { { "light rgb 1 2 3" }, "system module 'LM_light'", true },
};

static struct rig rig;
static struct simdisk disk;
static unsigned long failures;

static void start(const struct drive *d)
{
    simdisk_init(&disk);
    rig_boot(&rig, &disk);
    rig_say(&rig, "conf");
    rig_say(&rig, "pled false"); // its own operations are not the module's
    rig_say(&rig, "noconf");
    for (int i = 0; i < 3 && d->prepare[i]; i++)
        rig_say(&rig, d->prepare[i]);
}

static unsigned operations_of(const struct drive *d)
{
    start(d);
    unsigned before = rig.faulty.calls;
    const char *answer = rig_say(&rig, d->command);

    assert_false(!strncmp(answer, "execute_LM_function", 19));
    return rig.faulty.calls - before;
}

static bool lamp_is_on(const struct sim *s)
{
    return s->duty_permille[13] || s->duty_permille[2] || s->duty_permille[0];
}

static void sweep(const struct drive *d)
{
    unsigned operations = operations_of(d);
    char right[512];

    snprintf(right, sizeof right, "%.500s", rig.reply);
    for (unsigned n = 1; n <= operations; n++) {
        start(d);
        rig.faulty.fail_at = rig.faulty.calls + n;
        const char *answer = rig_say(&rig, d->command);
        failures++;
        bool told =
            !strncmp(answer, "execute_LM_function", 19) && strstr(answer, "device did not answer");
        if (!told && !d->may_ignore)
            fail_msg("%s: operation %u failed, and the answer was %s", d->command, n, answer);
        rig.faulty.fail_at = 0;
        if (told && !strncmp(d->command, "light rgb ", 10))
            assert_false(lamp_is_on(&rig.sim)); // never a colour nobody asked for
        answer = rig_say(&rig, d->command);
        if (strstr(d->command, "toggle") == NULL && !d->may_ignore)
            assert_string_equal(answer, right);
    }
}

static void test_every_failed_operation_is_told_and_survived(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof drives / sizeof *drives; i++)
        sweep(&drives[i]);
    print_message("hardware operations failed in turn: %lu\n", failures);
}

static void test_a_board_that_refuses_everything_still_boots(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 12; n++) {
        simdisk_init(&disk);
        rig_boot(&rig, &disk); // counts the operations of a boot
        unsigned operations = rig.faulty.calls;
        if (n > operations)
            return;
        rig.faulty.fail_at = n;
        node_stop(&rig.node);
        node_load(&rig.node);
        node_boot(&rig.node, 9008);
        assert_true(rig.node.is_up);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_failed_operation_is_told_and_survived),
        cmocka_unit_test(test_a_board_that_refuses_everything_still_boots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
