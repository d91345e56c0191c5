// Modules in Lua: connects the engine of this folder to the host's memory and clock and the node's
// log.
#include "script.h"
#include "usermod_inside.h"

enum { LIMITS_BYTES = 48, KIB = 1024, US_PER_MS = 1000 };

struct lua_module {
    struct script *script;
    char limits[LIMITS_BYTES];
};

static void *usermod_lua_resize(void *ctx, void *memory, size_t size)
{
    struct usermods *mods = ctx;
    void *got = mods->port->resize(mods->port->ctx, memory, size);

    mods->was_short |= size && !got;
    return got;
}

static void usermod_lua_log_line(void *ctx, const struct module *m, struct text line)
{
    const struct usermods *mods = ctx;

    node_log(usermod_node(mods), LOG_INFO, "[LM_%s] %.*s", m->name, (int)line.len, line.p);
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    usermod_failed(ctx, m, why);
}

static struct lua_module *usermod_lua_make(struct usermods *mods, const struct usermod_load *l,
                                           struct out *why)
{
    const struct settings *settings = &usermod_node(mods)->settings;
    struct script_limits limits = script_limits((uint32_t)settings_int(settings, KEY_luamem),
                                                (uint32_t)settings_int(settings, KEY_luatime));
    struct script_env env = { mods, usermod_budget(mods), usermod_lua_resize, usermod_lua_log_line,
                              failed };
    struct lua_module *m = usermod_lua_resize(mods, NULL, sizeof *m);

    if (!m) {
        out_text(why, "not enough memory");
        return NULL;
    }
    m->script = script_new(&env, &limits, text_of(l->name), l->source, why);
    if (m->script)
        return m;
    (void)usermod_lua_resize(mods, m, 0);
    return NULL;
}

static void usermod_lua_load(struct usermod_load *l)
{
    struct usermods *mods = l->mods;
    char why[USERMOD_WHY_MAX];
    struct out to;

    out_init(&to, why, sizeof why);
    mods->was_short = false;
    struct lua_module *m = usermod_lua_make(mods, l, &to);
    if (!m) {
        out_whole(&to);
        l->lacks_memory = mods->was_short;
        usermod_refused(l, why);
        return;
    }
    const struct script_limits *granted = script_granted(m->script);
    out_init(&to, m->limits, sizeof m->limits);
    out_format(&to, "%u KiB, %u ms a call", (unsigned)(granted->memory_bytes / KIB),
               (unsigned)(granted->cause.us / US_PER_MS));
    usermod_loaded(l, &(struct usermod_made){ script_module(m->script), script_uses(m->script), m,
                                              m->limits });
}

static void free_one(struct usermods *mods, const struct usermod_made *made)
{
    struct lua_module *m = made->engine_ctx;

    script_free(m->script);
    (void)usermod_lua_resize(mods, m, 0);
}

static uint32_t memory_bytes(const struct usermod_made *made)
{
    const struct lua_module *m = made->engine_ctx;

    return (uint32_t)script_memory_bytes(m->script);
}

const struct usermod_engine usermod_lua = { "lua",    usermod_lua_load, NULL,
                                            free_one, memory_bytes,     NULL };
