// Kept module state by itself; the loader's tests show it at work.
#include "loader/kept.h"
#include "mod/module.h"
#include "test.h"

struct many {
    int32_t v[15];
};

#define KEPT(n)                                                                                    \
    {                                                                                              \
        "v", K_INT, "a value", .def = (n) + 1, .flags = F_KEEP, AT(struct many, v[n])              \
    }
static const struct field many_fields[] = {
    KEPT(0),  KEPT(1),  KEPT(2),  { "loose", K_INT, "not kept", AT(struct many, v[3]) },
    KEPT(4),  KEPT(5),  KEPT(6),  KEPT(7),
    KEPT(8),  KEPT(9),  KEPT(10), KEPT(11),
    KEPT(12), KEPT(13),
};
static const struct module many = { "many", "thirteen kept values", "many.pds",
                                    STATE(many_fields, struct many) };
static const struct module none = { "none", "no state" };

static void test_every_kept_value_that_changes_is_seen(void **state)
{
    struct many m;

    (void)state;
    for (int i = 0; i < 15; i++)
        m.v[i] = 100 + i;
    uint32_t before = kept_mark(&many, &m);
    for (unsigned i = 0; i < many.n_state; i++) {
        int32_t *v = (int32_t *)((char *)&m + many.state[i].at);
        for (int bit = 0; bit < 32; bit++) {
            *v = (int32_t)((uint32_t)*v ^ 1u << bit);
            bool is_seen = kept_mark(&many, &m) != before;
            assert_int_equal(is_seen, (many.state[i].flags & F_KEEP) != 0);
            *v = (int32_t)((uint32_t)*v ^ 1u << bit);
        }
    }
    assert_int_equal(kept_mark(&many, &m), before);
    assert_int_equal(kept_mark(&none, NULL), kept_mark(&none, &m));
}

static void test_without_a_file_defaults_fill_the_kept_fields_only(void **state)
{
    struct rig *r = *state;
    struct many m;

    memset(&m, 0x11, sizeof m);
    kept_read(&r->node, &many, &m);
    assert_int_equal(m.v[0], 1);
    assert_int_equal(m.v[9], 10);
    assert_int_equal(m.v[3], 0x11111111);
    assert_false(rig_logged(r, "many.pds"));
    kept_read(&r->node, &none, &m);
    assert_int_equal(m.v[0], 1);
}

static void test_a_file_that_cannot_be_read_gives_defaults(void **state)
{
    struct rig *r = *state;
    struct many m;

    ram_put(&r->ram, "many.pds", "5,5,5,5,5,5,5,5,5,5,5,5,5");
    kept_read(&r->node, &many, &m);
    assert_int_equal(m.v[0], 5);
    r->ram.unreadable = "many.pds";
    kept_read(&r->node, &many, &m);
    assert_int_equal(m.v[0], 1);
}

// A newer program keeps more of a module: what it stored goes along, whatever changes before it.
static void test_values_of_a_newer_program_stay(void **state)
{
    static const char *const rows[][2] = {
        { "1,2,3,5,6,7,8,9,10,11,12,13,14", "7,2,3,5,6,7,8,9,10,11,12,13,14" },
        { "1,2,3,5,6,7,8,9,10,11,12,13,14,99,'a,b'", "7,2,3,5,6,7,8,9,10,11,12,13,14,99,'a,b'" },
        { "1,2,3,5,6,7,8,9,10,11,12,13,14 , 99\n", "7,2,3,5,6,7,8,9,10,11,12,13,14,99" },
        { "1,2,3,5,6,7,8,9,10,11,12,13,14,", "7,2,3,5,6,7,8,9,10,11,12,13,14" },
    };
    struct rig *r = *state;
    struct many m;
    struct module_slot *slot = calloc(1, sizeof *slot + sizeof m);

    slot->module = &many;
    slot->keeps = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ram_put(&r->ram, "many.pds", rows[i][0]);
        kept_read(&r->node, &many, &m);
        assert_false(rig_logged(r, "many.pds"));
        uint32_t before = kept_mark(&many, &m);
        m.v[0] = 7;
        memcpy(slot->self, &m, sizeof m);
        assert_int_equal(kept_write(&r->node, slot, before), OK);
        assert_string_equal(ram_get(&r->ram, "many.pds"), rows[i][1]);
    }
    free(slot);
}

static void test_a_file_of_a_newer_format_is_told_and_kept_aside(void **state)
{
    struct rig *r = *state;
    struct many m;

    ram_put(&r->ram, "many.pds", "#2 {\"v\": 5}");
    for (int start = 0; start < 2; start++) {
        kept_read(&r->node, &many, &m);
        assert_int_equal(m.v[0], 1);
        assert_true(rig_logged(r, "many.pds is of a newer program"));
        assert_string_equal(ram_get(&r->ram, "many.pds.newer"), "#2 {\"v\": 5}");
        ram_put(&r->ram, "many.pds", "#2 another, later"); // the first one stays
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_kept_value_that_changes_is_seen),
        RIG_TEST(test_without_a_file_defaults_fill_the_kept_fields_only),
        RIG_TEST(test_a_file_that_cannot_be_read_gives_defaults),
        RIG_TEST(test_values_of_a_newer_program_stay),
        RIG_TEST(test_a_file_of_a_newer_format_is_told_and_kept_aside),
    };

    return RUN(tests);
}
