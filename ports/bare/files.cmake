# The files that the ports of chips share, by who can use them; for this build, and for the build system of a
# vendor's SDK, which includes this file. Sets lists of absolute paths:
#   MICROS_SHARED    for every chip, whatever system and TCP/IP stack it has
#   MICROS_LUA_FILES modules of the user's in Lua, on top of these
#   MICROS_ETH       the network over Ethernet frames: where a board has ports/eth/eth.h
#   MICROS_ALONE     a chip without a system: a port on a vendor's system brings main, memory.h, reset.h itself
# and MICROS_SHARED_FOLDERS, where their headers are; ports/eth is among them for MICROS_ETH only, since its
# lwipopts.h must not come before a vendor's.
get_filename_component(ports ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
file(GLOB bare CONFIGURE_DEPENDS ${ports}/bare/*.c)
file(GLOB lwip CONFIGURE_DEPENDS ${ports}/lwip/*.c)
file(GLOB MICROS_ETH CONFIGURE_DEPENDS ${ports}/eth/*.c)
file(GLOB MICROS_LUA_FILES CONFIGURE_DEPENDS ${ports}/bare/usermod_*.c ${ports}/bare/lua_*.c
     ${ports}/../engines/usermod/*.c)
list(FILTER MICROS_LUA_FILES EXCLUDE REGEX usermod_posix)
set(MICROS_ALONE ${ports}/bare/main.c ${ports}/bare/memory.c ${ports}/bare/reset.c)
set(MICROS_SHARED ${bare} ${lwip} ${ports}/sodium/hashes.c)
list(REMOVE_ITEM MICROS_SHARED ${MICROS_ALONE} ${MICROS_LUA_FILES})
set(MICROS_SHARED_FOLDERS ${ports}/bare ${ports}/lwip ${ports}/../engines/usermod)
