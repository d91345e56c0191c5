// Keeps module state.
#include "loader/kept.h"
#include "base/bytes.h"
#include "base/crc32.h"
#include "base/literal.h"

static const struct field *next_field(const struct module *m, unsigned *i)
{
    while (*i < m->n_state)
        if (m->state[(*i)++].flags & F_KEEP)
            return &m->state[*i - 1];
    return 0;
}

static struct text text_at(const struct field *f, const void *self)
{
    return text_of((const char *)self + f->at);
}

static int32_t value_at(const struct field *f, const void *self)
{
    int32_t v;

    if (f->kind == K_TEXT) {
        struct text t = text_at(f, self);
        return (int32_t)crc32_add(0, t.p, t.len);
    }
    bytes_copy(&v, (const char *)self + f->at, sizeof v);
    return v;
}

struct kept kept_of(const struct module *m, const void *self)
{
    struct kept k = { { 0 } };
    const struct field *f;
    unsigned n = 0;

    for (unsigned i = 0; (f = next_field(m, &i)) && n < MODULE_KEPT_MAX; n++)
        k.v[n] = value_at(f, self);
    return k;
}

static struct text read_file(struct node *n, const char *name, char buf[CFG_KEPT_BYTES])
{
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, name, 0, buf, CFG_KEPT_BYTES);

    return text_make(buf, got > 0 ? (size_t)got : 0);
}

// What a file holds that was written by hand may have a zero byte in it.
static bool has_zero(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (!t.p[i])
            return true;
    return false;
}

static bool take_text(const struct field *f, struct text item, char *to)
{
    struct literal l = { 0 };
    union value v = { 0 };
    bool ok = item.len && literal_parse(item, &l) == OK && field_convert(f, &l, &v) == OK &&
              !has_zero(v.s);
    struct text t = ok ? v.s : text_of(f->text_def ? f->text_def : "");

    bytes_copy(to, t.p, t.len);
    to[t.len] = '\0';
    return ok;
}

static bool take_number(const struct field *f, struct text item, char *to)
{
    int32_t v = f->def;
    bool ok = !text_int(item, &v) && (f->lo == f->hi || (v >= f->lo && v <= f->hi));

    if (!ok)
        v = f->def;
    bytes_copy(to, &v, sizeof v);
    return ok;
}

// Of a newer format: "#2 ".
static bool is_newer(struct text file)
{
    return text_starts(file, "#");
}

// A frame of its own, which is not on the stack while a module starts.
__attribute__((noinline)) static void set_aside(struct node *n, const struct module *m)
{
    const struct blobs *b = n->port->blobs;
    char aside[BLOB_NAME_MAX + 1];
    struct out o;

    out_init(&o, aside, sizeof aside);
    out_format(&o, "%s.newer", m->keep_file);
    if (!blobs_exists(b, aside))
        (void)blobs_copy(b, m->keep_file, aside);
    node_log(
        n, LOG_ERROR,
        "[EXEC-ERROR] %s is of a newer program: LM_%s starts with defaults, and it stays as %s",
        m->keep_file, m->name, aside);
}

void kept_read(struct node *n, const struct module *m, void *self)
{
    char buf[CFG_KEPT_BYTES];
    struct text rest = m->keep_file ? read_file(n, m->keep_file, buf) : text_make(0, 0);
    const struct field *f;
    bool odd = false;

    if (is_newer(rest)) {
        set_aside(n, m);
        rest.len = 0;
    }
    bool had_file = rest.len != 0;

    for (unsigned i = 0; (f = next_field(m, &i));) {
        struct text item = text_trim(text_until(&rest, ','));
        char *to = (char *)self + f->at;
        odd |= f->kind == K_TEXT ? !take_text(f, item, to) : !take_number(f, item, to);
    }
    if (had_file && odd)
        node_log(n, LOG_WARN,
                 "[EXEC-WARNING] %s holds values that LM_%s does not take; defaults are used",
                 m->keep_file, m->name);
}

static bool is_same(const struct kept *a, const struct kept *b)
{
    bool same = true;

    for (unsigned i = 0; i < MODULE_KEPT_MAX; i++)
        same &= a->v[i] == b->v[i];
    return same;
}

__attribute__((noinline)) static bool has_changed(const struct module *m, const void *self,
                                                  const struct kept *before)
{
    struct kept now = kept_of(m, self);

    return !is_same(&now, before);
}

// As literal_parse reads it.
static void put_text(struct out *o, struct text t)
{
    static const char letters[] = "\n\r\t\\'", escapes[] = "nrt\\'";

    out_char(o, '\'');
    for (size_t i = 0; i < t.len; i++) {
        unsigned k = 0;
        while (letters[k] && letters[k] != t.p[i])
            k++;
        if (letters[k])
            out_char(o, '\\');
        out_char(o, letters[k] ? escapes[k] : t.p[i]);
    }
    out_char(o, '\'');
}

// Adds what stands in the file behind our values; where there is no room for it, it goes. True when
// the file is as wanted then.
__attribute__((noinline)) static bool add_others(struct node *n, const struct module *m,
                                                 struct out *o)
{
    char buf[CFG_KEPT_BYTES];
    struct text file = read_file(n, m->keep_file, buf), rest = file;

    for (unsigned i = 0; next_field(m, &i);)
        (void)text_until(&rest, ',');
    rest = text_trim(rest);
    if (rest.len && !is_newer(file) && o->len + 1 + rest.len < o->cap) {
        out_char(o, ',');
        out_slice(o, rest);
    }
    return file.len && text_same(file, out_written(o));
}

static int write_file(struct node *n, const struct module *m, const void *self)
{
    const struct field *f;
    char buf[CFG_KEPT_BYTES + 1];
    struct out o;

    out_init(&o, buf, sizeof buf);
    for (unsigned i = 0; (f = next_field(m, &i));) {
        out_text(&o, o.len ? "," : "");
        if (f->kind == K_TEXT)
            put_text(&o, text_at(f, self));
        else
            out_int(&o, value_at(f, self));
    }
    if (o.full)
        return ERR_FULL;
    if (add_others(n, m, &o))
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
