// Passwords and rights: who may what, the form of the verifier, the growing delay.
#include "base/base64.h"
#include "node/keys.h"
#include "node/password.h"
#include "test.h"

static const char denied[] =
    "Access denied: this node still has its factory password. Set one on its console or on the "
    "machine it runs on: conf, then appwd <new password>\n";

// A booted node whose password is "opensesame".
static int start_with_password(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    rig_load(r);
    rig_set(r, "appwd", "opensesame");
    rig_boot(r);
    tape_clear(&r->log);
    *state = r;
    return 0;
}

static void expect_greeting(struct peer *p, const char *text)
{
    expect_heard(p, text);
}

static void test_a_password_is_text_that_can_be_typed(void **state)
{
    static const char *const refused[] = { "with\1control",  "tab\tinside",    "delete\177d",
                                           "not UTF-8 \xff", "cut short \xc3", " blank before",
                                           "blank after " };
    struct rig *r = *state;
    char why[128];
    struct out o;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        out_init(&o, why, sizeof why);
        if (!access_check_password(&r->node, text_of(refused[i]), &o) || !o.len)
            fail_msg("\"%s\" is taken", refused[i]);
    }
    out_init(&o, why, sizeof why);
    assert_int_equal(access_check_password(&r->node, text_of("s\xc3\xbc\xc3\x9f 12345"), &o), OK);
}

static void
test_with_the_factory_password_only_consoles_and_loopback_may_do_more_than_look(void **state)
{
    struct rig *r = *state;
    struct peer *local = rig_open(r, LINK_LOOPBACK), *console = rig_open(r, LINK_CONSOLE);
    struct peer *remote = rig_open(r, LINK_REMOTE);
    char text[256];

    assert_true(access_is_factory(&r->node));
    expect_greeting(remote, "node01 $  ");
    expect_reply(remote, "version", NODE_VERSION "\n");
    expect_reply(remote, "hello", "hello:node01:0x500x20x910x680xc0xf7\n");
    static const char *const refused[] = { "reboot",      "webrepl",      "conf", "noconf",
                                           "system info", "light toggle", "hlep", "system help" };
    snprintf(text, sizeof text, "%snode01 $  ", denied);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        expect_answer(remote, refused[i], text);
    assert_int_equal(r->reboots, 0);
    assert_true(rig_logged(r, "10.0.1.61:64900 was denied: factory password"));
    peer_say(remote, "system info >json");
    assert_true(strstr(peer_heard(remote, text, sizeof text), "{\"error\": \"Access denied: ") ==
                text);
    expect_reply(remote, "", "");
    tape_clear(&console->heard);
    tape_clear(&local->heard);
    expect_reply(local, "light toggle True", "ON\n");
    peer_say(console, "light toggle False");
    peer_heard(console, (char[8192]){ 0 }, 8192);
    expect_answer(remote, "exit", "Bye!\n");
    assert_true(remote->is_over);
}

static void test_help_is_for_everyone(void **state)
{
    struct rig *r = *state;
    struct peer *remote = rig_enter(r, LINK_REMOTE);
    char text[8192];

    peer_say(remote, "help");
    assert_non_null(strstr(peer_heard(remote, text, sizeof text), "webrepl - start web repl"));
}

static void test_once_a_password_is_set_every_link_asks_for_it(void **state)
{
    static const enum link_kind kinds[] = { LINK_LOOPBACK, LINK_REMOTE };
    struct rig *r = *state;

    assert_false(access_is_factory(&r->node));
    for (size_t i = 0; i < 2; i++) {
        struct peer *p = rig_open(r, kinds[i]);
        expect_greeting(p, "[password] node01 $  ");
        expect_answer(p, "version", NODE_VERSION "\n[password] node01 $  ");
        expect_answer(p, "", "[password] node01 $  ");
        expect_answer(p, "opensesame", "AuthOk\nnode01 $  ");
        expect_reply(p, "light toggle True", "ON\n");
        expect_answer(p, "conf", "[configure] node01 $  ");
        expect_answer(p, "appwd", "********\n[configure] node01 $  ");
    }
    struct peer *console = rig_open(r, LINK_CONSOLE);
    expect_greeting(console, "[password] node01 $  ");
}

static void test_what_is_not_the_password_ends_the_session(void **state)
{
    static const char *const wrong[] = { "opensesam", "opensesame2", "OPENSESAME", "light on fire",
                                         "exit now" };
    struct rig *r = *state;
    char address[32];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(address, sizeof address, "10.0.0.%d", (int)i);
        struct peer *p = rig_open_from(r, LINK_REMOTE, address);
        expect_greeting(p, "[password] node01 $  ");
        expect_answer(p, wrong[i], "AuthFailed\nTry again in 1 s\nBye!\n");
        assert_true(p->is_over);
    }
    assert_int_equal(r->reboots, 0);
}

