// Memory, or the end of the program.
#include "term/memory.h"
#include "term/exits.h"
#include "term/outcome.h"
#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void memory_none(void)
{
    outcome_note_error("out of memory");
    fputs("micros: out of memory\n", stderr);
    exit(EXIT_GENERIC);
}

static void *memory_of(void *p)
{
    if (!p)
        memory_none();
    return p;
}

static void *take_bytes(size_t len)
{
    return memory_of(malloc(len));
}

void memory_start(void)
{
    cJSON_Hooks hooks = { take_bytes, free };

    cJSON_InitHooks(&hooks);
}

void *memory_take(size_t n, size_t size)
{
    return memory_of(calloc(n ? n : 1, size));
}

void *memory_grow(void *items, size_t n, size_t size)
{
    return memory_of(reallocarray(items, n, size));
}

char *memory_copy(const char *text)
{
    return memory_of(strdup(text));
}

char *memory_copy_part(const char *text, size_t len)
{
    return memory_of(strndup(text, len));
}

char *memory_print(const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0)
        memory_none();
    return text;
}

FILE *memory_open(char **text, size_t *len)
{
    return memory_of(open_memstream(text, len));
}

void memory_close(FILE *stream, char *const *text)
{
    bool is_whole = !ferror(stream);

    if (fclose(stream) != 0 || !is_whole || !*text)
        memory_none();
}
