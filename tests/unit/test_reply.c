// Replies: one content, two renderings.
#include "test.h"
#include "mod/reply.h"

static char text[1024];

typedef void write_fn(struct reply *r);

static const char *render(write_fn *write, bool json)
{
    struct reply r;
    struct out o;

    out_init(&o, text, sizeof text);
    reply_init(&r, &o, json);
    write(&r);
    reply_end(&r);
    if (json)
        assert_true(is_json(text));
    return text;
}

static void nothing(struct reply *r)
{
    (void)r;
}

static void words(struct reply *r)
{
    reply_text(r, "SET \"%s\"", "rgb");
    reply_text(r, ": R%dG%dB%d\n%s", 1, 2, 3,
               "a tail that is longer than one chunk of it would be");
}

static void refusal(struct reply *r)
{
    reply_refuse(r, "[ERROR] \"%s\" is wrong", "it");
}

static void number(struct reply *r)
{
    reply_int(r, -42);
}

static void fraction(struct reply *r)
{
    reply_fixed(r, -1234, 2);
}

static void yes(struct reply *r)
{
    reply_bool(r, true);
}

static void no(struct reply *r)
{
    reply_bool(r, false);
}

static void map(struct reply *r)
{
    reply_pair_int(r, "CPU[Hz]", 160000000);
    reply_pair_text(r, "if \"mode\"", text_of("mic\"ros"));
}

static void empty_map(struct reply *r)
{
    reply_begin(r, REPLY_MAP);
}

static void items(struct reply *r)
{
    reply_item_int(r, 1);
    reply_item_text(r, text_of("a\"b"));
    reply_item_int(r, -3);
}

static void tuple(struct reply *r)
{
    reply_begin(r, REPLY_TUPLE);
    items(r);
}

static void tuple_of_one(struct reply *r)
{
    reply_begin(r, REPLY_TUPLE);
    reply_item_int(r, 1);
}

static void list(struct reply *r)
{
    reply_begin(r, REPLY_LIST);
    items(r);
}

static void key_view(struct reply *r)
{
    reply_begin(r, REPLY_KEYS);
    reply_item_text(r, text_of("LM_light"));
}

static void lines(struct reply *r)
{
    reply_begin(r, REPLY_LINES);
    items(r);
}

static void pieces(struct reply *r)
{
    char chunk[4];
    struct out o = reply_open(r, "file", chunk, sizeof chunk);

    out_text(&o, "a \"long\" text in pieces");
    reply_close(r, &o);
}

static const struct {
    write_fn *write;
    const char *text, *json;
} rows[] = {
    { nothing, "None\n", "null\n" },
    { words, "SET \"rgb\": R1G2B3\na tail that is longer than one chunk of it would be\n",
      "\"SET \\\"rgb\\\": R1G2B3\\na tail that is longer than one chunk of it would be\"\n" },
    { refusal, "[ERROR] \"it\" is wrong\n", "{\"error\": \"[ERROR] \\\"it\\\" is wrong\"}\n" },
    { number, "-42\n", "-42\n" },
    { fraction, "-12.34\n", "-12.34\n" },
    { yes, "True\n", "true\n" },
    { no, "False\n", "false\n" },
    { map, "CPU[Hz]: 160000000\nif \"mode\": mic\"ros\n",
      "{\"CPU[Hz]\": 160000000, \"if \\\"mode\\\"\": \"mic\\\"ros\"}\n" },
    { empty_map, "\n", "{}\n" },
    { tuple, "(1, 'a\"b', -3)\n", "[1, \"a\\\"b\", -3]\n" },
    { tuple_of_one, "(1,)\n", "[1]\n" },
    { list, "[1, 'a\"b', -3]\n", "[1, \"a\\\"b\", -3]\n" },
    { key_view, "dict_keys(['LM_light'])\n", "[\"LM_light\"]\n" },
    { lines, "1\na\"b\n-3\n", "[1, \"a\\\"b\", -3]\n" },
    { pieces, "file: a \"long\" text in pieces\n",
      "{\"file\": \"a \\\"long\\\" text in pieces\"}\n" },
};

static void test_each_shape_is_rendered_as_shell_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(render(rows[i].write, false), rows[i].text);
}

static void test_each_shape_is_rendered_as_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(render(rows[i].write, true), rows[i].json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_shape_is_rendered_as_shell_text),
        TEST(test_each_shape_is_rendered_as_json),
    };

    return RUN(tests);
}
