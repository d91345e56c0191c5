# An ESP32-C3 with 320 KiB of RAM, emulated: QEMU's virt board with an RV32IMC processor.
set(MICROS_PORT esp32c3-virt)
set(MICROS_COMPILER riscv64-unknown-elf-gcc -Os -march=rv32imc -mabi=ilp32)
set(MICROS_STACK_USAGE 1312)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/no_files.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/every_module.cmake)
# Room for what a Linux node has, but addresses are IPv4 only.
set(MICROS_OPTIONS CFG_REPLY_BUFFER=256 CFG_PEER_MAX=24)
