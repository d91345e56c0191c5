# A Cortex-M3 with 64 KiB of RAM, emulated: QEMU's mps2-an385. Stands for the STM32 and RP2040 class.
set(MICROS_PORT cortexm3-mps2)
set(MICROS_COMPILER arm-none-eabi-gcc -Os -mcpu=cortex-m3 -mthumb)
set(MICROS_STACK_USAGE 544)
# Modules of the user's in Lua. Costs 137 KiB of flash, and of RAM 27 KiB for the modules and 4 KiB for the stack. The
# smallest module has 9 KiB of that, one of engines/lua/examples 12 to 13, and while it is read 20: one fits, or two small ones.
option(MICROS_LUA "Load modules that users write in Lua" ON)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
if(MICROS_LUA)
    set(MICROS_LUA_STACK 9*1024)
    list(APPEND MICROS_OPTIONS USERMOD_MEMORY_KIB=27)
endif()
