// The reader of flat JSON objects: what RFC 8259 allows, what it refuses, at every place of the
// read buffer.
#include "json.h"
#include "store/flatjson.h"
#include "test.h"

struct reading {
    struct ram ram;
    char all[4096]; // "key=kind:value;" for each member
    int end;        // what the last flatjson_next returned
    uint32_t at;
};

static void read_all(struct reading *r, const char *json, size_t len, size_t key_cap,
                     size_t value_cap)
{
    struct flatjson j;
    enum json_kind kind;
    char key[2048], value[2048];
    struct out k, v, o;

    ram_put_bytes(&r->ram, "f", json, len);
    flatjson_open(&j, &r->ram.blobs, "f");
    out_init(&o, r->all, sizeof r->all);
    do {
        out_init(&k, key, key_cap);
        out_init(&v, value, value_cap);
        r->end = flatjson_next(&j, &k, &v, &kind);
        if (r->end == 1)
            out_format(&o, "%s=%d:%s;", key, (int)kind, value);
    } while (r->end == 1);
    r->at = j.at;
    out_init(&k, key, key_cap);
    out_init(&v, value, value_cap);
    assert_int_equal(flatjson_next(&j, &k, &v, &kind), r->end); // the end stays the end
}

static int start(void **state)
{
    struct reading *r = calloc(1, sizeof *r);

    ram_init(&r->ram);
    *state = r;
    return 0;
}

static int stop(void **state)
{
    struct reading *r = *state;

    ram_free(&r->ram);
    free(r);
    return 0;
}

static void expect_members(struct reading *r, const char *json, const char *members)
{
    read_all(r, json, strlen(json), 2048, 2048);
    if (r->end || strcmp(r->all, members))
        fail_msg("%s: %d, %s", json, r->end, r->all);
}

static void test_each_kind_of_value_is_read(void **state)
{
    struct reading *r = *state;

    expect_members(r, "{}", "");
    expect_members(r, "\xef\xbb\xbf {\"a\":1}", "a=1:1;");
    expect_members(r, " \t\r\n{ \t\r\n} \t\r\n", "");
    expect_members(r, "{\"a\":1}", "a=1:1;");
    expect_members(r, "{ \"a\" : \"x\" , \"b\" : true , \"c\" : false , \"d\" : null }",
                   "a=0:x;b=2:true;c=2:false;d=3:null;");
    expect_members(r, "{\"\":\"\"}", "=0:;");
    expect_members(r, "{\"a\":{},\"b\":[],\"c\":[1,{\"x\":\"]}\"}]}",
                   "a=4:{};b=4:[];c=4:[1,{\"x\":\"]}\"}];");
    expect_members(r, "{\"a\":[\"\\\"]\",\"\\\\\"]}", "a=4:[\"\\\"]\",\"\\\\\"];");
    expect_members(r, "{\"a\":1,\"a\":2}", "a=1:1;a=1:2;");
}

static void test_numbers_are_those_of_the_rfc(void **state)
{
    static const char *const right[] = {
        "0",   "-0",  "7",   "-7",   "10",   "1.5",    "-1.25",
        "0.5", "1e5", "1E5", "1e+5", "1E-5", "1.5e10", "123456789012345678901234567890"
    };
    static const char *const wrong[] = { "01",       "-",   "-a",  "+1",  ".5",  "1.",
                                         "1.e5",     "1e",  "1e+", "-01", "0x1", "1_0",
                                         "Infinity", "NaN", "--1", "1 2" };
    struct reading *r = *state;
    char json[64], members[64];

    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        snprintf(json, sizeof json, "{\"n\":%s}", right[i]);
        snprintf(members, sizeof members, "n=1:%s;", right[i]);
        expect_members(r, json, members);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(json, sizeof json, "{\"n\":%s}", wrong[i]);
        read_all(r, json, strlen(json), 64, 64);
        if (r->end != ERR_SYNTAX)
            fail_msg("%s is accepted", json);
    }
}

static void test_escapes_are_resolved(void **state)
{
    struct reading *r = *state;

    expect_members(r, "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "a=0:\"\\/\b\f\n\r\t;");
    expect_members(
        r, "{\"\\u0061\":\"\\u00e9\\u20AC\\uD83D\\uDE00\\u007f\\u0080\\u07ff\\u0800\\uffff\"}",
        "a=0:\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf;");
    expect_members(r, "{\"a\":\"\\uD800\\uDC00\\uDBFF\\uDFFF\"}",
                   "a=0:\xf0\x90\x80\x80\xf4\x8f\xbf\xbf;");
}

