// Replays conversations through the core alone: no socket, no clock, no file.
// replay_core FILE...: replays them. replay_core --seeds DIR FILE...: writes what was said as seeds
// for the fuzz targets too.
#include "rig.h"
#include "talk.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PEERS = 16 };
static const char uid[] = "0x500x20x910x680xc0xf7"; // of the bench's MAC

struct replay {
    struct talk talk;
    struct rig *rig;
    struct peer *peers[PEERS];
    unsigned n_peers;
    struct peer *peer;   // the session that speaks
    enum link_kind kind; // what a plain "open" opens
    bool is_booted, has_failed;
    const char *seeds; // folder, or NULL
    struct tape said;  // for a seed
};

static void complain(struct replay *r, int line, const char *what, const char *expected)
{
    const char *heard = r->peer && r->peer->heard.data ? r->peer->heard.data : "";

    fprintf(stderr, "%s:%d: %s\n", r->talk.name, line, what);
    if (expected)
        fprintf(stderr, "  expected: %s\n  heard:    %s\n", expected, heard);
    r->has_failed = true;
}

static void write_seed(struct replay *r, const char *kind, int number, const void *data, size_t len)
{
    const char *slash = strrchr(r->talk.name, '/'), *name = slash ? slash + 1 : r->talk.name;
    char path[512];
    FILE *f;

    if (!r->seeds)
        return;
    snprintf(path, sizeof path, "%s/%s", r->seeds, kind);
    (void)mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/%s/%s-%d-%d", r->seeds, kind, name, (int)r->kind, number);
    f = fopen(path, "wb");
    if (!f || (len && fwrite(data, len, 1, f) != 1)) {
        fprintf(stderr, "replay_core: %s: %s\n", path, strerror(errno));
        exit(1);
    }
    fclose(f);
}

// A console shows the log, and the log has times in it.
static void silence_log(struct replay *r)
{
    if (r->kind == LINK_CONSOLE && !ram_get(&r->rig->ram, SETTINGS_FILE))
        ram_put(&r->rig->ram, SETTINGS_FILE, "{\"dbg\": false}");
}

static void boot(struct replay *r)
{
    if (r->is_booted)
        return;
    r->is_booted = true;
    silence_log(r);
    rig_boot(r->rig);
}

static void open_session(struct replay *r, enum link_kind kind)
{
    boot(r);
    if (r->n_peers == PEERS) {
        complain(r, r->talk.line, "too many sessions", NULL);
        return;
    }
    r->peer = rig_open(r->rig, kind);
    r->peers[r->n_peers++] = r->peer;
}

static void expect_silence(struct replay *r, int line)
{
    if (r->peer && r->peer->heard.len) {
        complain(r, line, "more was heard than expected", "nothing");
        tape_clear(&r->peer->heard);
    }
}

static void put_file(struct replay *r, char *text)
{
    char *content = strchr(text, ' '), bytes[4096];
    size_t len;

    if (!content || !talk_unquote(content + 1, bytes, sizeof bytes, &len)) {
        complain(r, r->talk.line, "@ file wants a name and a text in quotes", NULL);
        return;
    }
    *content = '\0';
    ram_put_bytes(&r->rig->ram, text, bytes, len);
    write_seed(r, "settings", r->talk.line, bytes, len);
}

// "@ set" stores a setting as the command line of a port does: after loading, before the boot.
static void set(struct replay *r, char *text)
{
    char *value = strchr(text, ' '), reason[160];
    struct settings_report report;
    struct out why;

    if (!value) {
        complain(r, r->talk.line, "@ set wants a key and a value", NULL);
        return;
    }
    *value++ = '\0';
    silence_log(r);
    if (!r->is_booted)
        settings_load(&r->rig->node.settings, &report);
    int err = set_value(&r->rig->node, &rig_owner, text_of(text), text_of(value));
    if (err >= 0)
        return;
    out_init(&why, reason, sizeof reason);
    set_why(&r->rig->node, text_of(text), text_of(value), err, &why);
    complain(r, r->talk.line, reason, NULL);
}

static void directive(struct replay *r, struct talk_step *step)
{
    char *text = step->text;
    unsigned number;

    if (!strncmp(text, "links", 5))
        return; // was looked at before
    if (!strcmp(text, "board esp32")) {
        rig_free(r->rig);
        r->rig = rig_new(&board_esp32);
    } else if (!strncmp(text, "set ", 4)) {
        set(r, text + 4);
    } else if (!strncmp(text, "file ", 5)) {
        put_file(r, text + 5);
    } else if (!strncmp(text, "open", 4)) {
        expect_silence(r, step->line);
        open_session(r, strstr(text, "remote") ? LINK_REMOTE : r->kind);
    } else if (sscanf(text, "session %u", &number) == 1 && number && number <= r->n_peers) {
        expect_silence(r, step->line);
        r->peer = r->peers[number - 1];
    } else if (sscanf(text, "wait %us", &number) == 1) {
        expect_silence(r, step->line);
        rig_wait_ms(r->rig, number * 1000);
        tape_add(&r->said, "\xfd", 1);
    } else {
        complain(r, step->line, "no directive is called so", NULL);
    }
}

