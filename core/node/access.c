// Passwords, rights, and the growing delay after wrong passwords.
#include "base/base64.h"
#include "base/bytes.h"
#include "node/node.h"
#include "node/password.h"

enum { SALT_BYTES = 16, SALT_MAX = 32, DELAY_MAX_S = 64 };
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

// RFC 5802, section 3: StoredKey and ServerKey of a password.
static void scram_keys(const struct crypto *k, struct text password, const uint8_t *salt,
                       size_t salt_len, uint32_t rounds, uint8_t stored_key[SHA256_BYTES],
                       uint8_t server_key[SHA256_BYTES])
{
    uint8_t salted[SHA256_BYTES], client_key[SHA256_BYTES];

    k->pbkdf2_sha256((const uint8_t *)password.p, password.len, salt, salt_len, rounds, salted);
    k->hmac_sha256(salted, sizeof salted, (const uint8_t *)"Client Key", 10, client_key);
    k->sha256(client_key, sizeof client_key, stored_key);
    k->hmac_sha256(salted, sizeof salted, (const uint8_t *)"Server Key", 10, server_key);
    bytes_wipe(salted, sizeof salted);
    bytes_wipe(client_key, sizeof client_key);
}

struct text access_verifier(const struct node *n, struct text password, char verifier[VERIFIER_MAX])
{
    uint8_t salt[SALT_BYTES], stored_key[SHA256_BYTES], server_key[SHA256_BYTES];
    struct out o;

    n->port->crypto->random(salt, sizeof salt);
    scram_keys(n->port->crypto, password, salt, sizeof salt, CFG_PASSWORD_ROUNDS, stored_key,
               server_key);
    out_init(&o, verifier, VERIFIER_MAX);
    out_format(&o, "%s%d:", scheme, CFG_PASSWORD_ROUNDS);
    base64_write(&o, salt, sizeof salt);
    out_char(&o, '$');
    base64_write(&o, stored_key, sizeof stored_key);
    out_char(&o, ':');
    base64_write(&o, server_key, sizeof server_key);
    return out_written(&o);
}

static bool is_key(struct text t)
{
    uint8_t key[SHA256_BYTES + 1];

    return base64_read(t, key, sizeof key) == SHA256_BYTES;
}

bool access_is_verifier(struct text t)
{
    uint8_t salt[SALT_MAX];
    struct text rest = text_skip(t, sizeof scheme - 1);
    struct text rounds_text = text_until(&rest, ':'), salt_text = text_until(&rest, '$');
    int32_t rounds;

    return text_starts(t, scheme) && !text_int(rounds_text, &rounds) && rounds >= 1 &&
           base64_read(salt_text, salt, sizeof salt) > 0 && is_key(text_until(&rest, ':')) &&
           is_key(rest);
}

// What is longer than any password is a verifier that was damaged.
void access_hash_plain(struct node *n)
{
    char verifier[VERIFIER_MAX];

    if (access_is_factory(n) || text_starts(stored(n), scheme) ||
        stored(n).len > (size_t)keys[KEY_appwd].hi)
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
    password_keep(n);
}

static bool matches(const struct node *n, struct text password)
{
    uint8_t salt[SALT_MAX], want[SHA256_BYTES], have[SHA256_BYTES], unused[SHA256_BYTES];
    struct text rest = text_skip(stored(n), sizeof scheme - 1);
    struct text rounds_text = text_until(&rest, ':'), salt_text = text_until(&rest, '$');
    struct text key_text = text_until(&rest, ':');
    int salt_len = base64_read(salt_text, salt, sizeof salt);
    int32_t rounds;

    if (salt_len < 0 || text_int(rounds_text, &rounds) || rounds < 1)
        return false;
    if (base64_read(key_text, want, sizeof want) != sizeof want)
        return false;
    scram_keys(n->port->crypto, password, salt, (size_t)salt_len, (uint32_t)rounds, have, unused);
    return bytes_same_in_constant_time(want, have, sizeof have);
}

static uint64_t until_ms_of(const struct guest *g)
{
    return (uint64_t)g->until_high << 32 | g->until_low;
}

static struct guest *guest_find(struct access *a, uint32_t peer_hash)
{
    for (unsigned i = 0; i < CFG_GUESTS; i++)
        if (a->guests[i].failures && a->guests[i].peer_hash == peer_hash)
            return &a->guests[i];
    return NULL;
}

// The row to remember a new address in: a free one, or the one whose delay ends first.
static struct guest *guest_row(struct access *a)
{
    struct guest *best = &a->guests[0];

    for (unsigned i = 0; i < CFG_GUESTS; i++) {
        struct guest *g = &a->guests[i];
        if (!g->failures)
            return g;
        if (until_ms_of(g) < until_ms_of(best))
            best = g;
    }
    return best;
}

// Notes a failure; returns for how many seconds the address must now wait.
static uint32_t punish(struct node *n, uint32_t peer_hash)
{
    struct guest *g = guest_find(&n->access, peer_hash);

    if (!g) {
        g = guest_row(&n->access);
        *g = (struct guest){ .peer_hash = peer_hash };
    }
    if (g->failures < 7)
        g->failures++;
    uint32_t delay_s = 1u << (g->failures - 1);
    delay_s = delay_s < DELAY_MAX_S ? delay_s : DELAY_MAX_S;
    uint64_t until_ms = n->clock_ms + delay_s * 1000;
    g->until_low = (uint32_t)until_ms;
    g->until_high = (uint8_t)(until_ms >> 32);
    return delay_s;
}

bool access_try(struct node *n, const char *peer, uint32_t peer_hash, struct text password,
                struct out *o)
{
    struct guest *g = guest_find(&n->access, peer_hash);
    uint64_t until_ms = g ? until_ms_of(g) : 0;

    if (until_ms > n->clock_ms) {
        int wait_ms = (int)(until_ms - n->clock_ms);
        node_log(n, LOG_WARN, "[ socket server ] %s tried a password too early", peer);
        out_format(o, "AuthFailed\nToo many wrong passwords: try again in %d s\nBye!\n",
                   (wait_ms + 999) / 1000);
        return false;
    }
    if (matches(n, password)) {
        if (g)
            g->failures = 0;
        strangers_hear(n, false);
        node_log(n, LOG_INFO, "[ socket server ] %s logged in", peer);
        out_text(o, "AuthOk\n");
        return true;
    }
    uint32_t delay_s = punish(n, peer_hash);
    node_log(n, LOG_WARN, "[ socket server ] %s gave a wrong password, next try in %u s", peer,
             (unsigned)delay_s);
    out_format(o, "AuthFailed\nTry again in %u s\nBye!\n", (unsigned)delay_s);
    return false;
}
