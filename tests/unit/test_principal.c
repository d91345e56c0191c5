// Principals: names of callers, and what passes on to whatever they start.
#include "hw/pins.h"
#include "node/principal.h"
#include "test.h"

static const char *name_of(const void *ctx, unsigned number)
{
    static const char *const names[] = { "lamp", "fan" };

    (void)ctx;
    return number <= 2 ? names[number - 1] : NULL;
}

static void expect_name(struct origin origin, const char *name)
{
    char text[40];
    struct out o;

    out_init(&o, text, sizeof text);
    principal_write_origin(origin, name_of, NULL, &o);
    assert_string_equal(text, name);
}

static void test_every_caller_has_its_name(void **state)
{
    (void)state;
    expect_name(principal_node(CALLER_SHELL, 0).origin, "shell");
    expect_name(principal_node(CALLER_NODE, 0).origin, "node");
    expect_name(principal_node(CALLER_BOOT, 0).origin, "boot");
    expect_name(principal_node(CALLER_TIMER, 0).origin, "timer");
    expect_name(principal_node(CALLER_CRON, 2).origin, "cron 2");
    expect_name(principal_node(CALLER_PIN, 4).origin, "pin 4");
    expect_name((struct origin){ CALLER_TASK, 0, CALLER_SHELL, 0 }, "task of shell");
    expect_name((struct origin){ CALLER_TASK, 0, CALLER_CRON, 255 }, "task of cron 255");
}

static void test_what_somebody_starts_has_no_more_than_they_have(void **state)
{
    struct principal guest = { .origin = { CALLER_NODE, 0, 0, 0 },
                               .right = RIGHT_LOOK,
                               .hops = 3,
                               .name = "10.0.1.61:64900" };
    struct principal module = principal_started(&guest, CALLER_MODULE),
                     task = principal_started(&module, CALLER_TASK);

    (void)state;
    assert_int_equal(task.right, RIGHT_LOOK);
    assert_int_equal(task.hops, 3);
    assert_string_equal(task.name, "");
    expect_name(module.origin, "module of node");
    expect_name(task.origin, "task of module");
}

static void test_a_module_is_named_with_what_moved_it(void **state)
{
    struct principal cron = principal_node(CALLER_CRON, 3);
    struct principal lamp = principal_called(&cron, 0), fan = principal_called(&lamp, 1);
    struct principal tick = principal_module(1, CALLER_TICK);

    (void)state;
    expect_name(lamp.origin, "module lamp of cron 3");
    expect_name(fan.origin, "module fan of module lamp");
    expect_name(principal_started(&fan, CALLER_TASK).origin, "task of module fan");
    expect_name(tick.origin, "module fan of its timer");
    expect_name(principal_called(&tick, 1).origin, "module fan of its timer");
    expect_name(principal_module(0, CALLER_EDGE).origin, "module lamp of its pin");
    expect_name(principal_module(0, CALLER_MODULE).origin, "module lamp");
    expect_name(principal_module(7, CALLER_EDGE).origin, "module of its pin"); // it is gone
    assert_int_equal(principal_module(PIN_OWNERS - 1, CALLER_TICK).origin.number, 0);
    assert_int_equal(fan.right, RIGHT_DRIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_caller_has_its_name),
        TEST(test_what_somebody_starts_has_no_more_than_they_have),
        TEST(test_a_module_is_named_with_what_moved_it),
    };

    return RUN(tests);
}