static const char *const refused[] = {
    "",
    " ",
    "[]",
    "1",
    "\"a\"",
    "null",
    "{",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{,\"a\":1}",
    "{\"a\" 1}",
    "{\"a\"::1}",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1;\"b\":2}",
    "{} {}",
    "{}x",
    "{}}",
    "{\"a\":tru}",
    "{\"a\":True}",
    "{\"a\":nul}",
    "{\"a\":falsey}",
    "{\"a\":undefined}",
    "{\"a\":}",
    "{\"a\":'x'}",
    "{\"a\":\"x}",
    "{\"a\":\"x\ny\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\uD83D\"}",
    "{\"a\":\"\\uD83Dx\"}",
    "{\"a\":\"\\uD83D\\n\"}",
    "{\"a\":\"\\uD83D\\uD83D\"}",
    "{\"a\":\"\\uD83D\\u0041\"}",
    "{\"a\":\"\\uD83D\\uZZZZ\"}",
    "{\"a\":\"\\uD83D\\uE000\"}",
    "{\"a\":\"\\uDE00\"}",
    "{\"a\":\"\\uDC00\"}",
    "{\"a\":\"\\uDFFF\"}",
    "{\"a\":[}",
    "{\"a\":[1}",
    "{\"a\":{\"b\":[}]}}",
    "{\"a\":[\"x]}",
    "{\"a\":[\"\n\"]}",
    "{\"a\":[\"\\",
    "{\"a\":[\"\\]}",
    "\xef\xbb{}",
    "{\xef\xbb\xbf}",
    "// c\n{}",
    "{\"a\":1/*c*/}",
    "{\"a\":@}",
    "{\"a\":\"\\u00`0\"}",
    "{\"a\":\"\\u00:0\"}",
    "{\"a\":\"\\u00/0\"}",
};

static void test_what_the_rfc_does_not_allow_is_refused(void **state)
{
    struct reading *r = *state;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_false(json_is_strict(refused[i]) && refused[i][0] == '{' &&
                     !strstr(refused[i], "\\uD"));
        read_all(r, refused[i], strlen(refused[i]), 64, 64);
        if (r->end != ERR_SYNTAX)
            fail_msg("%s: %d, %s", refused[i], r->end, r->all);
    }
}

static void test_a_zero_character_is_refused_for_texts_have_an_end(void **state)
{
    struct reading *r = *state;

    read_all(r, "{\"a\":\"x\\u0000y\"}", 17, 64, 64);
    assert_int_equal(r->end, ERR_SYNTAX);
    read_all(r, "{\"a\":\"x\0y\"}", 11, 64, 64);
    assert_int_equal(r->end, ERR_SYNTAX);
    read_all(r, "{}\0", 3, 64, 64);
    assert_int_equal(r->end, ERR_SYNTAX);
}

static void test_sixteen_brackets_may_be_nested_and_no_more(void **state)
{
    struct reading *r = *state;
    char json[64];

    for (int depth = 1; depth <= 20; depth++) {
        char *p = json + sprintf(json, "{\"a\":");
        for (int i = 0; i < depth; i++)
            *p++ = '[';
        for (int i = 0; i < depth; i++)
            *p++ = ']';
        strcpy(p, "}");
        read_all(r, json, strlen(json), 64, 64);
        assert_int_equal(r->end, depth <= 16 ? OK : ERR_SYNTAX);
    }
}

static void test_everything_is_read_the_same_across_the_edge_of_the_read_buffer(void **state)
{
    static const char json[] =
        "{\"a\":\"\\uD83D\\uDE00x\\n\",\"b\":-12.5e+3,\"c\":true,\"d\":[\"\\\"\",{}],\"e\":null}";
    struct reading *r = *state;
    char padded[300];

    for (size_t pad = 0; pad < 140; pad++) {
        memset(padded, ' ', pad);
        strcpy(padded + pad, json);
        expect_members(r, padded,
                       "a=0:\xf0\x9f\x98\x80x\n;b=1:-12.5e+3;c=2:true;d=4:[\"\\\"\",{}];e=3:null;");
        assert_int_equal(r->at, strlen(padded));
    }
}

static void test_a_text_cut_anywhere_is_refused_at_its_end(void **state)
{
    static const char json[] =
        "{\"a\":\"\\uD83D\\uDE00x\\n\",\"b\":-12.5e+3,\"c\":true,\"d\":[\"\\\"\",{}],\"e\":null}";
    struct reading *r = *state;

    for (size_t len = 0; len + 1 < sizeof json; len++) {
        read_all(r, json, len, 64, 64);
        assert_int_equal(r->end, ERR_SYNTAX);
        assert_int_equal(r->at, len);
    }
}

static void test_what_does_not_fit_is_told(void **state)
{
    struct reading *r = *state;

    read_all(r, "{\"abcdef\":1}", 12, 6, 64);
    assert_int_equal(r->end, ERR_FULL);
    read_all(r, "{\"a\":\"abcdef\"}", 14, 64, 6);
    assert_int_equal(r->end, ERR_FULL);
    read_all(r, "{\"abcde\":\"abcde\"}", 17, 6, 6);
    assert_int_equal(r->end, OK);
}

static void test_errors_of_the_store_are_handed_on(void **state)
{
    struct reading *r = *state;
    struct flatjson j;
    enum json_kind kind;
    char text[8];
    struct out o;

    out_init(&o, text, sizeof text);
    flatjson_open(&j, &r->ram.blobs, "missing");
    assert_int_equal(flatjson_next(&j, &o, &o, &kind), ERR_NAME);
    ram_put(&r->ram, "f",
            "{\"a\":                                                                         1}");
    flatjson_open(&j, &r->ram.blobs, "f");
    r->ram.calls = 0;
    r->ram.fail_at = 2;
    r->ram.error = ERR_IO;
    assert_int_equal(flatjson_next(&j, &o, &o, &kind), ERR_IO);
    assert_int_equal(flatjson_next(&j, &o, &o, &kind), ERR_IO);
}

#define READER_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(test_each_kind_of_value_is_read),
        READER_TEST(test_numbers_are_those_of_the_rfc),
        READER_TEST(test_escapes_are_resolved),
        READER_TEST(test_what_the_rfc_does_not_allow_is_refused),
        READER_TEST(test_a_zero_character_is_refused_for_texts_have_an_end),
        READER_TEST(test_sixteen_brackets_may_be_nested_and_no_more),
        READER_TEST(test_everything_is_read_the_same_across_the_edge_of_the_read_buffer),
        READER_TEST(test_a_text_cut_anywhere_is_refused_at_its_end),
        READER_TEST(test_what_does_not_fit_is_told),
        READER_TEST(test_errors_of_the_store_are_handed_on),
    };

    return RUN(tests);
}
