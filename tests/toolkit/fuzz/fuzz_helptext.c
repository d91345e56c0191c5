// helptext: a node's help, its JSON form, a dump and a typed line, with NULs between them.
#include "fuzz.h"
#include "talk/helptext.h"
#include <stdbool.h>
#include <string.h>

struct part {
    const char *text;
    size_t len;
};

static struct part next_part(const char **at, const char *end)
{
    const char *from = *at, *nul = from < end ? memchr(from, '\0', (size_t)(end - from)) : NULL;

    *at = nul ? nul + 1 : end;
    return (struct part){ from, (size_t)((nul ? nul : end) - from) };
}

static void complete(const struct helptext *help, const char *line, size_t len, bool configure)
{
    struct words_list words = { 0 };
    size_t typed = 0;

    helptext_complete(help, line, len, configure, &words, &typed);
    MUST(typed <= len);
    for (size_t i = 0; i < words.n; i++)
        MUST(strlen(words.items[i]) >= typed &&
             memcmp(words.items[i], line + len - typed, typed) == 0);
    words_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct helptext help = { 0 };
    const char *at = (const char *)data, *end = at + size;
    struct part text = next_part(&at, end), json = next_part(&at, end), dump = next_part(&at, end);
    struct part line = next_part(&at, end);

    helptext_parse(&help, text.text, text.len);
    helptext_add_arguments(&help, json.text, json.len);
    helptext_add_keys(&help, dump.text, dump.len);
    for (size_t len = 0; len <= line.len && len < 200; len++) {
        complete(&help, line.text, len, false);
        complete(&help, line.text, len, true);
    }
    helptext_free(&help);
    return 0;
}
