// Loads, calls and unloads load modules.
#include "node/loader.h"
#include "base/bytes.h"
#include "base/nearest.h"
#include "mod/call.h"
#include "mod/help.h"
#include "node/host.h"
#include "node/kept.h"
#include "node/why.h"

bool loader_is_loaded(const struct node *n, unsigned module)
{
    return module < CFG_MODULES_MAX && n->slots[module].self;
}

int loader_find(struct text name)
{
    for (unsigned i = 0; i < module_count; i++)
        if (text_is(name, modules[i]->name))
            return (int)i;
    return ERR_NAME;
}

__attribute__((noinline)) static void call_init(struct call *c, struct node *n, unsigned i,
                                                struct reply *r, struct fault *fault)
{
    *c = (struct call){ .self = n->slots[i].self,
                        .module = modules[i],
                        .reply = r,
                        .pins = &n->pins,
                        .owner = (uint8_t)i,
                        .host = &host_of_node,
                        .host_ctx = n,
                        .keeps = &n->slots[i].keeps,
                        .fault = fault };
}

// The memory of a module's state: every module has its fixed place.
static void *place(struct node *n, unsigned i)
{
    size_t at = 0;

    for (unsigned k = 0; k < i; k++)
        at += (modules[k]->size + 7u) & ~7u;
    if (i >= CFG_MODULES_MAX || at + modules[i]->size > sizeof n->module_memory)
        return 0;
    return n->module_memory + at;
}

__attribute__((noinline)) static int load(struct node *n, unsigned i, struct fault *fault)
{
    const struct module *m = modules[i];
    void *self = place(n, i);

    if (!self) {
        fault->err = ERR_FULL;
        return ERR_FULL;
    }
    bytes_fill(self, 0, m->size);
    n->slots[i] = (struct module_slot){ .self = self, .keeps = true };
    kept_read(n, m, self);
    struct call c;
    call_init(&c, n, i, 0, fault);
    int err = m->start ? m->start(&c) : OK;
    if (err) {
        fault->err = err;
        pins_release_all(&n->pins, (uint8_t)i);
        n->slots[i].self = 0;
        return err;
    }
    node_log(n, LOG_DEBUG, "[EXEC] LM_%s loaded", m->name);
    return OK;
}

static void unload(struct node *n, unsigned i)
{
    struct fault ignored = { 0 };
    struct call c;

    if (!loader_is_loaded(n, i))
        return;
    call_init(&c, n, i, 0, &ignored);
    if (modules[i]->stop)
        modules[i]->stop(&c);
    pins_release_all(&n->pins, (uint8_t)i);
    n->slots[i] = (struct module_slot){ 0 };
}

// The log names only what the node itself knows: the words of a line that was not understood may be
// a password in the wrong place.
__attribute__((noinline)) static void log_fault(struct node *n, struct text module,
                                                struct text verb, const struct fault *f)
{
    bool is_ours = f->kind == FAULT_ERR || f->kind == FAULT_PIN || f->kind == FAULT_PIN_TAKEN ||
                   f->kind == FAULT_NOT_KEPT;
    char text[96];
    struct out o;

    out_init(&o, text, sizeof text);
    if (is_ours)
        fault_text(f, &o);
    else
        out_text(&o, err_text(f->err));
    if (f->kind == FAULT_NO_MODULE)
        node_log(n, LOG_WARN, "[EXEC-ERROR] no load module of that name");
    else if (f->kind == FAULT_NO_VERB)
        node_log(n, LOG_WARN, "[EXEC-ERROR] LM_%.*s: no function of that name", (int)module.len,
                 module.p);
    else
        node_log(n, LOG_WARN, "[EXEC-ERROR] LM_%.*s->%.*s: %s", (int)module.len, module.p,
                 (int)verb.len, verb.p, text);
}

// The module or function that a mistyped one most likely meant, or NULL.
static const char *nearest_to(struct text module, const struct fault *f)
{
    struct nearest near;
    int i = loader_find(module);

    nearest_init(&near, f->what);
    if (f->kind == FAULT_NO_MODULE)
        for (unsigned k = 0; k < module_count; k++)
            nearest_try(&near, modules[k]->name);
    if (f->kind == FAULT_NO_VERB && i >= 0)
        for (unsigned k = 0; k < modules[i]->n_verbs; k++)
            nearest_try(&near, modules[i]->verbs[k].name);
    return near.best;
}

__attribute__((noinline)) static void write_fault(struct text module, struct text verb,
                                                  const struct fault *f, bool json, struct out *o)
{
    const char *meant = nearest_to(module, f);
    char chunk[32];
    struct reply r;
    struct out e;

    if (!json) {
        out_format(o, "execute_LM_function LM_%.*s->%.*s: ", (int)module.len, module.p,
                   (int)verb.len, verb.p);
        fault_text(f, o);
        out_format(o, meant ? "\nSHELL: did you mean %s?\n" : "\n", meant ? meant : "");
        return;
    }
    reply_init(&r, o, true);
    e = reply_open(&r, "error", chunk, sizeof chunk);
    fault_text(f, &e);
    reply_close(&r, &e);
    reply_pair_text(&r, "module", module);
    reply_pair_text(&r, "function", verb);
    if (meant)
        reply_pair_text(&r, "nearest", text_of(meant));
    reply_end(&r);
}

