// The permissions of a module as text.
#include "module/module_show.h"
#include "term/term.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *text_of_item(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static void print_pins(const cJSON *shown)
{
    const cJSON *pin, *pins = cJSON_GetObjectItemCaseSensitive(shown, "pins");

    fputs("  pins:       ", stdout);
    cJSON_ArrayForEach(pin, pins)
    {
        if (pin != pins->child)
            fputs(", ", stdout);
        term_word(stdout, TERM_BOLD, text_of_item(pin, "pin"));
        fputs(" as ", stdout);
        term_word(stdout, TERM_PLAIN, text_of_item(pin, "use"));
    }
    puts(cJSON_GetArraySize(pins) ? "" : "none");
}

static void print_uses(const cJSON *shown)
{
    const cJSON *use, *uses = cJSON_GetObjectItemCaseSensitive(shown, "uses");

    fputs("  may call:   ", stdout);
    cJSON_ArrayForEach(use, uses)
    {
        if (use != uses->child)
            fputs(", ", stdout);
        term_word(stdout, TERM_BOLD, cJSON_IsString(use) ? use->valuestring : "");
    }
    puts(cJSON_GetArraySize(uses) ? "" : "no other module");
}

static void print_functions(const cJSON *module)
{
    const cJSON *verb, *verbs = cJSON_GetObjectItemCaseSensitive(module, "verbs");

    cJSON_ArrayForEach(verb, verbs)
    {
        fputs(verb == verbs->child ? "  functions:  " : "              ", stdout);
        term_word(stdout, TERM_PLAIN, text_of_item(verb, "name"));
        fputs(" - ", stdout);
        term_word(stdout, TERM_PLAIN, text_of_item(verb, "help"));
        putchar('\n');
    }
}

void module_show_print(const cJSON *shown)
{
    const cJSON *module = cJSON_GetObjectItemCaseSensitive(shown, "module");

    term_word(stdout, TERM_BOLD, text_of_item(shown, "file"));
    fputs(": ", stdout);
    term_word(stdout, TERM_PLAIN, text_of_item(module, "help"));
    putchar('\n');
    print_pins(shown);
    print_uses(shown);
    if (*text_of_item(shown, "limits")) {
        fputs("  may spend:  ", stdout);
        term_word(stdout, TERM_PLAIN, text_of_item(shown, "limits"));
        putchar('\n');
    }
    print_functions(module);
    fflush(stdout);
}

bool module_show_ask(const char *file, const char *where)
{
    char answer[16];

    if (!isatty(STDIN_FILENO)) {
        term_error("cannot ask for confirmation (no terminal). Add --yes to approve");
        return false;
    }
    fputs("Send ", stderr);
    term_word(stderr, TERM_PLAIN, file);
    fputs(" to ", stderr);
    term_word(stderr, TERM_PLAIN, where);
    fputs(", and let it do that? [y/N] ", stderr);
    if (fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y'))
        return true;
    term_error("%s was not sent", file);
    return false;
}
