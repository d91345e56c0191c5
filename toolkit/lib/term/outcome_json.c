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

    if (code != EXIT_OK)
        json_add_string(root, "error", *outcome_error() ? outcome_error() : otherwise);
    json_add_int(root, "code", code);
    json_print_line(stdout, root);
}

static void outcome_json_tell(int code, void *ctx)
{
    (void)ctx;
    if (!outcome_was_told())
        outcome_print(code);
}

void outcome_wants_json(void)
{
    static bool is_wanted;

    if (is_wanted)
        return;
    is_wanted = true;
    on_exit(outcome_json_tell, NULL);
    outcome_hear_signals();
}
