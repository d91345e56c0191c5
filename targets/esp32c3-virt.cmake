# An ESP32-C3 with 320 KiB of RAM, emulated: QEMU's virt board with an RV32IMC processor.
set(MICROS_PORT esp32c3-virt)
set(MICROS_COMPILER riscv64-unknown-elf-gcc -Os -march=rv32imc -mabi=ilp32)
set(MICROS_STACK_USAGE 1312)
# Modules of the user's in Lua. Costs 180 KiB of flash, and of RAM 192 KiB for the modules and 16 KiB for the stack. The
# smallest module has 9 KiB of that, one of engines/lua/examples 12 to 13: about a dozen fit.
option(MICROS_LUA "Load modules that users write in Lua" ON)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/no_files.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/every_module.cmake)
# Room for what a Linux node has, but addresses are IPv4 only.
set(MICROS_OPTIONS CFG_REPLY_BUFFER=256 CFG_PEER_MAX=24)
if(MICROS_LUA)
    set(MICROS_LUA_STACK 24*1024)
    list(APPEND MICROS_OPTIONS USERMOD_MEMORY_KIB=192 USERMOD_TEXT_KIB=16 USERMOD_TEXTS_KIB=96)
endif()
