# A board without any code yet: ports/template unchanged, to test that it links.
set(MICROS_PORT template)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/chips/cortex-m3.cmake)
set(MICROS_COMPILER ${CHIP_COMPILER} -Os ${CHIP_FLAGS})
set(MICROS_STACK_USAGE 544)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
