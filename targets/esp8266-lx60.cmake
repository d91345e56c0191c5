# An ESP8266 with 80 KiB of RAM, emulated: QEMU's lx60 board with the ESP8266's processor. bench/size measures it.
set(MICROS_PORT esp8266-lx60)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/toolchains/lx106_small.cmake)
set(MICROS_COMPILER xtensa-lx106-elf-gcc -Os ${LX106_SMALL})
set(MICROS_STACK_USAGE 544)
# Modules of the user's in Lua. Costs 160 KiB of flash, and of RAM 32 KiB for the modules and 4 KiB for the stack. The
# smallest module has 9 KiB of that, one of engines/lua/examples 12 to 13, and while it is read 20: one fits, or two small ones.
# Off: what a chip with Wi-Fi leaves of its 80 KiB is less than that.
option(MICROS_LUA "Load modules that users write in Lua" OFF)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
if(MICROS_LUA)
    set(MICROS_LUA_STACK 10*1024)
    list(APPEND MICROS_OPTIONS USERMOD_MEMORY_KIB=32)
endif()
