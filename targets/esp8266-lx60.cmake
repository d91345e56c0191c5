# An ESP8266 with 80 KiB of RAM, emulated: QEMU's lx60 board with the ESP8266's processor. bench/size measures it.
set(MICROS_PORT esp8266-lx60)
set(MICROS_COMPILER xtensa-lx106-elf-gcc -Os -mlongcalls)
set(MICROS_STACK_USAGE 544)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
