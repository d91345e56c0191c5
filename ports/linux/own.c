// The user's own load modules: from files to modules that run.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/crc32.h"
#include "mod/call.h"
#include "node/loader.h"
#include "node/manage.h"
#include "own_inside.h"
#include "own_watch.h"

enum { FILES_MAX = 256 };

struct own *own_of(struct unit *u)
{
    if (!u->own) {
        u->own = calloc(1, sizeof *u->own);
        if (u->own)
            u->own->folder_watch = -1;
    }
    return u->own;
}

struct own_file *own_find(const struct own *o, const char *file)
{
    struct own_file *f = o->files;

    while (f && strcmp(f->file, file))
        f = f->next;
    return f;
}

static const struct own_engine *engine_for(const char *file)
{
    const char *suffix = strchr(file, '.') + 1;

    for (unsigned i = 0; own_engines[i]; i++)
        if (!strcmp(own_engines[i]->suffix, suffix))
            return own_engines[i];
    return NULL;
}

struct own_file *own_add(struct own *o, const char *file)
{
    struct own_file **at = &o->files;
    unsigned n = 0;

    for (const struct own_file *f = o->files; f; f = f->next)
        n++;
    struct own_file *f = n < FILES_MAX ? calloc(1, sizeof *f) : NULL;
    if (!f)
        return NULL;
    snprintf(f->file, sizeof f->file, "%s", file);
    snprintf(f->name, sizeof f->name, "%.*s", (int)(strchr(file, '.') - file - 3), file + 3);
    f->engine = engine_for(file);
    while (*at && strcmp((*at)->file, file) < 0)
        at = &(*at)->next;
    f->next = *at;
    *at = f;
    return f;
}

static void forget(struct own *o, struct own_file *f)
{
    struct own_file **at = &o->files;

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    if (o->asked == f)
        o->asked = NULL;
    free(f);
}

static void end_load(struct own_file *f)
{
    if (!f->load)
        return;
    free((char *)f->load->source.p);
    free(f->load);
    f->load = NULL;
    f->load_is_sent = f->load_is_again = false;
}

static void take_out(struct unit *u, struct own_file *f)
{
    node_remove_module(unit_node(u), &f->link);
    f->is_in = false;
}

static void put_in(struct unit *u, struct own_file *f, const struct own_made *made)
{
    f->made = *made;
    f->link.module = made->module;
    node_add_module(unit_node(u), &f->link);
    f->is_in = true;
}

void own_gone(struct unit *u, struct own_file *f)
{
    if (f->load && f->engine->cancel)
        f->engine->cancel(f->load);
    end_load(f);
    if (f->is_in) {
        take_out(u, f);
        f->engine->free(u, &f->made);
        node_log(unit_node(u), LOG_INFO, "[EXEC] %s is gone", f->file);
    }
    forget(u->own, f);
}

static void refuse(struct unit *u, struct own_file *f, uint32_t crc32, const char *why)
{
    snprintf(f->why, sizeof f->why, "%s", why);
    f->refused_crc32 = crc32;
    f->has_failed = false;
    node_log(unit_node(u), LOG_WARN, "[EXEC-ERROR] %s was refused: %s%s", f->file, f->why,
             f->is_in ? "; the one before runs on" : "");
}

// Starts a module that begins by itself. OK, or the reason is in `why`.
static int start(struct unit *u, const struct own_file *f, char *why, size_t cap)
{
    struct fault fault = { 0 };
    struct out o;

    if (!u->own->has_begun || !f->made.module->start)
        return OK;
    int err = loader_start(unit_node(u), f->made.module, &fault);
    out_init(&o, why, cap);
    if (err)
        fault_text(&fault, &o);
    return err;
}

// Takes the new module in place of the one before; where it cannot begin, that one comes back.
static int exchange(struct unit *u, struct own_file *f, const struct own_made *made, char *why,
                    size_t cap)
{
    struct own_made before = f->made;
    bool had_one = f->is_in;
    char ignored[OWN_WHY_MAX];

    if (had_one)
        take_out(u, f);
    put_in(u, f, made);
    int err = f->load_is_again ? OK : start(u, f, why, cap);
    if (!err && f->load_is_sent && (err = own_write(u, f->file, f->load->source)))
        snprintf(why, cap, "%s", err_text(err));
    if (err) {
        take_out(u, f);
        f->engine->free(u, made);
        if (had_one) {
            put_in(u, f, &before);
            (void)start(u, f, ignored, sizeof ignored);
        }
        return err;
    }
    if (had_one)
        f->engine->free(u, &before);
    return OK;
}

