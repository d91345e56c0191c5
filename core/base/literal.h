// Values as they are typed at the shell: literals only, never evaluated.
// Grammar: None, True, False, 42, -7, 0x1f, 1.5, 2e3, 'text', "text", [1, 'a'], (1, 2).
#ifndef BASE_LITERAL_H
#define BASE_LITERAL_H

#include "base/text.h"

enum literal_kind { LIT_NONE, LIT_BOOL, LIT_INT, LIT_FLOAT, LIT_TEXT, LIT_LIST };

enum { LITERAL_SEAL = 1 }; // a quote of a string whose escapes are resolved

struct literal {
    enum literal_kind kind;
    int64_t i;        // LIT_BOOL (0 or 1) and LIT_INT
    struct text text; // LIT_FLOAT and LIT_LIST as typed; LIT_TEXT without quotes, escapes resolved
};

// Reads exactly one literal from `t`, blanks around it allowed. Escapes of a string are resolved in
// place, so where `t` has a backslash its bytes must be writable; read again, it gives the same.
// ERR_SYNTAX: no literal. ERR_NAME: a bare word. ERR_RANGE: a whole number of more than 64 bits.
int literal_parse(struct text t, struct literal *l);

// The same, and changes nothing: of a string with escapes `text` has the right length only.
int literal_look(struct text t, struct literal *l);

// Whether it is a literal; changes nothing. Whole numbers may have any size.
int literal_check(struct text t);

// A decimal number as typed ("1.5", "2e3", "7"), times 10^decimals, rounded towards zero.
// ERR_RANGE: not in 32 bits, with literal_fixed_long not in 64.
int literal_fixed(struct text t, uint8_t decimals, int32_t *value);
int literal_fixed_long(struct text t, uint8_t decimals, int64_t *value);

#endif
