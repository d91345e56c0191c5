# The emulated boards, as targets/*.cmake describe them. Sets MICROS_BOARDS to their names. For each of them it sets the
# output of cmake/print_target.cmake: MICROS_BOARD_<name>_TARGET, _LUA, _EMULATOR ...
# A separate cmake reads each target, so that nothing of it gets into this build.
set(MICROS_BOARDS "")
file(GLOB MICROS_TARGETS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/targets/*.cmake)
set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${MICROS_TARGETS})
list(SORT MICROS_TARGETS ORDER DESCENDING) # in the order that users see, ESP8266 first
foreach(file ${MICROS_TARGETS})
    get_filename_component(target ${file} NAME_WE)
    execute_process(COMMAND ${CMAKE_COMMAND} -DTARGET=${target} -P ${PROJECT_SOURCE_DIR}/cmake/print_target.cmake
                    OUTPUT_VARIABLE facts COMMAND_ERROR_IS_FATAL ANY)
    if(NOT facts MATCHES "\nBOARD ([^\n]+)\n")
        continue()
    endif()
    set(board ${CMAKE_MATCH_1})
    list(APPEND MICROS_BOARDS ${board})
    set(MICROS_BOARD_${board}_TARGET ${target})
    string(REGEX MATCHALL "[^\n]+" lines "${facts}")
    foreach(line ${lines})
        string(REGEX MATCH "^([^ ]+) (.*)$" line "${line}")
        set(MICROS_BOARD_${board}_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endforeach()
endforeach()
