// The cost of a verb in C and in Lua, compared with the least that each can cost: a call of a C
// function, and lua_pcall of the same Lua function in a bare state. Then the memory that many
// modules hold. scriptbench CALLS MODULES prints one JSON line.
#include "mod/call.h"
#include "script.h"
#include "usermod_posix.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char source[] =
    "return { verbs = { v = { args = { { 'n', 'int', min = 0, max = 1000 } },\n"
    "run = function(n) return n + 1 end } } }\n";

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int verb_in_c(struct call *c)
{
    reply_int(c->reply, c->in[0].i + 1);
    return OK;
}

__attribute__((noinline)) static int32_t plain(int32_t n)
{
    __asm__ volatile("" : "+r"(n));
    return n + 1;
}

static const struct field number[] = { { "n", K_INT, "a number", .hi = 1000 } };
static const struct verb verbs[] = { { "v", verb_in_c, "adds one", IN(number) } };
static const struct module in_c = { "bench", "adds one", VERBS(verbs) };

static int64_t fact(void *ctx, enum node_fact f)
{
    (void)ctx;
    (void)f;
    return 0;
}

static const struct node_calls bench_node = { .fact = fact };

static void log_line(void *ctx, const struct module *m, struct text line)
{
    (void)ctx;
    (void)m;
    (void)line;
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    (void)ctx;
    fprintf(stderr, "%s: %s\n", m->name, why);
    abort();
}

// The clock is read as in a node, but time stands still here, so that no share runs out.
static uint64_t spent_nothing(void *ctx)
{
    return usermod_posix_spent_us(ctx) & 0;
}

static struct script *new_script(void)
{
    static struct budget budget;
    static const struct script_env env = { NULL, &budget, usermod_posix_resize, log_line, failed };
    struct script_limits limits = script_limits(64, 20);
    char why[256];
    struct out o;

    budget_init(&budget);
    budget.spent_us = spent_nothing;
    out_init(&o, why, sizeof why);
    struct script *s = script_new(&env, &limits, text_of("bench"), text_of(source), &o);
    if (!s) {
        fprintf(stderr, "scriptbench: %s\n", why);
        exit(1);
    }
    return s;
}

// A whole call, as the node makes it: from the text to the text.
static double measure_verb(const struct module *m, unsigned calls)
{
    char line[] = "v 41", text[64];
    double begin = now_ns();

    for (unsigned i = 0; i < calls; i++) {
        struct fault fault = { 0 };
        struct progress progress = { 0 };
        union value in[CFG_ARGS_MAX];
        struct reply reply;
        struct out o;
        struct call c = { .module = m,
                          .reply = &reply,
                          .node = &bench_node,
                          .progress = &progress,
                          .fault = &fault };
        struct call_text t = call_split(text_make(line, sizeof line - 1));
        out_init(&o, text, sizeof text);
        reply_init(&reply, &o, false);
        c.verb = call_verb(m, t.verb);
        if (call_parse(&c, c.verb, &t, in))
            abort();
        c.in = in;
        if (c.verb->run(&c))
            abort();
        reply_end(&reply);
        if (strcmp(text, "42\n") != 0)
            abort();
    }
    return (now_ns() - begin) / calls;
}

static double measure_plain(unsigned calls)
{
    double begin = now_ns();
    int32_t n = 0;

    for (unsigned i = 0; i < calls; i++)
        n = plain(n);
    double took = now_ns() - begin;
    return n == (int32_t)calls ? took / calls : 0;
}

static double measure_pcall(unsigned calls)
{
    lua_State *l = luaL_newstate();

    if (!l || luaL_dostring(l, "return function(n) return n + 1 end"))
        abort();
    double begin = now_ns();
    for (unsigned i = 0; i < calls; i++) {
        lua_pushvalue(l, -1);
        lua_pushinteger(l, 41);
        if (lua_pcall(l, 1, 1, 0) || lua_tointeger(l, -1) != 42)
            abort();
        lua_pop(l, 1);
    }
    double took = now_ns() - begin;
    lua_close(l);
    return took / calls;
}

static long resident_kib(void)
{
    long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (!f || fscanf(f, "%ld %ld", &size, &resident) != 2)
        abort();
    fclose(f);
    return resident * sysconf(_SC_PAGESIZE) / 1024;
}

int main(int argc, char **argv)
{
    unsigned calls = argc > 1 ? (unsigned)atoi(argv[1]) : 200000;
    unsigned modules_n = argc > 2 ? (unsigned)atoi(argv[2]) : 100;
    struct script *s = new_script();
    double c_ns = measure_verb(&in_c, calls), lua_ns = measure_verb(script_module(s), calls);
    double plain_ns = measure_plain(calls), pcall_ns = measure_pcall(calls);
    size_t bytes = 0;
    long before_kib = resident_kib();
    double begin = now_ns();

    script_free(s);
    struct script **all = calloc(modules_n, sizeof *all);
    for (unsigned i = 0; i < modules_n; i++) {
        all[i] = new_script();
        bytes += script_memory_bytes(all[i]);
    }
    double load_us = (now_ns() - begin) / 1e3 / modules_n;
    printf("{\"c_function_ns\": %.1f, \"c_verb_ns\": %.0f, \"lua_pcall_ns\": %.0f, "
           "\"lua_verb_ns\": %.0f, "
           "\"modules\": %u, \"load_us\": %.0f, \"lua_kib\": %zu, \"resident_kib\": %ld}\n",
           plain_ns, c_ns, pcall_ns, lua_ns, modules_n, load_us, bytes / 1024,
           resident_kib() - before_kib);
    for (unsigned i = 0; i < modules_n; i++)
        script_free(all[i]);
    free(all);
    return 0;
}
