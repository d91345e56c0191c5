// Loads, calls and unloads load modules.
#include "loader/loader.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "base/nearest.h"
#include "loader/changes.h"
#include "loader/keeping.h"
#include "loader/kept.h"
#include "loader/sharing.h"
#include "mod/call.h"
#include "mod/help.h"
#include "node/catalog.h"

SEPARATE_FRAME static void call_init(struct call *c, struct node *n, struct module_slot *slot,
                                     struct reply *r, struct fault *fault)
{
    *c = (struct call){ .self = slot->self,
                        .module = slot->module,
                        .reply = r,
                        .pins = &n->pins,
                        .owner = slot->owner,
                        .node = n->rooms->node_calls,
                        .node_ctx = n,
                        .keeps = &slot->keeps,
                        .fault = fault };
}

// A module's function starts to run for `who`. Returns the principal before it.
static const struct principal *loader_enter(struct node *n, const struct principal *who)
{
    const struct principal *outer = n->who;

    n->who = who;
    return outer;
}

static void follow_wish(const struct node *n, struct module_slot *slot, const struct call *c)
{
    if (!c->wake_in_ms || slot->is_put_off)
        return;
    slot->wake_ms = n->now_ms + c->wake_in_ms;
    slot->is_waiting = true;
}

SEPARATE_FRAME static int start_loaded(struct node *n, struct module_slot *slot,
                                       struct fault *fault)
{
    const struct module *m = slot->module;
    struct call c;

    call_init(&c, n, slot, NULL, fault);
    const struct principal self = principal_module(slot->owner, CALLER_MODULE);
    const struct principal *outer = loader_enter(n, &self);
    int err = m->start ? m->start(&c) : OK;
    n->who = outer;
    if (!err)
        follow_wish(n, slot, &c);
    return err;
}

static struct module_slot *loader_load(struct node *n, const struct module *m, struct fault *fault)
{
    struct module_slot *slot = slots_add(n, m);

    fault->err = slot ? OK : ERR_FULL;
    if (!slot)
        return NULL;
    kept_read(n, m, slot->self);
    int err = start_loaded(n, slot, fault);
    if (err) {
        fault->err = err;
        slots_drop(n, slot);
        return NULL;
    }
    node_log(n, LOG_DEBUG, "[EXEC] LM_%s loaded", m->name);
    return slot;
}

static void tell_after(const struct module *m)
{
    if (m->after)
        m->after(m);
}

// When the node stops, writes everything that waits. Otherwise the limit per minute applies, so
// that unloading cannot bypass it.
static void stop_and_drop(struct node *n, struct module_slot *slot)
{
    const struct module *m = slot->module;
    struct fault ignored = { 0 };
    struct call c;

    call_init(&c, n, slot, NULL, &ignored);
    const struct principal self = principal_module(slot->owner, CALLER_MODULE);
    const struct principal *outer = loader_enter(n, &self);
    if (slot->module->stop)
        slot->module->stop(&c);
    n->who = outer;
    if (slot->is_dirty)
        (void)(n->is_up ? kept_write_sometimes(n, slot, 0) : kept_write(n, slot, 0));
    slots_drop(n, slot);
    tell_after(m);
}

enum { FAULT_WORDS_MAX = 96 };

// Logs only words that the node itself knows. Unknown words in a line may be a password in the
// wrong place. A separate frame, which is gone when the line is written.
SEPARATE_FRAME static void logged_words(const struct fault *f, char text[FAULT_WORDS_MAX])
{
    bool is_ours = f->kind == FAULT_ERR || f->kind == FAULT_PIN || f->kind == FAULT_PIN_TAKEN ||
                   f->kind == FAULT_NOT_KEPT || f->kind == FAULT_WORDS;
    struct out o;

    out_init(&o, text, FAULT_WORDS_MAX);
    if (is_ours)
        fault_text(f, &o);
    else
        out_text(&o, err_text(f->err));
}

SEPARATE_FRAME static void log_fault(struct node *n, struct text module, struct text verb,
                                     const struct fault *f)
{
    char text[FAULT_WORDS_MAX];

    logged_words(f, text);
    if (f->kind == FAULT_NO_MODULE)
        node_log(n, LOG_WARN, "[EXEC-ERROR] no load module of that name");
    else if (f->kind == FAULT_NO_VERB)
        node_log(n, LOG_WARN, "[EXEC-ERROR] LM_%.*s: no function of that name", (int)module.len,
                 module.p);
    else
        node_log(n, LOG_WARN, "[EXEC-ERROR] LM_%.*s->%.*s: %s", (int)module.len, module.p,
                 (int)verb.len, verb.p, text);
}

