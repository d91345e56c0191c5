// SCRAM-SHA-256. Password, salt and rounds are those of RFC 7677, section 3. The user has a name
// there and none here, so what was exchanged comes from another implementation, Perl's
// Authen::SCRAM 0.011; tests/hostile/test_impostor.py lets it log in to a node.
#include "../../ports/linux/crypto.h"
#include "base/base64.h"
#include "net/scram.h"
#include "test.h"

static const char own[] = "fyko+d2lbbFgONRv9qkxdawL";
static const char client_first[] = "n,,n=,r=fyko+d2lbbFgONRv9qkxdawL";
static const char server_first[] =
    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
static const char client_final[] = "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs,"
                                   "p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRA=";
static const char server_final[] = "v=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=";
static const struct scram_verifier verifier = { { "W22ZaJ0SNY7soEsUEjb6gQ==", 24 }, { "4096", 4 } };

static void read_base64(const char *text, uint8_t *bytes, size_t n)
{
    assert_int_equal(base64_read(text_of(text), bytes, n), n);
}

// Of the server in the example.
static struct scram_keys known_keys(uint8_t nonce[SCRAM_SERVER_BYTES])
{
    struct scram_keys made;

    read_base64("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=", made.stored, SHA256_BYTES);
    read_base64("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", made.server, SHA256_BYTES);
    read_base64("3rfcNHYJY1ZVvWVs", nonce, SCRAM_SERVER_BYTES);
    return made;
}

static void test_a_client_says_and_believes_what_another_implementation_does(void **state)
{
    struct scram_offer offer;
    uint8_t salted[SHA256_BYTES], signature[SHA256_BYTES];
    char text[SCRAM_MESSAGE_MAX];
    struct out o;

    (void)state;
    out_init(&o, text, sizeof text);
    scram_write_client_first(&o, text_of(own));
    assert_string_equal(text, client_first);
    assert_true(scram_read_server_first(text_of(server_first), text_of(own), 4096, &offer));
    scram_salt(&linux_crypto, text_of("pencil"), &offer, salted);
    out_init(&o, text, sizeof text);
    scram_write_client_final(&linux_crypto, &offer, text_of(own), salted, &o, signature);
    assert_string_equal(text, client_final);
    assert_true(scram_check_server_final(text_of(server_final), signature));
}

static void test_a_server_says_and_believes_the_same(void **state)
{
    uint8_t nonce[SCRAM_SERVER_BYTES], signature[SHA256_BYTES];
    struct scram_keys made = known_keys(nonce);
    char text[SCRAM_MESSAGE_MAX];
    struct scram_final final;
    struct text client;
    struct out o;

    (void)state;
    assert_true(scram_read_client_first(text_of(client_first), &client));
    expect_text(client, own);
    out_init(&o, text, sizeof text);
    scram_write_server_first(&o, client, nonce, &verifier);
    assert_string_equal(text, server_first);
    assert_true(scram_read_client_final(text_of(client_final), &final));
    assert_true(scram_verify(&linux_crypto, &final, nonce, &verifier, &made, signature));
    out_init(&o, text, sizeof text);
    scram_write_server_final(&o, signature);
    assert_string_equal(text, server_final);
}

