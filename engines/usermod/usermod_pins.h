// What the user's modules can do with a pin: the rows ON_PIN of core/hw/operations.h as data, for
// engines whose languages do not have the types of C.
#ifndef USERMOD_PINS_H
#define USERMOD_PINS_H

#include "hw/hw.h"

enum usermod_kind { USERMOD_NONE, USERMOD_SWITCH, USERMOD_NUMBER, USERMOD_BYTES };

// One thing that an operation takes, or what it gives.
struct usermod_value {
    uint8_t kind;         // enum usermod_kind
    int32_t lo, hi;       // of a number that is taken
    const char *accepted; // "0 to 1000 permille"
};

// What is given for it.
struct usermod_operand {
    int32_t number;
    struct text bytes;
};

enum { USERMOD_TAKES = 2 };

struct usermod_pin_operation {
    const char *name; // "pwm", "pin_read"
    uint32_t uses;    // that the pin may have: a bit for each enum pin_use
    struct usermod_value takes[USERMOD_TAKES], gives;
    // `in` has as many operands as it takes, each within its limits. A result, or an error.
    int (*run)(const struct hw *hw, unsigned gpio, const struct usermod_operand *in);
};

// The i-th, or NULL after the last.
const struct usermod_pin_operation *usermod_pin_operation(unsigned i);

#endif
