// Changes to Lua's luaconf.h, which includes this file at the place meant for it. Numbers are as
// usual: 64-bit integers and doubles (docs/decisions/0006-lua-on-boards.md).
#ifndef BARE_LUA_CONF_H
#define BARE_LUA_CONF_H

// Bytes on the stack for a text that is being built, before it moves to the heap.
#undef LUAL_BUFFERSIZE
#define LUAL_BUFFERSIZE 128

// Stack that must remain when a function of Lua starts, for the node functions that it calls.
#ifndef USERMOD_STACK_RESERVE
#define USERMOD_STACK_RESERVE (6 * 1024)
#endif

// The nesting of C functions is limited by the remaining stack: lua_libc.c.
int bare_lua_levels(unsigned used);
#define LUAI_MAXCCALLS bare_lua_levels(getCcalls(L))

// Differs at each start, for the order of tables and for math.random. Lua normally uses the time.
unsigned bare_lua_seed(void);
#define luai_makeseed(l) bare_lua_seed()
#define time(at)         bare_lua_seed()

// No locale and no streams. Modules have neither print nor warn.
#undef lua_getlocaledecpoint
#define lua_getlocaledecpoint()             '.'
#define lua_writestring(text, len)          ((void)(text))
#define lua_writeline()                     ((void)0)
#define lua_writestringerror(format, value) ((void)(value))

// No files either; the engine removes dofile and loadfile anyway.
#ifdef lbaselib_c
#define luaL_loadfilex(l, file, mode) LUA_ERRFILE
#endif

#endif
