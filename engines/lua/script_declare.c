// Reads a module's description: the table that its text returns.
#include "base/bytes.h"
#include "script_inside.h"
#include "store/blobs.h"
#include <stdlib.h>
#include <string.h>

enum { WHERE = 64, USES_BYTES = 256, KIB = 1024, NUMBER_BYTES = sizeof "-9223372036854775808," };

// Collects the keys of the table on top in order. They must be names. Gives an array of `*n`.
static const char **script_declare_names_of(lua_State *l, const char *where, unsigned most,
                                            unsigned *n)
{
    const char **names = script_take(l, most * sizeof *names);

    *n = 0;
    lua_pushnil(l);
    while (lua_next(l, -2)) {
        lua_pop(l, 1);
        const char *name = lua_type(l, -1) == LUA_TSTRING ? lua_tostring(l, -1) : "";
        if (!script_is_name(name))
            luaL_error(l, "%s: '%s' is no name: letters, digits and _", where, name);
        if (*n == most)
            luaL_error(l, "%s: up to %d", where, (int)most);
        names[(*n)++] = script_keep(l, name);
    }
    return names;
}

static int script_declare_by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Pins of buses are in the order of the wire list, all others in the order of their names.
static int rank(const struct pin_need *p, const char *name)
{
    static const struct {
        enum pin_use use;
        const char *name;
    } roles[] = { { PIN_I2C, "sda" },  { PIN_I2C, "scl" },  { PIN_SPI, "clock" },
                  { PIN_SPI, "mosi" }, { PIN_SPI, "miso" }, { PIN_SPI, "select" } };

    for (int i = 0; i < (int)COUNT(roles); i++)
        if (roles[i].use == p->use && !strcmp(roles[i].name, name))
            return i;
    return p->use == PIN_I2C || p->use == PIN_SPI ? -1 : (int)COUNT(roles);
}

// "pwm_1:pwm"
static struct pin_need need_of(lua_State *l, const char *name, const char *text)
{
    const char *colon = strchr(text, ':');
    struct pin_need need = { .use = PIN_FREE };

    if (!colon)
        luaL_error(l, "pins.%s: write it as \"pwm_1:pwm\", the pin and its use", name);
    for (int use = PIN_FREE + 1; use < PIN_USE_COUNT; use++)
        if (!strcmp(colon + 1, pins_use_name((enum pin_use)use)))
            need.use = (enum pin_use)use;
    if (need.use == PIN_FREE)
        luaL_error(l,
                   "pins.%s: '%s' is no use; there are in, in_up, in_down, out, pwm, adc, i2c, "
                   "spi, 1-wire, pulse, pixels and touch",
                   name, colon + 1);
    char *logical = script_take(l, (size_t)(colon - text) + 1);
    bytes_copy(logical, text, (size_t)(colon - text));
    need.logical = logical;
    if (rank(&need, name) < 0)
        luaL_error(l,
                   "pins.%s: call the pins of i2c sda and scl, those of spi clock, mosi, miso and "
                   "select",
                   name);
    return need;
}

static void sort_pins(struct script *s, struct pin_need *needs, unsigned n)
{
    for (unsigned i = 1; i < n; i++) {
        for (unsigned k = i;
             k && rank(&needs[k], s->pin_names[k]) < rank(&needs[k - 1], s->pin_names[k - 1]);
             k--) {
            struct pin_need need = needs[k];
            const char *name = s->pin_names[k];
            needs[k] = needs[k - 1];
            needs[k - 1] = need;
            s->pin_names[k] = s->pin_names[k - 1];
            s->pin_names[k - 1] = name;
        }
    }
}

static void take_pins(lua_State *l, struct script *s)
{
    unsigned n;
    const char **names = script_declare_names_of(l, "pins", SCRIPT_PINS, &n);
    struct pin_need *needs = script_take(l, (n + 1) * sizeof *needs);

    qsort(names, n, sizeof *names, script_declare_by_name);
    for (unsigned i = 0; i < n; i++) {
        if (lua_getfield(l, -1, names[i]) != LUA_TSTRING)
            luaL_error(l, "pins.%s: write it as \"pwm_1:pwm\"", names[i]);
        s->pin_names[i] = names[i];
        needs[i] = need_of(l, names[i], lua_tostring(l, -1));
        lua_pop(l, 1);
    }
    sort_pins(s, needs, n);
    s->module.pins = needs;
    s->module.n_pins = (uint8_t)n;
}

static void take_uses(lua_State *l, struct script *s)
{
    char *all = script_take(l, USES_BYTES);
    struct out o;

    out_init(&o, all, USES_BYTES);
    for (int i = 1; lua_geti(l, -1, i) != LUA_TNIL; i++) {
        const char *name = lua_type(l, -1) == LUA_TSTRING ? lua_tostring(l, -1) : "";
        if (!script_is_name(name))
            luaL_error(l, "uses: a list of modules, as { \"light\", \"dimmer\" }");
        out_format(&o, "%s%s", o.len ? " " : "", name);
        lua_pop(l, 1);
    }
    lua_pop(l, 1);
    if (o.full)
        luaL_error(l, "uses: too many modules");
    s->uses = all;
}

