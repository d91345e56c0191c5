// Tells from the text of an answer whether the command failed, as scripts do.
#include "micros.h"
#include <string.h>

// The first line of a failure report, of old and new nodes, begins with one of these.
static const char *const failures[] = {
    "execute_LM_function ", "SHELL: ",        "Shell: ",     "[SHELL] ",      "[HA] ",
    "Core error:",          "Failed to save", "Invalid key", "Access denied", "[ERROR] execute_LM",
};

static bool starts_with(const char *text, size_t len, const char *prefix)
{
    size_t n = strlen(prefix);

    return len >= n && memcmp(text, prefix, n) == 0;
}

// Lines that a module streams to every client may come before the actual answer.
static const char *skip_streamed(const char *text, const char *end)
{
    while (starts_with(text, (size_t)(end - text), "~~~ ")) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (!newline)
            return end;
        text = newline + 1;
    }
    return text;
}

static bool asks_for_json(const char *command)
{
    size_t len = strlen(command);

    while (len && strchr(" \t\r\n", command[len - 1]))
        len--;
    return len >= 5 && memcmp(command + len - 5, ">json", 5) == 0;
}

// The end of a JSON string that begins at the quote `at`, or NULL.
static const char *string_end(const char *at, const char *end)
{
    for (at++; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '"')
            return at + 1;
    }
    return NULL;
}

static bool is_error_member(const char *key, const char *after, const char *end)
{
    while (after < end && strchr(" \t", *after))
        after++;
    return after < end && *after == ':' && starts_with(key, (size_t)(end - key), "\"error\"");
}

// True for a JSON object with a member "error" at its top level.
static bool json_has_error(const char *at, const char *end)
{
    if (at == end || *at != '{')
        return false;
    for (int depth = 0; at < end; at++) {
        if (*at == '{' || *at == '[') {
            depth++;
        } else if (*at == '}' || *at == ']') {
            depth--;
        } else if (*at == '"') {
            const char *after = string_end(at, end);
            if (!after)
                return false;
            if (depth == 1 && is_error_member(at, after, end))
                return true;
            at = after - 1;
        }
    }
    return false;
}

bool micros_command_is_open(const char *command)
{
    static const char *const words[] = { "hello", "version", "help", "exit" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(command, words[i]) == 0)
            return true;
    return false;
}

enum micros_result micros_reply_judge(const char *command, const char *text, size_t len)
{
    const char *end = text + len;
    const char *at = skip_streamed(text, end);

    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (starts_with(at, (size_t)(end - at), failures[i]))
            return MICROS_FAILED;
    return asks_for_json(command) && json_has_error(at, end) ? MICROS_FAILED : MICROS_OK;
}
