# The compiler of the ESP32-C3's processor, for the toolchain file and the target.
set(CHIP_COMPILER riscv64-unknown-elf-gcc)
set(CHIP_FLAGS -march=rv32imc -mabi=ilp32)
