// What a node says about itself.
#include "device/hello.h"
#include "base/visible.h"
#include "micros_line.h"
#include <stdlib.h>
#include <string.h>

void hello_first_line(const char *text, size_t len, char *line, size_t size)
{
    size_t n = 0;

    while (n < len && n + 1 < size && text[n] && text[n] != '\n' && text[n] != '\r') {
        line[n] = text[n];
        n++;
    }
    line[n] = '\0';
}

bool hello_parse(const char *text, size_t len, struct micros_hello *hello)
{
    if (!micros_hello_find(text, len, hello))
        return false;
    visible_make(hello->name, strlen(hello->name), ""); // others also read the cache
    return true;
}

long long hello_memfree(const char *text, size_t len)
{
    static const char label[] = "GC MemFree[byte]:";
    char number[32], *end;
    struct text line = micros_line_find(text_make(text, len), label);

    if (!line.len)
        return -1;
    line = text_skip(line, sizeof label - 1);
    hello_first_line(line.p, line.len, number, sizeof number);
    long long value = strtoll(number, &end, 10);
    return end == number || value < 0 ? -1 : value;
}
