// How a call logs in to another node.
#include "peers/peer_login.h"
#include "base/base64.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "command/postfix.h"

enum { ROUNDS_MOST = 16384 }; // more rounds would take a chip too long

static const char words[] = "auth scram ";

// The host as settings name it.
static struct text peer_login_name_of(struct text host)
{
    return postfix_is_address(host) ? host : postfix_first_label(host);
}

struct text peer_login_password(const struct node *n, struct text host,
                                char room[HOST_PASSWORD_MAX])
{
    struct text list = settings_text(&n->settings, KEY_hostpwd);

    if (!settings_is_set(&n->settings, KEY_hostpwd))
        list.len = 0;
    return host_password_find(list, peer_login_name_of(host), room);
}

bool peer_login_may_show(const struct node *n, struct text host)
{
    struct text rest = settings_text(&n->settings, KEY_hostplain), name = peer_login_name_of(host);

    while (settings_is_set(&n->settings, KEY_hostplain) && rest.len)
        if (text_same(text_trim(text_until(&rest, ';')), name))
            return true;
    return false;
}

bool peer_login_is_offered(struct text heard)
{
    static const char mark[] = "\"login\": \"scram";

    for (; heard.len; heard = text_skip(heard, 1))
        if (text_starts(heard, mark))
            return true;
    return false;
}

void peer_login_open(const struct node *n, struct peer_proof *p, struct out *o)
{
    uint8_t bytes[PEER_NONCE_BYTES];
    struct out nonce;

    n->port->crypto->random(bytes, sizeof bytes);
    out_init(&nonce, p->nonce, sizeof p->nonce);
    base64_write(&nonce, bytes, sizeof bytes);
    out_text(o, words);
    scram_write_client_first(o, out_written(&nonce));
}

// Finds the line that begins with `start`.
static struct text peer_find_line(struct text heard, const char *start)
{
    while (heard.len) {
        size_t n = 0;
        while (n < heard.len && heard.p[n] != '\n')
            n++;
        if (text_starts(heard, start))
            return text_make(heard.p, n);
        heard = text_skip(heard, n + 1);
    }
    return heard;
}

static bool read_offer(struct text heard, struct text own, struct scram_offer *offer)
{
    return scram_read_server_first(peer_find_line(heard, "r="), own, ROUNDS_MOST, offer);
}

SEPARATE_FRAME bool peer_login_take_offer(const struct node *n, struct peer_proof *p,
                                          struct text heard, struct text password)
{
    struct scram_offer offer;

    if (!read_offer(heard, text_of(p->nonce), &offer))
        return false;
    n->port->crypto->pbkdf2_start(p->work, (const uint8_t *)password.p, password.len, offer.salt,
                                  offer.salt_len);
    p->rounds_left = (uint16_t)(offer.rounds - 1);
    return true;
}

bool peer_login_compute(const struct node *n, struct peer_proof *p)
{
    uint16_t rounds = p->rounds_left < CFG_PASSWORD_SLICE ? p->rounds_left : CFG_PASSWORD_SLICE;

    n->port->crypto->pbkdf2_more(p->work, rounds);
    p->rounds_left = (uint16_t)(p->rounds_left - rounds);
    return !p->rounds_left;
}

SEPARATE_FRAME void peer_login_prove(const struct node *n, struct peer_proof *p, struct text heard,
                                     struct out *o)
{
    struct scram_offer offer;
    uint8_t signature[SHA256_BYTES];
    // The offer was checked already and begins with our nonce.
    struct text own = text_make(peer_find_line(heard, "r=").p + 2, sizeof p->nonce - 1);

    out_text(o, words);
    if (!read_offer(heard, own, &offer))
        return;
    scram_write_client_final(n->port->crypto, &offer, own, pbkdf2_result(p->work), o, signature);
    bytes_wipe(p, sizeof *p);
    bytes_copy(p->signature, signature, sizeof signature);
}

bool peer_login_is_proven(const struct peer_proof *p, struct text heard)
{
    return scram_check_server_final(peer_find_line(heard, "v="), p->signature);
}
