// The login by SCRAM at the shell: who proves the password is in, and sees that the node knows it.
#include "base/base64.h"
#include "node/keys.h"
#include "test.h"

static const char nonce[] = "fyko+d2lbbFgONRv9qkxdawL";
static const char first[] = "auth scram n,,n=,r=fyko+d2lbbFgONRv9qkxdawL";

// Other bytes each time.
static void count_up(uint8_t *out, size_t len)
{
    static uint8_t next;

    while (len--)
        *out++ = next++;
}

// A booted node whose password is "opensesame".
static int start_with_password(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    rig_load(r);
    rig_set(r, "appwd", "opensesame");
    rig_boot(r);
    tape_clear(&r->log);
    r->crypto.random = count_up;
    *state = r;
    return 0;
}

// The offer of the node for the first message: its line, in `text`.
static struct text hear_offer(struct peer *p, char *text, size_t cap)
{
    tape_clear(&p->heard);
    peer_say(p, first);
    struct text rest = text_of(peer_heard(p, text, cap));
    struct text line = text_until(&rest, '\n');

    expect_text(rest, "[password] node01 $  ");
    return line;
}

// Makes the line that proves `password` for an offer, and the signature that is owed for it.
static const char *prove(struct rig *r, struct text offer_line, const char *password, char *line,
                         uint8_t signature[SHA256_BYTES])
{
    struct scram_offer offer;
    uint8_t salted[SHA256_BYTES];
    struct out o;

    assert_true(scram_read_server_first(offer_line, text_of(nonce), 4096, &offer));
    scram_salt(&r->crypto, text_of(password), &offer, salted);
    out_init(&o, line, 256);
    out_text(&o, "auth scram ");
    scram_write_client_final(&r->crypto, &offer, text_of(nonce), salted, &o, signature);
    assert_false(o.full);
    return line;
}

static void test_who_proves_the_password_is_in_and_sees_the_node_s_proof(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_open(r, LINK_REMOTE);
    char text[256], line[256];
    uint8_t signature[SHA256_BYTES];

    peer_say(p, prove(r, hear_offer(p, text, sizeof text), "opensesame", line, signature));
    struct text rest = text_of(peer_heard(p, text, sizeof text));
    expect_text(text_until(&rest, '\n'), "AuthOk");
    assert_true(scram_check_server_final(text_until(&rest, '\n'), signature));
    expect_text(rest, "node01 $  ");
    expect_reply(p, "light toggle True", "ON\n");
    assert_true(rig_logged(r, "10.0.1.61:64900 logged in"));
    assert_false(rig_logged(r, "in clear"));
}

static void test_no_nonce_of_the_node_comes_twice(void **state)
{
    struct rig *r = *state;
    char one[256], two[256];

    struct text a = hear_offer(rig_open(r, LINK_REMOTE), one, sizeof one);
    struct text b = hear_offer(rig_open(r, LINK_REMOTE), two, sizeof two);
    assert_false(text_same(a, b));
}

