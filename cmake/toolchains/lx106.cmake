# The ESP8266's processor (Tensilica lx106, call0 ABI) with Debian's gcc-xtensa-lx106 and picolibc.
# -mlongcalls, for assembly only: it is in IRAM and calls code in flash, more than 512 KiB away. In C, where flash calls
# flash, it would cost three bytes for each call: the linker shortens such a call but leaves a gap.
# -mtext-section-literals: constants are near the code that loads them.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR lx106)
include(${CMAKE_CURRENT_LIST_DIR}/../chips/lx106.cmake)
set(CMAKE_C_COMPILER ${CHIP_COMPILER})
set(CMAKE_ASM_COMPILER ${CHIP_COMPILER})
list(JOIN CHIP_FLAGS " " small)
# picolibc by its path, because its package has the file where the compiler does not look.
set(CMAKE_C_FLAGS_INIT "--specs=/usr/lib/xtensa-lx106-elf/picolibc.specs -mtext-section-literals ${small}")
set(CMAKE_ASM_FLAGS_INIT "${CMAKE_C_FLAGS_INIT} -mlongcalls")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
