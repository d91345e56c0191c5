// Loading, calling, ticking and unloading, with load modules made for it.
#include "loader/kept.h"
#include "loader/loader.h"
#include "node/catalog.h"
#include "shell/shell.h"
#include "test.h"

struct kept_state {
    int32_t number, on;
};

static int starts, stops, ticks, tick_error;

static int set(struct call *c)
{
    struct kept_state *s = c->self;

    s->number = c->in[0].i;
    s->on = !s->on;
    reply_text(c->reply, "SET %d", (int)s->number);
    return OK;
}

static int show(struct call *c)
{
    const struct kept_state *s = c->self;

    reply_pair_int(c->reply, "number", s->number);
    reply_pair_int(c->reply, "on", s->on);
    return OK;
}

static int forget(struct call *c)
{
    *c->keeps = false;
    reply_text(c->reply, "not kept from now on");
    return OK;
}

static int long_set(struct call *c)
{
    set(c);
    for (int i = 0; i < 40; i++)
        reply_text(c->reply, " and a lot of text behind it");
    return OK;
}

static int break_down(struct call *c)
{
    (void)c;
    return ERR_IO;
}

static int fail_with_words(struct call *c)
{
    *c->fault =
        (struct fault){ .kind = FAULT_PIN, .err = ERR_INPUT_ONLY, .name = "simple_0", .a = 34 };
    return ERR_INPUT_ONLY;
}

static int refuse(struct call *c)
{
    reply_refuse(c->reply, "no");
    return OK;
}

static int wake(struct call *c)
{
    c->wake_in_ms = (uint32_t)c->in[0].i;
    return OK;
}

static int unload_me(struct call *c)
{
    c->wake_in_ms = 5;
    reply_int(c->reply, c->node->unload(c->node_ctx, text_of("keeper")));
    return OK;
}

static int claim(struct call *c)
{
    int err = call_pin_write(c, 0, true);

    if (!err)
        reply_text(c->reply, "high");
    return err;
}

static int tick(struct call *c)
{
    struct kept_state *s = c->self;

    ticks++;
    s->number++;
    if (ticks < 3)
        c->wake_in_ms = 1000;
    return tick_error;
}

static void stop(struct call *c)
{
    (void)c;
    stops++;
}

static const struct field number_in[] = { { "number", K_INT, "a number" } };
static const struct field kept_fields[] = {
    { "number", K_INT, "a number", .lo = 0, .hi = 100, .def = 7, .flags = F_KEEP,
      AT(struct kept_state, number) },
    { "on", K_BOOL, "on", .hi = 1, .flags = F_KEEP, AT(struct kept_state, on) },
};
static const struct pin_need keeper_pins[] = { { "pwm_4", PIN_OUT } };
static const struct verb keeper_verbs[] = {
    { "set", set, "set", IN(number_in) },
    { "long_set", long_set, "set", IN(number_in) },
    { "show", show, "show" },
    { "forget", forget, "forget" },
    { "fail", break_down, "fail" },
    { "fail_with_words", fail_with_words, "fail" },
    { "refuse", refuse, "refuse" },
    { "wake", wake, "wake", IN(number_in) },
    { "unload_me", unload_me, "unload" },
    { "claim", claim, "claim" },
};
static const struct module keeper = { "keeper",
                                      "keeps",
                                      "keeper.pds",
                                      PINS(keeper_pins),
                                      VERBS(keeper_verbs),
                                      STATE(kept_fields, struct kept_state),
                                      .stop = stop,
                                      .tick = tick };

static int show_user(struct call *c)
{
    reply_text(c->reply, "%s", c->module->name);
    return OK;
}

static bool start_fails;

static int start_it(struct call *c)
{
    starts++;
    if (!start_fails)
        return OK;
    *c->fault = (struct fault){ .kind = FAULT_PIN, .name = "pwm_4", .a = 12 };
    (void)call_pin_write(c, 0, true);
    return ERR_IO;
}