static void test_a_wrong_proof_is_a_wrong_password(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_open(r, LINK_REMOTE), *q = rig_open(r, LINK_REMOTE);
    char text[256], line[256], late[256];
    uint8_t signature[SHA256_BYTES];

    // Begun before the other one failed, and right: it waits all the same.
    prove(r, hear_offer(q, text, sizeof text), "opensesame", late, signature);
    prove(r, hear_offer(p, text, sizeof text), "opensesamy", line, signature);
    expect_answer(p, line, "AuthFailed\nTry again in 1 s\nBye!\n");
    assert_true(p->is_over);
    expect_answer(q, late, "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
    assert_true(q->is_over);
    p = rig_open(r, LINK_REMOTE);
    tape_clear(&p->heard);
    expect_answer(p, first, "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
}

static void test_a_proof_is_for_one_conversation_and_once(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_open(r, LINK_REMOTE), *q;
    char text[256], line[256];
    uint8_t signature[SHA256_BYTES];

    prove(r, hear_offer(p, text, sizeof text), "opensesame", line, signature);
    q = rig_open_from(r, LINK_REMOTE, "10.0.0.2"); // it was told no nonce
    tape_clear(&q->heard);
    expect_answer(q, line, "AuthFailed\nTry again in 1 s\nBye!\n");
    q = rig_open_from(r, LINK_REMOTE, "10.0.0.3"); // it was told another one
    (void)hear_offer(q, text, sizeof text);
    expect_answer(q, line, "AuthFailed\nTry again in 1 s\nBye!\n");
    expect_answer(p, "version", NODE_VERSION "\n[password] node01 $  "); // looking is no try
    peer_say(p, line);
    assert_non_null(strstr(peer_heard(p, text, sizeof text), "AuthOk\nv="));
}

static void test_a_password_in_its_place_and_a_second_beginning_use_the_nonce_up(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_open(r, LINK_REMOTE);
    char text[256], line[256];
    uint8_t signature[SHA256_BYTES];

    prove(r, hear_offer(p, text, sizeof text), "opensesame", line, signature);
    (void)hear_offer(p, text, sizeof text);
    expect_answer(p, line, "AuthFailed\nTry again in 1 s\nBye!\n");
    p = rig_open_from(r, LINK_REMOTE, "10.0.0.2");
    (void)hear_offer(p, text, sizeof text);
    expect_answer(p, "opensesame", "AuthOk\nnode01 $  ");
    peer_close(p);
    p = rig_open_from(r, LINK_REMOTE, "10.0.0.2"); // ends in the middle, with a call of a node open
    (void)hear_offer(p, text, sizeof text);
    peer_close(p);
}

static void test_it_is_offered_where_a_password_is_asked_for_only(void **state)
{
    struct rig *r = *state, *open = rig_new(&board_esp8266);
    char text[256];

    rig_boot(open);
    struct peer *p = rig_enter(open, LINK_LOOPBACK);
    peer_say(p, "hello >json");
    assert_null(strstr(peer_heard(p, text, sizeof text), "login"));
    rig_free(open);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "hello >json");
    assert_non_null(strstr(peer_heard(p, text, sizeof text), "\"login\": \"scram, plain\"}"));
    rig_set(r, "auth", "false");
    p = rig_enter(r, LINK_REMOTE);
    peer_say(p, "hello >json");
    assert_null(strstr(peer_heard(p, text, sizeof text), "login"));
    peer_say(p, first);
    assert_non_null(strstr(peer_heard(p, text, sizeof text), "no module named 'LM_auth'"));
}

static void test_with_plainpwd_false_a_network_gives_no_password_in_clear(void **state)
{
    static const char refused[] =
        "AuthFailed\nThis node takes no password in clear (setting plainpwd): use micros, or "
        "another client that knows SCRAM-SHA-256\nBye!\n";
    static const enum link_kind kinds[] = { LINK_REMOTE, LINK_LOOPBACK };
    struct rig *r = *state;
    char text[256], line[256];
    uint8_t signature[SHA256_BYTES];

    rig_set(r, "plainpwd", "false");
    for (int i = 0; i < 2; i++) {
        struct peer *p = rig_enter(r, kinds[i]);
        expect_answer(p, "opensesame", refused); // right or wrong, nobody can tell
        p = rig_enter(r, kinds[i]);
        expect_answer(p, "wrong", refused);
        p = rig_enter(r, kinds[i]);
        peer_say(p, "hello >json");
        assert_non_null(strstr(peer_heard(p, text, sizeof text), "\"login\": \"scram\"}"));
        peer_say(p, prove(r, hear_offer(p, text, sizeof text), "opensesame", line, signature));
        assert_non_null(strstr(peer_heard(p, text, sizeof text), "AuthOk\nv="));
    }
    peer_say(rig_enter(r, LINK_CONSOLE), "opensesame");
    assert_true(rig_logged(r, "console logged in"));
}

static void test_a_password_in_clear_is_named_in_the_log_once(void **state)
{
    static const char words[] = "sent the password in clear";
    struct rig *r = *state;

    peer_say(rig_enter(r, LINK_CONSOLE), "opensesame");
    assert_true(rig_logged(r, "console logged in"));
    assert_false(rig_logged(r, words));
    for (int i = 0; i < 3; i++)
        expect_answer(rig_enter(r, LINK_REMOTE), "opensesame", "AuthOk\nnode01 $  ");
    assert_true(rig_logged(r, words));
    assert_null(strstr(strstr(r->log.data, words) + 1, words));
}

#define PASSWORD_TEST(f) cmocka_unit_test_setup_teardown(f, start_with_password, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PASSWORD_TEST(test_who_proves_the_password_is_in_and_sees_the_node_s_proof),
        PASSWORD_TEST(test_no_nonce_of_the_node_comes_twice),
        PASSWORD_TEST(test_a_wrong_proof_is_a_wrong_password),
        PASSWORD_TEST(test_a_proof_is_for_one_conversation_and_once),
        PASSWORD_TEST(test_a_password_in_its_place_and_a_second_beginning_use_the_nonce_up),
        PASSWORD_TEST(test_it_is_offered_where_a_password_is_asked_for_only),
        PASSWORD_TEST(test_with_plainpwd_false_a_network_gives_no_password_in_clear),
        PASSWORD_TEST(test_a_password_in_clear_is_named_in_the_log_once),
    };

    return RUN(tests);
}
