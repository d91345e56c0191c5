# The ESP32-C3's processor (RV32IMC) with Debian's gcc-riscv64-unknown-elf and picolibc.
# Control registers (Zicsr) are switched on in the assembly: naming them here finds no 32-bit library.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR rv32imc)
include(${CMAKE_CURRENT_LIST_DIR}/../chips/rv32imc.cmake)
set(CMAKE_C_COMPILER ${CHIP_COMPILER})
set(CMAKE_ASM_COMPILER ${CHIP_COMPILER})
list(JOIN CHIP_FLAGS " " chip)
set(CMAKE_C_FLAGS_INIT "--specs=picolibc.specs ${chip} -mcmodel=medlow")
set(CMAKE_ASM_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
