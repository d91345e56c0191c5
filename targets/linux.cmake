# A Linux host: every module of this release, a simulated board.
set(MICROS_PORT linux)
option(MICROS_LUA "Load modules that users write in Lua" ON)
option(MICROS_PYTHON "Load modules in Python, as users of the original have them" ON)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/every_module.cmake)
set(MICROS_OPTIONS)