// Places the values one after the other, numbers before texts.
static void place(struct script *s, struct field *rows, unsigned n)
{
    size_t at = 0;

    for (unsigned texts = 0; texts < 2; texts++) {
        for (unsigned i = 0; i < n; i++) {
            if ((rows[i].kind == K_TEXT) != texts)
                continue;
            rows[i].at = (uint16_t)at;
            at += field_size(&rows[i]);
        }
    }
    s->module.size = (uint16_t)at;
}

static void take_state(lua_State *l, struct script *s)
{
    unsigned n, kept = 0, bytes = 0;
    const char **names = script_declare_names_of(l, "state", SCRIPT_STATES, &n);
    struct field *rows = script_take(l, (n + 1) * sizeof *rows);
    char where[WHERE];

    qsort(names, n, sizeof *names, script_declare_by_name);
    for (unsigned i = 0; i < n; i++) {
        struct out o;
        out_init(&o, where, sizeof where);
        out_format(&o, "state.%s", names[i]);
        lua_getfield(l, -1, names[i]);
        rows[i].name = names[i];
        script_field(l, &rows[i], where, SCRIPT_STATE);
        lua_pop(l, 1);
        if (rows[i].kind == K_TEXT && rows[i].hi > CFG_KEPT_BYTES)
            luaL_error(l, "%s: a text of the state has up to %d bytes", where, CFG_KEPT_BYTES);
        kept += (rows[i].flags & F_KEEP) != 0;
        if (rows[i].flags & F_KEEP)
            bytes += rows[i].kind == K_TEXT ? 2 * (unsigned)rows[i].hi + 3 : NUMBER_BYTES;
    }
    if (kept > MODULE_KEPT_MAX || bytes > CFG_KEPT_BYTES)
        luaL_error(l, "state: up to %d values are kept, which need %d bytes at most",
                   MODULE_KEPT_MAX, CFG_KEPT_BYTES);
    place(s, rows, n);
    s->module.state = rows;
    s->module.n_state = (uint8_t)n;
    if (!kept)
        return;
    char *file = script_take(l, BLOB_NAME_MAX + 1);
    struct out o;
    out_init(&o, file, BLOB_NAME_MAX + 1);
    out_format(&o, "LM_%s.pds", s->module.name);
    s->module.keep_file = file;
}

static int function_at(lua_State *l, const char *key)
{
    if (lua_getfield(l, -1, key) == LUA_TFUNCTION)
        return luaL_ref(l, LUA_REGISTRYINDEX);
    if (!lua_isnil(l, -1))
        luaL_error(l, "%s is a function", key);
    lua_pop(l, 1);
    return LUA_NOREF;
}

// If a module asks for less than the settings give, that is its limit.
static void take_budget(lua_State *l, struct script *s)
{
    struct script_limits *all = &s->limits;
    lua_Integer kib = script_number(l, "module", "memory", (lua_Integer)(all->memory_bytes / KIB));
    lua_Integer ms =
        script_number(l, "module", "time", (lua_Integer)(all->cause.steps / SCRIPT_STEPS_PER_MS));
    struct script_limits wanted =
        script_limits((uint32_t)(kib > 0 ? kib : 0), (uint32_t)(ms > 0 ? ms : 0));

    if (kib < 1 || wanted.memory_bytes > all->memory_bytes)
        luaL_error(l, "memory = %d: luamem allows 1 to %d KiB", (int)kib,
                   (int)(all->memory_bytes / KIB));
    if (ms < 1 || wanted.cause.steps > all->cause.steps)
        luaL_error(l, "time = %d: luatime allows 1 to %d ms", (int)ms,
                   (int)(all->cause.steps / SCRIPT_STEPS_PER_MS));
    *all = wanted;
}

static void part(lua_State *l, struct script *s, const char *key,
                 void (*take)(lua_State *, struct script *))
{
    int type = lua_getfield(l, -1, key);

    if (type == LUA_TTABLE)
        take(l, s);
    else if (type != LUA_TNIL)
        luaL_error(l, "%s is a table", key);
    lua_pop(l, 1);
}

void script_declare(lua_State *l, struct script *s)
{
    static const char *const known[] = { "help",  "pins", "uses",   "state", "verbs",
                                         "start", "stop", "memory", "time",  NULL };

    s->uses = "";
    script_only(l, "module", known);
    s->module.help = script_string(l, "module", "help", "a module of the user's");
    part(l, s, "pins", take_pins);
    part(l, s, "uses", take_uses);
    part(l, s, "state", take_state);
    part(l, s, "verbs", script_declare_verbs);
    s->start = function_at(l, "start");
    s->stop = function_at(l, "stop");
    take_budget(l, s);
    if (!s->module.n_verbs && s->start == LUA_NOREF)
        luaL_error(l, "it has neither verbs nor a start");
}
