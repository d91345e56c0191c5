# An ESP8266 with 80 KiB of RAM, emulated: QEMU's lx60 board with the ESP8266's processor. bench/size measures it.
set(MICROS_PORT esp8266-lx60)
# bench/size compiles with it: without -mlongcalls, since the linker makes all calls within flash short.
set(MICROS_COMPILER xtensa-lx106-elf-gcc -Os -fno-move-loop-invariants -fno-jump-tables)
set(MICROS_STACK_USAGE 544)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
