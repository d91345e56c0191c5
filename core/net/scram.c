// SCRAM-SHA-256: reads and writes the four messages, and checks the proofs.
#include "net/scram.h"
#include "base/base64.h"
#include "base/bytes.h"

enum { SIGNED_MAX = 256 }; // longest text that both sides sign, with a zero byte

// What a client sends before its own nonce and before both nonces: no channel binding, no name.
static const char first_words[] = "n,,n=,r=", final_words[] = "c=biws,r=";

void scram_keys_of(const struct crypto *k, const uint8_t salted[SHA256_BYTES],
                   struct scram_keys *keys)
{
    uint8_t client_key[SHA256_BYTES];

    k->hmac_sha256(salted, SHA256_BYTES, (const uint8_t *)"Client Key", 10, client_key);
    k->sha256(client_key, sizeof client_key, keys->stored);
    k->hmac_sha256(salted, SHA256_BYTES, (const uint8_t *)"Server Key", 10, keys->server);
    bytes_wipe(client_key, sizeof client_key);
}

// RFC 5802: printable ASCII without the comma.
static bool is_nonce(struct text t, size_t most)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.p[i] <= ' ' || t.p[i] > '~' || t.p[i] == ',')
            return false;
    return t.len && t.len <= most;
}

// Takes `words` and the text behind them off `rest`, up to a comma or the end. False: it begins
// differently.
static bool take_part(struct text *rest, const char *words, struct text *value)
{
    size_t n = 0;

    if (!text_starts(*rest, words))
        return false;
    *rest = text_skip(*rest, text_of(words).len);
    while (n < rest->len && rest->p[n] != ',')
        n++;
    *value = text_make(rest->p, n);
    *rest = text_skip(*rest, n);
    return true;
}

static bool scram_read_key(struct text base64, uint8_t key[SHA256_BYTES])
{
    return base64_read(base64, key, SHA256_BYTES) == SHA256_BYTES;
}

// RFC 5802, section 3: builds the text that both sides sign, from what both know.
static void sign(const struct crypto *k, const uint8_t key[SHA256_BYTES], struct text client_nonce,
                 struct text nonce, const struct scram_verifier *v, uint8_t signature[SHA256_BYTES])
{
    char message[SIGNED_MAX];
    struct out o;

    out_init(&o, message, sizeof message);
    out_text(&o, first_words + 3); // without its header "n,,"
    out_slice(&o, client_nonce);
    out_text(&o, ",r=");
    out_slice(&o, nonce);
    out_text(&o, ",s=");
    out_slice(&o, v->salt);
    out_text(&o, ",i=");
    out_slice(&o, v->rounds);
    out_char(&o, ',');
    out_text(&o, final_words);
    out_slice(&o, nonce);
    k->hmac_sha256(key, SHA256_BYTES, (const uint8_t *)message, o.len, signature);
}

static void scram_mix(uint8_t *into, const uint8_t *with)
{
    for (size_t i = 0; i < SHA256_BYTES; i++)
        into[i] ^= with[i];
}

// ---- a server ----

bool scram_read_client_first(struct text message, struct text *nonce)
{
    return take_part(&message, first_words, nonce) && !message.len &&
           is_nonce(*nonce, SCRAM_CLIENT_MAX);
}

bool scram_read_client_final(struct text message, struct scram_final *final)
{
    struct text proof;

    return take_part(&message, final_words, &final->nonce) && take_part(&message, ",p=", &proof) &&
           !message.len && is_nonce(final->nonce, SCRAM_NONCE_MAX) &&
           scram_read_key(proof, final->proof);
}

void scram_write_server_first(struct out *o, struct text client_nonce,
                              const uint8_t server_nonce[SCRAM_SERVER_BYTES],
                              const struct scram_verifier *v)
{
    out_text(o, "r=");
    out_slice(o, client_nonce);
    base64_write(o, server_nonce, SCRAM_SERVER_BYTES);
    out_text(o, ",s=");
    out_slice(o, v->salt);
    out_text(o, ",i=");
    out_slice(o, v->rounds);
}

// The client's part of a nonce that ends with ours. Empty: it does not.
static struct text client_part(struct text nonce, const uint8_t server_nonce[SCRAM_SERVER_BYTES])
{
    char ours[SCRAM_SERVER_BYTES / 3 * 4 + 1];
    struct out o;