// The known module or function that is closest to a mistyped one, or NULL.
SEPARATE_FRAME static const char *nearest_to(const struct node *n, struct text module,
                                             const struct fault *f)
{
    const struct module *m = catalog_find(n, module);
    struct nearest near;

    nearest_init(&near, f->what);
    if (f->kind == FAULT_NO_MODULE)
        catalog_try_names(n, &near);
    for (unsigned i = 0; f->kind == FAULT_NO_VERB && i < m->n_verbs; i++)
        nearest_try(&near, m->verbs[i].name);
    return near.best;
}

// Whether to use the successor's texts for an error, as its clients compare them.
static bool speaks_today(const struct request *r, struct text module)
{
    const struct module *m = catalog_find(r->node, module);

    return (r->talk && r->talk->is_todays) || (m && m->is_todays);
}

SEPARATE_FRAME static void write_words(struct reply *r, const struct fault *f)
{
    char chunk[16];
    struct out o = reply_open(r, "error", chunk, sizeof chunk);

    fault_text(f, &o);
    reply_close(r, &o);
}

SEPARATE_FRAME static void write_fault(struct request *r, struct text module, struct text verb,
                                       const struct fault *f)
{
    const char *meant = nearest_to(r->node, module, f);

    reply_init(&r->reply, r->reply.out, r->reply.json);
    reply_begin_as(&r->reply, REPLY_MAP, "{}\n");
    reply_note(&r->reply, "%s LM_%.*s->%.*s: ",
               speaks_today(r, module) ? "Core error:" : "execute_LM_function", (int)module.len,
               module.p, (int)verb.len, verb.p);
    write_words(&r->reply, f);
    reply_pair_text(&r->reply, "module", module);
    reply_pair_text(&r->reply, "function", verb);
    if (meant)
        reply_pair_text(&r->reply, "nearest", text_of(meant));
    if (meant)
        reply_note(&r->reply, "SHELL: did you mean %s?\n", meant);
}

// Writes the kept state that a verb changed. If that fails, the reply must not claim success.
static int loader_keep(struct request *r, struct module_slot *slot, uint32_t before, size_t mark,
                       struct fault *fault)
{
    bool is_person = r->who->right == RIGHT_ADMIN && !slot->is_users;
    int err =
        is_person ? kept_write(r->node, slot, before) : kept_write_sometimes(r->node, slot, before);

    if (err) {
        fault->kind = FAULT_NOT_KEPT;
        fault->err = err;
        struct out *o = r->reply.out;
        if (o->flushed <= mark)
            o->len = mark - o->flushed;
    }
    return err;
}

void loader_has_changed(struct node *n, const struct module *m, const struct change *change)
{
    struct module_slot *slot = slots_find(n, m);

    if (slot)
        changes_tell(n, slot, change);
}

// Runs the verb. A user's module never has the right `admin`, whoever calls it.
static int run_verb(struct request *r, const struct module_slot *slot, struct call *c)
{
    const struct principal *outer = loader_enter(r->node, r->who);
    uint8_t right = r->who->right;

    if (slot->is_users && right > RIGHT_DRIVE)
        r->who->right = RIGHT_DRIVE;
    int err = c->verb->run(c);
    r->who->right = right;
    r->node->who = outer;
    return err;
}

// Runs a verb of a loaded module and reports a change of state.
static int loader_run(struct request *r, struct module_slot *slot, struct call *c)
{
    uint32_t memory = changes_memory(slot);
    int err = run_verb(r, slot, c);
    // A command may have unloaded the module.
    bool is_loaded = slots_find(r->node, c->module) == slot;

    if (is_loaded)
        // Also after an error, so that it may try again to reach a safe state.
        follow_wish(r->node, slot, c);
    if (is_loaded && (changes_memory(slot) != memory || changes_driven(slot, c)))
        changes_tell(r->node, slot, &(struct change){ r->who, c->verb });
    if (err && err != ERR_WAIT) {
        if (!c->fault->err)
            c->fault->err = err;
        return err;
    }
    return is_loaded ? err : OK;
}

