// Pin functions such as pin.lamp:write(true), on(), i2c() and spi(). Only declared pins exist.
#include "mod/call.h"
#include "script_inside.h"
#include "usermod_pins.h"
#include <string.h>

// Costs in steps, roughly the time on the wire of a slow board.
enum { PIN_STEPS = 200, BUS_STEPS = 4000, BYTE_STEPS = 20, BYTES_MAX = 512, PULSES_MAX = 128 };

static const char pin_type[] = "pin";

// The need of a pin, given as an object or by its name.
static unsigned pin_at(lua_State *l, int index)
{
    const struct script *s = script_of(l);

    if (lua_type(l, index) == LUA_TSTRING)
        for (unsigned i = 0; i < s->module.n_pins; i++)
            if (!strcmp(s->pin_names[i], lua_tostring(l, index)))
                return i;
    return *(const uint8_t *)luaL_checkudata(l, index, pin_type);
}

// The need of the pin at index 1, which must be declared for one of these uses.
static unsigned need_for(lua_State *l, unsigned uses, const char *method)
{
    const struct script *s = script_of(l);
    unsigned need = pin_at(l, 1);
    enum pin_use use = s->module.pins[need].use;

    script_spend(l, PIN_STEPS);
    if (!(uses >> use & 1))
        luaL_error(l, "pin.%s is declared as %s, which has no %s", s->pin_names[need],
                   pins_use_name(use), method);
    return need;
}

enum { INPUTS = USED_AS(IN) | USED_AS(IN_UP) | USED_AS(IN_DOWN) };

// The hardware's pin_read is called pin.lamp:read() in Lua.
static const char *method(const char *operation)
{
    return strncmp(operation, "pin_", 4) ? operation : operation + 4;
}

// Bytes as a text or as a list of numbers. A list is copied on top of the stack, so callers with
// more arguments must fix the stack size first (lua_settop).
static struct text bytes_arg(lua_State *l, int index)
{
    size_t len;

    if (lua_istable(l, index)) {
        lua_Unsigned n = lua_rawlen(l, index);
        luaL_argcheck(l, n <= BYTES_MAX, index, "too many bytes");
        char *bytes = lua_newuserdatauv(l, (size_t)n + 1, 0);
        for (lua_Unsigned i = 0; i < n; i++) {
            lua_rawgeti(l, index, (lua_Integer)i + 1);
            lua_Integer v = luaL_checkinteger(l, -1);
            luaL_argcheck(l, v >= 0 && v <= UINT8_MAX, index, "a byte is 0 to 255");
            bytes[i] = (char)v;
            lua_pop(l, 1);
        }
        script_spend(l, (size_t)n * BYTE_STEPS);
        return text_make(bytes, (size_t)n);
    }
    const char *p = luaL_optlstring(l, index, "", &len);
    luaL_argcheck(l, len <= BYTES_MAX, index, "too many bytes");
    script_spend(l, len * BYTE_STEPS);
    return text_make(p, len);
}

static size_t count_arg(lua_State *l, int index)
{
    lua_Integer n = luaL_optinteger(l, index, 0);

    luaL_argcheck(l, n >= 0 && n <= BYTES_MAX, index, "up to 512 bytes are read");
    script_spend(l, BUS_STEPS + (size_t)n * BYTE_STEPS);
    return (size_t)n;
}

static struct usermod_operand operand(lua_State *l, int index, const struct usermod_value *v)
{
    struct usermod_operand o = { 0 };

    if (v->kind == USERMOD_SWITCH)
        o.number = lua_toboolean(l, index);
    if (v->kind == USERMOD_BYTES)
        o.bytes = bytes_arg(l, index);
    if (v->kind == USERMOD_NUMBER) {
        lua_Integer n = luaL_checkinteger(l, index);
        luaL_argcheck(l, n >= v->lo && n <= v->hi, index, v->accepted);
        o.number = (int32_t)n;
    }
    return o;
}

