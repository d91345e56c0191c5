// The common parts of the unit tests.
#include "test.h"

int test_boot_rig(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    rig_boot(r);
    tape_clear(&r->log);
    *state = r;
    return 0;
}

int test_free_rig(void **state)
{
    rig_free(*state);
    return 0;
}

// xorshift64: G. Marsaglia, "Xorshift RNGs" (2003).
uint64_t test_draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

void test_expect_text(struct text t, const char *s, const char *file, int line)
{
    char *copy = calloc(1, t.len + 1);

    if (!copy)
        abort();
    if (t.len)
        memcpy(copy, t.p, t.len);
    bool same = t.len == strlen(s) && !strcmp(copy, s);
    if (!same)
        print_error("is \"%s\", expected \"%s\"\n", copy, s);
    free(copy);
    _assert_true(same, "text", file, line);
}
