// Modules in Lua: the engine of lua/ with this port's memory, clock and log.
#include <stdlib.h>
#include "own.h"
#include "script.h"
#include "script_hosted.h"
#include "unit.h"

struct lua_module {
    struct script *script;
    char limits[48];
};

static void log_line(void *ctx, const struct module *m, struct text line)
{
    struct unit *u = ctx;

    node_log(&u->node, LOG_INFO, "[LM_%s] %.*s", m->name, (int)line.len, line.p);
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    own_failed(ctx, m, why);
}

static void load(struct own_load *l)
{
    const struct settings *settings = &l->unit->node.settings;
    struct script_limits limits = script_limits((uint32_t)settings_int(settings, KEY_luamem),
                                                (uint32_t)settings_int(settings, KEY_luatime));
    struct script_env env = { l->unit, script_hosted_resize, script_hosted_spent_us, log_line,
                              failed };
    char why[OWN_WHY_MAX];
    struct out o;

    out_init(&o, why, sizeof why);
    struct script *s = script_new(&env, &limits, text_of(l->name), l->source, &o);
    struct lua_module *m = s ? calloc(1, sizeof *m) : NULL;
    if (!m) {
        own_refused(l, s ? "not enough memory" : why);
        if (s)
            script_free(s);
        return;
    }
    m->script = s;
    const struct script_limits *granted = script_granted(s);
    snprintf(m->limits, sizeof m->limits, "%u KiB, %u ms a call",
             (unsigned)(granted->memory_bytes / 1024), (unsigned)(granted->spent_us / 1000));
    own_loaded(l, &(struct own_made){ script_module(s), script_uses(s), m, m->limits });
}

static void free_one(struct unit *u, const struct own_made *made)
{
    struct lua_module *m = made->engine_ctx;

    (void)u;
    script_free(m->script);
    free(m);
}

static uint32_t memory_bytes(const struct own_made *made)
{
    const struct lua_module *m = made->engine_ctx;

    return (uint32_t)script_memory_bytes(m->script);
}

const struct own_engine own_lua = { "lua", load, NULL, free_one, memory_bytes };
