# Files that ports for chips share, grouped by who can use them. Included by this build and by the build system of a
# vendor's SDK. Sets lists of absolute paths:
#   MICROS_SHARED    for every chip, with any operating system and TCP/IP stack
#   MICROS_LUA_FILES in addition, for user modules in Lua
#   MICROS_ETH       the network over Ethernet frames, for boards that implement ports/eth/eth.h
#   MICROS_ALONE     for a chip without a system; a port on a vendor's system provides main, memory.h, reset.h itself
# It also sets MICROS_SHARED_FOLDERS, the folders of their headers. ports/eth is among them only with MICROS_ETH, since
# its lwipopts.h must not come before a vendor's.
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
