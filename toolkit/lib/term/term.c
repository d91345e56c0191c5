// What people see: nothing that a node sends may reach a terminal as a control character.
#include "term/term.h"

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

static bool is_tail(const char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return false;
    return true;
}

size_t term_utf8_len(const char *text, size_t len)
{
    unsigned char first = (unsigned char)text[0];
    unsigned char second = len > 1 ? (unsigned char)text[1] : 0;
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return len >= 2 && is_tail(text, 1, 2) ? 2 : 0;
    if ((first & 0xf0) == 0xe0) {
        bool overlong = first == 0xe0 && second < 0xa0;
        bool surrogate = first == 0xed && second >= 0xa0;
        return len >= 3 && is_tail(text, 1, 3) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        bool overlong = first == 0xf0 && second < 0x90;
        bool beyond = first == 0xf4 && second >= 0x90;
        return len >= 4 && is_tail(text, 1, 4) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

// Characters that change how a terminal behaves or hide what is written.
static bool is_unsafe(const char *text, size_t n)
{
    unsigned char first = (unsigned char)text[0];
    if (n == 1)
        return first < 0x20 || first == 0x7f;
    if (n == 2 && first == 0xc2)
        return (unsigned char)text[1] < 0xa0; // C1 controls
    return n == 3 && (memcmp(text, "\xe2\x80\xaa", 3) >= 0 && memcmp(text, "\xe2\x80\xae", 3) <= 0);
}

char *term_escape(const char *text, size_t len, const char *keep)
{
    char *safe = malloc(len * 4 + 1), *to = safe;
    if (!safe)
        return NULL;
    for (size_t i = 0; i < len;) {
        size_t n = term_utf8_len(text + i, len - i);
        bool kept = n == 1 && text[i] && strchr(keep, text[i]);
        if (n && (kept || !is_unsafe(text + i, n))) {
            memcpy(to, text + i, n);
            to += n;
            i += n;
            continue;
        }
        for (size_t end = i + (n ? n : 1); i < end; i++)
            to += sprintf(to, "\\x%02x", (unsigned char)text[i]);
    }
    *to = '\0';
    return safe;
}

void term_word(FILE *stream, enum term_style style, const char *text)
{
    bool colour = style != TERM_PLAIN && term_has_colour(stream);
    char *safe = term_escape(text, strlen(text), "");
    fprintf(stream, "%s%s%s", colour ? codes[style] : "", safe ? safe : "",
            colour ? "\033[0m" : "");
    free(safe);
}

void term_text(FILE *stream, const char *text, size_t len)
{
    if (!isatty(fileno(stream))) {
        fwrite(text, 1, len, stream);
        return;
    }
    char *safe = term_escape(text, len, "\n\t");
    fputs(safe ? safe : "", stream);
    free(safe);
}

static void print_escaped(const char *prefix, const char *format, va_list args)
{
    char *text, *safe;
    if (vasprintf(&text, format, args) < 0)
        return;
    if (*prefix)
        outcome_note_error(text);
    safe = term_escape(text, strlen(text), "\n\t");
    fflush(stdout); // keep the order of both streams where they share a terminal
    fprintf(stderr, "%s%s\n", prefix, safe ? safe : "");
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
