// Hardware as the core sees it: each board has a table of operations, listed in hw/operations.h.
// One operation is a whole transaction: a duty cycle, a conversion, a message on a bus. Single
// edges are not operations, because calls through a table cannot keep their timing. No operation
// takes longer than its transaction on the wire.
#ifndef HW_HW_H
#define HW_HW_H

#include "base/err.h"
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field;
struct out;

// What a pin is used for. Modules can share a pin that they use in the same way, for example a bus.
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

// One message on an I2C bus (NXP UM10204): writes `tx`, then reads `rx` after a repeated start.
// Either may be empty. If both are, it only tests whether a device answers.
struct i2c_message {
    uint8_t sda, scl; // GPIOs
    uint8_t address;  // 7 bits
    uint32_t hz;
    const uint8_t *tx;
    uint8_t *rx;
    uint16_t n_tx, n_rx;
};

// One SPI transfer, most significant bit first. Chip select is low during it.
struct spi_message {
    uint8_t clock, mosi, miso, select; // GPIOs
    uint8_t mode;                      // 0 to 3: clock polarity and phase
    uint32_t hz;
    const uint8_t *tx; // `len` bytes; NULL: send zeroes
    uint8_t *rx;       // `len` bytes; NULL: discard
    uint16_t len;
};

// One 1-Wire transaction: a reset, then `tx`, then `rx`. Maxim application note 126.
struct onewire_message {
    uint8_t gpio;
    const uint8_t *tx;
    uint8_t *rx;
    uint16_t n_tx, n_rx;
};

// A question in pulses. Drives `out` to `level` for `us`, then back; or releases it if it is also
// `in`. After that, the lengths of the levels on `in` are measured in the background.
struct pulse_question {
    uint8_t out, in; // GPIOs
    bool level;
    uint16_t us; // at most 30000
};

enum chip_value { CHIP_TEMPERATURE_MC, CHIP_HALL, CHIP_VALUE_COUNT };

// Turns the rows of hw/operations.h into parameters and arguments in C.
#define USED_AS(use) (1u << PIN_##use) // to combine uses in a set
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

// A board. Operations that it does not have are NULL.
struct hw {
    const char *name;
    void *ctx;                            // first argument of each operation
    const struct hw_simulated *simulated; // NULL: a real board
#define OPERATION(name, parameters, arguments) int(*name) HW_IN_BOARD parameters;
#include "hw/operations.h"
};

// Functions that only a simulated board has. All but pin_drive may be NULL if nothing is wired to
// the board.
struct hw_simulated {
    // Sets the level that an input sees from now on.
    int (*pin_drive)(void *ctx, unsigned gpio, bool high);
    // Changes what a part measures: "dht22.temp", "31.5". ERR_NAME: no such part or value.
    // ERR_TYPE: not a number. ERR_RANGE.
    int (*part_set)(void *ctx, struct text name, struct text value);
    // Value number i that part_set accepts. Its present value goes to `now`, with its unit, unless
    // `now` is NULL. Returns NULL after the last.
    const struct field *(*part_at)(void *ctx, unsigned i, struct out *now);
    // Draws the board and the parts wired to it, as lines for a terminal.
    void (*show)(void *ctx, struct out *o);
};

// One call per row: hw_pin_read(hw, gpio), hw_pwm(hw, gpio, frequency, duty) and so on. ERR_NOTSUP:
// this board does not have the operation.
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
