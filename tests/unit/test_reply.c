// Replies: one content, two renderings.
#include "mod/reply.h"
#include "test.h"

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

static void result(struct reply *r)
{
    reply_result(r, "Saved");
}

static void by_form(struct reply *r)
{
    reply_begin_as(r, REPLY_MAP, "hello:{}:{}\n");
    reply_pair_text(r, "devfid", text_of("node\"01"));
    reply_pair_text(r, "hwuid", text_of("a1b2"));
}

// Every kind of value, and more of them than the form shows.
static void more_than_the_form(struct reply *r)
{
    reply_begin_as(r, REPLY_MAP, "{}, {} late, {} {{}} {}");
    reply_pair_uint(r, "bytes", 4000000000u);
    reply_pair_fixed(r, "late_s", 15, 1);
    reply_pair_words(r, "ok", true, "worked");
    reply_pair_bool(r, "on", false);
    reply_note(r, "|%d", 7);
    reply_pair_null(r, "by");
    reply_pair_int(r, "hidden", 1);
    reply_pair_text(r, "hidden too", text_of("x"));
    reply_note(r, " the end\n");
}

// What is missing at the end of a form.
static void less_than_the_form(struct reply *r)
{
    reply_begin_as(r, REPLY_MAP, "{}: {}\n");
    reply_pair_text(r, "error", text_of("gone"));
    reply_note(r, "no reason\n");
}

static void words_for_people(struct reply *r)
{
    reply_begin_as(r, REPLY_MAP, "");
    reply_pair_text(r, "error", text_of("unknown"));
    reply_note(r, "SHELL: type help\n");
}

static void table(struct reply *r)
{
    reply_begin_as(r, REPLY_ROWS, "  {key8}: {}\n");
    reply_pair_int(r, "port", 9008);
    reply_pair_text(r, "a longer name", text_of("x"));
}

static void tasks(struct reply *r)
{
    reply_begin_as(r, REPLY_ROWS, "Kill: {key}|{}, {key}|{}\n");
    reply_pair_bool(r, "light.rgb", true);
    reply_pair_bool(r, "a.b", true);
}

static void no_tasks(struct reply *r)
{
    reply_begin_as(r, REPLY_ROWS, "Kill: {key}|{}, {key}|{}\n");
}

static void started(struct reply *r)
{
    reply_begin_as(r, REPLY_ROWS, "{'{key}': '{}'}\n");
    reply_pair_text(r, "light.rgb", text_of("Starting"));
}

static void generation(struct reply *r, const char *is_now, bool has_changes)
{
    struct reply_level map, changes, change;

    reply_enter(r, &map, NULL, REPLY_MAP, "{}");
    reply_pair_int(r, "generation", 2);
    reply_note(r, "%s", is_now);
    reply_enter(r, &changes, "changes", REPLY_ROWS, "{key}: {}, {key}: {}");
    for (int i = 0; i < 2 && has_changes; i++) {
        reply_enter(r, &change, i ? "b" : "a", REPLY_LIST, "{} -> {}");
        reply_item_int(r, i);
        reply_item_text(r, text_of("true"));
        reply_leave(r, &change);
    }
    reply_leave(r, &changes);
    if (!has_changes)
        reply_note(r, "(the oldest)");
    reply_leave(r, &map);
}

static void generations(struct reply *r)
{
    reply_begin_as(r, REPLY_LIST, "{}\n");
    generation(r, " now  ", true);
    generation(r, "      ", false);
}

static void no_rows(struct reply *r)
{
    reply_begin_as(r, REPLY_LIST, "{}\n");
}

// Lists beside one another, and one that is in JSON only with all that it has.
static void lists(struct reply *r)
{
    struct reply_level list, row, inside;

    reply_begin_as(r, REPLY_MAP, "{}:\n");
    reply_pair_text(r, "file", text_of("LM_x.lua"));
    reply_enter(r, &list, "pins", REPLY_LIST, "pins: {}, {}\n");
    for (int i = 0; i < 2; i++) {
        reply_enter(r, &row, NULL, REPLY_MAP, "{} (GPIO{})");
        reply_pair_text(r, "pin", text_of(i ? "dim" : "led"));
        reply_pair_int(r, "gpio", i);
        reply_leave(r, &row);
    }
    reply_leave(r, &list);
    reply_enter(r, &list, "uses", REPLY_LIST, "uses: {}, {}\n");
    reply_leave(r, &list);
    reply_enter(r, &list, "module", REPLY_MAP, NULL);
    reply_pair_text(r, "help", text_of("not for people"));
    reply_note(r, "nor this");
    reply_enter(r, &inside, "in", REPLY_LIST, "{}");
    reply_item_int(r, 1);
    reply_leave(r, &inside);
    reply_leave(r, &list);
    reply_pair_int(r, "bytes", 3);
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
    { result, "Saved\n", "{\"result\": \"Saved\"}\n" },
    { by_form, "hello:node\"01:a1b2\n", "{\"devfid\": \"node\\\"01\", \"hwuid\": \"a1b2\"}\n" },
    { more_than_the_form, "4000000000, 1.5 late, worked {False} |7None the end\n",
      "{\"bytes\": 4000000000, \"late_s\": 1.5, \"ok\": true, \"on\": false, \"by\": null, "
      "\"hidden\": 1, \"hidden too\": \"x\"}\n" },
    { less_than_the_form, "gone: no reason\n", "{\"error\": \"gone\"}\n" },
    { words_for_people, "SHELL: type help\n", "{\"error\": \"unknown\"}\n" },
    { table, "  port    : 9008\n  a longer name: x\n",
      "{\"port\": 9008, \"a longer name\": \"x\"}\n" },
    { tasks, "Kill: light.rgb|True, a.b|True\n", "{\"light.rgb\": true, \"a.b\": true}\n" },
    { no_tasks, "Kill: \n", "{}\n" },
    { started, "{'light.rgb': 'Starting'}\n", "{\"light.rgb\": \"Starting\"}\n" },
    { generations, "2 now  a: 0 -> true, b: 1 -> true\n2      (the oldest)\n",
      "[{\"generation\": 2, \"changes\": {\"a\": [0, \"true\"], \"b\": [1, \"true\"]}}, "
      "{\"generation\": 2, \"changes\": {}}]\n" },
    { no_rows, "", "[]\n" },
    { lists, "LM_x.lua:\npins: led (GPIO0), dim (GPIO1)\nuses: \n",
      "{\"file\": \"LM_x.lua\", \"pins\": [{\"pin\": \"led\", \"gpio\": 0}, "
      "{\"pin\": \"dim\", \"gpio\": 1}], \"uses\": [], "
      "\"module\": {\"help\": \"not for people\", \"in\": [1]}, \"bytes\": 3}\n" },
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
