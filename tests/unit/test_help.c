// What a module tells about itself, from its tables only.
#include "json.h"
#include "mod/help.h"
#include "test.h"

static const struct field in[] = {
    { "level", K_INT, "how \"bright\"", .unit = "%", .hi = 100, .step = 5, .flags = F_OPTIONAL },
    { "any", K_INT, "any number" },
    { "volts", K_FIXED, "volts", .unit = "V", .lo = -150, .hi = 330, .step = 25, .decimals = 2 },
    { "duty", K_INT, NULL, .lo = 40, .hi = 115 },
    { "on", K_BOOL, "on or off" },
    { "speed", K_CHOICE, "how fast", .choices = "off|low|high" },
    { "text", K_TEXT, "a text", .lo = 1, .hi = 8 },
};
static const struct verb verbs[] = {
    { "set", NULL, "set it", IN(in) },
    { "toggle", NULL, "the other \\ state" },
};
static const struct module lamp = { "lamp", "a \"lamp\"", VERBS(verbs) };
static const struct module dark = { "dark", "nothing" };
static const struct module one = { "one", "one verb", .verbs = verbs + 1, .n_verbs = 1 };

const struct module *const modules[] = { &lamp };
const unsigned module_count = 1;

static char text[2048];
static struct out out;

static const struct field free_in[] = {
    { "a", K_ANY },
    { "b", K_ANY, .text_def = "None", .flags = F_OPTIONAL },
    { "*rest", K_ANY, .flags = F_OPTIONAL },
};
static const struct verb free_verbs[] = { { "f", NULL, "", IN(free_in) }, { "help", NULL, "" } };
static const struct module free_one = { "free", "", VERBS(free_verbs) };

static struct out *fresh(void)
{
    out_init(&out, text, sizeof text);
    return &out;
}

static void test_the_listing_puts_functions_behind_the_name_of_their_module(void **state)
{
    (void)state;
    help_listing(&lamp, fresh());
    assert_string_equal(text, "   lamp\n       set\n       toggle\n       help\n");
    help_listing(&dark, fresh());
    assert_string_equal(text, "   dark\n       help\n");
}

static void test_arguments_that_take_anything_show_their_default(void **state)
{
    (void)state;
    help_usage(&free_verbs[0], fresh());
    assert_string_equal(text, "f a b=None *rest");
    describe_module(&free_one, fresh());
    assert_non_null(strstr(text, "{\"name\": \"a\", \"kind\": \"any\", \"optional\": false}, "
                                 "{\"name\": \"b\", \"kind\": \"any\", \"default\": \"None\", "
                                 "\"optional\": true}, "));
}

static void test_a_module_with_its_own_help_lists_it_once(void **state)
{
    (void)state;
    help_listing(&free_one, fresh());
    assert_string_equal(text, "   free\n       f\n       help\n");
}

static void test_a_usage_tells_what_each_argument_takes(void **state)
{
    (void)state;
    help_usage(&verbs[0], fresh());
    assert_string_equal(
        text, "set level=<0-100-5> any=<n> volts=<-1.50-3.30-0.25> duty=<40-115> on=<True,False> "
              "speed=<off|low|high> text='text'");
    help_usage(&verbs[1], fresh());
    assert_string_equal(text, "toggle");
}

static void test_help_of_a_module_is_a_tuple_of_usages(void **state)
{
    struct reply r;

    (void)state;
    reply_init(&r, fresh(), false);
    help_reply(&lamp, &r);
    reply_end(&r);
    assert_string_equal(
        text, "('set level=<0-100-5> any=<n> volts=<-1.50-3.30-0.25> duty=<40-115> on=<True,False> "
              "speed=<off|low|high> text='text'', 'toggle')\n");
    reply_init(&r, fresh(), false);
    help_reply(&one, &r);
    reply_end(&r);
    assert_string_equal(text, "('toggle',)\n");
    reply_init(&r, fresh(), true);
    help_reply(&dark, &r);
    reply_end(&r);
    assert_string_equal(text, "[]\n");
}

static void test_the_json_of_a_module_says_all_its_rows_say(void **state)
{
    (void)state;
    describe_module(&lamp, fresh());
    assert_true(is_json(text));
    assert_string_equal(
        text,
        "{\"help\": \"a \\\"lamp\\\"\", \"verbs\": [{\"name\": \"set\", \"help\": \"set it\", "
        "\"in\": ["
        "{\"name\": \"level\", \"kind\": \"int\", \"help\": \"how \\\"bright\\\"\", \"unit\": "
        "\"%\", \"min\": 0, \"max\": 100, "
        "\"step\": 5, \"optional\": true}, "
        "{\"name\": \"any\", \"kind\": \"int\", \"help\": \"any number\", \"optional\": false}, "
        "{\"name\": \"volts\", \"kind\": \"fixed\", \"help\": \"volts\", \"unit\": \"V\", \"min\": "
        "-1.50, \"max\": 3.30, "
        "\"step\": 0.25, \"decimals\": 2, \"optional\": false}, "
        "{\"name\": \"duty\", \"kind\": \"int\", \"min\": 40, \"max\": 115, \"optional\": false}, "
        "{\"name\": \"on\", \"kind\": \"bool\", \"help\": \"on or off\", \"optional\": false}, "
        "{\"name\": \"speed\", \"kind\": \"choice\", \"help\": \"how fast\", \"choices\": "
        "\"off|low|high\", \"optional\": false}, "
        "{\"name\": \"text\", \"kind\": \"text\", \"help\": \"a text\", \"optional\": false}]}, "
        "{\"name\": \"toggle\", \"help\": \"the other \\\\ state\", \"in\": []}]}");
    describe_module(&dark, fresh());
    assert_string_equal(text, "{\"help\": \"nothing\", \"verbs\": []}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_listing_puts_functions_behind_the_name_of_their_module),
        TEST(test_arguments_that_take_anything_show_their_default),
        TEST(test_a_module_with_its_own_help_lists_it_once),
        TEST(test_a_usage_tells_what_each_argument_takes),
        TEST(test_help_of_a_module_is_a_tuple_of_usages),
        TEST(test_the_json_of_a_module_says_all_its_rows_say),
    };

    return RUN(tests);
}
