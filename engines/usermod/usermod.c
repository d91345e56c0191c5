// The user's load modules: from texts to running modules.
#include "usermod.h"
#include "base/crc32.h"
#include "loader/loader.h"
#include "mod/call.h"
#include "node/catalog.h"
#include "usermod_inside.h"
#include <string.h>

static void drop_text(const struct usermods *mods, const struct usermod_file *f, struct text text)
{
    if (f->load_is_sent)
        usermod_drop(mods, (char *)(uintptr_t)text.p);
    else
        mods->port->release(mods->port->ctx, text);
}

static void end_load(const struct usermods *mods, struct usermod_file *f)
{
    if (f->load) {
        drop_text(mods, f, f->load->source);
        usermod_give_back(mods, f->load);
    }
    f->load = NULL;
    f->load_is_sent = f->load_is_again = false;
}

static void take_out(struct usermods *mods, struct usermod_file *f)
{
    loader_remove_module(usermod_node(mods), &f->link);
    f->is_in = false;
}

static void put_in(struct usermods *mods, struct usermod_file *f, const struct usermod_made *made)
{
    f->made = *made;
    f->link.module = made->module;
    loader_add_module(usermod_node(mods), &f->link);
    f->is_in = true;
}

static void end_module(struct usermods *mods, struct usermod_file *f)
{
    take_out(mods, f);
    f->engine->free(mods, &f->made);
}

static void cancel_load(const struct usermods *mods, struct usermod_file *f)
{
    if (f->load && f->engine->cancel)
        f->engine->cancel(f->load);
    end_load(mods, f);
}

void usermod_gone(struct usermods *mods, struct usermod_file *f)
{
    cancel_load(mods, f);
    if (f->is_in) {
        end_module(mods, f);
        node_log(usermod_node(mods), LOG_INFO, "[EXEC] %s is gone", f->file);
    }
    usermod_forget(mods, f);
}

void usermod_refuse(struct usermods *mods, struct usermod_file *f, uint32_t crc32, const char *why)
{
    usermod_words(f->why, "%s", why);
    f->refused_crc32 = crc32;
    f->has_failed = false;
    node_log(usermod_node(mods), LOG_WARN, "[EXEC-ERROR] %s was refused: %s%s", f->file, f->why,
             f->is_in || (f->load && f->load->was_alone) ? "; the one before runs on" : "");
}

// Starts a module that starts by itself. Before the boot has finished, the boot does this. Returns
// OK, or an error with the reason in `why`.
static int usermod_start(const struct usermods *mods, const struct usermod_file *f,
                         char why[USERMOD_WHY_MAX])
{
    struct fault fault = { 0 };
    struct node *n = usermod_node(mods);
    struct out to;

    if (!n->is_up || !f->made.module->start)
        return OK;
    int err = loader_start(n, f->made.module, &fault);
    out_init(&to, why, USERMOD_WHY_MAX);
    if (err)
        fault_text(&fault, &to);
    return err;
}

static int usermod_keep(const struct usermods *mods, const struct usermod_file *f,
                        char why[USERMOD_WHY_MAX])
{
    int err = f->load_is_sent ? mods->port->write(mods->port->ctx, f->file, f->load->source) : OK;

    if (err)
        usermod_words(why, "%s", err_text(err));
    return err;
}

// Replaces the previous module by the new one. If the new one cannot start, the previous one
// returns.
static int exchange(struct usermods *mods, struct usermod_file *f, const struct usermod_made *made,
                    char why[USERMOD_WHY_MAX])
{
    struct usermod_made before = f->made;
    bool had_one = f->is_in;

    if (had_one)
        take_out(mods, f);
    put_in(mods, f, made);
    int err = f->load_is_again ? OK : usermod_start(mods, f, why);
    if (!err)
        err = usermod_keep(mods, f, why);
    if (!err && had_one)
        f->engine->free(mods, &before);
    if (!err)
        return OK;
    end_module(mods, f);
    if (had_one) {
        put_in(mods, f, &before);
        (void)usermod_start(mods, f, f->why);
    }
    return err;
}

static bool usermod_is_kept(const struct usermods *mods, const char *file)
{
    struct text text;
    const char *why;
    int err = mods->port->read(mods->port->ctx, file, &text, &why);

    if (!err)
        mods->port->release(mods->port->ctx, text);
    return err != ERR_NAME;
}

// Brings the previous module back, from the stored text.
static void usermod_bring_back(struct usermods *mods, struct usermod_file *f)
{
    struct text text;
    const char *why;

    if (mods->port->read(mods->port->ctx, f->file, &text, &why))
        return;
    usermod_load_text(mods, f, text);
}

// If a text is refused before it was stored, nothing of it remains.
static void usermod_finish_load(struct usermods *mods, struct usermod_file *f, int err,
                                const char *why)
{
    bool was_sent = f->load_is_sent, was_alone = f->load && f->load->was_alone;

    end_load(mods, f);
    if (was_sent)
        usermod_tell(mods, f, err, why);
    if (was_sent && err && f->is_in)
        f->why[0] = '\0'; // the stored text is the running one
    mods->port->soon(mods->port->ctx);
    if (was_sent && err && !f->is_in && !usermod_is_kept(mods, f->file))
        usermod_forget(mods, f);
    else if (err && was_alone)
        usermod_bring_back(mods, f);
}

