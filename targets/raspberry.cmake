# A Raspberry Pi with a 64-bit Linux, built on another machine. The node has no interpreters.
set(MICROS_PORT linux)
option(MICROS_LUA "Load modules that users write in Lua" OFF)
option(MICROS_PYTHON "Load modules in Python, as users of the original have them" OFF)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/every_module.cmake)
set(MICROS_OPTIONS)
