// Whole sessions: framing, commands and state. The first byte chooses the link; 0xfe parts chunks
// and 0xfd lets time pass, for neither can be part of a command.
#include "../../ports/linux/crypto.h"
#include "fuzz.h"
#include "rig.h"
#include <string.h>

static void one_round(uint32_t work[PBKDF2_WORDS], uint32_t rounds)
{
    (void)rounds;
    linux_crypto.pbkdf2_more(work, 1);
}

static void check_said(struct peer *p)
{
    // All that a node says is UTF-8 text without zero bytes.
    HOLDS(!p->heard.len || text_is_utf8(text_make(p->heard.data, p->heard.len)));
    HOLDS(!p->heard.len || strlen(p->heard.data) == p->heard.len);
    tape_clear(&p->heard);
}

static struct peer *speaker(struct rig *r, struct peer *p, enum link_kind kind)
{
    return p && !p->is_over ? p : rig_open(r, kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    enum link_kind kind = len ? (enum link_kind)(data[0] % 3) : LINK_LOOPBACK;
    struct rig *r = rig_new(&board_esp8266);
    struct peer *p = NULL;
    size_t at = 1, opened = 0;

    r->crypto.pbkdf2_more = one_round;
    rig_boot(r);
    while (at < len && opened < 50) {
        const uint8_t *end = memchr(data + at, 0xfe, len - at);
        size_t n = end ? (size_t)(end - data) - at : len - at;
        opened += !p || p->is_over;
        p = speaker(r, p, kind);
        if (n && data[at] == 0xfd)
            rig_wait_ms(r, 2000);
        peer_send(p, data + at, n);
        check_said(p);
        at += n + 1;
    }
    if (p && !p->is_over) {
        peer_end(p);
        check_said(p);
    }
    p = rig_open(r, LINK_LOOPBACK); // whatever was said, the node still answers
    tape_clear(&p->heard);
    peer_say(p, "version");
    HOLDS(p->heard.data && !strncmp(p->heard.data, "0.", 2));
    rig_free(r);
    return 0;
}
