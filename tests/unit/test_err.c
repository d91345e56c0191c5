// Error codes and their sentences.
#include "base/err.h"
#include "test.h"

static void test_every_code_is_negative_and_has_its_own_sentence(void **state)
{
    static const struct {
        int code;
        const char *text;
    } rows[] = {
#define X(code, num, text) { code, text },
        ERR_LIST(X)
#undef X
    };
    size_t n = sizeof rows / sizeof *rows;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(rows[i].code < 0);
        assert_string_equal(err_text(rows[i].code), rows[i].text);
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(rows[k].code, rows[i].code);
            assert_string_not_equal(rows[k].text, rows[i].text);
        }
    }
}

static void test_zero_and_counts_are_ok(void **state)
{
    (void)state;
    assert_string_equal(err_text(OK), "ok");
    assert_string_equal(err_text(42), "ok");
}

static void test_a_code_nobody_knows_has_a_sentence_too(void **state)
{
    (void)state;
    assert_string_equal(err_text(-1000), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_code_is_negative_and_has_its_own_sentence),
        TEST(test_zero_and_counts_are_ok),
        TEST(test_a_code_nobody_knows_has_a_sentence_too),
    };

    return RUN(tests);
}
