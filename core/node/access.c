// Passwords, rights, and the growing delay after wrong passwords.
#include "base/base64.h"
#include "base/bytes.h"
#include "node/node.h"

enum { SALT_BYTES = 16, DELAY_MAX_S = 64 };
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

static void access_make_keys(const struct crypto *k, struct text password, const uint8_t *salt,
                             size_t salt_len, uint32_t rounds, struct scram_keys *pair)
{
    uint32_t work[PBKDF2_WORDS];

    k->pbkdf2_begin(work, (const uint8_t *)password.p, password.len, salt, salt_len);
    k->pbkdf2_more(work, rounds - 1);
    scram_keys_of(k, pbkdf2_result(work), pair);
    bytes_wipe(work, sizeof work);
}

struct text access_verifier(const struct node *n, struct text password, char verifier[VERIFIER_MAX])
{
    struct scram_keys pair;
    uint8_t salt[SALT_BYTES];
    struct out o;

    n->port->crypto->random(salt, sizeof salt);
    access_make_keys(n->port->crypto, password, salt, sizeof salt, CFG_PASSWORD_ROUNDS, &pair);
    out_init(&o, verifier, VERIFIER_MAX);
    out_format(&o, "%s%d:", scheme, CFG_PASSWORD_ROUNDS);
    base64_write(&o, salt, sizeof salt);
    out_char(&o, '$');
    base64_write(&o, pair.stored, sizeof pair.stored);
    out_char(&o, ':');
    base64_write(&o, pair.server, sizeof pair.server);
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

bool access_read_verifier(const struct node *n, struct scram_verifier *v, struct scram_keys *pair)
{
    struct text rest = text_skip(stored(n), sizeof scheme - 1);

    v->rounds = text_until(&rest, ':');
    v->salt = text_until(&rest, '$');
    struct text stored_key = text_until(&rest, ':');
    return text_starts(stored(n), scheme) &&
           base64_read(stored_key, pair->stored, SHA256_BYTES) == SHA256_BYTES &&
           base64_read(rest, pair->server, SHA256_BYTES) == SHA256_BYTES;
}

static bool matches(const struct node *n, struct text password)
{
    struct scram_keys want, have;
    struct scram_verifier v;
    uint8_t salt[SCRAM_SALT_MAX];
    int32_t rounds;

    if (!access_read_verifier(n, &v, &want))
        return false;
    int salt_len = base64_read(v.salt, salt, sizeof salt);
    if (salt_len < 0 || text_int(v.rounds, &rounds) || rounds < 1)
        return false;
    access_make_keys(n->port->crypto, password, salt, (size_t)salt_len, (uint32_t)rounds, &have);
    return bytes_same_in_constant_time(want.stored, have.stored, SHA256_BYTES);
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

bool access_must_wait(struct node *n, const char *peer, uint32_t peer_hash, struct out *o)
{
    const struct guest *g = guest_find(&n->access, peer_hash);
    uint64_t until_ms = g ? until_ms_of(g) : 0;

    if (until_ms <= n->clock_ms)
        return false;
    int wait_ms = (int)(until_ms - n->clock_ms);
    node_log(n, LOG_WARN, "[ socket server ] %s tried a password too early", peer);
    out_format(o, "AuthFailed\nToo many wrong passwords: try again in %d s\nBye!\n",
               (wait_ms + 999) / 1000);
    return true;
}

bool access_answer_login(struct node *n, const char *peer, uint32_t peer_hash, bool is_right,
                         struct out *o)
{
    struct guest *g = guest_find(&n->access, peer_hash);

    if (is_right) {
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

bool access_try(struct node *n, const char *peer, uint32_t peer_hash, struct text password,
                struct out *o)
{
    return !access_must_wait(n, peer, peer_hash, o) &&
           access_answer_login(n, peer, peer_hash, matches(n, password), o);
}
