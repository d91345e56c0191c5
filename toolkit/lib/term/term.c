// Output for people: nothing that a node sends may reach a terminal as a control character.
#include "term/term.h"
#include "base/visible.h"
#include "term/memory.h"
#include "term/outcome.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const codes[] = { "",         "\033[1m",  "\033[32m", "\033[33m",
                                     "\033[31m", "\033[34m", "\033[35m", "\033[1;34m" };

bool term_has_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR");

    return !(no_colour && *no_colour) && isatty(fileno(stream));
}

char *term_escape(const char *text, size_t len, const char *keep)
{
    char *safe = memory_take(len * 4 + 1, 1), *to = safe;

    for (size_t i = 0, n; i < len; i += n) {
        bool is_visible;
        n = visible_next(text_make(text + i, len - i), &is_visible);
        if (is_visible || (text[i] && strchr(keep, text[i]))) {
            to = mempcpy(to, text + i, n);
            continue;
        }
        for (size_t k = i; k < i + n; k++)
            to += sprintf(to, "\\x%02x", (unsigned char)text[k]);
    }
    *to = '\0';
    return safe;
}

void term_word(FILE *stream, enum term_style style, const char *text)
{
    bool colour = style != TERM_PLAIN && term_has_colour(stream);
    char *safe = term_escape(text, strlen(text), "");

    fprintf(stream, "%s%s%s", colour ? codes[style] : "", safe, colour ? "\033[0m" : "");
    free(safe);
}

void term_text(FILE *stream, const char *text, size_t len)
{
    if (!isatty(fileno(stream))) {
        fwrite(text, 1, len, stream);
        return;
    }
    char *safe = term_escape(text, len, "\n\t");
    fputs(safe, stream);
    free(safe);
}

static void print_escaped(const char *prefix, const char *format, va_list args)
{
    char *text, *safe;

    if (vasprintf(&text, format, args) < 0)
        memory_none();
    if (*prefix)
        outcome_note_error(text);
    safe = term_escape(text, strlen(text), "\n\t");
    fflush(stdout); // keep the order of both streams if they share a terminal
    fprintf(stderr, "%s%s\n", prefix, safe);
    free(safe);
    free(text);
}

void term_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_escaped("micros: ", format, args);
    va_end(args);
}

void term_say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_escaped("", format, args);
    va_end(args);
}