// Runs a row of hw/operations.h, which is its upvalue: pin.lamp:pwm(1000, 500).
static int script_pins_on_pin(lua_State *l)
{
    const struct usermod_pin_operation *op = lua_touserdata(l, lua_upvalueindex(1));
    unsigned need = need_for(l, op->uses, method(op->name)), gpio;
    struct usermod_operand in[USERMOD_TAKES];

    lua_settop(l, 1 + USERMOD_TAKES);
    for (int i = 0; i < USERMOD_TAKES; i++)
        in[i] = operand(l, i + 2, &op->takes[i]);
    script_check(l, call_claim(script_call(l), need, &gpio));
    int got = op->run(script_call(l)->pins->hw, gpio, in);
    script_check(l, got);
    script_call(l)->has_driven |= op->gives.kind == USERMOD_NONE;
    if (op->gives.kind == USERMOD_SWITCH)
        lua_pushboolean(l, got);
    else
        lua_pushinteger(l, got);
    return op->gives.kind != USERMOD_NONE;
}

static int pin_release(lua_State *l)
{
    call_release(script_call(l), pin_at(l, 1));
    return 0;
}

static int pin_onewire(lua_State *l)
{
    unsigned need = need_for(l, USED_AS(ONEWIRE), "onewire");

    lua_settop(l, 3);
    struct text tx = bytes_arg(l, 2);
    size_t n = count_arg(l, 3);
    uint8_t *rx = lua_newuserdatauv(l, n + 1, 0);

    script_check(l, call_onewire(script_call(l), need, tx, rx, n));
    lua_pushlstring(l, (const char *)rx, n);
    return 1;
}

// Without argument it returns the first device, otherwise the next one; nil after the last.
static int pin_onewire_next(lua_State *l)
{
    unsigned need = need_for(l, USED_AS(ONEWIRE), "onewire_next");
    uint8_t rom[8] = { 0 };
    size_t len;
    const char *last = luaL_optlstring(l, 2, NULL, &len);

    luaL_argcheck(l, !last || len == sizeof rom, 2, "a device has 8 bytes");
    if (last)
        memcpy(rom, last, sizeof rom);
    script_spend(l, BUS_STEPS);
    int err = call_onewire_next(script_call(l), need, rom);
    if (err == ERR_NAME && !script_call(l)->fault->err)
        lua_pushnil(l);
    else
        lua_pushlstring(l, (const char *)rom, (size_t)script_check(l, err) + sizeof rom);
    return 1;
}

static int pin_pulse(lua_State *l)
{
    unsigned out = need_for(l, USED_AS(PULSE), "pulse"), in = pin_at(l, 2);
    lua_Integer us = luaL_checkinteger(l, 4);

    luaL_argcheck(l, us >= 1 && us <= 30000, 4, "1 to 30000 microseconds");
    return script_check(l, call_pulse(script_call(l), out, in, lua_toboolean(l, 3), (unsigned)us));
}

static int pin_pulse_take(lua_State *l)
{
    unsigned need = need_for(l, USED_AS(PULSE), "pulse_take");
    lua_Integer n = luaL_checkinteger(l, 2);
    uint16_t us[PULSES_MAX];

    luaL_argcheck(l, n >= 1 && n <= PULSES_MAX, 2, "1 to 128 levels");
    int got = call_pulse_take(script_call(l), need, us, (unsigned)n);
    script_check(l, got);
    lua_createtable(l, got, 0);
    for (int i = 0; i < got; i++) {
        lua_pushinteger(l, us[i]);
        lua_rawseti(l, -2, i + 1);
    }
    return 1;
}

static int script_pins_i2c(lua_State *l)
{
    lua_Integer address = luaL_checkinteger(l, 1);

    lua_settop(l, 3);
    struct text tx = bytes_arg(l, 2);
    size_t n = count_arg(l, 3);
    uint8_t *rx = lua_newuserdatauv(l, n + 1, 0);

    luaL_argcheck(l, address >= 0 && address <= 0x7f, 1, "an address has 7 bits");
    script_check(l, call_i2c(script_call(l), (uint8_t)address, tx, rx, n));
    lua_pushlstring(l, (const char *)rx, n);
    return 1;
}

