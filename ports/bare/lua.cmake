# Lua for a board: Debian's source, the engine of engines/lua, and the files of this folder that store the modules.
execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/fetch-sources lua5.4
                OUTPUT_VARIABLE LUA OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
# luaconf.h has a place for local changes, so a copy is edited there.
set(LUA_COPY ${CMAKE_CURRENT_BINARY_DIR}/lua)
set(LUA_FILES lapi lauxlib lbaselib lcode lctype ldebug ldo ldump lfunc lgc llex lmathlib lmem lobject lopcodes lparser
    lstate lstring lstrlib ltable ltm lundump lvm lzio)
file(GLOB headers ${LUA}/src/*.h)
set(sources ${LUA_FILES})
list(TRANSFORM sources PREPEND ${LUA}/src/)
list(TRANSFORM sources APPEND .c)
file(COPY ${headers} ${sources} DESTINATION ${LUA_COPY})
file(READ ${LUA}/src/luaconf.h luaconf)
set(place "** without modifying the main part of the file.\n*/\n")
string(REPLACE "#include \"lua5.4-deb-multiarch.h\"" "#define DEB_HOST_MULTIARCH \"\"" luaconf "${luaconf}")
string(REPLACE "${place}" "${place}#include \"lua_conf.h\"\n" luaconf "${luaconf}")
if(NOT luaconf MATCHES "lua_conf.h")
    message(FATAL_ERROR "${LUA}/src/luaconf.h has no place for what a board wants otherwise")
endif()
file(CONFIGURE OUTPUT ${LUA_COPY}/luaconf.h CONTENT "${luaconf}" @ONLY)

list(TRANSFORM LUA_FILES PREPEND ${LUA_COPY}/)
list(TRANSFORM LUA_FILES APPEND .c)
micros_third_party(lua ${LUA_COPY} ${LUA_FILES})
target_include_directories(lua PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})

file(GLOB LUA_ENGINE CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engines/lua/*.c)
add_library(micros_lua STATIC ${LUA_ENGINE})
target_include_directories(micros_lua PUBLIC ${PROJECT_SOURCE_DIR}/engines/lua ${PROJECT_SOURCE_DIR}/engines/usermod)
target_compile_definitions(micros_lua PRIVATE PATTERN_DEPTH=20 PATTERN_CAPTURES=10)
target_link_libraries(micros_lua PUBLIC micros_core lua m)