static const struct module starter = { "starter",         "starts",
                                       PINS(keeper_pins), .verbs = keeper_verbs + 4,
                                       .n_verbs = 1,      .start = start_it,
                                       .size = 8 };
static const struct module small = { "small", "a small one", .verbs = keeper_verbs + 4,
                                     .n_verbs = 1, .size = 1 };

const struct module *const modules[] = { &keeper, &starter, &small };
const unsigned module_count = sizeof modules / sizeof *modules;

static int start(void **state)
{
    starts = stops = ticks = tick_error = 0;
    start_fails = false;
    return test_boot_rig(state);
}

static const char *call_it(struct rig *r, const char *line, bool json)
{
    static char text[4096], copy[256];
    struct out o;

    snprintf(copy, sizeof copy, "%s", line);
    struct text rest = text_of(copy), module = text_word(&rest);
    out_init(&o, text, sizeof text);
    struct principal who = principal_node(CALLER_BOOT, 0);
    struct request request;

    command_init(&request, &r->node, &who, &o, NULL);
    request.reply.json = json;
    loader_call(&request, module, rest);
    if (request.reply.at.shape != REPLY_NOTHING)
        reply_end(&request.reply);
    return text;
}

static bool is_loaded(const struct rig *r, const struct module *m)
{
    return slots_find(&r->node, m) != NULL;
}

static void expect_call(struct rig *r, const char *line, const char *reply)
{
    assert_string_equal(call_it(r, line, false), reply);
}

static void test_a_module_is_loaded_by_its_first_call(void **state)
{
    struct rig *r = *state;

    assert_false(is_loaded(r, &keeper));
    expect_call(r, "keeper show", "number: 7\non: 0\n");
    assert_true(is_loaded(r, &keeper));
    expect_call(r, "starter fail", "execute_LM_function LM_starter->fail: device did not answer\n");
    expect_call(r, "starter fail", "execute_LM_function LM_starter->fail: device did not answer\n");
    assert_int_equal(starts, 1);
}

static void test_help_and_unknown_functions_load_nothing(void **state)
{
    struct rig *r = *state;

    expect_call(r, "starter help", "('fail',)\n");
    expect_call(
        r, "starter nofunc",
        "execute_LM_function LM_starter->nofunc: 'module' object has no attribute 'nofunc'\n");
    expect_call(r, "nolm foo", "execute_LM_function LM_nolm->foo: no module named 'LM_nolm'\n");
    assert_int_equal(starts, 0);
    assert_string_equal(call_it(r, "nolm foo(1)", true),
                        "{\"error\": \"no module named 'LM_nolm'\", \"module\": \"nolm\", "
                        "\"function\": \"foo\"}\n");
    assert_string_equal(call_it(r, "keeper help", true),
                        "[\"set number=<n>\", \"long_set number=<n>\", \"show\", \"forget\", "
                        "\"fail\", \"fail_with_words\", "
                        "\"refuse\", \"wake number=<n>\", \"unload_me\", \"claim\"]\n");
}

static void test_a_call_that_worked_is_told_from_one_that_did_not(void **state)
{
    struct rig *r = *state;
    static const struct {
        const char *module, *verb;
        enum command_end end;
    } rows[] = {
        { "keeper", "show", COMMAND_DONE },
        { "keeper", "refuse", COMMAND_FAILED },
        { "keeper", "fail", COMMAND_FAILED },
        { "nolm", "fail", COMMAND_FAILED },
    };
    char text[256];
    struct out o;
    struct principal who = principal_node(CALLER_BOOT, 0);

    out_init(&o, text, sizeof text);
    for (unsigned i = 0; i < COUNT(rows); i++) {
        struct request request;

        command_init(&request, &r->node, &who, &o, NULL);
        assert_int_equal(loader_call(&request, text_of(rows[i].module), text_of(rows[i].verb)),
                         rows[i].end);
    }
}

static void test_the_words_of_a_verb_s_own_fault_are_shown(void **state)
{
    struct rig *r = *state;

    expect_call(r, "keeper fail_with_words",
                "execute_LM_function LM_keeper->fail_with_words: pin simple_0 (GPIO34) can only be "
                "input\n");
    assert_true(rig_logged(
        r, "[EXEC-ERROR] LM_keeper->fail_with_words: pin simple_0 (GPIO34) can only be input"));
}