// Users who only copied a file into the folder may not know that a built-in module has the same
// name.
static void tell_live(const struct usermods *mods, const struct usermod_file *f)
{
    bool replaces = catalog_built_in(text_of(f->name));

    node_log(usermod_node(mods), replaces ? LOG_WARN : LOG_INFO, "[EXEC] %s is live%s%s", f->file,
             replaces ? ", in place of the built-in " : "", replaces ? f->name : "");
}

void usermod_loaded(struct usermod_load *l, const struct usermod_made *made)
{
    struct usermod_file *f = l->of;
    struct usermods *mods = l->mods;
    char why[USERMOD_WHY_MAX] = "";
    int err = exchange(mods, f, made, why);

    if (err) {
        usermod_refuse(mods, f, f->load_crc32, why);
    } else {
        if (!f->load_is_again) {
            f->why[0] = '\0';
            f->has_failed = false;
            tell_live(mods, f);
        }
        f->crc32 = f->load_crc32;
        f->bytes = (uint32_t)l->source.len;
    }
    usermod_finish_load(mods, f, err, why);
}

// A small board may lack room for both modules. Without the old one there may be enough.
static bool try_alone(struct usermod_load *l)
{
    struct usermod_file *f = l->of;

    if (!l->lacks_memory || !f->is_in)
        return false;
    end_module(l->mods, f);
    l->lacks_memory = false;
    l->was_alone = true;
    f->engine->load(l);
    return true;
}

void usermod_refused(struct usermod_load *l, const char *why)
{
    struct usermod_file *f = l->of;
    struct usermods *mods = l->mods;
    char words[USERMOD_WHY_MAX];

    if (try_alone(l))
        return;
    usermod_words(words, "%s", why);
    usermod_refuse(mods, f, f->load_crc32, words);
    usermod_finish_load(mods, f, ERR_SYNTAX, words);
}

static const struct usermod_file *usermod_same_name(const struct usermods *mods,
                                                    const struct usermod_file *f)
{
    const struct usermod_file *other = mods->files;

    while (other && (other == f || strcmp(other->name, f->name)))
        other = other->next;
    return other;
}

static void refuse_now(struct usermods *mods, struct usermod_file *f, const char *why)
{
    usermod_refuse(mods, f, f->load_crc32, why);
    usermod_finish_load(mods, f, ERR_NOTSUP, why);
}

static void start_load(struct usermods *mods, struct usermod_file *f)
{
    const struct usermod_file *other = usermod_same_name(mods, f);
    char why[USERMOD_WHY_MAX];

    if (other) {
        usermod_words(why, "%s is there, which makes LM_%s too; remove one of them", other->file,
                      f->name);
        refuse_now(mods, f, why);
    } else if (usermod_node(mods)->starts.leaves_own && !f->load_is_sent) {
        refuse_now(mods, f, "left out after quick restarts: conf, ack and reboot run it again");
    } else if (!f->engine) {
        refuse_now(mods, f, "this program has no engine for such files");
    } else {
        f->engine->load(f->load);
    }
}

void usermod_load_text(struct usermods *mods, struct usermod_file *f, struct text source)
{
    bool is_sent = f->load_is_sent, is_again = f->load_is_again;

    cancel_load(mods, f);
    f->load_is_sent = is_sent;
    f->load_is_again = is_again;
    f->load_crc32 = crc32_add(0, source.p, source.len);
    f->load = usermod_take(mods, sizeof *f->load);
    if (!f->load) {
        drop_text(mods, f, source);
        refuse_now(mods, f, "not enough memory");
        return;
    }
    *f->load = (struct usermod_load){
        .mods = mods, .name = f->name, .file = f->file, .source = source, .of = f
    };
    start_load(mods, f);
}

void usermod_start_all(struct usermods *mods)
{
    char why[USERMOD_WHY_MAX];

    for (struct usermod_file *f = mods ? mods->files : NULL; f; f = f->next) {
        if (!f->is_in || !usermod_start(mods, f, why))
            continue;
        usermod_words(f->why, "%s", why);
        f->has_failed = true;
        node_log(usermod_node(mods), LOG_WARN, "[EXEC-ERROR] %s did not start: %s", f->file, why);
    }
}

void usermod_failed(struct usermods *mods, const struct module *m, const char *why)
{
    for (struct usermod_file *f = mods->files; f; f = f->next) {
        if (!f->is_in || f->made.module != m)
            continue;
        f->has_failed = mods->must_follow = f->load_is_again = true;
        usermod_words(f->why, "%s", why);
        node_log(usermod_node(mods), LOG_WARN, "[EXEC-ERROR] LM_%s has failed and was stopped: %s",
                 f->name, why);
        mods->port->soon(mods->port->ctx);
    }
}

void usermod_end(struct usermods *mods)
{
    while (mods->files) {
        cancel_load(mods, mods->files);
        if (mods->files->is_in)
            end_module(mods, mods->files);
        usermod_forget(mods, mods->files);
    }
    usermod_drop(mods, mods->sent);
    usermod_drop(mods, mods->wish_text);
}
