// Reads how a node introduces itself: `hello:<name>:<uid>`, or the later
// `hello:<name>:<uid>:<kind>`.
#include "micros.h"
#include "micros_line.h"
#include <ctype.h>
#include <string.h>

enum { LINE = 512 };
static const char start[] = "hello:";

// UIDs look like 0x500x20... here and in December 2020, and like micr...OS later.
static bool is_uid(const char *field)
{
    size_t len = strcspn(field, ": \t");

    return strncmp(field, "0x", 2) == 0 ||
           (len > 6 && strncmp(field, "micr", 4) == 0 && strncmp(field + len - 2, "OS", 2) == 0);
}

// The colon before the UID: names may contain colons, and a kind may follow. A part that does not
// look like a UID is taken for one by its place.
static char *find_uid(char *line)
{
    char *uid = NULL;

    for (char *at = line; (at = strchr(at, ':')); at++)
        if (is_uid(at + 1))
            uid = at;
    return uid ? uid : strchr(line, ':');
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
    struct text said = micros_line_find(text_make(text ? text : "", text ? len : 0), start);

    if (!said.len)
        return false;
    said = text_skip(said, sizeof start - 1);
    said.len = said.len < sizeof line ? said.len : sizeof line - 1;
    memcpy(line, said.p, said.len);
    line[said.len] = '\0';
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