static void test_a_start_that_fails_leaves_the_module_unloaded_and_its_pins_free(void **state)
{
    struct rig *r = *state;

    start_fails = true;
    expect_call(r, "starter fail",
                "execute_LM_function LM_starter->fail: pin pwm_4 (GPIO12) device did not answer\n");
    assert_false(is_loaded(r, &starter));
    assert_int_equal(r->node.pins.claims[12].use, PIN_FREE);
    start_fails = false;
    expect_call(r, "starter fail", "execute_LM_function LM_starter->fail: device did not answer\n");
    assert_true(is_loaded(r, &starter));
}

static void test_a_module_without_room_for_its_state_is_refused(void **state)
{
    struct rig *r = *state;

    r->has_no_memory = true;
    expect_call(r, "small fail", "execute_LM_function LM_small->fail: no room left\n");
    assert_false(is_loaded(r, &small));
    assert_int_equal(loader_unload(&r->node, text_of("small")), ERR_NAME);
    assert_int_equal(loader_room.poll(&r->node), UINT32_MAX);
    r->has_no_memory = false;
    expect_call(r, "small fail", "execute_LM_function LM_small->fail: device did not answer\n");
    assert_true(is_loaded(r, &small));
}

// A module of the user's that is called like one of the target's.
static const struct verb user_verbs[] = { { "hello", show_user, "say so" } };
static const struct module user_small = { "small", "the user's", VERBS(user_verbs), .size = 4 };
static const struct module user_other = { "other", "the user's too", VERBS(user_verbs) };

static void test_a_user_s_module_comes_and_goes(void **state)
{
    struct rig *r = *state;
    struct user_module first = { .module = &user_small }, second = { .module = &user_other };

    expect_call(r, "small fail", "execute_LM_function LM_small->fail: device did not answer\n");
    loader_add_module(&r->node, &first);
    loader_add_module(&r->node, &second);
    assert_false(is_loaded(r, &small));
    expect_call(r, "small hello", "small\n");
    expect_call(r, "LM_other hello", "other\n");
    assert_ptr_equal(catalog_at(&r->node, 0), &keeper);
    assert_ptr_equal(catalog_at(&r->node, 1), &starter);
    assert_ptr_equal(catalog_at(&r->node, 2), &user_small);
    assert_ptr_equal(catalog_at(&r->node, 3), &user_other);
    assert_null(catalog_at(&r->node, 4));
    loader_remove_module(&r->node, &first);
    assert_false(is_loaded(r, &user_small));
    expect_call(r, "small fail", "execute_LM_function LM_small->fail: device did not answer\n");
    expect_call(r, "other hello", "other\n");
    loader_remove_module(&r->node, &second);
    loader_remove_module(&r->node, &second);
    assert_null(catalog_at(&r->node, 3));
    assert_null(catalog_find(&r->node, text_of("other")));
}

static void test_kept_state_is_written_only_when_it_changes(void **state)
{
    struct rig *r = *state;
    unsigned commits = r->ram.commits;

    expect_call(r, "keeper show", "number: 7\non: 0\n");
    assert_int_equal(r->ram.commits, commits);
    expect_call(r, "keeper set 42", "SET 42\n");
    assert_string_equal(ram_get(&r->ram, "keeper.pds"), "42,1");
    assert_int_equal(r->ram.commits, commits + 1);
    expect_call(r, "keeper show", "number: 42\non: 1\n");
    assert_int_equal(r->ram.commits, commits + 1);
}

static void test_kept_state_is_there_after_a_reboot(void **state)
{
    struct rig *r = *state;

    expect_call(r, "keeper set 42", "SET 42\n");
    rig_reboot(r);
    assert_int_equal(stops, 1);
    assert_false(is_loaded(r, &keeper));
    expect_call(r, "keeper show", "number: 42\non: 1\n");
}

