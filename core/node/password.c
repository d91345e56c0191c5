// Keeps a copy of the verifier apart from the settings.
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

// Written in pieces, without a copy in memory: the settings' text stays in place until the commit.
static int put(struct node *n, struct text verifier)
{
    const struct blobs *b = n->port->blobs;
    char head[24];
    struct out o;
    int err = b->begin(b->ctx, PASSWORD_FILE);

    if (err)
        return err;
    out_init(&o, head, sizeof head);
    out_format(&o, "%u ", (unsigned)n->settings.generation);
    write_check(&o, verifier);
    out_char(&o, ' ');
    err = b->write(b->ctx, head, o.len);
    err = err ? err : b->write(b->ctx, verifier.p, verifier.len);
    if (!err)
        return b->commit(b->ctx);
    b->abort(b->ctx);
    return err;
}

SEPARATE_FRAME void password_keep(struct node *n)
{
    int err = access_is_factory(n) ? OK : put(n, settings_text(&n->settings, KEY_appwd));

    if (err)
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] the password is kept once only: %s", err_text(err));
}

SEPARATE_FRAME static bool is_check_of(struct text check, struct text verifier)
{
    char wanted[9];
    struct out o;

    out_init(&o, wanted, sizeof wanted);
    write_check(&o, verifier);
    return text_is(check, wanted);
}

// Reads the stored copy and the generation it belongs to. An empty verifier means that there is
// none or that it is damaged.
static struct text read_kept(const struct node *n, char text[KEPT_MAX], int32_t *generation)
{
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, PASSWORD_FILE, 0, text, KEPT_MAX);
    struct text verifier = text_make(text, got > 0 ? (size_t)got : 0),
                number = text_word(&verifier), check = text_word(&verifier);

    if (text_int(number, generation) || !is_check_of(check, verifier) ||
        !access_is_verifier(verifier))
        verifier.len = 0;
    return verifier;
}

// Whether two verifiers differ by a few bytes only. Then it is a damaged copy: verifiers of two
// passwords have nothing in common, not even if the same password is set twice. A settings file has
// no check that would find a flipped bit.
static bool is_almost(struct text a, struct text b)
{
    unsigned differ = 0;

    for (size_t i = 0; i < a.len && i < b.len; i++)
        differ += a.p[i] != b.p[i];
    return a.len == b.len && differ < 4;
}

// Whether the copy must replace the verifier in the settings. A newer generation of the settings
// has a newer password. In the same generation both were equal.
SEPARATE_FRAME static bool is_lost(const struct node *n, struct text kept, int32_t generation,
                                   bool is_damaged)
{
    struct text held = settings_text(&n->settings, KEY_appwd);

    return access_is_factory(n) || is_damaged || !access_is_verifier(held) ||
           n->settings.generation <= (uint32_t)generation || is_almost(held, kept);
}

SEPARATE_FRAME static void bring_back(struct node *n)
{
    char text[KEPT_MAX];
    int32_t generation = 0;
    struct text kept = read_kept(n, text, &generation);

    if (n->settings.generation < (uint32_t)generation)
        n->settings.generation = (uint32_t)generation;
    int err = settings_note(&n->settings, KEY_appwd, kept);
    if (err)
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] the password could not be put back: %s",
                 err_text(err));
    else
        notice_tell(n, "[CONFIG] " SETTINGS_FILE
                       " had lost the password that was set last. It is in use again.");
}

// If there ever was a password, the file exists, whatever it holds now.
static bool had_password(const struct node *n)
{
    const struct blobs *b = n->port->blobs;
    char byte;

    return b->read(b->ctx, PASSWORD_FILE, 0, &byte, 1) != ERR_NAME;
}

// No verifier is left. Stores a text that no password matches, which keeps the node locked.
static void lock_out(struct node *n)
{
    if (settings_note(&n->settings, KEY_appwd, text_of("lost")))
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] no memory to lock the node");
    notice_tell(n, "[CONFIG] The password was lost by damage, and nobody can log in. To begin "
                   "anew, delete node_config*.json and " PASSWORD_FILE ".");
}

void password_close_shell(struct node *n)
{
    if (settings_bool(&n->settings, KEY_auth))
        return;
    if (settings_note(&n->settings, KEY_auth, text_of("True")))
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] no memory to set auth");
    notice_tell(n, "[CONFIG] The settings in use are older ones, with auth false. It is true now, "
                   "so that damage opens nothing.");
}

enum verdict { BOTH_ARE_RIGHT, KEPT_IS_OLD, KEPT_IS_RIGHT, BOTH_ARE_LOST };

// A separate frame, which is gone when something is written.
SEPARATE_FRAME static enum verdict password_judge(const struct node *n, bool is_damaged,
                                                  bool *is_older)
{
    char text[KEPT_MAX];
    int32_t generation = 0;
    struct text kept = read_kept(n, text, &generation);

    *is_older = kept.len && n->settings.generation < (uint32_t)generation;
    if (!kept.len)
        return access_is_factory(n) && had_password(n) ? BOTH_ARE_LOST : KEPT_IS_OLD;
    if (text_same(kept, settings_text(&n->settings, KEY_appwd)))
        return BOTH_ARE_RIGHT;
    return is_lost(n, kept, generation, is_damaged) ? KEPT_IS_RIGHT : KEPT_IS_OLD;
}

void password_compare(struct node *n, bool is_damaged)
{
    bool is_older;
    enum verdict verdict = password_judge(n, is_damaged, &is_older);

    if (verdict == KEPT_IS_RIGHT)
        bring_back(n);
    else if (verdict == KEPT_IS_OLD)
        password_keep(n);
    else if (verdict == BOTH_ARE_LOST)
        lock_out(n);
    if (is_older)
        password_close_shell(n);
}

SEPARATE_FRAME static bool can_be_said(struct node *n, struct text password)
{
    char reason[80];
    struct out why;

    out_init(&why, reason, sizeof reason);
    if (!access_check_password(n, password, &why))
        return true;
    node_log(n, LOG_ERROR, "[CONFIGHANDLER] nobody can log in with the password in %s: %s",
             SETTINGS_FILE, reason);
    return false;
}

void password_hash_plain(struct node *n)
{
    struct text stored = settings_text(&n->settings, KEY_appwd);
    char verifier[VERIFIER_MAX];

    if (access_is_factory(n) || text_starts(stored, VERIFIER_SCHEME) || !can_be_said(n, stored))
        return;
    // This is no change with a new generation: the old generation would still hold the plain
    // password.
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
