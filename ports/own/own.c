// The user's own load modules: from texts to modules that run.
#include "own.h"
#include <string.h>
#include "base/crc32.h"
#include "mod/call.h"
#include "loader/loader.h"
#include "own_inside.h"

enum { ABANDONED_MS = 60000 }; // an upload without a further piece

struct node *own_node(const struct own *o)
{
    return o->host->node(o->host->ctx);
}

void *own_ctx(const struct own *o)
{
    return o->host->ctx;
}

static void drop_text(const struct own *o, const struct own_file *f, struct text text)
{
    if (f->load_is_sent)
        own_drop(o, (char *)(uintptr_t)text.p);
    else
        o->host->release(o->host->ctx, text);
}

static void end_load(const struct own *o, struct own_file *f)
{
    if (f->load) {
        drop_text(o, f, f->load->source);
        own_give_back(o, f->load);
    }
    f->load = NULL;
    f->load_is_sent = f->load_is_again = false;
}

static void take_out(struct own *o, struct own_file *f)
{
    loader_remove_module(own_node(o), &f->link);
    f->is_in = false;
}

static void put_in(struct own *o, struct own_file *f, const struct own_made *made)
{
    f->made = *made;
    f->link.module = made->module;
    loader_add_module(own_node(o), &f->link);
    f->is_in = true;
}

static void end_module(struct own *o, struct own_file *f)
{
    take_out(o, f);
    f->engine->free(o, &f->made);
}

static void cancel_load(const struct own *o, struct own_file *f)
{
    if (f->load && f->engine->cancel)
        f->engine->cancel(f->load);
    end_load(o, f);
}

void own_gone(struct own *o, struct own_file *f)
{
    cancel_load(o, f);
    if (f->is_in) {
        end_module(o, f);
        node_log(own_node(o), LOG_INFO, "[EXEC] %s is gone", f->file);
    }
    own_forget(o, f);
}

void own_refuse(struct own *o, struct own_file *f, uint32_t crc32, const char *why)
{
    own_words(f->why, "%s", why);
    f->refused_crc32 = crc32;
    f->has_failed = false;
    node_log(own_node(o), LOG_WARN, "[EXEC-ERROR] %s was refused: %s%s", f->file, f->why,
             f->is_in || (f->load && f->load->was_alone) ? "; the one before runs on" : "");
}

// Starts a module that begins by itself; the boot starts those that came before it. OK, or the
// reason is in `why`.
static int start(const struct own *o, const struct own_file *f, char why[OWN_WHY_MAX])
{
    struct fault fault = { 0 };
    struct node *n = own_node(o);
    struct out to;

    if (!n->is_up || !f->made.module->start)
        return OK;
    int err = loader_start(n, f->made.module, &fault);
    out_init(&to, why, OWN_WHY_MAX);
    if (err)
        fault_text(&fault, &to);
    return err;
}

static int keep(const struct own *o, const struct own_file *f, char why[OWN_WHY_MAX])
{
    int err = f->load_is_sent ? o->host->write(o->host->ctx, f->file, f->load->source) : OK;

    if (err)
        own_words(why, "%s", err_text(err));
    return err;
}

// Takes the new module in place of the one before; where it cannot begin, that one comes back.
static int exchange(struct own *o, struct own_file *f, const struct own_made *made,
                    char why[OWN_WHY_MAX])
{
    struct own_made before = f->made;
    bool had_one = f->is_in;

    if (had_one)
        take_out(o, f);
    put_in(o, f, made);
    int err = f->load_is_again ? OK : start(o, f, why);
    if (!err)
        err = keep(o, f, why);
    if (!err && had_one)
        f->engine->free(o, &before);
    if (!err)
        return OK;
    end_module(o, f);
    if (had_one) {
        put_in(o, f, &before);
        (void)start(o, f, f->why);
    }
    return err;
}

static bool is_kept(const struct own *o, const char *file)
{
    struct text text;
    const char *why;
    int err = o->host->read(o->host->ctx, file, &text, &why);

    if (!err)
        o->host->release(o->host->ctx, text);
    return err != ERR_NAME;
}

// The one that ran before, from the text that is kept.
static void bring_back(struct own *o, struct own_file *f)
{
    struct text text;
    const char *why;

    if (o->host->read(o->host->ctx, f->file, &text, &why))
        return;
    own_load_text(o, f, text);
}

// What was refused before anything of it was stored leaves nothing behind.
static void settle(struct own *o, struct own_file *f, int err, const char *why)
{
    bool was_sent = f->load_is_sent, was_alone = f->load && f->load->was_alone;

    end_load(o, f);
    if (was_sent)
        own_tell(o, f, err, why);
    if (was_sent && err && f->is_in)
        f->why[0] = '\0'; // the text that is kept is the one that runs
    o->host->soon(o->host->ctx);
    if (was_sent && err && !f->is_in && !is_kept(o, f->file))
        own_forget(o, f);
    else if (err && was_alone)
        bring_back(o, f);
}

