// How the program ended, as JSON.
#include "term/exits.h"
#include "term/json.h"
#include "term/outcome.h"

#include <stdlib.h>

#define EXIT_TEXT(code, number, text) [number] = text,
static const char *const exit_texts[] = { EXITS(EXIT_TEXT) };

void outcome_print(int code)
{
    cJSON *root = cJSON_CreateObject();
    bool known = code >= 0 && (size_t)code < sizeof exit_texts / sizeof *exit_texts;
    const char *otherwise = known ? exit_texts[code] : "failed";
    json_add_string(root, "error", *outcome_error() ? outcome_error() : otherwise);
    json_add_int(root, "code", code);
    json_print_line(stdout, root);
    fflush(stdout);
}

static void tell(int code, void *ctx)
{
    (void)ctx;
    if (code != EXIT_OK && !outcome_was_told())
        outcome_print(code);
}

void outcome_wants_json(void)
{
    static bool is_wanted;

    if (!is_wanted)
        on_exit(tell, NULL);
    is_wanted = true;
}