    out_init(&o, ours, sizeof ours);
    base64_write(&o, server_nonce, SCRAM_SERVER_BYTES);
    if (nonce.len <= o.len || !text_same(text_skip(nonce, nonce.len - o.len), out_written(&o)))
        return text_make(NULL, 0);
    return text_make(nonce.p, nonce.len - o.len);
}

bool scram_verify(const struct crypto *k, const struct scram_final *final,
                  const uint8_t server_nonce[SCRAM_SERVER_BYTES], const struct scram_verifier *v,
                  const struct scram_keys *keys, uint8_t signature[SHA256_BYTES])
{
    struct text client = client_part(final->nonce, server_nonce);
    uint8_t key[SHA256_BYTES], hashed[SHA256_BYTES];

    if (!client.len)
        return false;
    sign(k, keys->stored, client, final->nonce, v, key);
    scram_mix(key, final->proof);
    k->sha256(key, sizeof key, hashed);
    bytes_wipe(key, sizeof key); // it holds the client's key
    if (!bytes_same_in_constant_time(hashed, keys->stored, sizeof hashed))
        return false;
    sign(k, keys->server, client, final->nonce, v, signature);
    return true;
}

void scram_write_server_final(struct out *o, const uint8_t signature[SHA256_BYTES])
{
    out_text(o, "v=");
    base64_write(o, signature, SHA256_BYTES);
}

// ---- a client ----

void scram_write_client_first(struct out *o, struct text nonce)
{
    out_text(o, first_words);
    out_slice(o, nonce);
}

bool scram_read_server_first(struct text message, struct text own_nonce, uint32_t rounds_most,
                             struct scram_offer *offer)
{
    struct scram_verifier *v = &offer->verifier;
    int32_t rounds;

    if (!take_part(&message, "r=", &offer->nonce) || !take_part(&message, ",s=", &v->salt) ||
        !take_part(&message, ",i=", &v->rounds) || message.len)
        return false;
    if (!is_nonce(offer->nonce, SCRAM_NONCE_MAX) || offer->nonce.len <= own_nonce.len ||
        !text_same(text_make(offer->nonce.p, own_nonce.len), own_nonce))
        return false;
    int salt_len = base64_read(v->salt, offer->salt, sizeof offer->salt);
    if (salt_len < 1 || text_int(v->rounds, &rounds) || v->rounds.p[0] < '1')
        return false;
    offer->salt_len = (uint8_t)salt_len;
    offer->rounds = (uint32_t)rounds;
    return offer->rounds >= SCRAM_ROUNDS_LEAST && offer->rounds <= rounds_most;
}

void scram_salt(const struct crypto *k, struct text password, const struct scram_offer *offer,
                uint8_t salted[SHA256_BYTES])
{
    uint32_t work[PBKDF2_WORDS];

    k->pbkdf2_start(work, (const uint8_t *)password.p, password.len, offer->salt, offer->salt_len);
    k->pbkdf2_more(work, offer->rounds - 1);
    bytes_copy(salted, pbkdf2_result(work), SHA256_BYTES);
    bytes_wipe(work, sizeof work);
}

void scram_write_client_final(const struct crypto *k, const struct scram_offer *offer,
                              struct text own_nonce, const uint8_t salted[SHA256_BYTES],
                              struct out *o, uint8_t signature[SHA256_BYTES])
{
    struct scram_keys keys;
    uint8_t proof[SHA256_BYTES];

    scram_keys_of(k, salted, &keys);
    sign(k, keys.stored, own_nonce, offer->nonce, &offer->verifier, proof);
    k->hmac_sha256(salted, SHA256_BYTES, (const uint8_t *)"Client Key", 10, signature);
    scram_mix(proof, signature);
    sign(k, keys.server, own_nonce, offer->nonce, &offer->verifier, signature);
    out_text(o, final_words);
    out_slice(o, offer->nonce);
    out_text(o, ",p=");
    base64_write(o, proof, sizeof proof);
    bytes_wipe(&keys, sizeof keys);
}

bool scram_check_server_final(struct text message, const uint8_t signature[SHA256_BYTES])
{
    uint8_t told[SHA256_BYTES];
    struct text value;

    return take_part(&message, "v=", &value) && !message.len && scram_read_key(value, told) &&
           bytes_same_in_constant_time(told, signature, sizeof told);
}
