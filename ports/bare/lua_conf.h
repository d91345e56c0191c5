// What a board wants otherwise than Lua's luaconf.h, which includes this where it has a place for
// it. Numbers stay as everywhere: integers of 64 bits, doubles
// (docs/decisions/0006-lua-on-boards.md).
#ifndef BARE_LUA_CONF_H
#define BARE_LUA_CONF_H

// Bytes that a text under construction has on the stack before it moves to the heap.
#undef LUAL_BUFFERSIZE
#define LUAL_BUFFERSIZE 128

// Bytes of the stack that no function of Lua's begins in: for what it calls of the node.
#ifndef USERMOD_STACK_RESERVE
#define USERMOD_STACK_RESERVE (6 * 1024)
#endif

// How deep C functions may be inside each other is a matter of the stack that is left: lua_libc.c.
int bare_lua_levels(unsigned used);
#define LUAI_MAXCCALLS bare_lua_levels(getCcalls(L))

// Different at each start, for the order of tables and math.random: Lua takes the time for it.
unsigned bare_lua_seed(void);
#define luai_makeseed(l) bare_lua_seed()
#define time(at)         bare_lua_seed()

// There is no locale, and no stream. Modules have neither print nor warn.
#undef lua_getlocaledecpoint
#define lua_getlocaledecpoint()             '.'
#define lua_writestring(text, len)          ((void)(text))
#define lua_writeline()                     ((void)0)
#define lua_writestringerror(format, value) ((void)(value))

// There are no files either; the engine takes dofile and loadfile away anyhow.
#ifdef lbaselib_c
#define luaL_loadfilex(l, file, mode) LUA_ERRFILE
#endif

#endif
