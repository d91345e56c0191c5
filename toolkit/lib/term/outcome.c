// How the program ended, as JSON. The state is the process's own, since argp ends it wherever it
// likes.
#include "term/outcome.h"

#include "term/exits.h"
#include "term/json.h"

#include <stdlib.h>
#include <string.h>

static struct {
    bool wants_json, is_told;
    char message[1024]; // the first error: those after it are often its consequences
} outcome;

#define EXIT_TEXT(code, number, text) [number] = text,
static const char *const exit_texts[] = { EXITS(EXIT_TEXT) };

void outcome_print(int code)
{
    cJSON *root = cJSON_CreateObject();
    bool known = code >= 0 && (size_t)code < sizeof exit_texts / sizeof *exit_texts;
    const char *otherwise = known ? exit_texts[code] : "failed";
    json_add_string(root, "error", *outcome.message ? outcome.message : otherwise);
    json_add_int(root, "code", code);
    json_print_line(stdout, root);
    fflush(stdout);
}

static void tell(int code, void *ctx)
{
    (void)ctx;
    if (code != EXIT_OK && !outcome.is_told)
        outcome_print(code);
}

void outcome_wants_json(void)
{
    if (!outcome.wants_json)
        on_exit(tell, NULL);
    outcome.wants_json = true;
}

void outcome_is_told(void)
{
    outcome.is_told = true;
}

void outcome_note_error(const char *text)
{
    if (!*outcome.message)
        snprintf(outcome.message, sizeof outcome.message, "%s", text);
}
