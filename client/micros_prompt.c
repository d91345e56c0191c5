// Finds a node's prompt at the end of received data; struct micros_prompt describes its form.
#include "micros.h"
#include <string.h>

static bool take_tag(const char **at, const char *end, const char *tag)
{
    size_t n = strlen(tag);

    if ((size_t)(end - *at) < n || memcmp(*at, tag, n) != 0)
        return false;
    *at += n;
    return true;
}

// How many blanks follow the dollar, 0 if the line does not end like a prompt.
static unsigned blanks_at_end(const char *line, size_t len)
{
    if (len >= 4 && memcmp(line + len - 4, " $  ", 4) == 0)
        return 2;
    if (len >= 3 && memcmp(line + len - 3, " $ ", 3) == 0)
        return 1;
    return 0;
}

bool micros_prompt_find(const char *data, size_t len, struct micros_prompt *found)
{
    unsigned blanks = len ? blanks_at_end(data, len) : 0;

    if (!blanks) // checked first, because this runs after every few bytes
        return false;
    const char *end = data + len;
    const char *newline = memrchr(data, '\n', len);
    const char *line = newline ? newline + 1 : data;
    if (end - line < (ptrdiff_t)blanks + 2)
        return false;
    struct micros_prompt prompt = { .blanks = blanks, .start = (size_t)(line - data) };
    const char *name_end = end - blanks - 2;
    if (take_tag(&line, name_end, "[ok] "))
        prompt.outcome = MICROS_OUTCOME_OK;
    else if (take_tag(&line, name_end, "[failed] "))
        prompt.outcome = MICROS_OUTCOME_FAILED;
    prompt.password = take_tag(&line, name_end, "[password] ");
    prompt.recovery = take_tag(&line, name_end, "[recovery] ");
    prompt.configure = take_tag(&line, name_end, "[configure] ");
    size_t name_len = (size_t)(name_end - line);
    if (name_len == 0 || name_len > MICROS_NAME_MAX)
        return false;
    memcpy(prompt.name, line, name_len);
    *found = prompt;
    return true;
}
