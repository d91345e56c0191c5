# cmake -DTARGET=NAME -P cmake/print_target.cmake
# Prints the variables of targets/NAME.cmake, for scripts and for cmake/boards.cmake: one on each line, then its words.
# BOARD is the name that users give an emulated board; STANDS names the chip that it represents. The words of EMULATOR
# (program and machine), EMULATOR_IMAGE, EMULATOR_NIC and EMULATOR_FLASH begin its command line. The image's path, the MAC
# and the flash file's name follow the last word of the latter three. FLASH_KIB has three sizes: of the flash file, of the
# part that the node uses, of one sector.
include(${CMAKE_CURRENT_LIST_DIR}/../targets/${TARGET}.cmake)
foreach(name PORT COMPILER STACK_USAGE LEFT_OUT MODULES OPTIONS LUA BOARD STANDS EMULATOR EMULATOR_PACKAGE EMULATOR_IMAGE
        EMULATOR_NIC EMULATOR_FLASH FLASH_KIB)
    list(JOIN MICROS_${name} " " words)
    execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${name} ${words}")
endforeach()
