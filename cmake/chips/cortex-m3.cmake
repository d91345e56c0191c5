# The compiler of a Cortex-M3, for the toolchain file and the targets.
set(CHIP_COMPILER arm-none-eabi-gcc)
set(CHIP_FLAGS -mcpu=cortex-m3 -mthumb)