static void follow_wish(struct node *n, unsigned i, const struct call *c)
{
    if (!c->wake_in_ms || !loader_is_loaded(n, i))
        return;
    n->slots[i].wake_ms = n->now_ms + c->wake_in_ms;
    n->slots[i].is_waiting = true;
}

// Keeps the state that a verb changed. The reply would claim that all is well if it could not.
static int keep(const struct request *r, unsigned i, const struct kept *before, size_t mark,
                struct fault *fault)
{
    int err = kept_write(r->node, i, before);

    if (err) {
        fault->kind = FAULT_NOT_KEPT;
        fault->err = err;
        if (r->out->flushed <= mark)
            r->out->len = mark - r->out->flushed;
    }
    return err;
}

// Runs a verb of a loaded module and keeps the state it changed.
static int run(const struct request *r, unsigned i, const struct verb *v, struct call *c)
{
    struct node *n = r->node;
    struct kept before = kept_of(modules[i], c->self);
    size_t mark = r->out->flushed + r->out->len;
    uint32_t state = why_mark(n, i);
    int err = v->run(c);

    if (err && err != ERR_WAIT) {
        if (!c->fault->err)
            c->fault->err = err;
        return err;
    }
    follow_wish(n, i, c);
    if (!loader_is_loaded(n, i)) // it unloaded itself
        return OK;
    if (why_mark(n, i) != state)
        why_note(r, i, v);
    int kept = keep(r, i, &before, mark, c->fault);
    return kept ? kept : err;
}

// Parses and runs. A frame of its own, which is gone when a fault is told; small chips have little
// stack.
__attribute__((noinline)) static int call(const struct request *r, unsigned i, const struct verb *v,
                                          const struct call_text *t, struct reply *reply,
                                          struct fault *fault)
{
    union value in[CFG_ARGS_MAX];
    struct call c;

    call_init(&c, r->node, i, reply, fault);
    int err = call_parse(&c, v, t, in);
    if (err)
        return err;
    c.in = in;
    c.progress = r->progress;
    bytes_fill(fault, 0, sizeof *fault);
    return run(r, i, v, &c);
}

// Runs a verb, or says in *fault why not: 0 or an error.
static int answer(const struct request *r, unsigned i, const struct call_text *t,
                  struct reply *reply, struct fault *fault)
{
    const struct verb *v = call_verb(modules[i], t->verb);

    if (!v && text_is(t->verb, "help")) {
        help_reply(modules[i], reply);
        return OK;
    }
    if (!v) {
        fault->kind = FAULT_NO_VERB;
        fault->what = t->verb;
        return ERR_NAME;
    }
    fault->kind = FAULT_ERR;
    int err = loader_is_loaded(r->node, i) ? OK : load(r->node, i, fault);
    return err ? err : call(r, i, v, t, reply, fault);
}

enum command_end loader_call(const struct request *r, struct text module, struct text rest)
{
    struct call_text t = call_split(rest);
    int i = loader_find(module);
    struct fault fault = { .kind = FAULT_NO_MODULE, .what = module };
    struct reply reply;

    reply_init(&reply, r->out, r->json);
    if (i >= 0) {
        module = text_of(modules[i]->name);
        int err = answer(r, (unsigned)i, &t, &reply, &fault);
        if (err == ERR_WAIT)
            return command_waits(r);
        if (!err) {
            reply_end(&reply);
            return reply.shape == REPLY_REFUSAL ? COMMAND_FAILED : COMMAND_DONE;
        }
    }
    log_fault(r->node, module, t.verb, &fault);
    write_fault(module, t.verb, &fault, r->json, r->out);
    return COMMAND_FAILED;
}

static void tick(struct node *n, unsigned i)
{
    struct kept before = kept_of(modules[i], n->slots[i].self);
    struct fault ignored = { 0 };
    struct call c;

    call_init(&c, n, i, 0, &ignored);
    n->slots[i].is_waiting = false;
    int err = modules[i]->tick(&c);
    follow_wish(n, i, &c);
    if (!err)
        err = kept_write(n, i, &before);
    if (err)
        node_log(n, LOG_WARN, "[EXEC-ERROR] LM_%s tick: %s", modules[i]->name, err_text(err));
}

uint32_t loader_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (unsigned i = 0; i < module_count && i < CFG_MODULES_MAX; i++) {
        struct module_slot *slot = &n->slots[i];
        if (slot->is_waiting && (int32_t)(n->now_ms - slot->wake_ms) >= 0)
            tick(n, i);
        if (slot->is_waiting && slot->wake_ms - n->now_ms < next_ms)
            next_ms = slot->wake_ms - n->now_ms;
    }
    return next_ms;
}

int loader_unload(struct node *n, struct text name)
{
    int i = loader_find(text_starts(name, "LM_") ? text_skip(name, 3) : name);

    if (i < 0 || !loader_is_loaded(n, (unsigned)i))
        return ERR_NAME;
    unload(n, (unsigned)i);
    return OK;
}

void loader_stop(struct node *n)
{
    for (unsigned i = module_count; i--;)
        if (i < CFG_MODULES_MAX)
            unload(n, i);
}
