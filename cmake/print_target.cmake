# cmake -DTARGET=NAME -P cmake/print_target.cmake
# What targets/NAME.cmake sets, for scripts and for cmake/boards.cmake: a variable a line, then its words.
# BOARD is the name that people use of an emulated board; STANDS says for which chip it stands. The words of EMULATOR
# (program and machine), EMULATOR_IMAGE, EMULATOR_NIC and EMULATOR_FLASH begin its command line: the image's path, the
# MAC and the flash file's name follow the last of the latter three. FLASH_KIB: of the flash file, of these the node's,
# of one sector.
include(${CMAKE_CURRENT_LIST_DIR}/../targets/${TARGET}.cmake)
foreach(name PORT COMPILER STACK_USAGE LEFT_OUT MODULES OPTIONS LUA BOARD STANDS EMULATOR EMULATOR_PACKAGE EMULATOR_IMAGE
        EMULATOR_NIC EMULATOR_FLASH FLASH_KIB)
    list(JOIN MICROS_${name} " " words)
    execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${name} ${words}")
endforeach()