static void test_one_other_bit_in_proof_nonce_or_keys_proves_nothing(void **state)
{
    uint8_t nonce[SCRAM_SERVER_BYTES], signature[SHA256_BYTES];
    struct scram_keys made = known_keys(nonce);
    struct scram_final final;

    (void)state;
    for (int bit = 0; bit < SHA256_BYTES * 8; bit++) {
        assert_true(scram_read_client_final(text_of(client_final), &final));
        final.proof[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(scram_verify(&linux_crypto, &final, nonce, &verifier, &made, signature));
        final.proof[bit / 8] ^= (uint8_t)(1 << bit % 8);
        made.stored[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(scram_verify(&linux_crypto, &final, nonce, &verifier, &made, signature));
        made.stored[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (int bit = 0; bit < SCRAM_SERVER_BYTES * 8; bit++) {
        nonce[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(scram_verify(&linux_crypto, &final, nonce, &verifier, &made, signature));
        nonce[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_true(scram_verify(&linux_crypto, &final, nonce, &verifier, &made, signature));
    made.server[0] ^= 1; // a server that knows the one key only is not believed
    assert_true(scram_verify(&linux_crypto, &final, nonce, &verifier, &made, signature));
    assert_false(scram_check_server_final(text_of(server_final), signature));
}

static void test_what_is_no_client_first_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "n,,",
        "n,,n=,r=",
        "n,,n=user,r=abc",
        "y,,n=,r=abc",
        "p=tls-unique,,n=,r=abc",
        "n,a=admin,n=,r=abc",
        "n,,m=x,n=,r=abc",
        "n,,n=,r=abc,ext=1",
        "n,,n=,r=a bc",
        "n,,n=,r=a\tbc",
        "n,,n=,r=caf\xc3\xa9",
        "N,,n=,r=abc",
        "n,,n=,r=0123456789012345678901234567890123456789012345678", // 49 characters
    };
    struct text nonce;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (scram_read_client_first(text_of(bad[i]), &nonce))
            fail_msg("taken: %s", bad[i]);
    assert_true(scram_read_client_first(
        text_of("n,,n=,r=012345678901234567890123456789012345678901234567"), &nonce));
    assert_int_equal(nonce.len, SCRAM_CLIENT_MAX);
}

static void test_what_is_no_client_final_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "c=biws,r=abc",
        "c=biws,r=abc,p=",
        "c=biws,r=,p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRA=",
        "c=eSws,r=abc,p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRA=",
        "c=biws,r=abc,x=1,p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRA=",
        "c=biws,r=abc,p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRA=,x=1",
        "c=biws,r=abc,p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkQ==", // 31 bytes
        "c=biws,r=abc,p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRAA", // 33 bytes
        ("c=biws,r=01234567890123456789012345678901234567890123456789012345678901234,"
         "p=2zSO2mdDmI5J4adJTfyZFCmCaBZfHyxHecuDZMePkRA="), // a nonce of 65 characters
    };
    struct scram_final final;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (scram_read_client_final(text_of(bad[i]), &final))
            fail_msg("taken: %s", bad[i]);
}

static void test_an_offer_that_is_weak_or_not_for_us_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "r=abcdef,s=AAAA",
        "r=abcdef,s=,i=4096",
        "r=abcdef,s=AAA,i=4096",
        "r=abc,s=AAAA,i=4096",    // nothing of the server's
        "r=abd123,s=AAAA,i=4096", // not our nonce
        "r=ABCdef,s=AAAA,i=4096",
        "r=abcdef,s=AAAA,i=4095", // cheap to guess
        "r=abcdef,s=AAAA,i=1",
        "r=abcdef,s=AAAA,i=10001", // dear to answer
        "r=abcdef,s=AAAA,i=99999999999",
        "r=abcdef,s=AAAA,i=-4096",
        "r=abcdef,s=AAAA,i=+4096",
        "r=abcdef,s=AAAA,i=",
        "r=abcdef,s=AAAA,i=4096,x=1",
        "m=1,r=abcdef,s=AAAA,i=4096",
        "r=abcdef,i=4096,s=AAAA",
        "r=abcdef,s=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,i=4096", // 33 bytes
    };
    struct scram_offer offer;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (scram_read_server_first(text_of(bad[i]), text_of("abc"), 10000, &offer))
            fail_msg("taken: %s", bad[i]);
    assert_true(
        scram_read_server_first(text_of("r=abcdef,s=AAAA,i=10000"), text_of("abc"), 10000, &offer));
    assert_int_equal(offer.rounds, 10000);
    assert_int_equal(offer.salt_len, 3);
}

static void test_a_server_s_last_word_is_its_signature_and_nothing_else(void **state)
{
    static const char *const bad[] = { "",
                                       "v=",
                                       "e=invalid-proof",
                                       "v=AAAA",
                                       "v=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=,x=1",
                                       "v=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OQ=" };
    uint8_t signature[SHA256_BYTES];

    (void)state;
    read_base64("8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=", signature, sizeof signature);
    assert_true(scram_check_server_final(text_of(server_final), signature));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(scram_check_server_final(text_of(bad[i]), signature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_client_says_and_believes_what_another_implementation_does),
        cmocka_unit_test(test_a_server_says_and_believes_the_same),
        cmocka_unit_test(test_one_other_bit_in_proof_nonce_or_keys_proves_nothing),
        cmocka_unit_test(test_what_is_no_client_first_is_refused),
        cmocka_unit_test(test_what_is_no_client_final_is_refused),
        cmocka_unit_test(test_an_offer_that_is_weak_or_not_for_us_is_refused),
        cmocka_unit_test(test_a_server_s_last_word_is_its_signature_and_nothing_else),
    };

    return RUN(tests);
}
