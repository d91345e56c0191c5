// robustness: what it is asked to do wrong goes wrong.
#include "sim/faulty.h"
#include "test.h"

static void test_robustness_goes_wrong_as_asked(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "robustness raise_error",
                 "Core error: LM_robustness->raise_error: Test exception\n");
    expect_reply(p, "robustness raise_error True >json", "{\"error\": \"raised on purpose\"}\n");
    expect_reply(p, "robustness memory 100", "before: 40000\nafter: 40000\n");
    expect_reply(p, "robustness recursion 1", "1\n");
    expect_reply(p, "robustness recursion 3", "3\n");
    expect_reply(p, "robustness recursion 100", "4\n"); // stopped there
    expect_reply(p, "robustness memory_leak 12", "[12] RAM Alloc.: 0 kB 0 byte\n");
    expect_reply(p, "robustness recursion_limit 3", "Recursion limit: 3\n");
    expect_reply(p, "robustness recursion_limit 8", "Recursion limit: 4\n");
    expect_reply(p, "robustness answer 30", "abcdefghijklmnopqrstuvwxyzabcd\n");
    peer_say(p, "robustness answer 100000");
    assert_int_equal(p->heard.len, 100000 + strlen("\nnode01 $  "));
    tape_clear(&p->heard);
    expect_reply(p, "robustness answer 0",
                 "Core error: LM_robustness->answer: length: 0 is out of range, it takes 1 to "
                 "100000\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_robustness_goes_wrong_as_asked),
    };

    return RUN(tests);
}
