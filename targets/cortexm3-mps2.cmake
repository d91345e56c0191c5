# A Cortex-M3 with 64 KiB of RAM, emulated: QEMU's mps2-an385. Stands for the STM32 and RP2040 class.
set(MICROS_PORT cortexm3-mps2)
set(MICROS_COMPILER arm-none-eabi-gcc -Os -mcpu=cortex-m3 -mthumb)
set(MICROS_STACK_USAGE 544)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
