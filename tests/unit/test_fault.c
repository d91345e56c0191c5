// The words of faults that are not about arguments; those are in test_call.c.
#include "mod/call.h"
#include "test.h"

static const struct module lamp = { "lamp", "a lamp" };
const struct module *const modules[] = { &lamp };
const unsigned module_count = 1;

static const char *words(struct fault f)
{
    static char text[160];
    struct out o;

    out_init(&o, text, sizeof text);
    fault_text(&f, &o);
    return text;
}

static void test_a_module_or_function_that_is_not_there_is_named(void **state)
{
    (void)state;
    assert_string_equal(words((struct fault){ .kind = FAULT_NO_MODULE, .what = text_of("nolm") }),
                        "no module named 'LM_nolm'");
    assert_string_equal(words((struct fault){ .kind = FAULT_NO_VERB, .what = text_of("nofunc") }),
                        "'module' object has no attribute 'nofunc'");
}

static void test_a_pin_is_named_with_its_gpio_and_the_reason(void **state)
{
    (void)state;
    assert_string_equal(
        words((struct fault){
            .kind = FAULT_PIN, .name = "simple_0", .a = 34, .err = ERR_INPUT_ONLY }),
        "pin simple_0 (GPIO34) can only be input");
    assert_string_equal(words((struct fault){
                            .kind = FAULT_PIN, .name = "simple_1", .a = 10, .err = ERR_FLASH_PIN }),
                        "pin simple_1 (GPIO10) belongs to the flash chip");
    assert_string_equal(
        words((struct fault){ .kind = FAULT_PIN, .name = "simple_2", .a = -1, .err = ERR_NAME }),
        "pin simple_2 does not exist on this board");
    assert_string_equal(words((struct fault){ .kind = FAULT_PIN_TAKEN,
                                              .name = "pwm_0",
                                              .a = 15,
                                              .owner = "light",
                                              .what = text_of("out") }),
                        "pin pwm_0 (GPIO15) is in use as out by light");
    assert_string_equal(words((struct fault){ .kind = FAULT_PIN_TAKEN,
                                              .name = "builtin",
                                              .a = 2,
                                              .owner = "the node",
                                              .what = text_of("out") }),
                        "pin builtin (GPIO2) is in use as out by the node");
}

static void test_everything_else_has_the_words_of_its_error(void **state)
{
    (void)state;
    assert_string_equal(words((struct fault){ .err = ERR_IO }), "device did not answer");
    assert_string_equal(words((struct fault){ .kind = FAULT_NOT_KEPT, .err = ERR_STORE }),
                        "done, but not kept: the storage did not take it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_module_or_function_that_is_not_there_is_named),
        TEST(test_a_pin_is_named_with_its_gpio_and_the_reason),
        TEST(test_everything_else_has_the_words_of_its_error),
    };

    return RUN(tests);
}
