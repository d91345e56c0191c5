// Output for people: escaped text, colours where they make sense, and error messages.
#ifndef TERM_H
#define TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum term_style {
    TERM_PLAIN,
    TERM_BOLD,
    TERM_GREEN,
    TERM_YELLOW,
    TERM_RED,
    TERM_BLUE,
    TERM_MAGENTA,
    TERM_BOLD_BLUE
};

// True if the stream is a terminal and colours are not switched off (NO_COLOR).
bool term_has_colour(FILE *stream);

// Prints a word in a style, or plain if there are no colours. Control characters are always
// escaped.
void term_word(FILE *stream, enum term_style style, const char *text);

// Prints text that came from a node: escaped if the stream is a terminal, untouched otherwise.
void term_text(FILE *stream, const char *text, size_t len);

// A copy in which what is not visible (base/visible.h) is written as \xNN, byte by byte; `keep`
// lists those to keep. The caller frees it.
char *term_escape(const char *text, size_t len, const char *keep);

// Prints "micros: ..." and a line break on standard error, escaped.
__attribute__((format(printf, 1, 2))) void term_error(const char *format, ...);

// Prints messages (progress, explanations) on standard error, escaped, without a prefix.
__attribute__((format(printf, 1, 2))) void term_say(const char *format, ...);

#endif
