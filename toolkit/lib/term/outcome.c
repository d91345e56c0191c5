// How the program ends, as far as it is known yet. It is the process's own, since argp ends it
// wherever it likes.
#include "term/outcome.h"

#include <stdio.h>

static struct {
    bool is_told;
    char message[1024]; // the first error: those after it are often its consequences
} outcome;

void outcome_is_told(void)
{
    outcome.is_told = true;
}

void outcome_note_error(const char *text)
{
    if (!*outcome.message)
        snprintf(outcome.message, sizeof outcome.message, "%s", text);
}

bool outcome_was_told(void)
{
    return outcome.is_told;
}

const char *outcome_error(void)
{
    return outcome.message;
}
