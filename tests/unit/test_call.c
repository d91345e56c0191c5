// Parsing of calls: every form, every fault and its words.
#include "cfg.h"
#include "mod/call.h"
#include "test.h"

const struct module *const modules[] = { 0 };
const unsigned module_count = 0;

static const struct field rgb_in[] = {
    { "r", K_INT, "red", .hi = 1000, .def = 600, .flags = F_OPTIONAL | F_CLAMP },
    { "g", K_INT, "green", .hi = 1000, .def = 601, .flags = F_OPTIONAL },
    { "b_2", K_INT, "blue", .hi = 1000, .def = 602, .flags = F_OPTIONAL },
};
static const struct field mixed_in[] = {
    { "text", K_TEXT, "a text", .lo = 0, .hi = 20 },
    { "on", K_BOOL, "on or off" },
    { "level", K_FIXED, "volts", .lo = 0, .hi = 330, .decimals = 2, .flags = F_OPTIONAL,
      .def = 150 },
    { "speed", K_CHOICE, "how fast", .choices = "off|low|high", .flags = F_OPTIONAL },
    { "note", K_TEXT, "a note", .text_def = "none", .flags = F_OPTIONAL },
    { "rest", K_TEXT, "more", .flags = F_OPTIONAL },
};
static const struct field any_in[] = {
    { "a", K_ANY, "anything" },
    { "b", K_ANY, "anything", .text_def = "(1, 2)", .flags = F_OPTIONAL },
};
static const struct field two_in[] = { { "x", K_INT, "x" }, { "y", K_INT, "y" } };

static int nothing(struct call *c)
{
    (void)c;
    return OK;
}

static const struct verb verbs[] = {
    { "rgb", nothing, "three optional numbers", IN(rgb_in) },
    { "mixed", nothing, "one of each kind", IN(mixed_in) },
    { "two", nothing, "two numbers", IN(two_in) },
    { "none", nothing, "no arguments" },
    { "any", nothing, "any literals", IN(any_in) },
};
static const struct module module = { "test", "a module", VERBS(verbs) };

static char line[CFG_LINE_MAX + 1];
static struct fault fault;
static struct call call = { .fault = &fault };
static union value in[CFG_ARGS_MAX];

static int parse(const char *text)
{
    const struct verb *v;

    snprintf(line, sizeof line, "%s", text);
    struct call_text t = call_split(text_of(line));
    v = call_verb(&module, t.verb);
    assert_non_null(v);
    memset(in, 0x5a, sizeof in);
    return call_parse(&call, v, &t, in);
}

static void expect_rgb(const char *text, int32_t r, int32_t g, int32_t b, uint32_t given)
{
    int err = parse(text);

    if (err || in[0].i != r || in[1].i != g || in[2].i != b || call.given != given)
        fail_msg("%s: error %d, %d %d %d, given %x", text, err, (int)in[0].i, (int)in[1].i,
                 (int)in[2].i, (unsigned)call.given);
}

