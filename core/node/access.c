// Checks passwords and rights.
#include "base/base64.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "net/opening.h"
#include "node/room.h"

enum { SALT_BYTES = 16, ROUNDS_MAX = 1000000 };

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

struct text access_verifier(const struct node *n, struct text password, char verifier[VERIFIER_MAX])
{
    const struct crypto *k = n->port->crypto;
    uint32_t work[PBKDF2_WORDS];
    struct scram_keys pair;
    uint8_t salt[SALT_BYTES];
    struct out o;

    k->random(salt, sizeof salt);
    k->pbkdf2_start(work, (const uint8_t *)password.p, password.len, salt, sizeof salt);
    k->pbkdf2_more(work, CFG_PASSWORD_ROUNDS - 1);
    scram_keys_of(k, pbkdf2_result(work), &pair);
    bytes_wipe(work, sizeof work);
    out_init(&o, verifier, VERIFIER_MAX);
    out_format(&o, VERIFIER_SCHEME "%d:", CFG_PASSWORD_ROUNDS);
    base64_write(&o, salt, sizeof salt);
    out_char(&o, '$');
    base64_write(&o, pair.stored, sizeof pair.stored);
    out_char(&o, ':');
    base64_write(&o, pair.server, sizeof pair.server);
    return out_written(&o);
}

static bool read_verifier(struct text t, struct scram_verifier *v, struct scram_keys *pair)
{
    struct text rest = text_skip(t, sizeof VERIFIER_SCHEME - 1);

    v->rounds = text_until(&rest, ':');
    v->salt = text_until(&rest, '$');
    struct text stored_key = text_until(&rest, ':');
    return text_starts(t, VERIFIER_SCHEME) &&
           base64_read(stored_key, pair->stored, SHA256_BYTES) == SHA256_BYTES &&
           base64_read(rest, pair->server, SHA256_BYTES) == SHA256_BYTES;
}

bool access_read_verifier(const struct node *n, struct scram_verifier *v, struct scram_keys *pair)
{
    return read_verifier(stored(n), v, pair);
}

// Reads the salt and the number of rounds of a verifier. Returns the length of the salt, or an
// error.
static int read_salt(const struct scram_verifier *v, uint8_t salt[SCRAM_SALT_MAX], int32_t *rounds)
{
    if (text_int(v->rounds, rounds) || *rounds < 1 || *rounds > ROUNDS_MAX)
        return ERR_RANGE;
    return base64_read(v->salt, salt, SCRAM_SALT_MAX);
}

bool access_is_verifier(struct text t)
{
    uint8_t salt[SCRAM_SALT_MAX];
    struct scram_verifier v;
    struct scram_keys pair;
    int32_t rounds;

    return read_verifier(t, &v, &pair) && read_salt(&v, salt, &rounds) > 0;
}

static bool has_control(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if ((uint8_t)t.p[i] < ' ' || t.p[i] == 0x7f)
            return true;
    return false;
}

int access_check_password(const struct node *n, struct text password, struct out *why)
{
    bool is_word = n->rooms->is_command(n, password) || text_starts(password, "auth scram ");

    if (has_control(password) || !text_is_utf8(password))
        out_text(why, "a password is UTF-8 text without control characters");
    else if (text_trim(password).len != password.len || !password.len)
        out_text(why, "a password neither begins nor ends with a blank");
    else if (password.len > (size_t)keys[KEY_appwd].hi)
        out_format(why, "a password has %d bytes at most", (int)keys[KEY_appwd].hi);
    else if (is_word || opening_judge(password, true) == OPENING_FOREIGN)
        out_text(why, "the shell takes these words for something else than a password");
    else
        return OK;
    return ERR_RANGE;
}

SEPARATE_FRAME bool access_guess(const struct node *n, struct text password,
                                 uint32_t work[PBKDF2_WORDS], uint32_t *rounds)
{
    uint8_t salt[SCRAM_SALT_MAX];
    struct scram_verifier v;
    struct scram_keys unused;
    int32_t all;

    if (!access_read_verifier(n, &v, &unused))
        return false;
    int salt_len = read_salt(&v, salt, &all);
    if (salt_len < 0)
        return false;
    n->port->crypto->pbkdf2_start(work, (const uint8_t *)password.p, password.len, salt,
                                  (size_t)salt_len);
    *rounds = (uint32_t)all - 1;
    return true;
}

SEPARATE_FRAME bool access_is_right(const struct node *n, uint32_t work[PBKDF2_WORDS])
{
    struct scram_keys want, have;
    struct scram_verifier v;

    scram_keys_of(n->port->crypto, pbkdf2_result(work), &have);
    bytes_wipe(work, PBKDF2_WORDS * sizeof *work);
    return access_read_verifier(n, &v, &want) &&
           bytes_same_in_constant_time(want.stored, have.stored, SHA256_BYTES);
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

bool access_finish(struct node *n, const char *peer, uint32_t peer_hash, bool is_right,
                   struct out *o)
{
    if (is_right) {
        guests_welcome(&n->access.guests, peer_hash, n->clock_ms);
        strangers_hear(n, false);
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