// What was refused before anything of it was stored leaves nothing behind.
static void settle(struct unit *u, struct own_file *f, int err, const char *why)
{
    bool was_sent = f->load_is_sent;

    end_load(f);
    if (was_sent) {
        own_tell(u, f, err, why);
        if (err && f->is_in)
            f->why[0] = '\0'; // the file in the folder is the one that runs
        else if (err && !own_exists(u, f->file))
            forget(u->own, f);
    }
    unit_wake_at(u, u->process->loop.now_ms);
}

void own_loaded(struct own_load *l, const struct own_made *made)
{
    struct own_file *f = l->of;
    struct unit *u = l->unit;
    char why[OWN_WHY_MAX] = "";
    int err = exchange(u, f, made, why, sizeof why);

    if (err) {
        refuse(u, f, f->load_crc32, why);
    } else {
        if (!f->load_is_again) {
            f->why[0] = '\0';
            f->has_failed = false;
            node_log(unit_node(u), LOG_INFO, "[EXEC] %s is live", f->file);
        }
        f->crc32 = f->load_crc32;
        f->bytes = (uint32_t)l->source.len;
    }
    settle(u, f, err, why);
}

void own_refused(struct own_load *l, const char *why)
{
    struct own_file *f = l->of;
    struct unit *u = l->unit;
    char words[OWN_WHY_MAX];

    snprintf(words, sizeof words, "%s", why);
    refuse(u, f, f->load_crc32, words);
    settle(u, f, ERR_SYNTAX, words);
}

static const struct own_file *same_name(const struct own *o, const struct own_file *f)
{
    const struct own_file *other = o->files;

    while (other && (other == f || strcmp(other->name, f->name)))
        other = other->next;
    return other;
}

static void refuse_now(struct unit *u, struct own_file *f, const char *why)
{
    refuse(u, f, f->load_crc32, why);
    settle(u, f, ERR_NOTSUP, why);
}

void own_load_text(struct unit *u, struct own_file *f, char *source, size_t len)
{
    const struct own_file *other = same_name(u->own, f);
    char why[OWN_WHY_MAX];

    if (f->load && f->engine->cancel)
        f->engine->cancel(f->load);
    bool is_sent = f->load_is_sent, is_again = f->load_is_again;
    end_load(f);
    f->load_is_sent = is_sent;
    f->load_is_again = is_again;
    f->load_crc32 = crc32_add(0, source, len);
    f->load = calloc(1, sizeof *f->load);
    if (!f->load) {
        free(source);
        refuse_now(u, f, "not enough memory");
        return;
    }
    *f->load = (struct own_load){ u, f->name, f->file, text_make(source, len), NULL, f };
    if (other) {
        snprintf(why, sizeof why, "%s is there, which makes LM_%s too; remove one of them",
                 other->file, f->name);
        refuse_now(u, f, why);
    } else if (!f->engine) {
        refuse_now(u, f, "this program has no engine for such files");
    } else {
        f->engine->load(f->load);
    }
}

static char *read_text(const struct unit *u, const char *file, size_t *len, const char **why)
{
    char path[PATH_MAX];
    struct stat s;

    snprintf(path, sizeof path, "%s/modules/%s", u->root, file);
    errno = 0;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    *why = fd < 0 ? strerror(errno) : NULL;
    if (fd < 0)
        return NULL;
    bool is_file = !fstat(fd, &s) && S_ISREG(s.st_mode);
    char *text = is_file && s.st_size <= OWN_SOURCE_MAX ? malloc((size_t)s.st_size + 1) : NULL;
    *why = text ? NULL : is_file ? "it is longer than 256 KiB" : "it is no file";
    ssize_t n = text ? read(fd, text, (size_t)s.st_size) : -1;
    if (text && n < 0)
        *why = strerror(errno);
    close(fd);
    if (*why) {
        free(text);
        return NULL;
    }
    *len = (size_t)n;
    text[n] = '\0';
    return text;
}

// A file of the folder may be new, another one, or gone.
static void look(struct unit *u, const char *file)
{
    struct own *o = u->own;
    struct own_file *f = own_find(o, file);
    const char *why;
    size_t len = 0;
    char *text = read_text(u, file, &len, &why);

    if (!text && errno == ENOENT) {
        if (f && !f->load_is_sent)
            own_gone(u, f);
        return;
    }
    if (!f)
        f = own_add(o, file);
    if (!f || !text) {
        if (f)
            refuse(u, f, 0, why);
        free(text);
        return;
    }
    uint32_t crc32 = crc32_add(0, text, len);
    bool is_known =
        f->load ? crc32 == f->load_crc32
                : (f->is_in && crc32 == f->crc32) || (f->why[0] && crc32 == f->refused_crc32);
    if (!is_known) {
        own_load_text(u, f, text, len);
        return;
    }
    if (f->is_in && crc32 == f->crc32 && !f->has_failed)
        f->why[0] = '\0'; // what runs is back again
    free(text);
}