static int spi(lua_State *l)
{
    lua_Integer hz = luaL_checkinteger(l, 1), mode = luaL_checkinteger(l, 2);

    lua_settop(l, 3);
    struct text tx = bytes_arg(l, 3);
    uint8_t *rx = lua_newuserdatauv(l, tx.len + 1, 0);

    luaL_argcheck(l, hz >= 1000 && hz <= 80000000, 1, "1000 to 80000000 Hz");
    luaL_argcheck(l, mode >= 0 && mode <= 3, 2, "a mode is 0 to 3");
    script_spend(l, BUS_STEPS);
    script_check(l, call_spi(script_call(l), (uint32_t)hz, (unsigned)mode, (const uint8_t *)tx.p,
                             rx, tx.len));
    lua_pushlstring(l, (const char *)rx, tx.len);
    return 1;
}

// on(pin, "rise" | "fall" | "both", function(is_high)). Without a function it stops listening.
static int on(lua_State *l)
{
    static const char *const edges[] = { "fall", "rise", "both", NULL };
    struct script *s = script_of(l);
    unsigned need = need_for(l, INPUTS, "edges");
    int wanted = luaL_checkoption(l, 2, "both", edges) + 1;
    struct script_edge *e = &s->edges[need];

    if (!lua_isnoneornil(l, 3))
        luaL_checktype(l, 3, LUA_TFUNCTION);
    if (!script_call(l)->self || !s->self)
        return luaL_error(l, "a module that stops begins nothing");
    lua_settop(l, 3);
    luaL_unref(l, LUA_REGISTRYINDEX, e->function);
    *e = (struct script_edge){ .function = LUA_NOREF };
    if (lua_isnil(l, 3))
        return 0;
    script_check(l, call_watch(script_call(l), need));
    e->function = luaL_ref(l, LUA_REGISTRYINDEX);
    e->edges = (uint8_t)wanted;
    return 0;
}

// Reports a name that is not declared, at once.
static int no_pin(lua_State *l)
{
    const struct script *s = script_of(l);
    const char *name = lua_type(l, 2) == LUA_TSTRING ? lua_tostring(l, 2) : "?";

    for (unsigned i = 0; i < s->module.n_pins; i++) {
        if (strcmp(s->pin_names[i], name))
            continue;
        *(uint8_t *)lua_newuserdatauv(l, 1, 0) = (uint8_t)i;
        luaL_setmetatable(l, pin_type);
        return 1;
    }
    return luaL_error(l, "pins = { ... } does not declare %s", name);
}

static int read_only(lua_State *l)
{
    return luaL_error(l, "pins are declared in pins = { ... }");
}

static void add_operations(lua_State *l)
{
    const struct usermod_pin_operation *op;

    for (unsigned i = 0; (op = usermod_pin_operation(i)); i++) {
        lua_pushlightuserdata(l, (void *)(uintptr_t)op);
        lua_pushcclosure(l, script_pins_on_pin, 1);
        lua_setfield(l, -2, method(op->name));
    }
}

void script_open_pins(lua_State *l)
{
    static const luaL_Reg methods[] = {
        { "release", pin_release },           { "onewire", pin_onewire },
        { "onewire_next", pin_onewire_next }, { "pulse", pin_pulse },
        { "pulse_take", pin_pulse_take },     { NULL, NULL },
    };

    luaL_newmetatable(l, pin_type);
    luaL_newlib(l, methods);
    add_operations(l);
    lua_setfield(l, -2, "__index");
    lua_pushboolean(l, false);
    lua_setfield(l, -2, "__metatable");
    lua_createtable(l, 0, 0);
    lua_createtable(l, 0, 3);
    lua_pushcfunction(l, no_pin);
    lua_setfield(l, -2, "__index");
    lua_pushcfunction(l, read_only);
    lua_setfield(l, -2, "__newindex");
    lua_pushboolean(l, false);
    lua_setfield(l, -2, "__metatable");
    lua_setmetatable(l, -2);
    lua_setglobal(l, "pin");
    lua_register(l, "on", on);
    lua_register(l, "i2c", script_pins_i2c);
    lua_register(l, "spi", spi);
    lua_settop(l, 0);
}