void own_loaded(struct own_load *l, const struct own_made *made)
{
    struct own_file *f = l->of;
    struct own *o = l->own;
    char why[OWN_WHY_MAX] = "";
    int err = exchange(o, f, made, why);

    if (err) {
        own_refuse(o, f, f->load_crc32, why);
    } else {
        if (!f->load_is_again) {
            f->why[0] = '\0';
            f->has_failed = false;
            node_log(own_node(o), LOG_INFO, "[EXEC] %s is live", f->file);
        }
        f->crc32 = f->load_crc32;
        f->bytes = (uint32_t)l->source.len;
    }
    settle(o, f, err, why);
}

// A small board has no room for the old one beside the new one: without it there may be enough.
static bool try_alone(struct own_load *l)
{
    struct own_file *f = l->of;

    if (!l->lacks_memory || !f->is_in)
        return false;
    end_module(l->own, f);
    l->lacks_memory = false;
    l->was_alone = true;
    f->engine->load(l);
    return true;
}

void own_refused(struct own_load *l, const char *why)
{
    struct own_file *f = l->of;
    struct own *o = l->own;
    char words[OWN_WHY_MAX];

    if (try_alone(l))
        return;
    own_words(words, "%s", why);
    own_refuse(o, f, f->load_crc32, words);
    settle(o, f, ERR_SYNTAX, words);
}

static const struct own_file *same_name(const struct own *o, const struct own_file *f)
{
    const struct own_file *other = o->files;

    while (other && (other == f || strcmp(other->name, f->name)))
        other = other->next;
    return other;
}

static void refuse_now(struct own *o, struct own_file *f, const char *why)
{
    own_refuse(o, f, f->load_crc32, why);
    settle(o, f, ERR_NOTSUP, why);
}

static void begin_load(struct own *o, struct own_file *f)
{
    const struct own_file *other = same_name(o, f);
    char why[OWN_WHY_MAX];

    if (other) {
        own_words(why, "%s is there, which makes LM_%s too; remove one of them", other->file,
                  f->name);
        refuse_now(o, f, why);
    } else if (!f->engine) {
        refuse_now(o, f, "this program has no engine for such files");
    } else {
        f->engine->load(f->load);
    }
}

void own_load_text(struct own *o, struct own_file *f, struct text source)
{
    bool is_sent = f->load_is_sent, is_again = f->load_is_again;

    cancel_load(o, f);
    f->load_is_sent = is_sent;
    f->load_is_again = is_again;
    f->load_crc32 = crc32_add(0, source.p, source.len);
    f->load = own_take(o, sizeof *f->load);
    if (!f->load) {
        drop_text(o, f, source);
        refuse_now(o, f, "not enough memory");
        return;
    }
    *f->load =
        (struct own_load){ .own = o, .name = f->name, .file = f->file, .source = source, .of = f };
    begin_load(o, f);
}

void own_begin(struct own *o)
{
    char why[OWN_WHY_MAX];

    for (struct own_file *f = o ? o->files : NULL; f; f = f->next) {
        if (!f->is_in || !start(o, f, why))
            continue;
        own_words(f->why, "%s", why);
        f->has_failed = true;
        node_log(own_node(o), LOG_WARN, "[EXEC-ERROR] %s did not start: %s", f->file, why);
    }
}

void own_failed(struct own *o, const struct module *m, const char *why)
{
    for (struct own_file *f = o->files; f; f = f->next) {
        if (!f->is_in || f->made.module != m)
            continue;
        f->has_failed = o->must_follow = f->load_is_again = true;
        own_words(f->why, "%s", why);
        node_log(own_node(o), LOG_WARN, "[EXEC-ERROR] LM_%s has failed and was stopped: %s",
                 f->name, why);
        o->host->soon(o->host->ctx);
    }
}

// One that has failed is made anew from its text; its next call starts it.
static void make_anew(struct own *o, struct own_file *f)
{
    struct text text;
    const char *why;

    (void)loader_unload(own_node(o), text_of(f->name));
    int err = o->host->read(o->host->ctx, f->file, &text, &why);
    if (!err && crc32_add(0, text.p, text.len) == f->crc32) {
        own_load_text(o, f, text);
        return;
    }
    f->load_is_again = false; // another text, of which the port will tell
    if (!err)
        o->host->release(o->host->ctx, text);
}

static void drop_abandoned(struct own *o)
{
    if (own_node(o)->now_ms - o->sent_ms <= ABANDONED_MS)
        return;
    own_drop(o, o->sent);
    o->sent = NULL;
}

void own_follow(struct own *o)
{
    struct own_file *f, *next;

    if (o && o->sent)
        drop_abandoned(o);
    if (!o || !o->must_follow)
        return;
    o->must_follow = false;
    for (f = o->files; f; f = next) {
        next = f->next;
        if (f->is_in && f->load_is_again && !f->load)
            make_anew(o, f);
    }
    own_follow_sent(o);
}

void own_end(struct own *o)
{
    while (o->files) {
        cancel_load(o, o->files);
        if (o->files->is_in)
            end_module(o, o->files);
        own_forget(o, o->files);
    }
    own_drop(o, o->sent);
    own_drop(o, o->wish_text);
}