// A file with fewer values is an older program's, and not odd.
static void test_a_state_file_with_odd_content_gives_defaults_and_a_warning(void **state)
{
    static const struct {
        const char *file, *shown;
        bool warns;
    } rows[] = {
        { "42,1", "number: 42\non: 1\n", false },   { " 42 , 1 ", "number: 42\non: 1\n", false },
        { "101,1", "number: 7\non: 1\n", true },    { "-1,2", "number: 7\non: 0\n", true },
        { "x,1", "number: 7\non: 1\n", true },      { "42", "number: 42\non: 0\n", false },
        { "42,1,9", "number: 42\non: 1\n", false }, { "", "number: 7\non: 0\n", false },
        { ",,,,", "number: 7\non: 0\n", true },
    };
    struct rig *r = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ram_put(&r->ram, "keeper.pds", rows[i].file);
        (void)loader_unload(&r->node, text_of("keeper"));
        tape_clear(&r->log);
        if (strcmp(call_it(r, "keeper show", false), rows[i].shown) ||
            rig_logged(r, "keeper.pds holds values") != rows[i].warns)
            fail_msg("%s: %s, log %s", rows[i].file, call_it(r, "keeper show", false), r->log.data);
    }
}

static void test_a_state_that_could_not_be_written_is_told_and_tried_again(void **state)
{
    struct rig *r = *state;

    r->ram.refuses_writes = true;
    expect_call(
        r, "keeper set 42",
        "execute_LM_function LM_keeper->set: done, but not kept: the storage did not take it\n");
    expect_call(
        r, "keeper show",
        "execute_LM_function LM_keeper->show: done, but not kept: the storage did not take it\n");
    r->ram.refuses_writes = false;
    expect_call(r, "keeper show", "number: 42\non: 1\n");
    assert_string_equal(ram_get(&r->ram, "keeper.pds"), "42,1");
}

static void test_a_long_reply_that_is_out_already_is_followed_by_the_truth(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[4096];

    r->ram.refuses_writes = true;
    peer_say(p, "keeper long_set 42");
    peer_heard(p, heard, sizeof heard);
    assert_non_null(strstr(heard, "execute_LM_function LM_keeper->long_set: done, but not kept: "
                                  "the storage did not take it\n"));
}

static void test_a_module_that_keeps_nothing_writes_nothing(void **state)
{
    struct rig *r = *state;
    unsigned commits = r->ram.commits;

    expect_call(r, "keeper forget", "not kept from now on\n");
    expect_call(r, "keeper set 42", "SET 42\n");
    assert_int_equal(r->ram.commits, commits);
    assert_null(ram_get(&r->ram, "keeper.pds"));
}

static void test_a_state_equal_to_what_is_stored_is_not_written_again(void **state)
{
    struct rig *r = *state;

    ram_put(&r->ram, "keeper.pds", "0,0");
    expect_call(r, "keeper show", "number: 0\non: 0\n");
    ram_put(&r->ram, "keeper.pds", "42,1");
    unsigned commits = r->ram.commits;
    expect_call(r, "keeper set 42", "SET 42\n");
    assert_int_equal(r->ram.commits, commits);
}

static void test_ticks_come_when_they_were_asked_for(void **state)
{
    struct rig *r = *state;

    expect_call(r, "keeper wake 1000", "None\n");
    assert_int_equal(loader_room.poll(&r->node), 1000);
    rig_wait_ms(r, 999);
    assert_int_equal(ticks, 0);
    rig_wait_ms(r, 1);
    assert_int_equal(ticks, 1);
    assert_string_equal(ram_get(&r->ram, "keeper.pds"), "8,0"); // what a tick changes is kept too
    rig_wait_ms(r, 10000);
    assert_int_equal(ticks, 3);
    assert_int_equal(loader_room.poll(&r->node), UINT32_MAX);
}

