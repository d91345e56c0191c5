# The compiler flags of every C file of this project; the same with gcc and clang.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes
                    -Wstrict-prototypes -Wno-missing-field-initializers
                    -ffunction-sections -fdata-sections)
add_link_options(-Wl,--gc-sections)
if(MICROS_WERROR)
    add_compile_options(-Werror)
endif()
if(MICROS_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
endif()
if(MICROS_COVERAGE)
    add_compile_options(--coverage -fprofile-update=atomic)
    add_link_options(--coverage)
endif()
# Optimisation across files (docs/decisions/0002-link.md). The objects also keep ordinary code, because scripts/check-layers
# reads it. The programs are small enough to be optimised in one piece.
if(CMAKE_C_COMPILER_ID STREQUAL GNU)
    set(CMAKE_C_COMPILE_OPTIONS_IPO -flto=auto -ffat-lto-objects)
    add_link_options($<$<CONFIG:Release>:-flto-partition=one>)
endif()