static void test_what_can_be_no_password_does_not_count(void **state)
{
    static const char *const none[] = { "system info",
                                        "light rgb(1,2,3)",
                                        "LM_light toggle",
                                        "task list",
                                        "configure",
                                        "reboot",
                                        "o",
                                        "sesame" };
    struct rig *r = *state;

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct peer *p = rig_open_from(r, LINK_REMOTE, "10.0.0.1");
        expect_greeting(p, "[password] node01 $  ");
        expect_answer(p, none[i],
                      "AuthFailed\nGive the password first. This was none and did not count: a "
                      "password has 8 bytes or more, and is no command\nBye!\n");
        assert_true(p->is_over);
    }
    struct peer *p = rig_enter(r, LINK_REMOTE);
    expect_answer(p, "opensesame", "AuthOk\nnode01 $  ");
    assert_int_equal(r->reboots, 0);
    assert_false(rig_logged(r, "wrong password"));
}

static void test_a_command_is_no_new_password(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "opensesame", "AuthOk\nnode01 $  ");
    expect_answer(p, "conf", "[configure] node01 $  ");
    expect_answer(p, "appwd light toggle",
                  "Failed to save: the shell takes these words for something else than a "
                  "password\n[configure] node01 $  ");
    expect_answer(p, "appwd light of my life", "Saved\n[configure] node01 $  ");
}

static void try_it(struct rig *r, const char *address, const char *password, const char *answer)
{
    struct peer *p = rig_open_from(r, LINK_REMOTE, address);

    tape_clear(&p->heard);
    expect_answer(p, password, answer);
    peer_close(p);
}