// A command that takes time is waited for, as on a real link.
static void wait_for_answer(struct replay *r)
{
    peer_hush(r->peer);
    for (int i = 0; i < 100 && !r->peer->heard.len && r->peer->shell.is_waiting; i++)
        rig_wait_ms(r->rig, 100);
}

static void expect(struct replay *r, struct talk_step *step)
{
    wait_for_answer(r);
    struct tape *heard = &r->peer->heard;
    const char *newline = heard->len ? memchr(heard->data, '\n', heard->len) : NULL;
    size_t len = step->kind == TALK_EXACT ? step->len
                 : newline                ? (size_t)(newline - heard->data)
                                          : 0;
    bool right;

    if (step->kind == TALK_EXACT)
        right = heard->len >= len && !memcmp(heard->data ? heard->data : "", step->text, len);
    else if (step->kind == TALK_MASK)
        right = newline && talk_matches(step->text, heard->data, len, uid);
    else
        right = newline && len == step->len && !memcmp(heard->data, step->text, len);
    if (!right) {
        complain(r, step->line, "something else was heard", step->text);
        tape_clear(heard);
        return;
    }
    len += step->kind != TALK_EXACT;
    memmove(heard->data, heard->data + len, heard->len - len + 1);
    heard->len -= len;
}

static void say(struct replay *r, struct talk_step *step)
{
    expect_silence(r, step->line);
    if (step->kind == TALK_SAY) {
        write_seed(r, "call", step->line, step->text, step->len);
        step->text[step->len++] = '\n';
    }
    tape_add(&r->said, step->text, step->len);
    tape_add(&r->said, "\xfe", 1); // what parts chunks in a seed
    if (r->peer->is_over)
        complain(r, step->line, "the session has ended", NULL);
    else
        peer_send(r->peer, step->text, step->len);
}

static void follow(struct replay *r, struct talk_step *step)
{
    if (step->kind == TALK_DIRECTIVE) {
        directive(r, step);
        return;
    }
    if (!r->peer)
        open_session(r, r->kind);
    if (step->kind == TALK_SAY || step->kind == TALK_SEND) {
        say(r, step);
    } else if (step->kind == TALK_CLOSE) {
        expect_silence(r, step->line);
        if (!r->peer->is_over)
            complain(r, step->line, "the session goes on", NULL);
    } else {
        expect(r, step);
    }
}

static void finish(struct replay *r)
{
    const char *settings = ram_get(&r->rig->ram, SETTINGS_FILE);

    for (unsigned i = 0; i < r->n_peers; i++) {
        r->peer = r->peers[i];
        expect_silence(r, r->talk.line);
    }
    write_seed(r, "session", 0, r->said.data ? r->said.data : "", r->said.len);
    if (settings)
        write_seed(r, "settings", 0, settings, strlen(settings));
}

static bool replay(const char *name, enum link_kind kind, bool image, const char *seeds)
{
    struct replay r = { .kind = kind, .seeds = seeds };
    static struct talk_step step;

    if (!talk_open(&r.talk, name)) {
        fprintf(stderr, "%s: %s\n", name, strerror(errno));
        return false;
    }
    r.rig = rig_new(&board_esp8266);
    if (image)
        rig_keep_as_image(r.rig);
    tape_add(&r.said, &"012"[kind], 1);
    while (!r.has_failed && talk_next(&r.talk, &step))
        follow(&r, &step);
    if (r.talk.error)
        complain(&r, r.talk.line, r.talk.error, NULL);
    if (!r.has_failed)
        finish(&r);
    rig_free(r.rig);
    tape_clear(&r.said);
    talk_close(&r.talk);
    return !r.has_failed;
}

// Whether the conversation begins with a settings file as a person wrote it, which no image is.
static bool has_settings_file(const char *name)
{
    static struct talk_step step;
    struct talk t;
    bool yes = false;

    if (!talk_open(&t, name))
        return false;
    while (talk_next(&t, &step))
        yes |= step.kind == TALK_DIRECTIVE && !strncmp(step.text, "file " SETTINGS_FILE, 21);
    talk_close(&t);
    return yes;
}

// Whether the file says that it is for a kind of link; without a word it is for all.
static bool is_for(const char *name, const char *link)
{
    static struct talk_step step;
    struct talk t;
    bool yes = true;

    if (!talk_open(&t, name))
        return true; // replay says why it cannot
    while (talk_next(&t, &step))
        if (step.kind == TALK_DIRECTIVE && !strncmp(step.text, "links ", 6))
            yes = strstr(step.text, link) != NULL;
    talk_close(&t);
    return yes;
}

int main(int argc, char **argv)
{
    const char *seeds = argc > 2 && !strcmp(argv[1], "--seeds") ? argv[2] : NULL;
    int replayed = 0, failed = 0;

    for (int i = seeds ? 3 : 1; i < argc; i++) {
        if (is_for(argv[i], "local")) {
            replayed++;
            failed += !replay(argv[i], LINK_LOOPBACK, false, seeds);
        }
        if (is_for(argv[i], "local") && !has_settings_file(argv[i])) {
            replayed++;
            failed += !replay(argv[i], LINK_LOOPBACK, true, seeds);
        }
        if (is_for(argv[i], "serial")) {
            replayed++;
            failed += !replay(argv[i], LINK_CONSOLE, false, seeds);
        }
    }
    printf("%d conversations replayed, %d failed\n", replayed, failed);
    return failed || !replayed;
}
