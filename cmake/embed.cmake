# cmake -DOUT=x.c -DBOOT=file -DPARTS=a.py;b.py -P embed.cmake: the worker for load modules in Python as a C source.
# Each part follows a line "name size"; engines/python/boot.py splits them.
function(bytes_of hex variable)
    string(REGEX REPLACE "(................................)" "\\1\n" lines "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," array "${lines}")
    set(${variable} "${array}" PARENT_SCOPE)
endfunction()

file(READ ${BOOT} hex HEX)
bytes_of("${hex}00" boot)
set(all "")
foreach(part ${PARTS})
    get_filename_component(name ${part} NAME_WE)
    file(SIZE ${part} size)
    string(HEX "${name} ${size}\n" head)
    file(READ ${part} hex HEX)
    string(APPEND all "${head}${hex}")
endforeach()
bytes_of("${all}" bundle)
string(LENGTH "${all}" digits)
math(EXPR len "${digits} / 2")
file(WRITE ${OUT} "// Generated from engines/python.\n#include \"python_bundle.h\"\nconst char python_boot[] = {\n${boot}\n};\n"
     "const unsigned char python_bundle[] = {\n${bundle}\n};\nconst size_t python_bundle_len = ${len};\n")
