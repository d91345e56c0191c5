// Pin operations for user modules: the rows ON_PIN of core/hw/operations.h as data, for engines of
// languages without C types.
#ifndef USERMOD_PINS_H
#define USERMOD_PINS_H

#include "hw/hw.h"

enum usermod_kind { USERMOD_NONE, USERMOD_SWITCH, USERMOD_NUMBER, USERMOD_BYTES };

// An argument or the result of an operation.
struct usermod_value {
    uint8_t kind;         // enum usermod_kind
    int32_t lo, hi;       // range of a number as an argument
    const char *accepted; // "0 to 1000 permille"
};

// The actual value of an argument.
struct usermod_operand {
    int32_t number;
    struct text bytes;
};

enum { USERMOD_TAKES = 2 };

struct usermod_pin_operation {
    const char *name; // "pwm", "pin_read"
    uint32_t uses;    // uses the pin may have: one bit for each enum pin_use
    struct usermod_value takes[USERMOD_TAKES], gives;
    // `in` has as many operands as it takes, each in range. Returns a result or an error.
    int (*run)(const struct hw *hw, unsigned gpio, const struct usermod_operand *in);
};

// Operation number i, or NULL after the last.
const struct usermod_pin_operation *usermod_pin_operation(unsigned i);

#endif
