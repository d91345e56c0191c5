// Kept texts: how they stand in the file, and what a damaged file gives.
#include "test.h"
#include "mod/module.h"
#include "loader/kept.h"

struct orders {
    int32_t n;
    char first[9], second[5];
};

static const struct field order_fields[] = {
    { "n", K_INT, "a number", .lo = 0, .hi = 9, .def = 3, .flags = F_KEEP, AT(struct orders, n) },
    { "first", K_TEXT, "a text", .text_def = "none", .hi = 8, .flags = F_KEEP,
      AT(struct orders, first) },
    { "second", K_TEXT, "another", .hi = 4, .flags = F_KEEP, AT(struct orders, second) },
};
static const struct module orders = { "orders", "keeps texts", "orders.pds",
                                      STATE(order_fields, struct orders) };

// Writes a state that differs from what was before; the file.
static const char *written(struct rig *r, const struct orders *state)
{
    struct module_slot *slot = calloc(1, sizeof *slot + sizeof *state);
    uint32_t nothing = 0;

    *slot = (struct module_slot){ .module = &orders, .keeps = true };
    memcpy(slot->self, state, sizeof *state);
    assert_int_equal(kept_write(&r->node, slot, nothing), OK);
    free(slot);
    return ram_get(&r->ram, "orders.pds");
}

static struct orders read_back(struct rig *r, const char *file)
{
    struct orders o;

    memset(&o, 0x11, sizeof o);
    ram_put(&r->ram, "orders.pds", file);
    kept_read(&r->node, &orders, &o);
    return o;
}

static void expect_orders(const struct orders *o, int n, const char *first, const char *second)
{
    assert_int_equal(o->n, n);
    assert_string_equal(o->first, first);
    assert_string_equal(o->second, second);
}

static void test_texts_stand_as_literals(void **state)
{
    struct rig *r = *state;
    const struct orders plain = { 1, "a, b", "" }, odd = { 2, "\"'\\\n\t\r", "\xc3\xa4" };

    assert_string_equal(written(r, &plain), "1,'a, b',''");
    assert_string_equal(written(r, &odd), "2,'\"\\'\\\\\\n\\t\\r','\xc3\xa4'");
}

// Every text of one or two bytes comes back as it was.
static void test_any_text_comes_back(void **state)
{
    struct rig *r = *state;

    for (unsigned n = 1; n < 0x10000; n += n < 256 ? 1 : 251) {
        struct orders o = { 5, { (char)n, (char)(n >> 8) }, { (char)(n >> 8), (char)n } };
        char file[64];
        snprintf(file, sizeof file, "%s", written(r, &o));
        struct orders got = read_back(r, file);
        expect_orders(&got, 5, o.first, o.second);
    }
    assert_false(rig_logged(r, "orders.pds"));
}

static void test_a_file_without_the_texts_is_read(void **state)
{
    struct rig *r = *state;
    struct orders o = read_back(r, "7"); // of a release that had none

    expect_orders(&o, 7, "none", "");
    o = read_back(r, "7,'x'");
    expect_orders(&o, 7, "x", "");
    o = read_back(r, " 7 , \"x\" ,'y'");
    expect_orders(&o, 7, "x", "y");
}

static void test_what_no_field_takes_gives_its_default(void **state)
{
    static const char *const files[] = { "4,bare,''",     "4,'ninebytes','x'", "4,'open,''",
                                         "4,5,6",         "4,'\\q',''",        "4,''x,''",
                                         "4,['a'],''",    "4,'a'b','c'",       "4,,",
                                         "4,True,'a',''", "4,None,''" };
    struct rig *r = *state;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct orders o = read_back(r, files[i]);
        assert_int_equal(o.n, 4);
        assert_string_equal(o.first, "none");
        assert_true(strlen(o.second) < sizeof o.second);
        assert_true(rig_logged(r, "orders.pds holds values that LM_orders does not take"));
        tape_clear(&r->log);
    }
    ram_put_bytes(&r->ram, "orders.pds", "4,'a\0b',''", 10);
    struct orders o;
    kept_read(&r->node, &orders, &o);
    expect_orders(&o, 4, "none", "");
}

// Any bytes whatever in the file: a state within its bounds.
static void test_any_file_is_survived(void **state)
{
    static const char letters[] = "0123456789,,,''\"\\\x01\x02nrtabc []()-";
    struct rig *r = *state;
    uint32_t seed = 11;

    for (int n = 0; n < 20000; n++) {
        char file[32];
        size_t len = (seed = seed * 1664525 + 1013904223) >> 27;
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525 + 1013904223;
            file[i] = letters[(seed >> 16) % sizeof letters];
        }
        struct orders *o = malloc(sizeof *o);
        memset(o, 0x11, sizeof *o);
        ram_put_bytes(&r->ram, "orders.pds", file, len);
        kept_read(&r->node, &orders, o);
        assert_in_range(o->n, 0, 9);
        assert_true(memchr(o->first, 0, sizeof o->first) && memchr(o->second, 0, sizeof o->second));
        free(o);
        tape_clear(&r->log);
    }
}

static void test_only_a_change_of_a_text_is_written(void **state)
{
    struct rig *r = *state;
    struct module_slot *slot = calloc(1, sizeof *slot + sizeof(struct orders));
    struct orders *o = (void *)slot->self;

    *slot = (struct module_slot){ .module = &orders, .keeps = true };
    strcpy(o->first, "one");
    uint32_t before = kept_mark(&orders, o);
    assert_int_equal(kept_write(&r->node, slot, before), OK);
    assert_null(ram_get(&r->ram, "orders.pds"));
    strcpy(o->first, "two");
    assert_int_equal(kept_write(&r->node, slot, before), OK);
    assert_string_equal(ram_get(&r->ram, "orders.pds"), "0,'two',''");
    free(slot);
}

struct large {
    char text[CFG_KEPT_BYTES];
};

static void test_what_is_too_long_for_the_file_is_told(void **state)
{
    static const struct field fields[] = { { "text", K_TEXT, "a text", .hi = CFG_KEPT_BYTES - 1,
                                             .flags = F_KEEP, AT(struct large, text) } };
    static const struct module large = { "large", "a long text", "large.pds",
                                         STATE(fields, struct large) };
    struct rig *r = *state;
    struct module_slot *slot = calloc(1, sizeof *slot + sizeof(struct large));
    uint32_t nothing = 0;

    *slot = (struct module_slot){ .module = &large, .keeps = true };
    memset(slot->self, 'x', CFG_KEPT_BYTES - 2); // with its quotes just enough
    assert_int_equal(kept_write(&r->node, slot, nothing), OK);
    assert_int_equal(ram_size(&r->ram, "large.pds"), CFG_KEPT_BYTES);
    struct large got;
    kept_read(&r->node, &large, &got);
    assert_int_equal(strlen(got.text), CFG_KEPT_BYTES - 2);
    slot->self[CFG_KEPT_BYTES - 2] = 'x';
    assert_int_equal(kept_write(&r->node, slot, nothing), ERR_FULL);
    assert_int_equal(ram_size(&r->ram, "large.pds"), CFG_KEPT_BYTES);
    free(slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_texts_stand_as_literals),
        RIG_TEST(test_any_text_comes_back),
        RIG_TEST(test_a_file_without_the_texts_is_read),
        RIG_TEST(test_what_no_field_takes_gives_its_default),
        RIG_TEST(test_any_file_is_survived),
        RIG_TEST(test_only_a_change_of_a_text_is_written),
        RIG_TEST(test_what_is_too_long_for_the_file_is_told),
    };

    return RUN(tests);
}
