// Passwords and rights.
#include "base/base64.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "net/opening.h"
#include "node/room.h"

enum { SALT_BYTES = 16, ROUNDS_MAX = 1000000, PASSWORD_MAX = 63 };
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
    out_format(&o, "%s%d:", scheme, CFG_PASSWORD_ROUNDS);
    base64_write(&o, salt, sizeof salt);
    out_char(&o, '$');
    base64_write(&o, pair.stored, sizeof pair.stored);
    out_char(&o, ':');
    base64_write(&o, pair.server, sizeof pair.server);
    return out_written(&o);
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
    bool is_word = n->rooms->is_open_word(password) || text_starts(password, "auth scram ");

    if (has_control(password) || !text_is_utf8(password))
        out_text(why, "a password is UTF-8 text without control characters");
    else if (text_trim(password).len != password.len || !password.len)
        out_text(why, "a password neither begins nor ends with a blank");
    else if (password.len > PASSWORD_MAX)
        out_format(why, "a password has %d bytes at most", PASSWORD_MAX);
    else if (is_word || opening_judge(password, true) == OPENING_FOREIGN)
        out_text(why, "the shell takes these words for something else than a password");
    else
        return OK;
    return ERR_RANGE;
}

static bool can_be_said(struct node *n, struct text password)
{
    char reason[80];
    struct out why;

    out_init(&why, reason, sizeof reason);
    if (!access_check_password(n, password, &why))
        return true;
    node_log(n, LOG_ERROR, "[CONFIGHANDLER] nobody can log in with appwd as it is in %s: %s",
             SETTINGS_FILE, reason);
    return false;
}

void access_hash_plain(struct node *n)
{
    char verifier[VERIFIER_MAX];

    if (access_is_factory(n) || text_starts(stored(n), scheme) || !can_be_said(n, stored(n)))
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

SEPARATE_FRAME bool access_guess(const struct node *n, struct text password,
                                 uint32_t work[PBKDF2_WORDS], uint32_t *rounds)
{
    uint8_t salt[SCRAM_SALT_MAX];
    struct scram_verifier v;
    struct scram_keys unused;
    int32_t all;

    if (!access_read_verifier(n, &v, &unused))
        return false;
    int salt_len = base64_read(v.salt, salt, sizeof salt);
    if (salt_len < 0 || text_int(v.rounds, &all) || all < 1 || all > ROUNDS_MAX)
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
