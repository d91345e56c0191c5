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

static const struct field switch_in[] = { { "x", K_INT, "0 or 1", .hi = 1 } };
static const struct field paint_in[] = {
    { "r", K_INT, "red", .hi = 1000, .flags = F_OPTIONAL | F_COLOR },
    { "g", K_INT, "green", .hi = 1000, .flags = F_OPTIONAL },
    { "b", K_INT, "blue", .hi = 1000, .flags = F_OPTIONAL },
    { "s", K_INT, "seconds", .def = 7, .flags = F_OPTIONAL },
};

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
    { "switch", nothing, "on or off as a number", IN(switch_in) },
    { "paint", nothing, "a colour and more", IN(paint_in) },
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
    assert_int_equal(fault.kind, FAULT_VALUE);
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

#define RGB "; it takes r, g, b_2, for example 600 601 602"
#define MIXED                                                                                      \
    "; it takes text, on, level, speed, note, rest, for example 'text' on 1.50 off 'text' 'text'"
#define INT "a whole number, 0 to 1000"

static void test_every_fault_says_what_is_accepted(void **state)
{
    static const struct {
        const char *text;
        int err;
        const char *words;
    } rows[] = {
        { "rgb 1, 2, 3", ERR_SYNTAX, "invalid syntax" },
        { "rgb 1 ,2", ERR_SYNTAX, "invalid syntax" RGB },
        { "rgb 1,", ERR_SYNTAX, "invalid syntax" },
        { "rgb ,1", ERR_SYNTAX, "invalid syntax" RGB },
        { "rgb(,)", ERR_SYNTAX, "invalid syntax" RGB },
        { "rgb(1,,2)", ERR_SYNTAX, "invalid syntax" RGB },
        { "rgb(1 2)", ERR_SYNTAX, "r: '1 2' is not accepted; " INT },
        { "rgb (1) (2)", ERR_SYNTAX, "r: '1) (2' is not accepted; " INT },
        { "rgb 'a", ERR_SYNTAX, "r: 'a is not accepted; " INT },
        { "rgb 1==2", ERR_SYNTAX, "r: '1==2' is not accepted; " INT },
        { "rgb r=", ERR_SYNTAX, "r: '' is not accepted; " INT },
        { "rgb __import__('sys').platform", ERR_SYNTAX,
          "r: '__import__('sys').platform' is not accepted; " INT },
        { "rgb 1;2", ERR_SYNTAX, "r: '1;2' is not accepted; " INT },
        { "rgb hello", ERR_NAME, "r: 'hello' is not accepted; " INT },
        { "rgb r=hello", ERR_NAME, "r: 'hello' is not accepted; " INT },
        { "rgb true", ERR_NAME, "r: 'true' is not accepted; " INT },
        { "rgb c=1", ERR_NAME, "unexpected keyword argument 'c'" RGB },
        { "rgb 1 r=2", ERR_ARG, "function got multiple values for argument 'r'" RGB },
        { "rgb r=1 r=2", ERR_ARG, "function got multiple values for argument 'r'" RGB },
        { "rgb r=1 2", ERR_ARG, "non-keyword arg after keyword arg" RGB },
        { "rgb g=1 2", ERR_ARG, "non-keyword arg after keyword arg" RGB },
        { "rgb 1 g=2 3", ERR_ARG, "non-keyword arg after keyword arg" RGB },
        { "rgb 1 b_2=2 3", ERR_ARG, "non-keyword arg after keyword arg" RGB },
        { "rgb r=1 g=2 b_2=3 4", ERR_ARG, "non-keyword arg after keyword arg" RGB },
        { "rgb 1 2 3 4", ERR_ARG, "function takes 3 positional arguments but 4 were given" RGB },
        { "rgb 1 2 3 4 5", ERR_ARG, "function takes 3 positional arguments but 5 were given" RGB },
        { "rgb 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 "
          "32 33 34 35 36 37 38",
          ERR_ARG, "function takes 3 positional arguments but 38 were given" RGB },
        { "none 1", ERR_ARG, "function takes 0 positional arguments but 1 were given" },
        { "none 1 2 3", ERR_ARG, "function takes 0 positional arguments but 3 were given" },
        { "two", ERR_ARG,
          "function takes 2 positional arguments but 0 were given; it takes x, y, for example 10 "
          "10" },
        { "two 1", ERR_ARG,
          "function takes 2 positional arguments but 1 were given; it takes x, y, for example 10 "
          "10" },
        { "mixed", ERR_ARG, "function missing 2 required positional arguments" MIXED },
        { "mixed 'a'", ERR_ARG, "function missing 1 required positional arguments" MIXED },
        { "rgb 'x'", ERR_TYPE, "r: 'x' is not accepted; " INT },
        { "rgb 1.5", ERR_TYPE, "r: '1.5' is not accepted; " INT },
        { "rgb [1,2]", ERR_TYPE, "r: '[1,2]' is not accepted; " INT },
        { "rgb (1,2) 3", ERR_TYPE, "r: '(1,2)' is not accepted; " INT },
        { "two None 1", ERR_TYPE,
          "x: 'None' is not accepted; "
          "a whole number, as 10" },
        { "mixed 1 True", ERR_TYPE,
          "text: '1' is not accepted; "
          "text in quotes, as '1', 0 to 20 bytes" },
        { "mixed 'a' 'b'", ERR_TYPE,
          "on: 'b' is not accepted; "
          "on or off" },
        { "mixed 'a' True 'c'", ERR_TYPE,
          "level: 'c' is not accepted; "
          "0.00 to 3.30" },
        { "mixed 'a' True 1 2", ERR_TYPE,
          "speed: '2' is not accepted; "
          "off, low or high" },
        { "mixed 'a' True 1 'fast'", ERR_RANGE,
          "speed: 'fast' is not accepted; "
          "off, low or high" },
        { "mixed 'a text that is too long' True", ERR_RANGE,
          "text: 'a text that is too long' is out of range, it takes 0 to 20 bytes" },
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

static void test_yes_and_no_are_taken_in_any_spelling(void **state)
{
    static const struct {
        const char *word;
        int32_t yes;
    } rows[] = {
        { "on", 1 },   { "off", 0 },   { "ON", 1 },   { "Off", 0 },  { "true", 1 },  { "FALSE", 0 },
        { "yes", 1 },  { "no", 0 },    { "Yes", 1 },  { "NO", 0 },   { "1", 1 },     { "0", 0 },
        { "True", 1 }, { "False", 0 }, { "'on'", 1 }, { "'No'", 0 }, { "\"1\"", 1 }, { "'0'", 0 },
    };
    static const char *const wrong[] = {
        "maybe", "'maybe'", "''", "o", "onn", "yess", "1.0", "[1]"
    };
    char text[40];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const char *const forms[] = { "mixed 'a' %s", "mixed 'a' on=%s", "mixed('a', %s)",
                                             "switch %s",    "switch(x=%s)",    "any %s" };
        for (size_t k = 0; k < COUNT(forms); k++) {
            snprintf(text, sizeof text, forms[k], rows[i].word);
            if (parse(text))
                fail_msg("%s is refused", text);
            if (k < 5 && in[k < 3].i != rows[i].yes)
                fail_msg("%s is %d", text, (int)in[k < 3].i);
        }
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        snprintf(text, sizeof text, "mixed 'a' %s", wrong[i]);
        if (!parse(text) || fault.kind != FAULT_VALUE)
            fail_msg("%s is taken", text);
        snprintf(text, sizeof text, "switch %s", wrong[i]);
        if (!parse(text) || fault.kind != FAULT_VALUE)
            fail_msg("%s is taken", text);
    }
    assert_int_equal(parse("rgb on"), ERR_NAME); // a number of more than two values is no switch
}

static void test_a_colour_is_given_in_one_word(void **state)
{
    static const struct {
        const char *text;
        int err;
        int32_t in[4];  // s, r, g, b
        uint32_t given; // bit per argument: r, g, b, s
    } rows[] = {
        { "paint #ff8000", OK, { 7, 1000, 502, 0 }, 7 },
        { "paint '#FF8000'", OK, { 7, 1000, 502, 0 }, 7 },
        { "paint #f80 s=2", OK, { 2, 1000, 533, 0 }, 15 },
        { "paint orange", OK, { 7, 1000, 647, 0 }, 7 },
        { "paint \"ReD\"", OK, { 7, 1000, 0, 0 }, 7 },
        { "paint(white, 3)", OK, { 3, 1000, 1000, 1000 }, 15 },
        { "paint red 3", OK, { 3, 1000, 0, 0 }, 15 },
        { "paint color=navy", OK, { 7, 0, 0, 502 }, 7 },
        { "paint s=3 r=black", OK, { 3, 0, 0, 0 }, 15 },
        { "paint 10 20 30 4", OK, { 4, 10, 20, 30 }, 15 },
        { "paint red 3 4", ERR_ARG, { 0 }, 0 },
        { "paint red g=3", ERR_ARG, { 0 }, 0 },
        { "paint g=3 color=red", ERR_ARG, { 0 }, 0 },
        { "paint 1 red", ERR_NAME, { 0 }, 0 },
        { "paint #ff80", ERR_SYNTAX, { 0 }, 0 },
        { "paint #ff800g", ERR_SYNTAX, { 0 }, 0 },
        { "paint #", ERR_SYNTAX, { 0 }, 0 },
        { "paint redd", ERR_NAME, { 0 }, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int err = parse(rows[i].text);
        if (err != rows[i].err || (!err && call.given != rows[i].given))
            fail_msg("%s: %d, given %x", rows[i].text, err, (unsigned)call.given);
        for (unsigned k = 0; !err && k < 4; k++)
            if (in[(k + 3) % 4].i != rows[i].in[k])
                fail_msg("%s: %u is %d", rows[i].text, k, (int)in[(k + 3) % 4].i);
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
        TEST(test_every_fault_says_what_is_accepted),
        TEST(test_yes_and_no_are_taken_in_any_spelling),
        TEST(test_a_colour_is_given_in_one_word),
        TEST(test_brackets_and_quotes_keep_what_is_inside_together),
    };

    return RUN(tests);
}
