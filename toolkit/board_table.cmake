# The rows of board.h's table, one for each emulated board of targets/, and their names for a help text: two C files.
include(${PROJECT_SOURCE_DIR}/cmake/boards.cmake)

# "a b" becomes "a", "b".
function(micros_c_words text variable)
    string(REPLACE " " "\", \"" words "${text}")
    set(${variable} "\"${words}\"" PARENT_SCOPE)
endfunction()

list(JOIN MICROS_BOARDS ", " BOARD_LIST)
set(BOARD_ROWS "")
foreach(board ${MICROS_BOARDS})
    set(facts MICROS_BOARD_${board})
    string(REGEX MATCH "^([^ ]+) (.*)$" emulator "${${facts}_EMULATOR}")
    set(program ${CMAKE_MATCH_1})
    micros_c_words("${CMAKE_MATCH_2}" machine)
    micros_c_words("${${facts}_EMULATOR_NIC}" nic)
    micros_c_words("${${facts}_EMULATOR_FLASH}" flash)
    string(REPLACE " " " * KIB, " sizes "${${facts}_FLASH_KIB}")
    string(APPEND BOARD_ROWS "{ \"${board}\", \"${${facts}_TARGET}\", \"${${facts}_STANDS}\", \"${program}\", "
           "\"${${facts}_EMULATOR_PACKAGE}\", { ${machine} }, \"${${facts}_EMULATOR_IMAGE}\", ${nic}, "
           "{ ${flash} BOARD_FLASH_FILE }, ${sizes} * KIB },\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/board_table.h CONTENT
     "// Made by CMake from targets/: rows of struct board_kind.\n@BOARD_ROWS@" @ONLY)
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/board_list.h CONTENT
     "// Made by CMake from targets/.\n#define BOARD_LIST \"@BOARD_LIST@\"\n" @ONLY)
