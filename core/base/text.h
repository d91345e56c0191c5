// Slices of text that need no terminator.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *p; // owned by somebody else
    size_t len;
};

static inline struct text text_make(const char *p, size_t len)
{
    return (struct text){ p, len };
}

struct text text_measure(const char *s); // as text_of

// A terminated string, without its terminator. The length of a literal is the compiler's to count.
static inline struct text text_of(const char *s)
{
    return __builtin_constant_p(__builtin_strlen(s)) ? text_make(s, __builtin_strlen(s))
                                                     : text_measure(s);
}

bool text_is(struct text t, const char *s);
bool text_same(struct text a, struct text b);
bool text_same_nocase(struct text a, const char *s); // ASCII letters only
bool text_starts(struct text t, const char *s);
bool text_has(struct text t, struct text part); // also an empty one
struct text text_trim(struct text t);           // without blanks, tabs and line ends at both ends

// Without its first n bytes.
static inline struct text text_skip(struct text t, size_t n)
{
    n = n < t.len ? n : t.len;
    return text_make(t.p + n, t.len - n);
}

// Takes the first blank-separated word off `rest`; an empty slice when there is none.
struct text text_word(struct text *rest);

// Takes what stands before the next `mark` off `rest`, and the mark; marks inside quotes do not
// count.
struct text text_until(struct text *rest, char mark);

static inline bool text_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int text_hex_digit(char c); // its value, or -1: it is none

// Whether it holds nothing but ASCII letters, digits and the bytes of `others`.
bool text_is_name(struct text t, const char *others);

// A whole decimal number with an optional sign. ERR_ARG: not a number. ERR_RANGE: not in 32 bits,
// with text_long not in 64.
int text_int(struct text t, int32_t *value);
int text_long(struct text t, int64_t *value);

// Yes or no as people write it: on off, true false, yes no, 1 0, in any case. ERR_ARG: it is
// neither.
int text_bool(struct text t, bool *yes);

// How many bytes the UTF-8 character has that a text begins with, and its number; 0: there is none
// (RFC 3629: no overlong forms, surrogates or code points past U+10FFFF).
size_t text_char(struct text t, uint32_t *code);

// Whether it consists of such characters.
bool text_is_utf8(struct text t);

#endif
