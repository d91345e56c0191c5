// The word "module": what reaches the port, and how its answers are told.
#include "loader/manage.h"
#include "test.h"

static struct port_side {
    unsigned puts, commits, removes;
    uint32_t offset, bytes, crc32;
    char file[40], piece[64];
    int error; // of put, commit and remove
    int result;
    bool has_file;
} side;

static bool at(void *ctx, unsigned i, struct module_file *f)
{
    (void)ctx;
    *f = (struct module_file){ .file = "LM_lamp.lua", .why = "LM_lamp.lua:3: \"x\"", .bytes = 61 };
    return side.has_file && !i;
}

static int put(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *now)
{
    (void)ctx;
    side.puts++;
    side.offset = offset;
    snprintf(side.file, sizeof side.file, "%.*s", (int)file.len, file.p);
    snprintf(side.piece, sizeof side.piece, "%.*s", (int)piece.len, piece.p);
    *now = (int32_t)(offset + piece.len);
    return side.error;
}

static int commit(void *ctx, struct text file, uint32_t bytes, uint32_t crc32)
{
    (void)ctx;
    (void)file;
    side.commits++;
    side.bytes = bytes;
    side.crc32 = crc32;
    return side.error;
}

static int remove_one(void *ctx, struct text file)
{
    (void)ctx;
    side.removes++;
    snprintf(side.file, sizeof side.file, "%.*s", (int)file.len, file.p);
    return side.error;
}

static int result(void *ctx, struct out *why)
{
    (void)ctx;
    if (side.result && side.result != ERR_WAIT)
        out_text(why, "LM_lamp.lua:3: no");
    return side.result;
}

static void *same(void *ctx)
{
    return ctx;
}

static bool any(void *ctx)
{
    (void)ctx;
    return true;
}

static const struct module_store store = { manage_command, any,        same,  at, put,
                                           commit,         remove_one, result };

static int start(void **state)
{
    side = (struct port_side){ 0 };
    (void)test_boot_rig(state);
    ((struct rig *)*state)->port.modules = &store;
    return 0;
}

static void test_names_are_taken_letter_by_letter(void **state)
{
    static const char *const good[] = { "LM_x.lua", "LM_x.py", "LM_A_9.lua",
                                        "LM_abcdefghijklmnopqrstuvwx.lua" };
    static const char *const bad[] = {
        "",           "LM_.lua",         "x.lua",      "lm_x.lua",
        "LM_x",       "LM_x.lua.",       "LM_x.lua/",  "LM_../x.lua",
        "LM_x.so",    "LM_x.LUA",        "LM_x..lua",  "/LM_x.lua",
        "LM_a-b.lua", "LM_\xc3\xa9.lua", "LM_a b.lua", "LM_abcdefghijklmnopqrstuvwxy.lua"
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(manage_is_file(text_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        if (manage_is_file(text_of(bad[i])))
            fail_msg("%s was taken", bad[i]);
    assert_false(manage_is_file(text_make("LM_x\0.lua", 9)));
}

static void test_pieces_go_to_the_port(void **state)
{
    struct peer *p = rig_enter(*state, LINK_LOOPBACK);

    expect_reply(p, "module put LM_x.lua 12 cmV0dXJu", "LM_x.lua: 18 bytes\n");
    assert_string_equal(side.piece, "return");
    assert_int_equal(side.offset, 12);
    expect_reply(p, "module put LM_x.lua 0 cmV0dXJu >json",
                 "{\"file\": \"LM_x.lua\", \"bytes\": 6}\n");
    expect_reply(p, "module put LM_x.lua 0 c",
                 "SHELL: module LM_x.lua: the piece is no base64, or too long\n");
    expect_reply(p, "module put LM_x.so 0 cmV0dXJu >json",
                 "{\"error\": \"a file is called LM_<name>.lua or LM_<name>.py, with 1 to 24 "
                 "letters, digits and _\"}\n");
    assert_int_equal(side.puts, 2);
    side.error = ERR_RANGE;
    expect_reply(
        p, "module put LM_x.lua 9 cmV0dXJu",
        "SHELL: module LM_x.lua: the piece does not follow the one before; begin again at 0\n");
}

static void test_a_commit_waits_for_what_becomes_of_it(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    side.result = ERR_WAIT;
    peer_say(p, "module commit LM_x.lua 61 89abCDef");
    assert_int_equal(side.crc32, 0x89abcdef);
    assert_int_equal(side.bytes, 61);
    rig_wait_ms(r, 5000);
    expect_heard(p, "");
    side.result = OK;
    node_wake(&r->node);
    rig_wait_ms(r, 0);
    expect_heard(p, "LM_x.lua: running\nnode01 $  ");
    side.result = ERR_SYNTAX;
    peer_say(p, "module commit LM_x.lua 61 00000000 >json");
    rig_wait_ms(r, 200);
    expect_heard(p, "{\"error\": \"LM_lamp.lua:3: no\"}\nnode01 $  ");
    side.result = ERR_WAIT;
    peer_say(p, "module commit LM_x.lua 61 00000000");
    rig_wait_ms(r, 60000);
    expect_heard(p, "SHELL: module LM_x.lua: no answer in time\nnode01 $  ");
    assert_int_equal(side.commits, 3);
}

static void test_what_there_is_is_listed_and_removed(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "module list", "no modules of your own yet\n");
    expect_reply(p, "module list >json", "{\"modules\": []}\n");
    expect_reply(p, "module remove lamp",
                 "SHELL: module lamp: there is no module of your own of that name; module list "
                 "shows them\n");
    side.has_file = true;
    expect_reply(p, "module list", "LM_lamp.lua: refused, 61 bytes: LM_lamp.lua:3: \"x\"\n");
    expect_reply(
        p, "module show lamp >json",
        "{\"file\": \"LM_lamp.lua\", \"state\": \"refused\", \"bytes\": 61, \"memory\": 0, "
        "\"why\": \"LM_lamp.lua:3: \\\"x\\\"\"}\n");
    peer_say(p, "module remove LM_lamp");
    rig_wait_ms(r, 200);
    expect_heard(p, "LM_lamp: removed\nnode01 $  ");
    assert_string_equal(side.file, "LM_lamp.lua");
}

static void test_a_board_that_cannot_says_so(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *remote = rig_enter(r, LINK_REMOTE);
    char heard[512];

    peer_say(remote, "module list");
    assert_non_null(strstr(peer_heard(remote, heard, sizeof heard), "Access denied"));
    r->port.modules = NULL;
    expect_reply(p, "module list >json", "{\"error\": \"not supported on this board\"}\n");
}

#define MANAGE_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MANAGE_TEST(test_names_are_taken_letter_by_letter),
        MANAGE_TEST(test_pieces_go_to_the_port),
        MANAGE_TEST(test_a_commit_waits_for_what_becomes_of_it),
        MANAGE_TEST(test_what_there_is_is_listed_and_removed),
        MANAGE_TEST(test_a_board_that_cannot_says_so),
    };

    return RUN(tests);
}