// Parses and runs a call. A separate frame, which is gone while a fault is written or state is
// stored, because small chips have little stack.
SEPARATE_FRAME static int call_with_text(struct request *r, struct module_slot *slot,
                                         const struct verb *v, const struct call_text *t,
                                         struct fault *fault)
{
    union value in[CFG_ARGS_MAX];
    struct call c;

    call_init(&c, r->node, slot, &r->reply, fault);
    int err = call_parse(&c, v, t, in);
    if (err)
        return err;
    c.in = in;
    c.verb = v;
    c.progress = r->progress;
    bytes_fill(fault, 0, sizeof *fault);
    bool keeps_commands = keeping_is_done_by(v);
    err = loader_run(r, slot, &c);
    if (!err && keeps_commands && slots_find(r->node, slot->module) == slot)
        keeping_try(r, &c);
    if (!err && c.took_from)
        sharing_tell(r, c.took_from);
    return err;
}

// Same, and stores the kept state if it changed.
static int call_and_keep(struct request *r, struct module_slot *slot, const struct verb *v,
                         const struct call_text *t, struct fault *fault)
{
    const struct module *m = slot->module;
    uint32_t before = kept_mark(m, slot->self);
    size_t mark = r->reply.out->flushed + r->reply.out->len;
    int err = call_with_text(r, slot, v, t, fault);

    if ((err && err != ERR_WAIT) || slots_find(r->node, m) != slot)
        return err;
    int kept = loader_keep(r, slot, before, mark, fault);
    return kept ? kept : err;
}

// Runs a verb. On an error, *fault has the reason.
static int loader_answer(struct request *r, const struct module *m, const struct call_text *t,
                         struct fault *fault)
{
    const struct verb *v = call_verb(m, t->verb);
    struct module_slot *slot;

    if (!v && text_is(t->verb, "help")) {
        help_reply(m, &r->reply);
        return OK;
    }
    if (!v) {
        fault->kind = FAULT_NO_VERB;
        fault->what = t->verb;
        return ERR_NAME;
    }
    fault->kind = FAULT_ERR;
    slot = slots_find(r->node, m);
    if (!slot)
        slot = loader_load(r->node, m, fault);
    return slot ? call_and_keep(r, slot, v, t, fault) : fault->err;
}

unsigned loader_call(struct request *r, struct text module, struct text rest)
{
    struct call_text t = call_split(rest);
    const struct module *m = catalog_find(r->node, module);
    struct fault fault = { .kind = FAULT_NO_MODULE, .what = module };

    r->node->has_acted = true;
    if (m) {
        module = text_of(m->name);
        int err = loader_answer(r, m, &t, &fault);
        tell_after(m);
        if (err == ERR_WAIT)
            return command_waits(r);
        if (!err) {
            reply_end(&r->reply); // also ends an empty reply, which a word does not do
            return r->reply.has_failed ? COMMAND_FAILED : COMMAND_DONE;
        }
    }
    log_fault(r->node, module, t.verb, &fault);
    write_fault(r, module, t.verb, &fault);
    return COMMAND_FAILED;
}

// A change of a pin that a module watches.
struct edge {
    unsigned need;
    bool is_high;
};

// Logs an error of a tick or an edge. Separate frame.
SEPARATE_FRAME static void log_act(struct node *n, const struct module *m, const char *what,
                                   const struct fault *f)
{
    char text[96];
    struct out o;

    out_init(&o, text, sizeof text);
    fault_text(f, &o);
    node_log(n, LOG_WARN, "[EXEC-ERROR] LM_%s %s: %s", m->name, what, text);
}

// Calls a module's tick or edge function and stores kept state that changed.
static int act(struct node *n, struct module_slot *slot, const struct edge *edge, struct call *c)
{
    const struct principal self = principal_module(slot->owner, edge ? CALLER_EDGE : CALLER_TICK);
    const struct principal *outer = loader_enter(n, &self);
    uint32_t before = kept_mark(slot->module, slot->self), state = changes_state(slot);

    int err = edge ? c->module->edge(c, edge->need, edge->is_high) : c->module->tick(c);
    n->who = outer;
    if (slots_find(n, c->module) != slot) // one of its own commands has unloaded it
        return OK;
    if (changes_state(slot) != state || changes_driven(slot, c))
        changes_tell(n, slot, &(struct change){ &self, NULL });
    slot->is_put_off = err == ERR_WAIT && !edge;
    if (err == ERR_WAIT) // it remains due since its original time
        return err;
    follow_wish(n, slot, c);
    return err ? err : kept_write_sometimes(n, slot, before);
}

