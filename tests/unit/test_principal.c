// Principals: names of callers, and what passes on to whatever they start.
#include "node/principal.h"
#include "test.h"

static void expect_name(struct origin origin, const char *name)
{
    char text[40];
    struct out o;

    out_init(&o, text, sizeof text);
    principal_write_origin(origin, &o);
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
    expect_name(module.origin, "module");
    expect_name(task.origin, "task of module");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_caller_has_its_name),
        TEST(test_what_somebody_starts_has_no_more_than_they_have),
    };

    return RUN(tests);
}
