// Messages of a login by SCRAM that are anything. The first byte chooses the message; a client's
// nonce stands before the first newline of a server-first.
#include "../../ports/linux/crypto.h"
#include "fuzz.h"
#include "net/scram.h"
#include <string.h>

static bool is_plain(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.p[i] <= ' ' || t.p[i] > '~' || t.p[i] == ',')
            return false;
    return t.len > 0;
}

// A nonce that is taken comes back in our answer, which a client takes.
static void check_client_first(struct text message)
{
    static const struct scram_verifier v = { { "AAECAwQFBgcICQoLDA0ODw==", 24 }, { "4096", 4 } };
    static const uint8_t ours[SCRAM_SERVER_BYTES] = { 1, 2, 3 };
    char text[SCRAM_MESSAGE_MAX];
    struct scram_offer offer;
    struct text nonce;
    struct out o;

    if (!scram_read_client_first(message, &nonce))
        return;
    HOLDS(is_plain(nonce) && nonce.len <= SCRAM_CLIENT_MAX);
    out_init(&o, text, sizeof text);
    scram_write_server_first(&o, nonce, ours, &v);
    HOLDS(!o.full && scram_read_server_first(out_written(&o), nonce, 4096, &offer));
    out_init(&o, text, sizeof text);
    scram_write_client_first(&o, nonce);
    HOLDS(text_same(out_written(&o), message)); // there is one way to write it
}

// Nobody proves a password that has no proof.
static void check_client_final(struct text message)
{
    static const struct scram_verifier v = { { "AAAA", 4 }, { "4096", 4 } };
    static const uint8_t ours[SCRAM_SERVER_BYTES];
    static const struct scram_keys keys;
    uint8_t signature[SHA256_BYTES];
    struct scram_final final;

    if (!scram_read_client_final(message, &final))
        return;
    HOLDS(is_plain(final.nonce) && final.nonce.len <= SCRAM_NONCE_MAX);
    HOLDS(!scram_verify(&linux_crypto, &final, ours, &v, &keys, signature));
}

static void check_server_first(struct text message)
{
    struct text own = text_until(&message, '\n');
    char text[SCRAM_MESSAGE_MAX];
    uint8_t salted[SHA256_BYTES] = { 1 }, signature[SHA256_BYTES];
    struct scram_offer offer;
    struct scram_final final;
    struct out o;

    if (!scram_read_server_first(message, own, 100000, &offer))
        return;
    HOLDS(is_plain(offer.nonce) && offer.nonce.len > own.len && offer.salt_len);
    HOLDS(offer.rounds >= SCRAM_ROUNDS_LEAST && offer.rounds <= 100000);
    out_init(&o, text, sizeof text);
    scram_write_client_final(&linux_crypto, &offer, own, salted, &o, signature);
    HOLDS(!o.full && scram_read_client_final(out_written(&o), &final));
    HOLDS(text_same(final.nonce, offer.nonce));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const uint8_t signature[SHA256_BYTES] = "anything that nobody has signed";
    struct text message = text_make((const char *)data + 1, len - 1);

    if (!len)
        return 0;
    switch (data[0] % 4) {
    case 0: check_client_first(message); break;
    case 1: check_client_final(message); break;
    case 2: check_server_first(message); break;
    default: (void)scram_check_server_final(message, signature); break;
    }
    return 0;
}
