// What a node says about itself.
#include "device/hello.h"
#include "base/visible.h"
#include <ctype.h>
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

// Where the UID begins: UIDs look like 0x500x20..., and only they come after the last ":0x".
static char *find_uid(char *line)
{
    char *uid = NULL;

    for (char *at = line; (at = strstr(at, ":0x")); at++)
        uid = at;
    return uid ? uid : strrchr(line, ':');
}

static bool hello_is_plain(const char *uid, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)uid[i]) && !strchr("_.-", uid[i]))
            return false;
    return true;
}

bool hello_parse(const char *text, size_t len, struct hello *hello)
{
    char line[512];
    const char *at = hello_find_line(text, len, "hello:");

    if (!at)
        return false;
    hello_first_line(at + 6, (size_t)(text + len - at) - 6, line, sizeof line);
    char *uid = find_uid(line);
    if (!uid || uid == line)
        return false;
    *uid++ = '\0';
    size_t uid_len = strcspn(uid, ": \t");
    if (uid_len == 0 || uid_len >= sizeof hello->uid || strlen(line) >= sizeof hello->name)
        return false;
    if (!hello_is_plain(uid, uid_len))
        return false;
    visible_make(line, strlen(line), ""); // others read the cache, too
    *hello = (struct hello){ 0 };
    strcpy(hello->name, line);
    memcpy(hello->uid, uid, uid_len);
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
