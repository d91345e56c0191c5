// Passwords and rights.
#include "base/base64.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "node/node.h"

enum { SALT_BYTES = 16, SALT_MAX = 32, ROUNDS_MAX = 1000000 };
static const char scheme[] = "SCRAM-SHA-256$";

static struct text stored(const struct node *n)
{
    return settings_text(&n->settings, KEY_appwd);
}

bool access_is_factory(const struct node *n)
{
    return settings_is_default(&n->settings, KEY_appwd);
}

bool access_wants_password(const struct node *n, bool is_in)
{
    return !is_in && !access_is_factory(n) && settings_bool(&n->settings, KEY_auth);
}

enum right access_right(const struct node *n, enum link_kind kind, bool is_in)
{
    if (!settings_bool(&n->settings, KEY_auth))
        return RIGHT_ADMIN;
    if (access_is_factory(n))
        return kind == LINK_REMOTE ? RIGHT_LOOK : RIGHT_ADMIN;
    return is_in ? RIGHT_ADMIN : RIGHT_LOOK;
}

// RFC 5802, section 3: StoredKey and ServerKey of a password, after PBKDF2 made SaltedPassword of
// it, which is wiped.
static void scram_keys(const struct crypto *k, uint32_t work[PBKDF2_WORDS],
                       uint8_t stored_key[SHA256_BYTES], uint8_t server_key[SHA256_BYTES])
{
    const uint8_t *salted = pbkdf2_result(work);
    uint8_t client_key[SHA256_BYTES];

    k->hmac_sha256(salted, SHA256_BYTES, (const uint8_t *)"Client Key", 10, client_key);
    k->sha256(client_key, sizeof client_key, stored_key);
    k->hmac_sha256(salted, SHA256_BYTES, (const uint8_t *)"Server Key", 10, server_key);
    bytes_wipe(work, PBKDF2_WORDS * sizeof *work);
    bytes_wipe(client_key, sizeof client_key);
}

struct text access_verifier(const struct node *n, struct text password, char verifier[VERIFIER_MAX])
{
    const struct crypto *k = n->port->crypto;
    uint8_t salt[SALT_BYTES], stored_key[SHA256_BYTES], server_key[SHA256_BYTES];
    uint32_t work[PBKDF2_WORDS];
    struct out o;

    k->random(salt, sizeof salt);
    k->pbkdf2_begin(work, (const uint8_t *)password.p, password.len, salt, sizeof salt);
    k->pbkdf2_more(work, CFG_PASSWORD_ROUNDS - 1);
    scram_keys(k, work, stored_key, server_key);
    out_init(&o, verifier, VERIFIER_MAX);
    out_format(&o, "%s%d:", scheme, CFG_PASSWORD_ROUNDS);
    base64_write(&o, salt, sizeof salt);
    out_char(&o, '$');
    base64_write(&o, stored_key, sizeof stored_key);
    out_char(&o, ':');
    base64_write(&o, server_key, sizeof server_key);
    return out_written(&o);
}

void access_hash_plain(struct node *n)
{
    char verifier[VERIFIER_MAX];

    if (access_is_factory(n) || text_starts(stored(n), scheme))
        return;
    // Not as a change: the generation that it would keep would still hold the plain password.
    int err = settings_note(&n->settings, KEY_appwd, access_verifier(n, stored(n), verifier));
    if (err || settings_sync(&n->settings))
        node_log(n, LOG_ERROR,
                 "[CONFIGHANDLER] the password in %s could not be replaced by its hash",
                 SETTINGS_FILE);
    else
        node_log(n, LOG_INFO, "[CONFIGHANDLER] the password in %s was replaced by its hash",
                 SETTINGS_FILE);
}

// What stands in a verifier.
struct verifier {
    int32_t rounds;
    int salt_len;
    uint8_t salt[SALT_MAX], stored_key[SHA256_BYTES];
};

static bool read_verifier(struct text stored_text, struct verifier *v)
{
    struct text rest = text_skip(stored_text, sizeof scheme - 1);
    struct text rounds = text_until(&rest, ':'), salt = text_until(&rest, '$');
    struct text key = text_until(&rest, ':');

    v->salt_len = base64_read(salt, v->salt, sizeof v->salt);
    return text_starts(stored_text, scheme) && v->salt_len >= 0 && !text_int(rounds, &v->rounds) &&
           v->rounds >= 1 && v->rounds <= ROUNDS_MAX &&
           base64_read(key, v->stored_key, sizeof v->stored_key) == SHA256_BYTES;
}

SEPARATE_FRAME bool access_guess(const struct node *n, struct text password,
                                 uint32_t work[PBKDF2_WORDS], uint32_t *rounds)
{
    struct verifier v;

    if (!read_verifier(stored(n), &v))
        return false;
    n->port->crypto->pbkdf2_begin(work, (const uint8_t *)password.p, password.len, v.salt,
                                  (size_t)v.salt_len);
    *rounds = (uint32_t)v.rounds - 1;
    return true;
}

SEPARATE_FRAME bool access_is_right(const struct node *n, uint32_t work[PBKDF2_WORDS])
{
    uint8_t have[SHA256_BYTES], unused[SHA256_BYTES];
    struct verifier v;

    scram_keys(n->port->crypto, work, have, unused);
    return read_verifier(stored(n), &v) &&
           bytes_same_in_constant_time(v.stored_key, have, sizeof have);
}

bool access_must_wait(struct node *n, const char *peer, uint32_t peer_hash, struct out *o)
{
    uint32_t wait_ms = guests_wait_ms(&n->access.guests, peer_hash, n->clock_ms);

    if (!wait_ms)
        return false;
    node_log(n, LOG_WARN, "[ socket server ] %s tried a password too early", peer);
    out_format(o, "AuthFailed\nToo many wrong passwords: try again in %u s\nBye!\n",
               (unsigned)(wait_ms + 999) / 1000);
    return true;
}

bool access_settle(struct node *n, const char *peer, uint32_t peer_hash, bool is_right,
                   struct out *o)
{
    if (is_right) {
        guests_welcome(&n->access.guests, peer_hash, n->clock_ms);
        node_log(n, LOG_INFO, "[ socket server ] %s logged in", peer);
        out_text(o, "AuthOk\n");
        return true;
    }
    unsigned delay_s = guests_fail(&n->access.guests, peer_hash, n->clock_ms);
    node_log(n, LOG_WARN, "[ socket server ] %s gave a wrong password, next try in %u s", peer,
             delay_s);
    out_format(o, "AuthFailed\nTry again in %u s\nBye!\n", delay_s);
    return false;
}
