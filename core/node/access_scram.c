// Login by SCRAM-SHA-256: answers the two lines of a client.
#include "node/access_scram.h"
#include "node/node.h"

static const char words[] = "auth scram ";

static enum access_end scram_start(struct node *n, struct access_guest *g, struct text nonce,
                                   struct out *o)
{
    struct scram_verifier v;
    struct scram_keys pair;

    if (access_must_wait(n, g->peer, g->peer_hash, o))
        return ACCESS_REFUSED;
    if (!access_read_verifier(n, &v, &pair)) {
        (void)access_finish(n, g->peer, g->peer_hash, false, o);
        return ACCESS_REFUSED;
    }
    n->port->crypto->random(g->turn.nonce, sizeof g->turn.nonce);
    scram_write_server_first(o, nonce, g->turn.nonce, &v);
    out_char(o, '\n');
    return ACCESS_BEGUN;
}

static enum access_end scram_finish(struct node *n, const struct access_guest *g,
                                    const struct scram_final *final, struct out *o)
{
    struct scram_verifier v;
    struct scram_keys pair;
    uint8_t signature[SHA256_BYTES];

    if (access_must_wait(n, g->peer, g->peer_hash, o))
        return ACCESS_REFUSED;
    bool is_right = g->has_begun && access_read_verifier(n, &v, &pair) &&
                    scram_verify(n->port->crypto, final, g->turn.nonce, &v, &pair, signature);
    if (!access_finish(n, g->peer, g->peer_hash, is_right, o))
        return ACCESS_REFUSED;
    scram_write_server_final(o, signature);
    out_char(o, '\n');
    return ACCESS_IN;
}

enum access_end access_scram(struct node *n, struct access_guest *g, struct text line,
                             struct out *o)
{
    struct text message = text_skip(line, sizeof words - 1), nonce;
    struct scram_final final;

    if (!text_starts(line, words))
        return ACCESS_NO_SCRAM;
    if (scram_read_client_first(message, &nonce))
        return scram_start(n, g, nonce, o);
    return scram_read_client_final(message, &final) ? scram_finish(n, g, &final, o)
                                                    : ACCESS_NO_SCRAM;
}
