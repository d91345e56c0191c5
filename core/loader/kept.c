// Keeps the state of modules over a reboot.
#include "loader/kept.h"
#include "base/bytes.h"
#include "base/crc32.h"
#include "base/frame.h"
#include "base/literal.h"

static const struct field *next_field(const struct module *m, unsigned *i)
{
    while (*i < m->n_state)
        if (m->state[(*i)++].flags & F_KEEP)
            return &m->state[*i - 1];
    return NULL;
}

static struct text kept_text_at(const struct field *f, const void *self)
{
    return text_of((const char *)self + f->at);
}

static uint64_t kept_mark_of(const struct field *f, const void *self)
{
    struct text t;

    if (f->kind != K_TEXT)
        return (uint64_t)field_load(f, self);
    t = kept_text_at(f, self);
    return crc32_add(0, t.p, t.len);
}

// FNV-1a (draft-eastlake-fnv) over whole values. The factor is odd, so no bit of a value is lost.
uint32_t kept_mark(const struct module *m, const void *self)
{
    const struct field *f;
    uint32_t mark = 2166136261u;

    for (unsigned i = 0; (f = next_field(m, &i));) {
        uint64_t v = kept_mark_of(f, self);
        mark = (mark ^ (uint32_t)v) * 16777619u;
        if (f->is_wide)
            mark = (mark ^ (uint32_t)(v >> 32)) * 16777619u;
    }
    return mark;
}

static struct text kept_read_file(struct node *n, const char *name, char buf[CFG_KEPT_BYTES])
{
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, name, 0, buf, CFG_KEPT_BYTES);

    return text_make(buf, got > 0 ? (size_t)got : 0);
}

// A file that was edited by hand may contain a zero byte.
static bool has_zero(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (!t.p[i])
            return true;
    return false;
}

SEPARATE_FRAME static bool kept_take_text(const struct field *f, struct text item, char *to)
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

SEPARATE_FRAME static bool kept_take_number(const struct field *f, struct text item, void *self)
{
    struct field_range range = field_range(f);
    int64_t v = 0;
    bool ok = !text_long(item, &v) && (range.lo == range.hi || (v >= range.lo && v <= range.hi)) &&
              (f->is_wide || (v >= INT32_MIN && v <= INT32_MAX));

    field_store(f, self, ok ? v : range.def);
    return ok;
}

// Whether the file has a newer format: "#2 ".
static bool is_newer(struct text file)
{
    return text_starts(file, "#");
}

// A separate frame, which is not on the stack while a module starts.
SEPARATE_FRAME static void set_aside(struct node *n, const struct module *m)
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

SEPARATE_FRAME static void log_odd(struct node *n, const struct module *m)
{
    node_log(n, LOG_WARN,
             "[EXEC-WARNING] %s holds values that LM_%s does not take; defaults are used",
             m->keep_file, m->name);
}

void kept_read(struct node *n, const struct module *m, void *self)
{
    char buf[CFG_KEPT_BYTES];
    struct text rest = m->keep_file ? kept_read_file(n, m->keep_file, buf) : text_make(NULL, 0);
    const struct field *f;
    bool odd = false;

    if (is_newer(rest)) {
        set_aside(n, m);
        rest.len = 0;
    }
    bool had_file = rest.len != 0;

    for (unsigned i = 0; (f = next_field(m, &i));) {
        bool is_there = rest.len; // a file of an older program has fewer values
        struct text item = text_trim(text_until(&rest, ','));
        bool ok = f->kind == K_TEXT ? kept_take_text(f, item, (char *)self + f->at)
                                    : kept_take_number(f, item, self);
        odd |= is_there && !ok;
    }
    if (had_file && odd)
        log_odd(n, m);
}

// Writes a text in a form that literal_parse can read.
static void kept_put_text(struct out *o, struct text t)
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

