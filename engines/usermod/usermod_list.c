// The files of a node by name, their memory, and who waits for one of them.
#include "base/bytes.h"
#include "usermod_inside.h"
#include <string.h>

enum { NAME_AT = 3 }; // after "LM_"

struct node *usermod_node(const struct usermods *mods)
{
    return mods->port->node(mods->port->ctx);
}

void *usermod_ctx(const struct usermods *mods)
{
    return mods->port->ctx;
}

// Prepared at first use, because the modules of a node begin zeroed.
struct budget *usermod_budget(struct usermods *mods)
{
    if (mods->budget.all.parts)
        return &mods->budget;
    budget_init(&mods->budget);
    mods->budget.spent_us = mods->port->spent_us;
    mods->budget.ctx = mods->port->ctx;
    return &mods->budget;
}

void usermod_words(char to[USERMOD_WHY_MAX], const char *format, ...)
{
    struct out mods;
    va_list args;

    out_init(&mods, to, USERMOD_WHY_MAX);
    va_start(args, format);
    out_vformat(&mods, format, args);
    va_end(args);
    out_whole(&mods);
}

void *usermod_take(const struct usermods *mods, size_t size)
{
    void *memory = mods->port->resize(mods->port->ctx, NULL, size);

    if (memory)
        bytes_fill(memory, 0, size);
    return memory;
}

void usermod_give_back(const struct usermods *mods, void *memory)
{
    if (memory)
        (void)mods->port->resize(mods->port->ctx, memory, 0);
}

void usermod_drop(const struct usermods *mods, char *sent)
{
    if (sent)
        (void)mods->port->room(mods->port->ctx, sent, 0, 0);
}

struct usermod_file *usermod_find(const struct usermods *mods, const char *file)
{
    struct usermod_file *f = mods->files;

    while (f && strcmp(f->file, file))
        f = f->next;
    return f;
}

static const struct usermod_engine *engine_for(const struct usermods *mods, const char *file)
{
    const char *suffix = strchr(file, '.') + 1;

    for (unsigned i = 0; mods->port->engines[i]; i++)
        if (!strcmp(mods->port->engines[i]->suffix, suffix))
            return mods->port->engines[i];
    return NULL;
}

struct usermod_file *usermod_add(struct usermods *mods, const char *file)
{
    struct usermod_file **at = &mods->files;
    struct text name = text_skip(text_of(file), NAME_AT);
    unsigned n = 0;

    for (const struct usermod_file *f = mods->files; f; f = f->next)
        n++;
    struct usermod_file *f = n < mods->port->files_max ? usermod_take(mods, sizeof *f) : NULL;
    if (!f)
        return NULL;
    name.len = (size_t)(strchr(name.p, '.') - name.p);
    bytes_copy(f->file, file, strlen(file) + 1);
    bytes_copy(f->name, name.p, name.len);
    f->engine = engine_for(mods, file);
    while (*at && strcmp((*at)->file, file) < 0)
        at = &(*at)->next;
    f->next = *at;
    *at = f;
    return f;
}

void usermod_forget(struct usermods *mods, struct usermod_file *f)
{
    struct usermod_file **at = &mods->files;

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    if (mods->asked == f)
        mods->asked = NULL;
    usermod_give_back(mods, f);
}

void usermod_tell(struct usermods *mods, const struct usermod_file *f, int err, const char *why)
{
    if (mods->asked != f || mods->result != ERR_WAIT)
        return;
    mods->asked = NULL;
    mods->result = err;
    usermod_words(mods->result_why, "%s", err ? why : "");
    node_wake(usermod_node(mods));
}
