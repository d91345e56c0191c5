# The ESP8266's processor (Tensilica lx106, call0 ABI) with Debian's gcc-xtensa-lx106 and picolibc.
# The last two make code smaller: what is kept in registers over a loop has to be saved around calls.
# -mlongcalls: code is in two places, IRAM and flash, that are more than 512 KiB apart.
# -mtext-section-literals: constants stand near the code that loads them.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR lx106)
set(CMAKE_C_COMPILER xtensa-lx106-elf-gcc)
set(CMAKE_ASM_COMPILER xtensa-lx106-elf-gcc)
# By its path: this package keeps the file where the compiler does not look.
set(CMAKE_C_FLAGS_INIT "--specs=/usr/lib/xtensa-lx106-elf/picolibc.specs -mlongcalls -mtext-section-literals -fno-move-loop-invariants -fno-jump-tables")
set(CMAKE_ASM_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
set(CMAKE_C_FLAGS_MINSIZEREL_INIT "-g")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
