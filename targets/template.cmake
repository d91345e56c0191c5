# The board that has nothing yet: ports/template as it is, to see that it links.
set(MICROS_PORT template)
set(MICROS_COMPILER arm-none-eabi-gcc -Os -mcpu=cortex-m3 -mthumb)
set(MICROS_STACK_USAGE 544)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/small_chip.cmake)
