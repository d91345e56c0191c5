// Runs the functions of a module: verbs, timers, edges, start and stop. Each verb has a separate
// thread, so that it can wait.
#include "base/bytes.h"
#include "script_inside.h"
#include <string.h>

enum { ABANDONED_MS = 60000 }; // a verb that nobody continues for this long is given up

static struct script *script_in(const struct call *c)
{
    return (struct script *)(uintptr_t)c->module;
}

static int script_run_fail(struct script *s, struct call *c)
{
    *c->fault = (struct fault){ .kind = FAULT_WORDS, .err = ERR_ARG, .what = text_of(s->words) };
    return ERR_ARG;
}

// The enclosing call, while this one runs.
struct entry {
    struct call *outer;
    struct budget_frame frame;
};

static struct entry enter(struct script *s, struct call *c, lua_State *l)
{
    struct entry e = { .outer = s->call };

    s->call = c;
    script_enter(s, l, &e.frame);
    return e;
}

static void leave(struct script *s, const struct entry *e)
{
    script_leave(s, &e->frame);
    s->call = e->outer;
}

// How long the module must wait before it may start something. Parts of a running cause need not
// wait.
static uint32_t must_wait_ms(struct script *s, const struct call *c, bool is_asked)
{
    if (s->env.budget->depth)
        return 0;
    return budget_wait_ms(s->env.budget, &s->share, is_asked, call_clock_ms(c));
}

// Sets the next tick: the next timer, or an edge that waits for its turn.
static void script_run_wish(struct script *s, struct call *c)
{
    uint32_t now_ms = call_clock_ms(c), next_ms = 0;

    for (unsigned i = 0; i < SCRIPT_PINS; i++)
        next_ms |= s->edges[i].waiting != 0;

    for (unsigned i = 0; i < SCRIPT_TIMERS; i++) {
        int32_t left_ms = (int32_t)(s->timers[i].due_ms - now_ms);
        if (!s->timers[i].id)
            continue;
        left_ms = left_ms > 0 ? left_ms : 1;
        if (!next_ms || (uint32_t)left_ms < next_ms)
            next_ms = (uint32_t)left_ms;
    }
    c->wake_in_ms = next_ms;
}

// Calls the function on the main thread's stack. Only verbs may wait.
static int call_now(struct script *s, struct call *c, int arguments)
{
    struct entry e = enter(s, c, s->lua);
    int status = lua_pcall(s->lua, arguments, 0, 0);

    if (status)
        script_words(s, s->lua, status);
    leave(s, &e);
    return status ? script_run_fail(s, c) : OK;
}

// Drops its thread too. If the budget ended it, the thread counts no more instructions. So it must
// not run again, and its variables must not be closed (lua_resetthread would call __close).
static void forget_waiter(struct script *s, struct script_waiter *w)
{
    w->id = 0;
    if (w->thread)
        luaL_unref(s->lua, LUA_REGISTRYINDEX, w->reference);
    w->thread = NULL;
}

static void forget_all(struct script *s)
{
    for (unsigned i = 0; i < SCRIPT_TIMERS; i++) {
        if (s->timers[i].id)
            luaL_unref(s->lua, LUA_REGISTRYINDEX, s->timers[i].function);
        s->timers[i].id = 0;
    }
    for (unsigned i = 0; i < SCRIPT_PINS; i++) {
        luaL_unref(s->lua, LUA_REGISTRYINDEX, s->edges[i].function);
        s->edges[i] = (struct script_edge){ .function = LUA_NOREF };
    }
}

static void set_defaults(struct script *s)
{
    for (unsigned i = 0; i < s->module.n_state; i++) {
        const struct field *f = &s->module.state[i];
        if (f->flags & F_KEEP)
            continue;
        if (f->kind == K_TEXT)
            bytes_copy((char *)s->self + f->at, f->text_def, text_of(f->text_def).len + 1);
        else
            field_store(f, s->self, field_range(f).def);
    }
}

