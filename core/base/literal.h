// Parses values as they are typed at the shell. Only literals; nothing is evaluated.
// Grammar: None, True, False, 42, -7, 0x1f, 1.5, 2e3, 'text', "text", [1, 'a'], (1, 2).
#ifndef BASE_LITERAL_H
#define BASE_LITERAL_H

#include "base/text.h"

enum literal_kind { LIT_NONE, LIT_BOOL, LIT_INT, LIT_FLOAT, LIT_TEXT, LIT_LIST };

enum { LITERAL_SEAL = 1 }; // replaces the quotes of a string whose escapes are resolved

struct literal {
    enum literal_kind kind;
    int64_t i; // LIT_BOOL (0 or 1) and LIT_INT
    // LIT_FLOAT and LIT_LIST: as typed; LIT_TEXT: without quotes, escapes resolved.
    struct text text;
};

// Reads exactly one literal from `t`; blanks around it are allowed. Escapes in a string are
// resolved in place, so a text with a backslash must be writable. Parsing the same text again gives
// the same value. ERR_SYNTAX: not a literal. ERR_NAME: a bare word. ERR_RANGE: an integer that
// needs more than 64 bits.
int literal_parse(struct text t, struct literal *l);

// Same, but changes nothing. If a string has escapes, only the length of `text` is right.
int literal_look(struct text t, struct literal *l);

// Whether it is a literal. Changes nothing. Integers may have any size.
int literal_check(struct text t);

// Reads a decimal number as typed ("1.5", "2e3", "7"), times 10^decimals, rounded towards zero.
// ERR_RANGE: needs more than 32 bits (literal_fixed_long: 64).
int literal_fixed(struct text t, uint8_t decimals, int32_t *value);
int literal_fixed_long(struct text t, uint8_t decimals, int64_t *value);

#endif