static void test_all_forms_of_a_call_mean_the_same(void **state)
{
    static const char *const forms[] = {
        "rgb 1 2 3",
        "rgb  1\t2   3 ",
        "rgb 1,2,3",
        "rgb(1,2,3)",
        "rgb(1, 2, 3)",
        "rgb (1, 2, 3)",
        "rgb( 1 ,2 , 3 )",
        "rgb(1,2,3,)",
        "rgb r=1 g=2 b_2=3",
        "rgb b_2=3 g=2 r=1",
        "rgb 1 g=2 b_2=3",
        "rgb 1 2 b_2=3",
        "rgb(r=1, g=2, b_2=3)",
        "rgb(r = 1, g =2, b_2= 3)",
        "rgb (1, b_2=3, g=2)",
        "rgb 0x1 +2 003",
        "rgb True 2 3",
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        expect_rgb(forms[i], 1, 2, 3, 7);
}

static void test_what_is_left_out_has_its_default_and_is_not_given(void **state)
{
    (void)state;
    expect_rgb("rgb", 600, 601, 602, 0);
    expect_rgb("rgb()", 600, 601, 602, 0);
    expect_rgb("rgb ( )", 600, 601, 602, 0);
    expect_rgb("rgb 1", 1, 601, 602, 1);
    expect_rgb("rgb g=5", 600, 5, 602, 2);
    expect_rgb("rgb None 5", 600, 5, 602, 2);
    expect_rgb("rgb(None, None, 7)", 600, 601, 7, 4);
    expect_rgb("rgb r=None", 600, 601, 602, 0);
}

static void test_only_fields_that_clamp_are_clamped(void **state)
{
    (void)state;
    expect_rgb("rgb -5 2 3", 0, 2, 3, 7);
    expect_rgb("rgb 5000 2 3", 1000, 2, 3, 7);
    assert_int_equal(parse("rgb 1 5000 3"), ERR_RANGE);
}

static void test_each_kind_is_converted(void **state)
{
    (void)state;
    assert_int_equal(parse("mixed 'hi, there (x' True 2.5 'high' \"say \\\"x\\\"\""), OK);
    expect_text(in[0].s, "hi, there (x");
    assert_int_equal(in[1].i, 1);
    assert_int_equal(in[2].i, 250);
    assert_int_equal(in[3].i, 2);
    expect_text(in[4].s, "say \"x\"");
    expect_text(in[5].s, "");
    assert_int_equal(call.given, 31);
    assert_int_equal(parse("mixed on=False text=''"), OK);
    expect_text(in[0].s, "");
    assert_int_equal(in[2].i, 150);
    expect_text(in[4].s, "none");
    assert_int_equal(call.given, 3);
    assert_int_equal(parse("mixed(text = 'a=b', on = 1)"), OK);
    expect_text(in[0].s, "a=b");
}

static void expect_free(const char *text, const char *a, const char *b, uint32_t given)
{
    assert_int_equal(parse(text), OK);
    assert_int_equal(call.given, given);
    assert_true(text_is(in[0].s, a));
    assert_true(text_is(in[1].s, b));
}

static void test_any_literal_arrives_as_it_was_typed(void **state)
{
    (void)state;
    expect_free("any 7", "7", "(1, 2)", 1);
    expect_free("any 'a\\n' [1,'b\\n']", "'a\\n'", "[1,'b\\n']", 3);
    expect_free("any b=None a=None", "None", "None", 3);
    expect_free("any(-1.5, 99999999999)", "-1.5", "99999999999", 3);
    assert_int_equal(parse("any"), ERR_ARG);
    assert_int_equal(parse("any word"), ERR_NAME);
    assert_int_equal(fault.kind, FAULT_NAME);
    assert_int_equal(parse("any 1 [2"), ERR_SYNTAX);
    assert_int_equal(parse("any 'a"), ERR_SYNTAX);
}

static void test_a_call_is_split_into_verb_and_arguments(void **state)
{
    static const struct {
        const char *text, *verb, *args;
        bool bracket;
    } rows[] = {
        { "rgb 1 2", "rgb", "1 2", false }, { " rgb  ", "rgb", "", false },
        { "rgb(1)", "rgb", "1", true },     { "rgb ( 1 )", "rgb", "1", true },
        { "rgb()", "rgb", "", true },       { "rgb(1) 2", "rgb", "(1) 2", false },
        { "rgb(", "rgb", "(", false },      { "", "", "", false },
        { "(1)", "", "1", true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct call_text t = call_split(text_of(rows[i].text));
        expect_text(t.verb, rows[i].verb);
        expect_text(t.args, rows[i].args);
        assert_int_equal(t.bracket, rows[i].bracket);
    }
    assert_null(call_verb(&module, text_of("nofunc")));
}

static void test_every_fault_has_the_words_clients_know(void **state)
{
    static const struct {
        const char *text;
        int err;
        const char *words;
    } rows[] = {
        { "rgb 1, 2, 3", ERR_SYNTAX, "invalid syntax" },
        { "rgb 1 ,2", ERR_SYNTAX, "invalid syntax" },
        { "rgb 1,", ERR_SYNTAX, "invalid syntax" },
        { "rgb ,1", ERR_SYNTAX, "invalid syntax" },
        { "rgb(,)", ERR_SYNTAX, "invalid syntax" },
        { "rgb(1,,2)", ERR_SYNTAX, "invalid syntax" },
        { "rgb(1 2)", ERR_SYNTAX, "invalid syntax" },
        { "rgb (1) (2)", ERR_SYNTAX, "invalid syntax" },
        { "rgb 'a", ERR_SYNTAX, "invalid syntax" },
        { "rgb 1==2", ERR_SYNTAX, "invalid syntax" },
        { "rgb r=", ERR_SYNTAX, "invalid syntax" },
        { "rgb __import__('sys').platform", ERR_SYNTAX, "invalid syntax" },
        { "rgb 1;2", ERR_SYNTAX, "invalid syntax" },
        { "rgb hello", ERR_NAME, "name 'hello' isn't defined" },
        { "rgb r=hello", ERR_NAME, "name 'hello' isn't defined" },
        { "rgb true", ERR_NAME, "name 'true' isn't defined" },
        { "rgb c=1", ERR_NAME, "unexpected keyword argument 'c'" },
        { "rgb 1 r=2", ERR_ARG, "function got multiple values for argument 'r'" },
        { "rgb r=1 r=2", ERR_ARG, "function got multiple values for argument 'r'" },
        { "rgb r=1 2", ERR_ARG, "non-keyword arg after keyword arg" },
        { "rgb g=1 2", ERR_ARG, "non-keyword arg after keyword arg" },
        { "rgb 1 g=2 3", ERR_ARG, "non-keyword arg after keyword arg" },
        { "rgb 1 b_2=2 3", ERR_ARG, "non-keyword arg after keyword arg" },
        { "rgb r=1 g=2 b_2=3 4", ERR_ARG, "non-keyword arg after keyword arg" },
        { "rgb 1 2 3 4", ERR_ARG, "function takes 3 positional arguments but 4 were given" },
        { "rgb 1 2 3 4 5", ERR_ARG, "function takes 3 positional arguments but 5 were given" },
        { "rgb 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 "
          "32 33 34 35 36 37 38",
          ERR_ARG, "function takes 3 positional arguments but 38 were given" },
        { "none 1", ERR_ARG, "function takes 0 positional arguments but 1 were given" },
        { "none 1 2 3", ERR_ARG, "function takes 0 positional arguments but 3 were given" },
        { "two", ERR_ARG, "function takes 2 positional arguments but 0 were given" },
        { "two 1", ERR_ARG, "function takes 2 positional arguments but 1 were given" },
        { "mixed", ERR_ARG, "function missing 2 required positional arguments" },
        { "mixed 'a'", ERR_ARG, "function missing 1 required positional arguments" },
        { "rgb 'x'", ERR_TYPE, "can't convert 'str' object to int implicitly" },
        { "rgb 1.5", ERR_TYPE, "can't convert 'float' object to int implicitly" },
        { "rgb [1,2]", ERR_TYPE, "can't convert 'list' object to int implicitly" },
        { "rgb (1,2) 3", ERR_TYPE, "can't convert 'list' object to int implicitly" },
        { "two None 1", ERR_TYPE, "can't convert 'NoneType' object to int implicitly" },
        { "mixed 1 True", ERR_TYPE, "can't convert 'int' object to str implicitly" },
        { "mixed 'a' 'b'", ERR_TYPE, "can't convert 'str' object to bool implicitly" },
        { "mixed 'a' True 'c'", ERR_TYPE, "can't convert 'str' object to float implicitly" },
        { "mixed 'a' True 1 2", ERR_TYPE, "can't convert 'int' object to str implicitly" },
        { "mixed 'a' True 1 'fast'", ERR_RANGE,
          "speed: 'fast' is out of range, it takes off|low|high" },
        { "mixed 'a text that is too long' True", ERR_RANGE,
          "text: 'a text that is too long' is out of range, it takes 0 to 20 characters" },
        { "rgb 1 5000", ERR_RANGE, "g: 5000 is out of range, it takes 0 to 1000" },
        { "rgb 1 g=5000", ERR_RANGE, "g: 5000 is out of range, it takes 0 to 1000" },
        { "rgb 1 99999999999", ERR_RANGE, "g: 99999999999 is out of range, it takes 0 to 1000" },
        { "mixed 'a' True 3.31", ERR_RANGE, "level: 3.31 is out of range, it takes 0.00 to 3.30" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char words[200];
        struct out o;
        out_init(&o, words, sizeof words);
        int err = parse(rows[i].text);
        if (err)
            fault_text(&fault, &o);
        if (err != rows[i].err || strcmp(words, rows[i].words))
            fail_msg("%s: %d, %s", rows[i].text, err, words);
    }
}

static void test_brackets_and_quotes_keep_what_is_inside_together(void **state)
{
    (void)state;
    assert_int_equal(parse("mixed 'a b' [1, 2]"), ERR_TYPE);
    expect_text(fault.what, "[1, 2]");
    assert_int_equal(parse("mixed 'it\\'s' True"), OK);
    expect_text(in[0].s, "it's");
    assert_int_equal(parse("mixed 'open True"), ERR_SYNTAX);
    assert_int_equal(parse("mixed 'open\\"), ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_all_forms_of_a_call_mean_the_same),
        TEST(test_what_is_left_out_has_its_default_and_is_not_given),
        TEST(test_only_fields_that_clamp_are_clamped),
        TEST(test_each_kind_is_converted),
        TEST(test_any_literal_arrives_as_it_was_typed),
        TEST(test_a_call_is_split_into_verb_and_arguments),
        TEST(test_every_fault_has_the_words_clients_know),
        TEST(test_brackets_and_quotes_keep_what_is_inside_together),
    };

    return RUN(tests);
}
