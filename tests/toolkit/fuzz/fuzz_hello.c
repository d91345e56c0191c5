// hello: what a node says about itself goes to the cache file and to terminals.
#include "device/hello.h"
#include "fuzz.h"
#include "term/term.h"
#include <string.h>

static void check(const struct micros_hello *hello)
{
    MUST(*hello->uid && *hello->name);
    char *uid = term_escape(hello->uid, strlen(hello->uid), "");
    char *name = term_escape(hello->name, strlen(hello->name), "");
    MUST(uid && strcmp(uid, hello->uid) == 0);
    MUST(name && strcmp(name, hello->name) == 0);
    free(uid);
    free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct micros_hello hello;
    char line[48];
    const char *text = (const char *)data;

    if (hello_parse(text, size, &hello))
        check(&hello);
    MUST(hello_memfree(text, size) >= -1);
    hello_first_line(text, size, line, sizeof line);
    MUST(strlen(line) < sizeof line && !strchr(line, '\n'));
    return 0;
}