static int script_run_start(struct call *c)
{
    struct script *s = script_in(c);
    int err = OK;

    s->self = c->self;
    s->born_ms = call_clock_ms(c);
    set_defaults(s);
    if (s->start != LUA_NOREF) {
        lua_rawgeti(s->lua, LUA_REGISTRYINDEX, s->start);
        err = call_now(s, c, 0);
    }
    if (err) {
        forget_all(s);
        s->self = NULL;
    } else {
        script_run_wish(s, c);
    }
    return err;
}

static void script_run_stop(struct call *c)
{
    struct script *s = script_in(c);

    forget_all(s);
    if (s->stop != LUA_NOREF && !s->depth) {
        lua_rawgeti(s->lua, LUA_REGISTRYINDEX, s->stop);
        if (call_now(s, c, 0))
            s->env.log(s->env.ctx, &s->module, text_of(s->words));
        forget_all(s);
    }
    for (unsigned i = 0; i < SCRIPT_WAITERS; i++)
        if (s->waiters[i].id && !s->waiters[i].runs)
            forget_waiter(s, &s->waiters[i]);
    s->is_gone = s->depth != 0;
    s->self = NULL;
}

// Switches outputs off and stops all timers and edges.
static int give_up(struct script *s, struct call *c)
{
    forget_all(s);
    pins_release_all(c->pins, c->owner);
    s->env.failed(s->env.ctx, &s->module, s->words);
    return script_run_fail(s, c);
}

// Timers that were set meanwhile run later.
static struct script_timer *next_due(struct script *s, uint32_t now_ms, uint32_t last_id)
{
    for (unsigned i = 0; i < SCRIPT_TIMERS; i++) {
        struct script_timer *t = &s->timers[i];
        if (t->id && (int32_t)(last_id - t->id) >= 0 && (int32_t)(now_ms - t->due_ms) >= 0)
            return t;
    }
    return NULL;
}

static int run_timer(struct script *s, struct call *c, struct script_timer *t, uint32_t now_ms)
{
    lua_rawgeti(s->lua, LUA_REGISTRYINDEX, t->function);
    t->due_ms += t->period_ms;
    if (t->period_ms && (int32_t)(now_ms - t->due_ms) >= 0)
        t->due_ms = now_ms + t->period_ms; // missed periods are left out
    if (!t->period_ms) {
        luaL_unref(s->lua, LUA_REGISTRYINDEX, t->function);
        t->id = 0;
    }
    return call_now(s, c, 0);
}

// Handles the oldest waiting edge. If both edges count, they alternate.
static int run_edge(struct script *s, struct call *c, struct script_edge *e)
{
    bool is_high = e->is_high ^ (e->edges == 3 && e->waiting % 2 == 0);

    e->waiting--;
    e->is_flooded &= e->waiting != 0;
    lua_rawgeti(s->lua, LUA_REGISTRYINDEX, e->function);
    lua_pushboolean(s->lua, is_high);
    return call_now(s, c, 1);
}

static struct script_edge *next_edge(struct script *s)
{
    for (unsigned i = 0; i < SCRIPT_PINS; i++)
        if (s->edges[i].waiting)
            return &s->edges[i];
    return NULL;
}

static unsigned edges_waiting(const struct script *s)
{
    unsigned n = 0;

    for (unsigned i = 0; i < SCRIPT_PINS; i++)
        n += s->edges[i].waiting;
    return n;
}

// Runs one edge, or else one timer. False: there is none.
static bool run_one(struct script *s, struct call *c, unsigned edges, uint32_t last_id, int *err)
{
    uint32_t now_ms = call_clock_ms(c);
    struct script_edge *e = edges ? next_edge(s) : NULL;
    struct script_timer *t = e ? NULL : next_due(s, now_ms, last_id);

    if (e)
        *err = run_edge(s, c, e);
    else if (t)
        *err = run_timer(s, c, t, now_ms);
    return e || t;
}

