# A Cortex-M3 with 64 KiB of RAM, emulated: QEMU's mps2-an385. It represents the STM32 and RP2040 class.
set(MICROS_PORT cortexm3-mps2)
# QEMU 7.2, hw/arm/mps2.c. This machine has no flash chip, so the node reads and writes the file itself, by
# semihosting.
set(MICROS_BOARD cortexm3)
set(MICROS_STANDS "STM32 and RP2040 class (Cortex-M3)")
set(MICROS_EMULATOR qemu-system-arm -M mps2-an385)
set(MICROS_EMULATOR_PACKAGE qemu-system-arm)
set(MICROS_EMULATOR_IMAGE -kernel)
set(MICROS_EMULATOR_NIC -net nic,model=lan9118,netdev=net,macaddr=)
set(MICROS_EMULATOR_FLASH -semihosting-config enable=on,target=native,arg=)
set(MICROS_FLASH_KIB 1024 1024 4)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/chips/cortex-m3.cmake)
set(MICROS_COMPILER ${CHIP_COMPILER} -Os ${CHIP_FLAGS})
set(MICROS_STACK_USAGE 544)
# User modules in Lua. Costs 137 KiB of flash, 26 KiB of RAM for the modules and 4 KiB for the stack. The smallest
# module takes 9 KiB of that, those of engines/lua/examples 12 to 13, and 20 while one is read. So one fits, or two small ones.
option(MICROS_LUA "Load modules that users write in Lua" ON)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
if(MICROS_LUA)
    set(MICROS_LUA_STACK 9*1024)
    list(APPEND MICROS_OPTIONS USERMOD_MEMORY_KIB=26)
endif()
