# An ESP8266 with 80 KiB of RAM, emulated: QEMU's lx60 board with the ESP8266's processor. bench/size measures it.
set(MICROS_PORT esp8266-lx60)
# QEMU 7.2, hw/xtensa/xtfpga.c.
set(MICROS_BOARD esp8266)
set(MICROS_STANDS "ESP8266 (Xtensa lx106)")
set(MICROS_EMULATOR qemu-system-xtensa -M lx60-nommu -cpu lx106 -m 1M)
set(MICROS_EMULATOR_PACKAGE qemu-system-misc)
set(MICROS_EMULATOR_IMAGE -kernel)
set(MICROS_EMULATOR_NIC -net nic,model=open_eth,netdev=net,macaddr=)
set(MICROS_EMULATOR_FLASH -drive if=pflash,format=raw,file=)
set(MICROS_FLASH_KIB 4096 4096 64)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/chips/lx106.cmake)
set(MICROS_COMPILER ${CHIP_COMPILER} -Os ${CHIP_FLAGS})
set(MICROS_STACK_USAGE 544)
# User modules in Lua. Costs 160 KiB of flash, 32 KiB of RAM for the modules and 4 KiB for the stack. The smallest
# module takes 9 KiB of that, those of engines/lua/examples 12 to 13, and 20 while one is read. So one fits, or two small ones.
# It is off, because a chip with Wi-Fi has less than that left of its 80 KiB.
option(MICROS_LUA "Load modules that users write in Lua" OFF)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
if(MICROS_LUA)
    set(MICROS_LUA_STACK 10*1024)
    list(APPEND MICROS_OPTIONS USERMOD_MEMORY_KIB=32)
endif()
