// Base64, and logging in against a stored verifier that may be anything. Before the first newline
// stands what is stored, after it what is typed.
#include "../../ports/linux/crypto.h"
#include "base/base64.h"
#include "fuzz.h"
#include "node/keys.h"
#include "rig.h"
#include <string.h>

static void one_round(uint32_t work[PBKDF2_WORDS], uint32_t rounds)
{
    (void)rounds;
    linux_crypto.pbkdf2_more(work, 1);
}

static void check_base64(const uint8_t *data, size_t len)
{
    uint8_t bytes[512], again[512];
    char text[1024];
    struct out o;
    int n = base64_read(text_make((const char *)data, len), bytes, sizeof bytes);

    if (n < 0)
        return;
    out_init(&o, text, sizeof text);
    base64_write(&o, bytes, (size_t)n);
    HOLDS(base64_read(out_written(&o), again, sizeof again) == n &&
          !memcmp(bytes, again, (size_t)n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct text rest = { (const char *)data, len };
    const uint8_t *newline = memchr(data, '\n', len);
    struct text stored = { rest.p, newline ? (size_t)(newline - data) : len };
    char text[64];
    struct out o;

    check_base64(data, stored.len);
    rest = text_skip(rest, stored.len + 1);
    if (stored.len > 400 || !stored.len)
        return 0;
    struct rig *r = rig_new(&board_esp8266);
    r->crypto.pbkdf2_more = one_round;
    rig_boot(r);
    HOLDS(settings_note(&r->node.settings, KEY_appwd, stored) == OK);
    struct peer *p = rig_open(r, LINK_REMOTE);
    out_init(&o, text, sizeof text);
    uint32_t work[PBKDF2_WORDS], rounds;
    bool is_whole = access_guess(&r->node, rest, work, &rounds);
    if (is_whole)
        r->crypto.pbkdf2_more(work, rounds);
    bool is_in = access_finish(&r->node, p->shell.peer, p->shell.peer_hash,
                               is_whole && access_is_right(&r->node, work), &o);

    HOLDS(is_in == text_is(out_written(&o), "AuthOk\n"));
    // Nobody is in without a whole verifier: rounds, a salt, a key of 32 bytes.
    HOLDS(!is_in || (text_starts(stored, "SCRAM-SHA-256$") && stored.len >= 14 + 2 + 1 + 44));
    rig_free(r);
    return 0;
}
