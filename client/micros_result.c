// The texts for the ways a conversation can end.
#include "micros.h"

#define RESULT_TEXT(code, number, text) { code, text },
static const struct {
    enum micros_result code;
    const char *text;
} texts[] = { MICROS_RESULTS(RESULT_TEXT) };

const char *micros_result_text(enum micros_result result)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].code == result)
            return texts[i].text;
    return "unknown result";
}
