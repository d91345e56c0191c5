// The files of a node, by their names, and the memory for them.
#include <string.h>
#include "base/bytes.h"
#include "own_inside.h"

enum { NAME_AT = 3 }; // behind "LM_"

void own_words(char to[OWN_WHY_MAX], const char *format, ...)
{
    struct out o;
    va_list args;

    out_init(&o, to, OWN_WHY_MAX);
    va_start(args, format);
    out_vformat(&o, format, args);
    va_end(args);
    out_whole(&o);
}

void *own_take(const struct own *o, size_t size)
{
    void *memory = o->host->resize(o->host->ctx, NULL, size);

    if (memory)
        bytes_fill(memory, 0, size);
    return memory;
}

void own_give_back(const struct own *o, void *memory)
{
    if (memory)
        (void)o->host->resize(o->host->ctx, memory, 0);
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
    struct text name = text_skip(text_of(file), NAME_AT);
    unsigned n = 0;

    for (const struct own_file *f = o->files; f; f = f->next)
        n++;
    struct own_file *f = n < o->host->files_max ? own_take(o, sizeof *f) : NULL;
    if (!f)
        return NULL;
    name.len = (size_t)(strchr(name.p, '.') - name.p);
    bytes_copy(f->file, file, strlen(file) + 1);
    bytes_copy(f->name, name.p, name.len);
    f->engine = engine_for(file);
    while (*at && strcmp((*at)->file, file) < 0)
        at = &(*at)->next;
    f->next = *at;
    *at = f;
    return f;
}

void own_forget(struct own *o, struct own_file *f)
{
    struct own_file **at = &o->files;

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    if (o->asked == f)
        o->asked = NULL;
    own_give_back(o, f);
}
