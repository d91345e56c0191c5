// The pin operations as data.
#include "usermod_pins.h"

// Takes the arguments of a row from the operands.
#define TAKE_NOTHING
#define TAKE_SWITCH(name)               bool name = (in++)->number;
#define TAKE_NUMBER(name, lo, hi, unit) uint32_t name = (uint32_t)(in++)->number;
#define TAKE_BYTES(name)                                                                           \
    const uint8_t *name = (const uint8_t *)in->bytes.p;                                            \
    size_t name##_len = (in++)->bytes.len;

#define ON_PIN(name, uses, first, second, gives)                                                   \
    static int run_##name(const struct hw *hw, unsigned gpio, const struct usermod_operand *in)    \
    {                                                                                              \
        TAKE_##first TAKE_##second(void) in;                                                       \
        return hw_##name(hw, gpio ARGUMENT_##first ARGUMENT_##second);                             \
    }
#include "hw/operations.h"

// Describes a row.
#define NOTHING                                                                                    \
    {                                                                                              \
        USERMOD_NONE                                                                               \
    }
#define SWITCH(name)                                                                               \
    {                                                                                              \
        USERMOD_SWITCH                                                                             \
    }
#define NUMBER(name, lo, hi, unit)                                                                 \
    {                                                                                              \
        USERMOD_NUMBER, lo, hi, #lo " to " #hi " " unit                                            \
    }
#define BYTES(name)                                                                                \
    {                                                                                              \
        USERMOD_BYTES                                                                              \
    }
#define LEVEL(name)                                                                                \
    {                                                                                              \
        USERMOD_SWITCH                                                                             \
    }
#define VALUE(name)                                                                                \
    {                                                                                              \
        USERMOD_NUMBER                                                                             \
    }

static const struct usermod_pin_operation operations[] = {
#define ON_PIN(name, uses, first, second, gives)                                                   \
    { #name, uses, { first, second }, gives, run_##name },
#include "hw/operations.h"

};

const struct usermod_pin_operation *usermod_pin_operation(unsigned i)
{
    return i < sizeof operations / sizeof *operations ? &operations[i] : NULL;
}
