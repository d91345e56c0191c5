// What a board wants otherwise than Lua's luaconf.h, which includes this where it has a place for
// it. Numbers stay as everywhere: integers of 64 bits, doubles
// (docs/decisions/0006-lua-on-boards.md).
#ifndef BARE_OWN_LUACONF_H
#define BARE_OWN_LUACONF_H

// Bytes that a text under construction has on the stack before it moves to the heap.
#undef LUAL_BUFFERSIZE
#define LUAL_BUFFERSIZE 128

// Bytes of the stack that no function of Lua's begins in: for what it calls of the node.
#ifndef OWN_STACK_RESERVE
#define OWN_STACK_RESERVE (6 * 1024)
#endif

// How deep C functions may be inside each other is a matter of the stack that is left: own_libc.c.
int own_levels(unsigned used);
#define LUAI_MAXCCALLS own_levels(getCcalls(L))

// Different at each start, for the order of tables and math.random: Lua takes the time for it.
unsigned own_seed(void);
#define luai_makeseed(l) own_seed()
#define time(at)         own_seed()

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