// Runs everything that was due at the start, each as a separate cause, as long as the share lasts.
// The rest is postponed. ERR_WAIT: all of it is.
static int script_run_due(struct script *s, struct call *c)
{
    unsigned edges = edges_waiting(s), n = 0;
    uint32_t last_id = s->last_id, wait_ms = 0;
    int err = OK;

    while (!err && n < edges + SCRIPT_TIMERS && !(wait_ms = must_wait_ms(s, c, false)) &&
           run_one(s, c, n < edges, last_id, &err))
        n++;
    if (err)
        return give_up(s, c);
    script_run_wish(s, c);
    if (!wait_ms || !c->wake_in_ms)
        return OK;
    c->wake_in_ms = wait_ms > c->wake_in_ms ? wait_ms : c->wake_in_ms;
    return n ? OK : ERR_WAIT;
}

static int tick(struct call *c)
{
    return script_run_due(script_in(c), c);
}

static void note_edge(struct script *s, struct script_edge *e, bool is_high)
{
    static const char flood[] = "more edges came than it has time for: the oldest were left out";

    e->is_high = is_high;
    if (e->waiting < SCRIPT_EDGES_MAX) {
        e->waiting++;
        return;
    }
    if (!e->is_flooded)
        s->env.log(s->env.ctx, &s->module, text_of(flood));
    e->is_flooded = true;
}

static int script_run_edge(struct call *c, unsigned need, bool is_high)
{
    struct script *s = script_in(c);
    struct script_edge *e = &s->edges[need];

    if (e->function == LUA_NOREF || !(e->edges >> is_high & 1))
        return OK;
    note_edge(s, e, is_high);
    int err = script_run_due(s, c);
    return err == ERR_WAIT ? OK : err;
}

// Runs protected: makes the thread of a row.
static int new_thread(lua_State *l)
{
    struct script_waiter *w = lua_touserdata(l, 1);

    lua_State *thread = lua_newthread(l);
    w->reference = luaL_ref(l, LUA_REGISTRYINDEX);
    w->thread = thread;
    return 0;
}

// Runs protected: puts a verb's function and its arguments onto its thread.
static int load_verb(lua_State *l)
{
    struct script *s = script_of(l);
    lua_State *thread = ((struct script_waiter *)lua_touserdata(l, 1))->thread;
    const struct call *c = s->call;
    const struct verb *v = c->verb;

    lua_rawgeti(l, LUA_REGISTRYINDEX, s->verbs[v - s->module.verbs]);
    for (unsigned i = 0; i < v->n_in; i++) {
        if (call_has(c, i) || s->defaults[v - s->module.verbs] >> i & 1)
            script_push(l, &v->in[i], c->in[i]);
        else
            lua_pushnil(l);
    }
    if (!lua_checkstack(thread, v->n_in + 1))
        luaL_error(l, "not enough memory");
    lua_xmove(l, thread, v->n_in + 1);
    return 0;
}

static int protect(struct script *s, lua_CFunction f, void *argument)
{
    lua_pushcfunction(s->lua, f);
    lua_pushlightuserdata(s->lua, argument);
    int status = lua_pcall(s->lua, 1, 0, 0);
    if (status)
        script_words(s, s->lua, status);
    return status;
}

static struct script_waiter *free_row(struct script *s, uint32_t now_ms)
{
    for (unsigned i = 0; i < SCRIPT_WAITERS; i++) {
        struct script_waiter *w = &s->waiters[i];
        bool is_over = w->until_ms - now_ms > SCRIPT_WAIT_MAX_MS;
        if (w->id && !w->runs && is_over && now_ms - w->until_ms > ABANDONED_MS)
            forget_waiter(s, w);
        if (!w->id)
            return w;
    }
    return NULL;
}

static struct script_waiter *script_run_start_call(struct script *s, struct call *c)
{
    struct script_waiter *w = free_row(s, call_clock_ms(c));

