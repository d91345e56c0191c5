// Files of modules in Python. A file LM_<name>.own lists the names of a module's files, separated
// by blanks.
#include "python_kept.h"
#include <string.h>

enum {
    FILE_BYTES = 4096, // size of one file
    FILES = 4,         // files of one module
    OWN_BYTES = FILES * (BLOB_NAME_MAX + 1)
};

// A list of names.
struct own {
    char file[BLOB_NAME_MAX + 1];
    char bytes[OWN_BYTES];
    struct text names;
};

static void read_own(const struct blobs *b, const char *module, struct own *own)
{
    struct out o;

    out_init(&o, own->file, sizeof own->file - 1);
    out_format(&o, "LM_%s.own", module);
    own->file[o.len] = '\0';
    int got = b->read(b->ctx, own->file, 0, own->bytes, sizeof own->bytes);
    own->names = text_make(own->bytes, got > 0 ? (size_t)got : 0);
}

// How many there are. *has: whether `name` is one of them.
static unsigned count_own(const struct own *own, const char *name, bool *has)
{
    struct text rest = own->names, word;
    unsigned n = 0;

    *has = false;
    while ((word = text_word(&rest)).len) {
        *has |= text_is(word, name);
        n++;
    }
    return n;
}

// The other module that owns a file, or NULL.
static const char *other_keeper(const struct python_serve *s, const char *name)
{
    const struct module *m;
    struct own own;
    bool has;

    for (unsigned i = 0; (m = catalog_at(s->node, i)); i++) {
        if (m == s->u->module)
            continue;
        if (m->keep_file && !strcmp(m->keep_file, name))
            return m->name;
        if (!catalog_users(s->node, m))
            continue;
        read_own(s->node->port->blobs, m->name, &own);
        (void)count_own(&own, name, &has);
        if (has)
            return m->name;
    }
    return NULL;
}

// Records a file as the module's own, before it is written.
static int python_kept_claim(const struct python_serve *s, const char *name)
{
    const struct blobs *b = s->node->port->blobs;
    struct own own;
    struct out o;
    bool has;

    read_own(b, s->u->name, &own);
    unsigned n = count_own(&own, name, &has);
    if (has)
        return OK;
    const char *keeper = other_keeper(s, name);
    if (keeper) {
        out_format(s->why, "%s is kept by LM_%s", name, keeper);
        return ERR_DENIED;
    }
    if (n >= FILES) {
        out_format(s->why, "a module keeps %d files at most: %.*s", FILES, (int)own.names.len,
                   own.names.p);
        return ERR_FULL;
    }
    out_init(&o, own.bytes + own.names.len, sizeof own.bytes - own.names.len);
    out_format(&o, "%s ", name);
    return blobs_put(b, own.file, text_make(own.bytes, own.names.len + o.len));
}

// Removes a file from the module's own.
static int python_kept_give_up(const struct python_serve *s, const char *name)
{
    const struct blobs *b = s->node->port->blobs;
    char left[OWN_BYTES];
    struct own own;
    struct text rest, word;
    struct out o;

    read_own(b, s->u->name, &own);
    rest = own.names;
    out_init(&o, left, sizeof left);
    while ((word = text_word(&rest)).len)
        if (!text_is(word, name))
            out_format(&o, "%.*s ", (int)word.len, word.p);
    return blobs_put(b, own.file, out_written(&o));
}

// Endings of the original and of its successor.
static bool has_ending(struct text t)
{
    static const char *const endings[] = { ".pds", ".cache", ".dat" };

    for (size_t i = 0; i < COUNT(endings); i++) {
        size_t n = strlen(endings[i]);
        if (t.len > n && text_is(text_skip(t, t.len - n), endings[i]))
            return true;
    }
    return false;
}

static bool kept_name(struct text t, char name[BLOB_NAME_MAX + 1])
{
    if (t.len > BLOB_NAME_MAX || !text_is_name(t, "-_.") || t.p[0] == '.' || !has_ending(t))
        return false;
    memcpy(name, t.p, t.len);
    name[t.len] = '\0';
    return true;
}

int python_kept_read(struct python_serve *s)
{
    const struct blobs *b = s->node->port->blobs;
    char name[BLOB_NAME_MAX + 1], data[FILE_BYTES];

    if (!kept_name(s->data, name))
        return ERR_NAME;
    int got = b->read(b->ctx, name, 0, data, sizeof data);
    if (got > 0)
        python_add(s->out, data, (size_t)got);
    return got;
}

void python_kept_refuse_often(struct out *why)
{
    out_format(why, "a module writes %d times a minute at most", CFG_KEPT_WRITES);
}

int python_kept_write(struct python_serve *s)
{
    const struct blobs *b = s->node->port->blobs;
    char name[BLOB_NAME_MAX + 1];
    size_t len = (size_t)s->a <= s->data.len ? (size_t)s->a : 0;
    struct text content = text_skip(s->data, len);

    if (!kept_name(text_make(s->data.p, len), name) || content.len > FILE_BYTES) {
        out_format(s->why,
                   "a file of a module is a NAME.pds, NAME.cache or NAME.dat of %d bytes at most",
                   FILE_BYTES);
        return ERR_NAME;
    }
    if (!s->b && blobs_holds(b, name, content))
        return OK;
    if (!kept_may_write(s->node, s->u->module)) {
        python_kept_refuse_often(s->why);
        return ERR_FULL;
    }
    int err = python_kept_claim(s, name);
    if (err || !s->b)
        return err ? err : blobs_put(b, name, content);
    err = b->remove(b->ctx, name);
    return err ? err : python_kept_give_up(s, name);
}

int python_kept_list(struct python_serve *s)
{
    const struct module *m;
    char line[64];
    struct own own;
    struct out o;

    read_own(s->node->port->blobs, s->u->name, &own);
    python_add(s->out, own.names.p, own.names.len);
    for (unsigned i = 0; (m = catalog_at(s->node, i)); i++) {
        bool is_python = m->n_verbs && m->verbs->run == s->u->run;
        out_init(&o, line, sizeof line);
        out_format(&o, " LM_%s.%s", m->name,
                   is_python                   ? "py"
                   : catalog_users(s->node, m) ? "lua"
                                               : "mpy"); // the original's compiled modules
        python_add(s->out, line, o.len);
    }
    return OK;
}
