// Keeps the verifier apart from the settings.
#include "node/password.h"
#include "base/crc32.h"
#include "base/frame.h"
#include "node/notice.h"
#include "store/blobs.h"

enum { KEPT_MAX = VERIFIER_MAX + 24 }; // "12 89abcdef SCRAM-SHA-256$..."

static void write_check(struct out *o, struct text verifier)
{
    out_hex(o, crc32_add(0, verifier.p, verifier.len), 8);
}

static void password_put(struct node *n, struct text verifier)
{
    char text[KEPT_MAX];
    struct out o;

    out_init(&o, text, sizeof text);
    out_format(&o, "%u ", (unsigned)n->settings.generation);
    write_check(&o, verifier);
    out_char(&o, ' ');
    out_slice(&o, verifier);
    int err = blobs_put(n->port->blobs, PASSWORD_FILE, out_written(&o));
    if (err)
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] the password is kept once only: %s", err_text(err));
}

SEPARATE_FRAME void password_keep(struct node *n)
{
    if (!access_is_factory(n))
        password_put(n, settings_text(&n->settings, KEY_appwd));
}

// The verifier that is kept here and the generation that it came with. No verifier: there is none,
// or it was damaged.
static struct text read_kept(const struct node *n, char text[KEPT_MAX], int32_t *generation)
{
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, PASSWORD_FILE, 0, text, KEPT_MAX);
    struct text verifier = text_make(text, got > 0 ? (size_t)got : 0),
                number = text_word(&verifier), check = text_word(&verifier);
    char wanted[9];
    struct out o;

    out_init(&o, wanted, sizeof wanted);
    write_check(&o, verifier);
    if (text_int(number, generation) || !text_is(check, wanted) || !access_is_verifier(verifier))
        verifier.len = 0;
    return verifier;
}

// Whether what is kept here is to replace what the settings hold. They are newer when they were
// changed since; of the same generation they were the same.
static bool password_is_lost(const struct node *n, int32_t generation, bool is_damaged)
{
    return access_is_factory(n) || is_damaged || n->settings.generation <= (uint32_t)generation ||
           !access_is_verifier(settings_text(&n->settings, KEY_appwd));
}

static void password_bring_back(struct node *n, struct text verifier, int32_t generation)
{
    if (n->settings.generation < (uint32_t)generation)
        n->settings.generation = (uint32_t)generation;
    int err = settings_note(&n->settings, KEY_appwd, verifier);
    if (err)
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] the password could not be put back: %s",
                 err_text(err));
    else
        notice_tell(n, "[CONFIG] " SETTINGS_FILE
                       " had lost the password that was set last. It is in use again.");
}

SEPARATE_FRAME void password_compare(struct node *n, bool is_damaged)
{
    char text[KEPT_MAX];
    int32_t generation = 0;
    struct text kept = read_kept(n, text, &generation);
    bool is_same = text_same(kept, settings_text(&n->settings, KEY_appwd));

    if (!kept.len)
        password_keep(n);
    else if (!is_same && password_is_lost(n, generation, is_damaged))
        password_bring_back(n, kept, generation);
    else if (!is_same)
        password_keep(n);
}

SEPARATE_FRAME static bool can_be_said(struct node *n, struct text password)
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

// What is longer than any password was a verifier once.
static bool is_damaged_verifier(struct text t)
{
    return t.len > (size_t)keys[KEY_appwd].hi;
}

void password_hash_plain(struct node *n)
{
    struct text stored = settings_text(&n->settings, KEY_appwd);
    char verifier[VERIFIER_MAX];

    if (access_is_factory(n) || text_starts(stored, VERIFIER_SCHEME) ||
        is_damaged_verifier(stored) || !can_be_said(n, stored))
        return;
    // Not as a change: the generation that it would keep would still hold the plain password.
    int err = settings_note(&n->settings, KEY_appwd, access_verifier(n, stored, verifier));
    if (err || settings_sync(&n->settings))
        node_log(n, LOG_ERROR,
                 "[CONFIGHANDLER] the password in %s could not be replaced by its hash",
                 SETTINGS_FILE);
    else
        node_log(n, LOG_INFO, "[CONFIGHANDLER] the password in %s was replaced by its hash",
                 SETTINGS_FILE);
    password_keep(n);
}
