// What a module, an automation or another node starts never has more than they have, by calls of
// the core; and what a module may wear out.
#include "loader/kept.h"
#include "loader/loader.h"
#include "peers/intercon.h"
#include "test.h"

#define ONLY_A_PERSON                                                                              \
    "Access denied: only a person at a shell may do that, not a module, an automation or another " \
    "node for them\n"

// ---- another node ----

static void test_a_node_that_calls_for_a_module_drives_and_no_more(void **state)
{
    static const char *const refused[] = { "webrepl", "module list", "module commit LM_x.lua 1 0" };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "via node09 1 drive", "");
    for (size_t i = 0; i < COUNT(refused); i++)
        expect_reply(p, refused[i], ONLY_A_PERSON);
    expect_reply(p, "via node09 1 admin", ""); // what was said once is not taken back
    expect_reply(p, "webrepl", ONLY_A_PERSON);
    expect_reply(p, "light toggle", "ON\n");
    expect_reply(p, "task list >json", "{\"active\": [\"server\"], \"inactive\": []}\n");
    assert_false(r->node.in_recovery);
    assert_true(rig_logged(r, "was denied: only a person may do that"));
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "via node09 1 look", "");
    peer_say(p, "light toggle");
    assert_non_null(strstr(p->heard.data, "Access denied"));
}

static void test_a_node_that_does_not_say_for_whom_drives(void **state)
{
    struct peer *p = rig_enter(*state, LINK_LOOPBACK);

    expect_reply(p, "via node09 1", "");
    expect_reply(p, "webrepl", ONLY_A_PERSON);
    expect_reply(p, "light toggle", "ON\n");
}

static void test_a_person_over_another_node_stays_one(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "via node09 1 admin", "");
    peer_say(p, "webrepl");
    assert_true(r->node.in_recovery);
}

static void test_harmless_settings_only(void **state)
{
    static const char *const refused[] = {
        "appwd Abcdefgh1", "auth false", "socmax 1", "boothook x y", "hostpwd a=b", "undo", "ack"
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[256];

    expect_reply(p, "via node09 1 drive", "");
    expect_answer(p, "conf", "[configure] node01 $  ");
    for (size_t i = 0; i < COUNT(refused); i++) {
        peer_say(p, refused[i]);
        if (!strstr(peer_heard(p, text, sizeof text), "a person at a shell"))
            fail_msg("%s is answered with %s", refused[i], text);
    }
    expect_answer(p, "appwd Abcdefgh1",
                  "Failed to save: appwd is set by a person at a shell only, not by a module, an "
                  "automation or another node for them\n[configure] node01 $  ");
    expect_answer(p, "hwuid x",
                  "Failed to save: the node keeps hwuid itself\n[configure] node01 $  ");
    expect_answer(p, "pled false", "Saved\n[configure] node01 $  ");
    expect_answer(p, "hostpwd", "********\n[configure] node01 $  ");
}

static void test_the_right_goes_along_to_the_next_node(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "via node09 1 drive", "");
    peer_say(p, "intercon sendcmd 'webrepl' node02");
    rig_wait_ms(r, 0);
    dialed_open(r, &r->dials[0], OK);
    dialed_answer(r, &r->dials[0], "node02 $  ");
    expect_said(&r->dials[0], "via node01 2 drive\n");
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "via node09 3 drive", "");
    peer_say(p, "light toggle >>node03"); // as a task too
    rig_wait_ms(r, 0);
    dialed_open(r, &r->dials[1], OK);
    dialed_answer(r, &r->dials[1], "node03 $  ");
    expect_said(&r->dials[1], "via node01 4 drive\n");
}

// ---- a module of the user's ----

static uint8_t rights[4]; // in its verb, its start, its tick, its stop

static uint8_t right_now(const struct call *c)
{
    const struct node *n = c->node_ctx;

    return n->who->right;
}

static int verb(struct call *c)
{
    rights[0] = right_now(c);
    reply_text(c->reply, "done");
    return OK;
}

static int begin(struct call *c)
{
    rights[1] = right_now(c);
    c->wake_in_ms = 10;
    return OK;
}

static int tick(struct call *c)
{
    rights[2] = right_now(c);
    return OK;
}

static void end(struct call *c)
{
    rights[3] = right_now(c);
}

struct counter {
    int32_t n;
};

static int count(struct call *c)
{
    struct counter *s = c->self;

    reply_text(c->reply, "%d", (int)++s->n);
    return OK;
}

static const struct field state_fields[] = {
    { "n", K_INT, "counted", .flags = F_KEEP, AT(struct counter, n) },
};
static const struct verb verbs[] = { { "f", verb, "" }, { "count", count, "" } };
static const struct module users = { .name = "users",
                                     .help = "",
                                     .keep_file = "LM_users.pds",
                                     STATE(state_fields, struct counter),
                                     VERBS(verbs),
                                     .start = begin,
                                     .tick = tick,
                                     .stop = end };
static struct user_module link;

static struct peer *enter_with_module(struct rig *r)
{
    link = (struct user_module){ .module = &users };
    loader_add_module(&r->node, &link);
    return rig_enter(r, LINK_LOOPBACK);
}

