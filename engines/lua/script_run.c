// Runs the functions of a module: verbs, each in a thread of its own so that it can wait; timers,
// edges, start and stop.
#include "base/bytes.h"
#include "script_inside.h"
#include <string.h>

enum { ABANDONED_MS = 60000 }; // a verb that nobody has gone on with for so long is given up

static struct script *script_in(const struct call *c)
{
    return (struct script *)(uintptr_t)c->module;
}

static int script_run_fail(struct script *s, struct call *c)
{
    *c->fault = (struct fault){ .kind = FAULT_WORDS, .err = ERR_ARG, .what = text_of(s->words) };
    return ERR_ARG;
}

// The call inside of which this one is, while it runs.
struct entry {
    struct call *outer;
};

static struct entry enter(struct script *s, struct call *c, lua_State *l)
{
    struct entry e = { s->call };

    s->call = c;
    script_enter(s, l);
    return e;
}

static void leave(struct script *s, struct entry e)
{
    script_leave(s);
    s->call = e.outer;
}

// The next timer is the module's next tick.
static void script_run_wish(struct script *s, struct call *c)
{
    uint32_t now_ms = call_clock_ms(c), next_ms = 0;

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

// Calls what lies on the main thread's stack; verbs only may wait.
static int call_now(struct script *s, struct call *c, int arguments)
{
    struct entry e = enter(s, c, s->lua);
    int status = lua_pcall(s->lua, arguments, 0, 0);

    if (status)
        script_words(s, s->lua, status);
    leave(s, e);
    return status ? script_run_fail(s, c) : OK;
}

// Its thread goes too: one that the budget has ended counts no instructions any more, so neither
// must it run again, nor must its variables be closed (lua_resetthread would call __close there).
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
        s->edges[i].function = LUA_NOREF;
    }
}

static void set_defaults(struct script *s)
{
    for (unsigned i = 0; i < s->module.n_state; i++) {
        const struct field *f = &s->module.state[i];
        char *at = (char *)s->self + f->at;
        if (f->flags & F_KEEP)
            continue;
        if (f->kind == K_TEXT)
            bytes_copy(at, f->text_def, text_of(f->text_def).len + 1);
        else
            bytes_copy(at, &f->def, sizeof f->def);
    }
}

static int script_run_start(struct call *c)
{
    struct script *s = script_in(c);
    int err = OK;

    s->self = c->self;
    s->born_ms = s->up_at_ms = call_clock_ms(c);
    s->up_ms = (uint64_t)c->node->fact(c->node_ctx, FACT_UPTIME_S) * 1000;
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

// Outputs go to rest and nothing begins by itself any more.
static int give_up(struct script *s, struct call *c)
{
    forget_all(s);
    pins_release_all(c->pins, c->owner);
    s->env.failed(s->env.ctx, &s->module, s->words);
    return script_run_fail(s, c);
}

static struct script_timer *next_due(struct script *s, uint32_t now_ms)
{
    for (unsigned i = 0; i < SCRIPT_TIMERS; i++)
        if (s->timers[i].id && (int32_t)(now_ms - s->timers[i].due_ms) >= 0)
            return &s->timers[i];
    return NULL;
}

static int run_timer(struct script *s, struct call *c, struct script_timer *t, uint32_t now_ms)
{
    lua_rawgeti(s->lua, LUA_REGISTRYINDEX, t->function);
    t->due_ms += t->period_ms;
    if (t->period_ms && (int32_t)(now_ms - t->due_ms) >= 0)
        t->due_ms = now_ms + t->period_ms; // what was missed is not made up for
    if (!t->period_ms) {
        luaL_unref(s->lua, LUA_REGISTRYINDEX, t->function);
        t->id = 0;
    }
    return call_now(s, c, 0);
}

static int tick(struct call *c)
{
    struct script *s = script_in(c);
    uint32_t now_ms = call_clock_ms(c);
    struct script_timer *t;
    int err = OK;

    for (unsigned i = 0; !err && i < SCRIPT_TIMERS && (t = next_due(s, now_ms)); i++)
        err = run_timer(s, c, t, now_ms);
    if (err)
        return give_up(s, c);
    script_run_wish(s, c);
    return OK;
}

static int script_run_edge(struct call *c, unsigned need, bool is_high)
{
    struct script *s = script_in(c);
    const struct script_edge *e = &s->edges[need];

    if (e->function == LUA_NOREF || !(e->edges >> is_high & 1))
        return OK;
    lua_rawgeti(s->lua, LUA_REGISTRYINDEX, e->function);
    lua_pushboolean(s->lua, is_high);
    if (call_now(s, c, 1))
        return give_up(s, c);
    script_run_wish(s, c);
    return OK;
}

// Protected: makes the thread of a row.
static int new_thread(lua_State *l)
{
    struct script_waiter *w = lua_touserdata(l, 1);

    lua_State *thread = lua_newthread(l);
    w->reference = luaL_ref(l, LUA_REGISTRYINDEX);
    w->thread = thread;
    return 0;
}

// Protected: the function of a verb and its arguments, onto its thread.
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
        if (w->id && !w->runs && (int32_t)(now_ms - w->until_ms) > ABANDONED_MS)
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

// Protected: writes the reply.
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

int script_run(struct call *c)
{
    struct script *s = script_in(c);
    struct entry e = enter(s, c, s->lua);
    bool is_first = !c->progress || !c->progress->step;
    struct script_waiter *w = is_first ? script_run_start_call(s, c) : script_run_go_on(s, c);
    int err = w ? step(s, c, w, is_first ? c->verb->n_in : 0) : script_run_fail(s, c);

    leave(s, e);
    script_run_wish(s, c);
    return err;
}

const struct module script_functions = {
    .start = script_run_start, .tick = tick, .edge = script_run_edge, .stop = script_run_stop
};
