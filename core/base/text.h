// Slices of text: a pointer and a length, no terminator.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *p; // the slice does not own these bytes
    size_t len;
};

static inline struct text text_make(const char *p, size_t len)
{
    return (struct text){ p, len };
}

struct text text_measure(const char *s); // as text_of, but counts at run time

// A terminated string as a slice. The compiler counts the length of a literal.
static inline struct text text_of(const char *s)
{
    return __builtin_constant_p(__builtin_strlen(s)) ? text_make(s, __builtin_strlen(s))
                                                     : text_measure(s);
}

bool text_is(struct text t, const char *s);
bool text_same(struct text a, struct text b);
bool text_same_nocase(struct text a, const char *s); // ASCII letters only
bool text_starts(struct text t, const char *s);
bool text_has(struct text t, struct text part); // also true for an empty part
struct text text_trim(struct text t);           // removes blanks, tabs and line ends at both ends

// The slice without its first n bytes.
static inline struct text text_skip(struct text t, size_t n)
{
    n = n < t.len ? n : t.len;
    return text_make(t.p + n, t.len - n);
}

// Takes the first word up to a blank off `rest`. Returns an empty slice if there is none.
struct text text_word(struct text *rest);

// Takes the text before the next `mark` off `rest`, and the mark too. Marks inside quotes do not
// count.
struct text text_until(struct text *rest, char mark);

static inline bool text_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int text_hex_digit(char c); // its value, or -1 if it is not a hex digit

// Whether all characters are ASCII letters, digits or in `others`.
bool text_is_name(struct text t, const char *others);

// Reads a decimal integer with an optional sign. ERR_ARG: not a number. ERR_RANGE: needs more than
// 32 bits (text_long: 64).
int text_int(struct text t, int32_t *value);
int text_long(struct text t, int64_t *value);

// Reads yes or no as people write it: on off, true false, yes no, 1 0, in any case. ERR_ARG:
// neither.
int text_bool(struct text t, bool *yes);

// The length in bytes of the UTF-8 character at the start of `t`, and its code point. 0: no valid
// character (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
size_t text_char(struct text t, uint32_t *code);

// Whether it is valid UTF-8.
bool text_is_utf8(struct text t);

#endif
