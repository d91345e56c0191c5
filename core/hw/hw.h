// Hardware as the core sees it: a table of operations for each board, hw/operations.h lists them.
// The unit is a whole transaction (a duty cycle, a conversion, a message on a bus), never an edge:
// edges cannot be kept on time through an interface. Nothing here waits longer than the transaction
// takes on the wire.
#ifndef HW_HW_H
#define HW_HW_H

#include "base/err.h"
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field;
struct out;

// What a pin is used for. A bus can be shared by modules, as every use can.
enum pin_use {
    PIN_FREE,
    PIN_IN,
    PIN_IN_UP,
    PIN_IN_DOWN,
    PIN_OUT,
    PIN_PWM,
    PIN_ADC,
    PIN_I2C,
    PIN_SPI,
    PIN_ONEWIRE,
    PIN_PULSE,
    PIN_PIXELS,
    PIN_TOUCH,
    PIN_USE_COUNT
};

// One message on an I2C bus: writes `tx`, then after a repeated start reads `rx`; either may be
// empty (both: is there anybody). NXP UM10204.
struct i2c_message {
    uint8_t sda, scl; // GPIOs
    uint8_t address;  // 7 bits
    uint32_t hz;
    const uint8_t *tx;
    uint8_t *rx;
    uint16_t n_tx, n_rx;
};

// One SPI transfer, most significant bit first, with chip select low meanwhile.
struct spi_message {
    uint8_t clock, mosi, miso, select; // GPIOs
    uint8_t mode;                      // 0 to 3: clock polarity and phase
    uint32_t hz;
    const uint8_t *tx; // `len` bytes; NULL: zeroes
    uint8_t *rx;       // `len` bytes; NULL: not wanted
    uint16_t len;
};

// One 1-Wire transaction: a reset, `tx`, then `rx`. Maxim application note 126.
struct onewire_message {
    uint8_t gpio;
    const uint8_t *tx;
    uint8_t *rx;
    uint16_t n_tx, n_rx;
};

// A question in pulses: drives `out` to `level` for `us`, then back, or releases it where it is
// also `in`. From then on the lengths of the levels of `in` are measured, without anybody waiting.
struct pulse_question {
    uint8_t out, in; // GPIOs
    bool level;
    uint16_t us; // up to 30000
};

enum chip_value { CHIP_TEMPERATURE_MC, CHIP_HALL, CHIP_VALUE_COUNT };

// How hw/operations.h stands in C: what a row takes, as parameters and as arguments.
#define USED_AS(use) (1u << PIN_##use) // in a set of uses
#define PARAMETER_NOTHING
#define PARAMETER_SWITCH(name)               , bool name
#define PARAMETER_NUMBER(name, lo, hi, unit) , uint32_t name
#define PARAMETER_BYTES(name)                , const uint8_t *name, size_t name##_len
#define ARGUMENT_NOTHING
#define ARGUMENT_SWITCH(name)               , name
#define ARGUMENT_NUMBER(name, lo, hi, unit) , name
#define ARGUMENT_BYTES(name)                , name, name##_len
#define HW_IN_BOARD(...)                    (void *ctx, __VA_ARGS__)
#define HW_ON_BOARD(...)                    (const struct hw *hw, __VA_ARGS__)
#define HW_TO_BOARD(...)                    (hw->ctx, __VA_ARGS__)

// A board. Of the operations that it has not, the member is NULL.
struct hw {
    const char *name;
    void *ctx;                            // the first argument of each operation
    const struct hw_simulated *simulated; // NULL: a real board
#define OPERATION(name, parameters, arguments) int(*name) HW_IN_BOARD parameters;
#include "hw/operations.h"
};

// What only a simulated board can. All but pin_drive may be NULL: nothing is wired to it.
struct hw_simulated {
    // What an input sees from now on.
    int (*pin_drive)(void *ctx, unsigned gpio, bool high);
    // Changes the world around a part: "dht22.temp", "31.5". ERR_NAME: no such part or value;
    // ERR_TYPE: not a number; ERR_RANGE.
    int (*part_set)(void *ctx, struct text name, struct text value);
    // The i-th of the values that part_set takes; what it is now, with its unit, goes to `now`
    // unless that is NULL. NULL: there are no more.
    const struct field *(*part_at)(void *ctx, unsigned i, struct out *now);
    // Draws the board and what is wired to it, for a terminal, in lines.
    void (*show)(void *ctx, struct out *o);
};

// The calls: hw_pin_read(hw, gpio), hw_pwm(hw, gpio, frequency, duty) and so on, a row each.
// ERR_NOTSUP: this board has it not.
#define OPERATION(name, parameters, arguments)                                                     \
    static inline int hw_##name HW_ON_BOARD parameters                                             \
    {                                                                                              \
        return hw->name ? hw->name HW_TO_BOARD arguments : ERR_NOTSUP;                             \
    }
#include "hw/operations.h"

static inline int hw_pin_drive(const struct hw *hw, unsigned gpio, bool high)
{
    return hw->simulated ? hw->simulated->pin_drive(hw->ctx, gpio, high) : ERR_NOTSUP;
}

#endif