// Copies the values behind ours from the file to the end of `buf`, with the comma. Returns their
// length.
static size_t take_others(struct node *n, const struct module *m, char buf[CFG_KEPT_BYTES + 1])
{
    struct text file = kept_read_file(n, m->keep_file, buf), rest = file;

    for (unsigned i = 0; next_field(m, &i);)
        (void)text_until(&rest, ',');
    rest = text_trim(rest);
    if (!rest.len || is_newer(file) || rest.p == file.p)
        return 0;
    bytes_move(buf + CFG_KEPT_BYTES + 1 - rest.len, rest.p, rest.len);
    buf[CFG_KEPT_BYTES - rest.len] = ',';
    return rest.len + 1;
}

SEPARATE_FRAME static void write_values(const struct module *m, const void *self, struct out *o)
{
    const struct field *f;

    for (unsigned i = 0; (f = next_field(m, &i));) {
        out_text(o, o->len ? "," : "");
        if (f->kind == K_TEXT)
            kept_put_text(o, kept_text_at(f, self));
        else
            out_fixed(o, field_load(f, self), 0);
    }
}

// Builds the new file. Returns its length, or 0 if it does not fit. A separate frame, which is gone
// when the file is written.
SEPARATE_FRAME static size_t kept_compose(struct node *n, const struct module *m, const void *self,
                                          char buf[CFG_KEPT_BYTES + 1])
{
    size_t others = take_others(n, m, buf), cap = CFG_KEPT_BYTES + 1;
    struct out o;

    out_init(&o, buf, cap - others);
    write_values(m, self, &o);
    if (o.full && others) { // no room for the unknown values, so drop them
        others = 0;
        out_init(&o, buf, cap);
        write_values(m, self, &o);
    }
    if (o.full)
        return 0;
    bytes_move(buf + o.len, buf + cap - others, others);
    return o.len + others;
}

static int kept_write_file(struct node *n, const struct module *m, const void *self)
{
    char buf[CFG_KEPT_BYTES + 1];
    struct text file = text_make(buf, kept_compose(n, m, self, buf));

    if (!file.len)
        return ERR_FULL;
    if (blobs_holds(n->port->blobs, m->keep_file, file))
        return OK;
    return blobs_put(n->port->blobs, m->keep_file, file);
}

static bool has_changed(const struct module_slot *slot, uint32_t before)
{
    return slot->module->keep_file && slot->keeps &&
           (slot->is_dirty || kept_mark(slot->module, slot->self) != before);
}

int kept_write(struct node *n, struct module_slot *slot, uint32_t before)
{
    if (!has_changed(slot, before))
        return OK;
    slot->is_dirty = true;
    int err = kept_write_file(n, slot->module, slot->self);
    slot->is_dirty = err != OK;
    return err;
}

// ---- how often ----

bool kept_may_write(struct node *n, const struct module *m)
{
    struct user_module *u = catalog_users(n, m);
    uint8_t *writes = u ? &u->kept_writes : &n->kept_writes;

    if (*writes >= CFG_KEPT_WRITES)
        return false;
    ++*writes;
    return true;
}

int kept_write_sometimes(struct node *n, struct module_slot *slot, uint32_t before)
{
    if (!has_changed(slot, before))
        return OK;
    if (kept_may_write(n, slot->module))
        return kept_write(n, slot, before);
    if (!slot->is_dirty)
        node_log(n, LOG_WARN,
                 "[EXEC-WARNING] LM_%s changes what it keeps more than %d times a minute: the rest "
                 "is written in the next",
                 slot->module->name, CFG_KEPT_WRITES);
    slot->is_dirty = true;
    return OK;
}

void kept_begin_minute(struct node *n)
{
    n->kept_minute = kept_minute_of(n->now_ms);
    n->kept_writes = 0;
    for (struct user_module *u = n->user_modules; u; u = u->next)
        u->kept_writes = 0;
    for (struct module_slot *slot = n->slots; slot; slot = slot->next)
        if (slot->is_dirty)
            (void)kept_write_sometimes(n, slot, 0);
}
