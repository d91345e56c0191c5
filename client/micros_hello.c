// Reads what a node says of itself: `hello:<name>:<uid>`, or the later `hello:<name>:<uid>:<kind>`.
#include "micros.h"
#include <ctype.h>
#include <string.h>

enum { LINE = 512 };

// The line that begins with "hello:": nodes may stream other lines before it.
static const char *find_hello(const char *text, size_t len)
{
    for (const char *at = text, *end = text + len; at;) {
        if ((size_t)(end - at) >= 6 && memcmp(at, "hello:", 6) == 0)
            return at + 6;
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    return NULL;
}

static void copy_line(const char *text, const char *end, char *line, size_t size)
{
    size_t n = 0;

    while (text + n < end && n + 1 < size && text[n] && text[n] != '\n' && text[n] != '\r') {
        line[n] = text[n];
        n++;
    }
    line[n] = '\0';
}

// Where the UID begins: UIDs look like 0x500x20..., and only they come after the last ":0x".
static char *find_uid(char *line)
{
    char *uid = NULL;

    for (char *at = line; (at = strstr(at, ":0x")); at++)
        uid = at;
    return uid ? uid : strrchr(line, ':');
}

static bool micros_hello_is_plain(const char *uid, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)uid[i]) && !strchr("_.-", uid[i]))
            return false;
    return true;
}

bool micros_hello_find(const char *text, size_t len, struct micros_hello *found)
{
    char line[LINE];
    const char *at = text ? find_hello(text, len) : NULL;

    if (!at)
        return false;
    copy_line(at, text + len, line, sizeof line);
    char *uid = find_uid(line);
    if (!uid || uid == line)
        return false;
    *uid++ = '\0';
    size_t uid_len = strcspn(uid, ": \t");
    if (uid_len == 0 || uid_len > MICROS_UID_MAX || strlen(line) > MICROS_NAME_MAX ||
        !micros_hello_is_plain(uid, uid_len))
        return false;
    *found = (struct micros_hello){ 0 };
    strcpy(found->name, line);
    memcpy(found->uid, uid, uid_len);
    return true;
}