static void test_the_delay_doubles_with_each_wrong_password_up_to_a_minute(void **state)
{
    static const unsigned delays_s[] = { 1, 2, 4, 8, 16, 32, 64, 64, 64 };
    struct rig *r = *state;
    char text[128];

    for (size_t i = 0; i < sizeof delays_s / sizeof *delays_s; i++) {
        snprintf(text, sizeof text, "AuthFailed\nTry again in %u s\nBye!\n", delays_s[i]);
        try_it(r, "10.0.0.1", "wrong one", text);
        // Even the right one is refused until the time is over, to the last millisecond.
        snprintf(text, sizeof text,
                 "AuthFailed\nToo many wrong passwords: try again in %u s\nBye!\n", delays_s[i]);
        try_it(r, "10.0.0.1", "opensesame", text);
        rig_wait_ms(r, delays_s[i] * 1000 - 1);
        try_it(r, "10.0.0.1", "opensesame",
               "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
        rig_wait_ms(r, 1);
    }
    try_it(r, "10.0.0.1", "opensesame", "AuthOk\nnode01 $  ");
    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n"); // it begins anew
}

static void test_the_delay_is_each_address_s_own(void **state)
{
    struct rig *r = *state;

    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    try_it(r, "10.0.0.2", "opensesame", "AuthOk\nnode01 $  ");
    try_it(r, "10.0.0.2", "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    rig_wait_ms(r, 1000);
    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 2 s\nBye!\n");
    try_it(r, "10.0.0.2", "opensesame", "AuthOk\nnode01 $  ");
}

static void try_from(struct rig *r, int number, const char *password, const char *answer)
{
    char address[32];

    snprintf(address, sizeof address, "10.0.1.%d", number);
    try_it(r, address, password, answer);
}

static void test_more_addresses_than_places_wait_together(void **state)
{
    struct rig *r = *state;

    for (int i = 0; i < CFG_GUESTS + 1; i++)
        try_from(r, i, "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    try_from(r, 1000, "wrong one",
             "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
    rig_wait_ms(r, 1000);
    try_from(r, 1001, "wrong one", "AuthFailed\nTry again in 2 s\nBye!\n");
    try_from(r, 1002, "wrong one",
             "AuthFailed\nToo many wrong passwords: try again in 2 s\nBye!\n");
    try_from(r, 1, "wrong one", "AuthFailed\nTry again in 2 s\nBye!\n"); // its own row
}

static void test_a_thousand_addresses_get_no_more_guesses_than_the_table_has_rows(void **state)
{
    struct rig *r = *state;
    unsigned taken = 0;

    for (int i = 0; i < 3600; i++) {
        char address[32];
        snprintf(address, sizeof address, "10.%d.0.1", i);
        struct peer *p = rig_open_from(r, LINK_REMOTE, address);
        tape_clear(&p->heard);
        peer_say(p, "wrong one");
        taken += !strncmp(p->heard.data, "AuthFailed\nTry again", 20);
        r->now_ms += 1000;
    }
    // One for each row, then 1, 2, 4 ... 64 s and 64 s again and again: in an hour.
    assert_in_range(taken, CFG_GUESTS + 50, CFG_GUESTS + 7 + 3600 / 64);
}

static void test_who_gave_the_password_once_never_waits_for_others(void **state)
{
    struct rig *r = *state;

    try_it(r, "10.0.0.1", "opensesame", "AuthOk\nnode01 $  ");
    for (int i = 0; i < 3 * CFG_GUESTS; i++)
        try_from(r, i, "wrong one",
                 i < CFG_GUESTS ? "AuthFailed\nTry again in 1 s\nBye!\n"
                                : "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
    try_it(r, "10.0.0.2", "opensesame",
           "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
    try_it(r, "10.0.0.1", "opensesame", "AuthOk\nnode01 $  ");
    struct peer *local = rig_enter(r, LINK_LOOPBACK); // nor does this machine wait for others
    expect_answer(local, "opensesame", "AuthOk\nnode01 $  ");
}

static void test_the_row_of_a_guesser_is_not_lost_to_its_advantage(void **state)
{
    struct rig *r = *state;
    char address[32];

    for (int i = 0; i < 5; i++) { // up to 16 s
        struct peer *p = rig_open_from(r, LINK_REMOTE, "10.0.0.9");
        peer_say(p, "wrong one");
        rig_wait_ms(r, 20000);
    }
    for (int i = 0; i < CFG_GUESTS; i++) {
        snprintf(address, sizeof address, "10.0.2.%d", i);
        struct peer *p = rig_open_from(r, LINK_REMOTE, address);
        peer_say(p, "opensesame");
        peer_close(p);
    }
    try_it(r, "10.0.0.9", "wrong one", "AuthFailed\nTry again in 32 s\nBye!\n");
}

static void test_failures_are_remembered_for_an_hour_after_the_wait(void **state)
{
    struct rig *r = *state;

    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    rig_wait_ms(r, 1000 + 3599999);
    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 2 s\nBye!\n");
    rig_wait_ms(r, 2000 + 3600000);
    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    r->now_ms += 30u * 86400u * 1000u; // past the half of a 32-bit clock
    try_it(r, "10.0.0.1", "opensesame", "AuthOk\nnode01 $  ");
}

static void test_the_delay_holds_over_the_wrap_of_the_clock(void **state)
{
    struct rig *r = *state;

    r->now_ms = UINT32_MAX - 500;
    try_it(r, "10.0.0.1", "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    rig_wait_ms(r, 999);
    try_it(r, "10.0.0.1", "opensesame",
           "AuthFailed\nToo many wrong passwords: try again in 1 s\nBye!\n");
    rig_wait_ms(r, 1);
    try_it(r, "10.0.0.1", "opensesame", "AuthOk\nnode01 $  ");
}

static void test_without_auth_nobody_is_asked(void **state)
{
    struct rig *r = *state;

    rig_set(r, "auth", "false");
    struct peer *p = rig_open(r, LINK_REMOTE);
    expect_greeting(p, "node01 $  ");
    expect_reply(p, "light toggle True", "ON\n");
}

static void test_the_stored_verifier_is_what_scram_says(void **state)
{
    struct rig *r = *state;
    struct text stored = settings_text(&r->node.settings, KEY_appwd);
    char text[VERIFIER_MAX];

    snprintf(text, sizeof text, "%.*s", (int)stored.len, stored.p);
    assert_null(strstr(ram_get(&r->ram, SETTINGS_FILE), "opensesame"));
    assert_non_null(strstr(ram_get(&r->ram, SETTINGS_FILE), text));
    // Scheme, rounds, the salt 00 01 ... 0f of the bench, two keys of 32 bytes.
    static const char head[] = "SCRAM-SHA-256$4096:AAECAwQFBgcICQoLDA0ODw==$";
    assert_memory_equal(text, head, sizeof head - 1);
    assert_int_equal(strlen(text), sizeof head - 1 + 44 + 1 + 44);
    assert_int_equal(text[sizeof head - 1 + 44], ':');
}

// RFC 7677, section 3: user "user", password "pencil". The keys are those that PostgreSQL and the
// message exchange of that section agree on: StoredKey proves the client's p=, ServerKey gives v=.
static const uint8_t rfc_salt[] = { 0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e,
                                    0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81 };

static void rfc_random(uint8_t *out, size_t len)
{
    assert_int_equal(len, sizeof rfc_salt);
    memcpy(out, rfc_salt, len);
}

static struct text part(struct text *rest, char mark)
{
    return text_until(rest, mark);
}

static void test_the_example_of_rfc_7677_gives_its_signature_and_proof(void **state)
{
    static const char auth_message[] =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,"
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    struct rig *r = *state;
    char verifier[VERIFIER_MAX], b64[64];
    uint8_t stored_key[32], server_key[32], signature[32], proof[32], hashed[32];
    struct out o;

    r->crypto.random = rfc_random;
    struct text rest = access_verifier(&r->node, text_of("pencil"), verifier);
    expect_text(part(&rest, '$'), "SCRAM-SHA-256");
    expect_text(part(&rest, ':'), "4096");
    expect_text(part(&rest, '$'), "W22ZaJ0SNY7soEsUEjb6gQ==");
    assert_int_equal(base64_read(part(&rest, ':'), stored_key, 32), 32);
    assert_int_equal(base64_read(rest, server_key, 32), 32);

    r->crypto.hmac_sha256(server_key, 32, (const uint8_t *)auth_message, sizeof auth_message - 1,
                          signature);
    out_init(&o, b64, sizeof b64);
    base64_write(&o, signature, 32);
    assert_string_equal(b64, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="); // v=

    // ClientProof XOR ClientSignature is the ClientKey, and its hash the StoredKey.
    r->crypto.hmac_sha256(stored_key, 32, (const uint8_t *)auth_message, sizeof auth_message - 1,
                          signature);
    assert_int_equal(
        base64_read(text_of("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="), proof, 32), 32); // p=
    for (int i = 0; i < 32; i++)
        proof[i] ^= signature[i];
    r->crypto.sha256(proof, 32, hashed);
    assert_memory_equal(hashed, stored_key, 32);
}

static void test_a_password_written_into_the_file_is_replaced_by_its_verifier(void **state)
{
    struct rig *r = *state;

    ram_put(&r->ram, SETTINGS_FILE,
            "{\"appwd\": \"pencil\"}"); // shorter than we ask for: a person's own doing
    rig_reboot(r);
    assert_true(rig_logged(r, "the password in node_config.json was replaced by its hash"));
    assert_null(strstr(ram_get(&r->ram, SETTINGS_FILE), "pencil"));
    assert_non_null(strstr(ram_get(&r->ram, SETTINGS_FILE), "\"appwd\": \"SCRAM-SHA-256$4096:"));
    struct peer *p = rig_open(r, LINK_LOOPBACK);
    expect_greeting(p, "[password] node01 $  ");
    expect_answer(p, "pencil", "AuthOk\nnode01 $  ");
}

static void test_a_plain_password_that_could_not_be_replaced_is_replaced_later(void **state)
{
    struct rig *r = *state;

    ram_put(&r->ram, SETTINGS_FILE, "{\"appwd\": \"pencil\"}");
    r->ram.refuses_writes = true;
    rig_reboot(r);
    assert_true(
        rig_logged(r, "the password in node_config.json could not be replaced by its hash"));
    struct peer *p = rig_open(r, LINK_LOOPBACK);
    expect_greeting(p, "[password] node01 $  ");
    expect_answer(p, "pencil", "AuthOk\nnode01 $  ");
    r->ram.refuses_writes = false;
    rig_reboot(r);
    assert_null(strstr(ram_get(&r->ram, SETTINGS_FILE), "pencil"));
}

static void test_no_generation_keeps_a_plain_password(void **state)
{
    struct rig *r = *state;

    ram_put(&r->ram, SETTINGS_FILE, "{\"appwd\": \"pencil\"}");
    rig_reboot(r);
    rig_set(r, "pled", "false");
    rig_set(r, "pled", "true");
    for (int i = 0; i < RAM_BLOBS; i++)
        assert_null(r->ram.rows[i].data ? strstr(r->ram.rows[i].data, "pencil") : NULL);
}

static void test_a_verifier_that_is_none_matches_nothing(void **state)
{
    static const char *const stored[] = {
        "SCRAM-SHA-256$",
        "SCRAM-SHA-256$4096:AAECAw==",
        "SCRAM-SHA-256$0:AAECAw==$AAAA:AAAA",
        "SCRAM-SHA-256$x:AAECAw==$AAAA:AAAA",
        "SCRAM-SHA-256$4096:!$AAAA:AAAA",
        "SCRAM-SHA-256$4096:AAECAw==$AAAA:AAAA",
        "SCRAM-SHA-256$-1:AAECAw==$AAAA:AAAA",
        "SCRAM-SHA-256$4096:AAECAw==$!:AAAA",
        "SCRAM-SHA-256$1:AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8AAQID$AAAA:AAAA",
    };
    struct rig *r = *state;
    char json[256], address[32];

    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        snprintf(json, sizeof json, "{\"appwd\": \"%s\"}", stored[i]);
        ram_put(&r->ram, SETTINGS_FILE, json);
        rig_reboot(r);
        snprintf(address, sizeof address, "10.0.0.%d", (int)i);
        try_it(r, address, "", "[password] node01 $  ");
        try_it(r, address, "wrong one", "AuthFailed\nTry again in 1 s\nBye!\n");
    }
}

static void test_the_password_logs_in_just_as_it_was_set(void **state)
{
    static const char *const passwords[] = { "two  blanks  inside", "help me please",
                                             "caf\xc3\xa9 au lait", "quote\" 'and' \\x",
                                             "a:colon:inside",      "hello world",
                                             "ends in json" };
    struct rig *r = *state;

    for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
        char line[64];
        struct peer *p = rig_enter(r, LINK_LOOPBACK), *q;
        expect_answer(p, "conf", "[configure] node01 $  ");
        snprintf(line, sizeof line, "appwd %s", passwords[i]);
        expect_answer(p, line, "Saved\n[configure] node01 $  ");
        peer_close(p);
        q = rig_open(r, LINK_LOOPBACK);
        expect_greeting(q, "[password] node01 $  ");
        peer_say(q, passwords[i]);
        if (!q->heard.data || strcmp(q->heard.data, "AuthOk\nnode01 $  "))
            fail_msg("\"%s\" does not log in: %s", passwords[i], q->heard.data);
        rig_set(r, "auth", "false");
        peer_close(q);
        // Back to the factory's, so that the next one can be set.
        ram_remove(&r->ram, SETTINGS_FILE);
        ram_remove(&r->ram, PASSWORD_FILE);
        for (int g = 0; g < CFG_GENERATIONS; g++) {
            char name[BLOB_NAME_MAX + 1];
            settings_generation_name((uint32_t)g, name);
            ram_remove(&r->ram, name);
        }
        rig_reboot(r);
    }
}

#define PASSWORD_TEST(f) cmocka_unit_test_setup_teardown(f, start_with_password, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_password_is_text_that_can_be_typed),
        RIG_TEST(test_with_the_factory_password_only_consoles_and_loopback_may_do_more_than_look),
        RIG_TEST(test_help_is_for_everyone),
        PASSWORD_TEST(test_once_a_password_is_set_every_link_asks_for_it),
        PASSWORD_TEST(test_what_is_not_the_password_ends_the_session),
        PASSWORD_TEST(test_what_can_be_no_password_does_not_count),
        PASSWORD_TEST(test_a_command_is_no_new_password),
        PASSWORD_TEST(test_the_delay_doubles_with_each_wrong_password_up_to_a_minute),
        PASSWORD_TEST(test_the_delay_is_each_address_s_own),
        PASSWORD_TEST(test_more_addresses_than_places_wait_together),
        PASSWORD_TEST(test_a_thousand_addresses_get_no_more_guesses_than_the_table_has_rows),
        PASSWORD_TEST(test_who_gave_the_password_once_never_waits_for_others),
        PASSWORD_TEST(test_the_row_of_a_guesser_is_not_lost_to_its_advantage),
        PASSWORD_TEST(test_failures_are_remembered_for_an_hour_after_the_wait),
        PASSWORD_TEST(test_the_delay_holds_over_the_wrap_of_the_clock),
        PASSWORD_TEST(test_without_auth_nobody_is_asked),
        PASSWORD_TEST(test_the_stored_verifier_is_what_scram_says),
        RIG_TEST(test_the_example_of_rfc_7677_gives_its_signature_and_proof),
        RIG_TEST(test_a_password_written_into_the_file_is_replaced_by_its_verifier),
        RIG_TEST(test_a_plain_password_that_could_not_be_replaced_is_replaced_later),
        RIG_TEST(test_no_generation_keeps_a_plain_password),
        RIG_TEST(test_a_verifier_that_is_none_matches_nothing),
        RIG_TEST(test_the_password_logs_in_just_as_it_was_set),
    };

    return RUN(tests);
}