// Returns how long a tick is put off, or UINT32_MAX.
static uint32_t loader_act(struct node *n, struct module_slot *slot, const struct edge *edge)
{
    const struct module *m = slot->module;
    struct fault fault = { 0 };
    struct call c;

    call_init(&c, n, slot, NULL, &fault);
    int err = act(n, slot, edge, &c);
    tell_after(m);
    if (err == ERR_WAIT && !edge) {
        slot->is_waiting = true;
        return c.wake_in_ms;
    }
    fault.err = err;
    if (err)
        log_act(n, m, edge ? "edge" : "tick", &fault);
    return UINT32_MAX;
}

// Finds the need of a loaded module that watches this pin. ERR_NAME: it watches none.
static int find_watched(const struct node *n, const struct module_slot *slot, unsigned gpio)
{
    const struct module *m = slot->module;
    unsigned at;

    if (gpio >= GPIO_MAX || n->pins.claims[gpio].use == PIN_FREE ||
        n->pins.claims[gpio].owner != slot->owner)
        return ERR_NAME;
    for (unsigned i = 0; m->edge && i < m->n_pins; i++)
        if (m->pins[i].use >= PIN_IN && m->pins[i].use <= PIN_IN_DOWN &&
            !board_gpio(n->pins.board, m->pins[i].logical, &at) && at == gpio)
            return (int)i;
    return ERR_NAME;
}

static void loader_edge(struct node *n, unsigned gpio, bool is_high)
{
    struct module_slot *slot = n->slots;
    int need = ERR_NAME;

    while (slot && (need = find_watched(n, slot, gpio)) < 0)
        slot = slot->next;
    if (slot)
        (void)loader_act(n, slot, &(struct edge){ (unsigned)need, is_high });
}

// The module that has been due longest.
static struct module_slot *take_due(const struct node *n)
{
    struct module_slot *first = NULL;

    for (struct module_slot *slot = n->slots; slot; slot = slot->next)
        if (slot->is_due && (!first || (int32_t)(slot->wake_ms - first->wake_ms) < 0))
            first = slot;
    if (first)
        first->is_due = first->is_waiting = false;
    return first;
}

// Milliseconds until something of a loaded module is due.
static uint32_t loader_wait_ms(const struct node *n)
{
    uint32_t next_ms = UINT32_MAX, minute_ms = KEPT_MINUTE_MS - n->now_ms % KEPT_MINUTE_MS;

    for (const struct module_slot *slot = n->slots; slot; slot = slot->next) {
        uint32_t wait_ms = slot->wake_ms - n->now_ms;
        if (slot->is_waiting && (int32_t)wait_ms > 0 && wait_ms < next_ms)
            next_ms = wait_ms;
        if (slot->is_dirty && minute_ms < next_ms)
            next_ms = minute_ms;
    }
    return next_ms;
}

static uint32_t loader_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX, wait_ms;
    struct module_slot *slot;

    if (kept_minute_of(n->now_ms) != n->kept_minute)
        kept_begin_minute(n);
    // One turn each, even if ticks change what is due.
    for (slot = n->slots; slot; slot = slot->next)
        slot->is_due = slot->is_waiting && (int32_t)(n->now_ms - slot->wake_ms) >= 0;
    while ((slot = take_due(n))) {
        wait_ms = loader_act(n, slot, NULL);
        next_ms = wait_ms < next_ms ? wait_ms : next_ms;
    }
    wait_ms = loader_wait_ms(n);
    return wait_ms < next_ms ? wait_ms : next_ms;
}

int loader_start(struct node *n, const struct module *m, struct fault *fault)
{
    *fault = (struct fault){ 0 };
    bool is_in = slots_find(n, m) || loader_load(n, m, fault);
    tell_after(m);
    return is_in ? OK : fault->err;
}

int loader_unload(struct node *n, struct text name)
{
    struct module_slot *slot = slots_named(n, name);

    if (!slot)
        return ERR_NAME;
    stop_and_drop(n, slot);
    return OK;
}

static void loader_stop(struct node *n)
{
    while (n->slots)
        stop_and_drop(n, n->slots);
}

const struct room loader_room = { .poll = loader_poll, .stop = loader_stop, .edge = loader_edge };