    if (!w) {
        struct out o;
        out_init(&o, s->words, sizeof s->words);
        out_format(&o, "%d calls of LM_%s are not over yet", SCRIPT_WAITERS, s->module.name);
        return NULL;
    }
    if (!w->thread && protect(s, new_thread, w))
        return NULL;
    if (protect(s, load_verb, w))
        return NULL;
    w->id = ++s->last_id ^ s->born_ms << 8;
    w->id += !w->id;
    return w;
}

static struct script_waiter *script_run_go_on(struct script *s, const struct call *c)
{
    struct out o;

    for (unsigned i = 0; i < SCRIPT_WAITERS; i++)
        if (s->waiters[i].id && s->waiters[i].id == c->progress->memo && !s->waiters[i].runs)
            return &s->waiters[i];
    out_init(&o, s->words, sizeof s->words);
    out_format(&o, "LM_%s was loaded anew meanwhile", s->module.name);
    return NULL;
}

// Runs protected: writes the reply.
static int script_run_answer(lua_State *l)
{
    lua_State *thread = ((struct script_waiter *)lua_touserdata(l, 1))->thread;

    if (lua_gettop(thread)) {
        lua_settop(thread, 1);
        lua_xmove(thread, l, 1);
    } else {
        lua_pushnil(l);
    }
    struct call *c = script_of(l)->call;
    if (c->verb->answer == ANSWER_ANY)
        script_reply(l, lua_gettop(l), c->reply);
    else
        script_answer(l, lua_gettop(l), c);
    return 0;
}

static int step(struct script *s, struct call *c, struct script_waiter *w, int arguments)
{
    int results = 0;

    script_watch(s, w->thread);
    w->runs = true;
    int status = lua_resume(w->thread, s->lua, arguments, &results);
    w->runs = false;
    if (status == LUA_YIELD && !s->is_gone) {
        lua_settop(w->thread, 0);
        w->until_ms = call_clock_ms(c) + s->wait_ms;
        c->progress->memo = w->id;
        return call_wait(c, s->wait_ms);
    }
    if (status == LUA_OK)
        status = protect(s, script_run_answer, w);
    else
        script_words(s, w->thread, status);
    if (status)
        forget_waiter(s, w);
    w->id = 0;
    return status ? script_run_fail(s, c) : OK;
}

// If a module has used more than its share, a new verb is refused. A verb that has started, or
// waits only because of other modules, continues later.
static int put_off(struct script *s, struct call *c, bool is_first, uint32_t wait_ms)
{
    uint32_t own_ms = budget_own_wait_ms(&s->share, call_clock_ms(c));
    struct out o;

    if (c->progress && !(is_first && own_ms))
        return call_wait(c, wait_ms);
    out_init(&o, s->words, sizeof s->words);
    out_format(&o, "LM_%s has taken more than its share of the time; try again in %u ms",
               s->module.name, (unsigned)wait_ms);
    out_whole(&o);
    return script_run_fail(s, c);
}

int script_run(struct call *c)
{
    struct script *s = script_in(c);
    bool is_first = !c->progress || !c->progress->memo;
    uint32_t wait_ms = must_wait_ms(s, c, true);

    if (wait_ms)
        return put_off(s, c, is_first, wait_ms);
    struct entry e = enter(s, c, s->lua);
    struct script_waiter *w = is_first ? script_run_start_call(s, c) : script_run_go_on(s, c);
    int err = w ? step(s, c, w, is_first ? c->verb->n_in : 0) : script_run_fail(s, c);

    leave(s, &e);
    script_run_wish(s, c);
    return err;
}

// All consequences are done and the kept state is stored. The module pays for that too.
static void script_run_after(const struct module *m)
{
    const struct script *s = (const struct script *)m;

    budget_finish(s->env.budget);
}

const struct module script_functions = { .start = script_run_start,
                                         .tick = tick,
                                         .edge = script_run_edge,
                                         .stop = script_run_stop,
                                         .after = script_run_after };
