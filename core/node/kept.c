// Keeps module state.
#include "node/kept.h"
#include "base/bytes.h"

enum { FILE_MAX = KEPT_MAX * 12 };

static const struct field *next_field(const struct module *m, unsigned *i)
{
    while (*i < m->n_state)
        if (m->state[(*i)++].flags & F_KEEP)
            return &m->state[*i - 1];
    return 0;
}

struct kept kept_of(const struct module *m, const void *self)
{
    struct kept k = { { 0 } };
    const struct field *f;
    unsigned n = 0;

    for (unsigned i = 0; (f = next_field(m, &i)) && n < KEPT_MAX; n++)
        bytes_copy(&k.v[n], (const char *)self + f->at, sizeof k.v[n]);
    return k;
}

static struct text read_file(struct node *n, const char *name, char buf[FILE_MAX])
{
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, name, 0, buf, FILE_MAX);

    return text_make(buf, got > 0 ? (size_t)got : 0);
}

void kept_read(struct node *n, const struct module *m, void *self)
{
    char buf[FILE_MAX];
    struct text rest = m->keep_file ? read_file(n, m->keep_file, buf) : text_make(0, 0);
    bool had_file = rest.len != 0, odd = false;
    const struct field *f;

    for (unsigned i = 0; (f = next_field(m, &i));) {
        struct text item = text_trim(text_until(&rest, ','));
        int32_t v = f->def;
        if (text_int(item, &v) || (f->lo != f->hi && (v < f->lo || v > f->hi))) {
            odd = true;
            v = f->def;
        }
        bytes_copy((char *)self + f->at, &v, sizeof v);
    }
    if (had_file && (odd || rest.len))
        node_log(n, LOG_WARN,
                 "[EXEC-WARNING] %s holds values that LM_%s does not take; defaults are used",
                 m->keep_file, m->name);
}

static bool is_same(const struct kept *a, const struct kept *b)
{
    bool same = true;

    for (unsigned i = 0; i < KEPT_MAX; i++)
        same &= a->v[i] == b->v[i];
    return same;
}

__attribute__((noinline)) static bool has_changed(const struct module *m, const void *self,
                                                  const struct kept *before)
{
    struct kept now = kept_of(m, self);

    return !is_same(&now, before);
}

static int write_file(struct node *n, const struct module *m, const void *self)
{
    const struct field *f;
    char buf[FILE_MAX];
    struct out o;
    int32_t v;

    out_init(&o, buf, sizeof buf);
    for (unsigned i = 0; (f = next_field(m, &i));) {
        bytes_copy(&v, (const char *)self + f->at, sizeof v);
        out_format(&o, o.len ? ",%d" : "%d", (int)v);
    }
    if (blobs_holds(n->port->blobs, m->keep_file, out_written(&o)))
        return OK;
    return blobs_put(n->port->blobs, m->keep_file, out_written(&o));
}

int kept_write(struct node *n, struct module_slot *slot, const struct kept *before)
{
    const struct module *m = slot->module;

    if (!m->keep_file || !slot->keeps)
        return OK;
    if (!slot->is_dirty && !has_changed(m, slot->self, before))
        return OK;
    slot->is_dirty = true;
    int err = write_file(n, m, slot->self);
    slot->is_dirty = err != OK;
    return err;
}
