// Names of callers.
#include "test.h"
#include "node/origin.h"

static void expect_name(struct origin origin, const char *name)
{
    char text[40];
    struct out o;

    out_init(&o, text, sizeof text);
    origin_write(origin, &o);
    assert_string_equal(text, name);
}

static void test_every_caller_has_its_name(void **state)
{
    (void)state;
    expect_name(origin_of(CALLER_SHELL, 0), "shell");
    expect_name(origin_of(CALLER_NODE, 0), "node");
    expect_name(origin_of(CALLER_BOOT, 0), "boot");
    expect_name(origin_of(CALLER_TIMER, 0), "timer");
    expect_name(origin_of(CALLER_CRON, 2), "cron 2");
    expect_name(origin_of(CALLER_PIN, 4), "pin 4");
    expect_name((struct origin){ CALLER_TASK, 0, CALLER_SHELL, 0 }, "task of shell");
    expect_name((struct origin){ CALLER_TASK, 0, CALLER_CRON, 255 }, "task of cron 255");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_caller_has_its_name),
    };

    return RUN(tests);
}
