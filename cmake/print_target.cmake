# cmake -DTARGET=NAME -P cmake/print_target.cmake
# What targets/NAME.cmake sets, for scripts: a variable a line, then its words.
include(${CMAKE_CURRENT_LIST_DIR}/../targets/${TARGET}.cmake)
foreach(name PORT COMPILER STACK_USAGE LEFT_OUT MODULES OPTIONS)
    list(JOIN MICROS_${name} " " words)
    execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${name} ${words}")
endforeach()
