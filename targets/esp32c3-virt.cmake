# An ESP32-C3 with 320 KiB of RAM, emulated: QEMU's virt board with an RV32IMC processor.
set(MICROS_PORT esp32c3-virt)
# QEMU 7.2, hw/riscv/virt.c. With a flash in unit 1, this machine reserves -kernel for the flash, so -bios is used. virtio-net
# uses its present version only if the machine is told so.
set(MICROS_BOARD esp32c3)
set(MICROS_STANDS "ESP32-C3 (RISC-V)")
set(MICROS_EMULATOR qemu-system-riscv32 -M virt -cpu lowrisc-ibex -m 16M -global virtio-mmio.force-legacy=false)
set(MICROS_EMULATOR_PACKAGE qemu-system-riscv32) # provided by qemu-system-misc, or since Debian 13 by qemu-system-riscv
set(MICROS_EMULATOR_IMAGE -bios)
set(MICROS_EMULATOR_NIC -device virtio-net-device,netdev=net,mac=)
set(MICROS_EMULATOR_FLASH -drive if=pflash,unit=1,format=raw,file=)
set(MICROS_FLASH_KIB 32768 4096 256)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/chips/rv32imc.cmake)
set(MICROS_COMPILER ${CHIP_COMPILER} -Os ${CHIP_FLAGS})
set(MICROS_STACK_USAGE 1312)
# User modules in Lua. Costs 180 KiB of flash, 192 KiB of RAM for the modules and 16 KiB for the stack. The smallest
# module takes 9 KiB of that, those of engines/lua/examples 12 to 13. So about a dozen fit.
option(MICROS_LUA "Load modules that users write in Lua" ON)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/no_files.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/every_module.cmake)
# Sizes as on a Linux node, except that addresses are IPv4 only.
set(MICROS_OPTIONS CFG_REPLY_BUFFER=256 CFG_PEER_MAX=24)
if(MICROS_LUA)
    set(MICROS_LUA_STACK 24*1024)
    list(APPEND MICROS_OPTIONS USERMOD_MEMORY_KIB=192 USERMOD_TEXT_KIB=16 USERMOD_TEXTS_KIB=96)
endif()
