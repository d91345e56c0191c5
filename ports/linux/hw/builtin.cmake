# Writes the built-in board files as C. cmake "-DBOARDS=FILE;FILE" -DOUT=FILE -P builtin.cmake
set(code "// Made by builtin.cmake from the files of boards/linux.\n#include \"wiring.h\"\n\n")
set(rows "")
set(names "")
foreach(board ${BOARDS})
    get_filename_component(name ${board} NAME_WE)
    list(APPEND names ${name})
    file(READ ${board} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(MAKE_C_IDENTIFIER ${name} id)
    string(APPEND code "static const char ${id}[] = { ${bytes} };\n")
    string(APPEND rows "    { \"${name}\", { ${id}, sizeof ${id} } },\n")
endforeach()
list(JOIN names ", " listed)
string(APPEND code "
static const struct {
    const char *name;
    struct text text;
} boards[] = {
${rows}};

struct text wiring_builtin(struct text name)
{
    for (unsigned i = 0; i < sizeof boards / sizeof *boards; i++)
        if (text_is(name, boards[i].name))
            return boards[i].text;
    return (struct text){ \"\", 0 };
}

const char *wiring_builtin_names(void)
{
    return \"${listed}\";
}
")
file(WRITE ${OUT} "${code}")
