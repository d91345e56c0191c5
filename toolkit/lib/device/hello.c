// What a node says about itself.
#include "device/hello.h"
#include "base/visible.h"
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

// The line that begins with `start`, or NULL: nodes may stream other lines before it.
static const char *hello_find_line(const char *text, size_t len, const char *start)
{
    size_t n = strlen(start);

    for (const char *at = text, *end = text + len; at;) {
        if ((size_t)(end - at) >= n && memcmp(at, start, n) == 0)
            return at;
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    return NULL;
}

bool hello_parse(const char *text, size_t len, struct micros_hello *hello)
{
    if (!micros_hello_find(text, len, hello))
        return false;
    visible_make(hello->name, strlen(hello->name), ""); // others read the cache, too
    return true;
}

long long hello_memfree(const char *text, size_t len)
{
    static const char label[] = "GC MemFree[byte]:";
    char number[32], *end;
    const char *at = hello_find_line(text, len, label);

    if (!at)
        return -1;
    at += sizeof label - 1;
    hello_first_line(at, (size_t)(text + len - at), number, sizeof number);
    long long value = strtoll(number, &end, 10);
    return end == number || value < 0 ? -1 : value;
}