static void test_a_module_never_has_the_right_of_who_calls_it(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter_with_module(r);

    memset(rights, RIGHT_ADMIN, sizeof rights);
    expect_reply(p, "users f", "done\n");
    assert_int_equal(p->shell.who.right, RIGHT_ADMIN); // who called it has lost nothing
    rig_wait_ms(r, 20);
    expect_reply(p, "system module 'users'", "Module unload users done.\n");
    for (size_t i = 0; i < COUNT(rights); i++)
        assert_int_equal(rights[i], RIGHT_DRIVE);
}

static void expect_kept(struct rig *r, const char *file, const char *content)
{
    const char *is = ram_get(&r->ram, file);

    if (!is || strcmp(is, content))
        fail_msg("%s is %s, not %s", file, is ? is : "not there", content);
}

static void count_to(struct peer *p, int from, int to)
{
    char text[16];

    for (int i = from; i <= to; i++) {
        snprintf(text, sizeof text, "%d\nnode01 $  ", i);
        expect_answer(p, "users count", text);
    }
}

// What comes too often is written when the next minute begins, and when the node stops.
static void test_flash_is_written_so_often_a_minute(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter_with_module(r);
    char most[8];

    snprintf(most, sizeof most, "%d", CFG_KEPT_WRITES);
    count_to(p, 1, 500);
    expect_kept(r, "LM_users.pds", most);
    assert_true(rig_logged(r, "LM_users changes what it keeps more than 60 times a minute"));
    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n"); // another one is not held up
    expect_kept(r, "rgb.pds", "1,2,3,1");
    rig_wait_ms(r, KEPT_MINUTE_MS);
    expect_kept(r, "LM_users.pds", "500");
    count_to(p, 501, 900);
    rig_reboot(r);
    expect_kept(r, "LM_users.pds", "900");
}

static void test_unloading_is_no_way_around(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter_with_module(r);
    char most[8];

    snprintf(most, sizeof most, "%d", CFG_KEPT_WRITES);
    for (int i = 0; i < 300; i++) {
        peer_say(p, "users count");
        peer_say(p, "system module 'users'");
    }
    tape_clear(&p->heard);
    expect_kept(r, "LM_users.pds", most);
}

// The house's own modules too, where an automation drives them; a person is not held up.
static void test_an_automation_writes_so_often_and_a_person_as_often_as_wanted(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[40];

    expect_reply(p, "via node09 1 drive", "");
    for (int i = 1; i <= 200; i++) {
        snprintf(text, sizeof text, "light rgb %d 2 3", i);
        peer_say(p, text);
        tape_clear(&p->heard);
    }
    expect_kept(r, "rgb.pds", "60,2,3,1");
    rig_wait_ms(r, KEPT_MINUTE_MS);
    expect_kept(r, "rgb.pds", "200,2,3,1");
    p = rig_enter(r, LINK_LOOPBACK);
    for (int i = 201; i <= 400; i++) {
        snprintf(text, sizeof text, "light rgb %d 2 3", i);
        peer_say(p, text);
        tape_clear(&p->heard);
    }
    expect_kept(r, "rgb.pds", "400,2,3,1");
}

// ---- this node itself ----

static struct dialed *ask_itself(struct rig *r, struct peer *p, const char *answer)
{
    char text[80];

    peer_say(p, "intercon sendcmd 'webrepl' 10.0.1.60");
    rig_wait_ms(r, 0);
    dialed_open(r, &r->dials[0], OK);
    dialed_answer(r, &r->dials[0], "[password] node01 $  ");
    expect_said(&r->dials[0], "hello\n"); // before any password
    snprintf(text, sizeof text, "hello:node01:%s\n[password] node01 $  ", answer);
    dialed_answer(r, &r->dials[0], text);
    return &r->dials[0];
}

static void test_a_node_knows_itself_by_its_number(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char uid[40];

    rig_set(r, "hostpwd", "10.0.1.60=opensesame");
    struct text own = settings_text(&r->node.settings, KEY_hwuid);
    snprintf(uid, sizeof uid, "%.*s", (int)own.len, own.p);
    struct dialed *d = ask_itself(r, p, uid);
    assert_true(d->is_over);
    expect_said(d, "");
    expect_heard(p, "a node does not call itself\nnode01 $  ");
    d = ask_itself(r, p, "0x10x20x30x40x50x6"); // another one of that name
    expect_said(d, "hello >json\n");            // the login begins
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_node_that_calls_for_a_module_drives_and_no_more),
        RIG_TEST(test_a_node_that_does_not_say_for_whom_drives),
        RIG_TEST(test_a_person_over_another_node_stays_one),
        RIG_TEST(test_harmless_settings_only),
        RIG_TEST(test_the_right_goes_along_to_the_next_node),
        RIG_TEST(test_a_module_never_has_the_right_of_who_calls_it),
        RIG_TEST(test_flash_is_written_so_often_a_minute),
        RIG_TEST(test_unloading_is_no_way_around),
        RIG_TEST(test_an_automation_writes_so_often_and_a_person_as_often_as_wanted),
        RIG_TEST(test_a_node_knows_itself_by_its_number),
    };

    return RUN(tests);
}