static void test_ticks_come_over_the_wrap_of_the_clock(void **state)
{
    struct rig *r = *state;

    r->now_ms = UINT32_MAX - 500;
    rig_tell_time(r);
    expect_call(r, "keeper wake 1000", "None\n");
    assert_int_equal(loader_room.poll(&r->node), 1000);
    rig_wait_ms(r, 999);
    assert_int_equal(ticks, 0);
    rig_wait_ms(r, 1);
    assert_int_equal(ticks, 1);
}

static void test_a_tick_that_fails_is_logged(void **state)
{
    struct rig *r = *state;

    tick_error = ERR_IO;
    expect_call(r, "keeper wake 10", "None\n");
    rig_wait_ms(r, 10);
    assert_true(rig_logged(r, "[EXEC-ERROR] LM_keeper tick: device did not answer"));
}

static void test_an_unloaded_module_is_stopped_and_gives_its_pins_back(void **state)
{
    struct rig *r = *state;

    expect_call(r, "keeper claim", "high\n");
    expect_call(r, "keeper wake 10", "None\n");
    assert_int_equal(r->sim.use[12], PIN_OUT);
    assert_int_equal(loader_unload(&r->node, text_of("LM_keeper")), OK);
    assert_int_equal(stops, 1);
    assert_int_equal(r->sim.use[12], PIN_FREE);
    rig_wait_ms(r, 1000);
    assert_int_equal(ticks, 0);
    assert_int_equal(loader_unload(&r->node, text_of("keeper")), ERR_NAME);
    assert_int_equal(loader_unload(&r->node, text_of("nolm")), ERR_NAME);
}

static void test_a_module_may_unload_itself(void **state)
{
    struct rig *r = *state;

    expect_call(r, "keeper unload_me", "0\n");
    assert_false(is_loaded(r, &keeper));
    assert_int_equal(loader_room.poll(&r->node), UINT32_MAX);
}

static void test_a_wrong_call_says_so_in_json_too(void **state)
{
    struct rig *r = *state;
    const char *text = call_it(r, "keeper set 'a\"b'", true);

    assert_true(is_json(text));
    assert_string_equal(text,
                        "{\"error\": \"number: 'a\\\"b' is not accepted; a whole number, as 10\", "
                        "\"module\": \"keeper\", \"function\": \"set\"}\n");
    assert_string_equal(call_it(r, "keeper refuse", true), "{\"error\": \"no\"}\n");
}

#define LOADER_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOADER_TEST(test_a_module_is_loaded_by_its_first_call),
        LOADER_TEST(test_help_and_unknown_functions_load_nothing),
        LOADER_TEST(test_a_call_that_worked_is_told_from_one_that_did_not),
        LOADER_TEST(test_the_words_of_a_verb_s_own_fault_are_shown),
        LOADER_TEST(test_a_start_that_fails_leaves_the_module_unloaded_and_its_pins_free),
        LOADER_TEST(test_a_module_without_room_for_its_state_is_refused),
        LOADER_TEST(test_a_user_s_module_comes_and_goes),
        LOADER_TEST(test_kept_state_is_written_only_when_it_changes),
        LOADER_TEST(test_kept_state_is_there_after_a_reboot),
        LOADER_TEST(test_a_state_file_with_odd_content_gives_defaults_and_a_warning),
        LOADER_TEST(test_a_state_that_could_not_be_written_is_told_and_tried_again),
        LOADER_TEST(test_a_long_reply_that_is_out_already_is_followed_by_the_truth),
        LOADER_TEST(test_a_module_that_keeps_nothing_writes_nothing),
        LOADER_TEST(test_a_state_equal_to_what_is_stored_is_not_written_again),
        LOADER_TEST(test_ticks_come_when_they_were_asked_for),
        LOADER_TEST(test_ticks_come_over_the_wrap_of_the_clock),
        LOADER_TEST(test_a_tick_that_fails_is_logged),
        LOADER_TEST(test_an_unloaded_module_is_stopped_and_gives_its_pins_back),
        LOADER_TEST(test_a_module_may_unload_itself),
        LOADER_TEST(test_a_wrong_call_says_so_in_json_too),
    };

    return RUN(tests);
}