void own_look(struct unit *u, const char *file)
{
    if (manage_is_file(text_of(file)))
        look(u, file);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

// All names of the folder and of what is known, in order.
static unsigned names_of(const struct unit *u, char (*names)[OWN_FILE_MAX + 1])
{
    char path[PATH_MAX];
    const struct dirent *e;
    unsigned n = 0;

    snprintf(path, sizeof path, "%s/modules", u->root);
    DIR *d = opendir(path);
    while (d && n < FILES_MAX && (e = readdir(d)))
        if (manage_is_file(text_of(e->d_name)))
            snprintf(names[n++], OWN_FILE_MAX + 1, "%.*s", OWN_FILE_MAX, e->d_name);
    if (d)
        closedir(d);
    for (const struct own_file *f = u->own->files; f && n < 2 * FILES_MAX; f = f->next)
        snprintf(names[n++], OWN_FILE_MAX + 1, "%s", f->file);
    qsort(names, n, sizeof *names, by_text);
    return n;
}

void own_look_at_all(struct unit *u)
{
    char(*names)[OWN_FILE_MAX + 1] = calloc((size_t)FILES_MAX * 2, sizeof *names);
    unsigned n = names ? names_of(u, names) : 0;

    for (unsigned i = 0; i < n; i++)
        if (!i || strcmp(names[i], names[i - 1]))
            look(u, names[i]);
    free(names);
}

// Only a node that is alone in its process makes the folder before there is anything to put in.
void own_start(struct unit *u)
{
    char path[PATH_MAX];

    if (own_folder(u, u->process->options->count == 1, path, sizeof path) || !own_of(u))
        return;
    own_watch(u, path);
    own_look_at_all(u);
}

void own_begin(struct unit *u)
{
    char why[OWN_WHY_MAX];

    if (!u->own)
        return;
    u->own->has_begun = true;
    for (struct own_file *f = u->own->files; f; f = f->next) {
        if (!f->is_in || !start(u, f, why, sizeof why))
            continue;
        snprintf(f->why, sizeof f->why, "%s", why);
        f->has_failed = true;
        node_log(unit_node(u), LOG_WARN, "[EXEC-ERROR] %s did not start: %s", f->file, why);
    }
}

void own_failed(struct unit *u, const struct module *m, const char *why)
{
    for (struct own_file *f = u->own ? u->own->files : NULL; f; f = f->next) {
        if (!f->is_in || f->made.module != m)
            continue;
        f->has_failed = u->own->must_follow = true;
        f->load_is_again = true;
        snprintf(f->why, sizeof f->why, "%s", why);
        node_log(&u->node, LOG_WARN, "[EXEC-ERROR] LM_%s has failed and was stopped: %s", f->name,
                 why);
        unit_wake_at(u, u->process->loop.now_ms);
    }
}

// One that has failed is made anew from its file; its next call starts it.
static void make_anew(struct unit *u, struct own_file *f)
{
    const char *why;
    size_t len = 0;

    (void)loader_unload(unit_node(u), text_of(f->name));
    char *text = read_text(u, f->file, &len, &why);
    if (text && crc32_add(0, text, len) == f->crc32) {
        own_load_text(u, f, text, len);
        return;
    }
    f->load_is_again = false; // another text, which its own event brings
    free(text);
}

void own_follow(struct unit *u)
{
    struct own *o = u->own;
    struct own_file *f, *next;

    if (!o || !o->must_follow)
        return;
    o->must_follow = false;
    for (f = o->files; f; f = next) {
        next = f->next;
        if (f->is_in && f->load_is_again && !f->load)
            make_anew(u, f);
    }
    own_follow_sent(u);
}

void own_stop(struct unit *u)
{
    struct own *o = u->own;

    if (!o)
        return;
    own_unwatch(u);
    while (o->files) {
        struct own_file *f = o->files;
        if (f->load && f->engine->cancel)
            f->engine->cancel(f->load);
        end_load(f);
        if (f->is_in) {
            take_out(u, f);
            f->engine->free(u, &f->made);
        }
        forget(o, f);
    }
    free(o->sent);
    free(o->wish_text);
    free(o);
    u->own = NULL;
}
