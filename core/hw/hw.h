// Hardware as the core sees it: one table of operations per backend.
// A NULL operation means the board cannot do it; callers then get ERR_NOTSUP. The unit is a whole
// transaction (a duty cycle, a conversion, a message on a bus), never an edge: edges cannot be kept
// on time through an interface. Nothing here waits longer than the transaction takes on the wire.
#ifndef HW_HW_H
#define HW_HW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/text.h"

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

struct hw {
    const char *name;
    void *ctx;
    // PIN_FREE releases it: no output drives it, and its PWM has ended.
    int (*pin_use)(void *ctx, unsigned gpio, enum pin_use use);
    int (*pin_read)(void *ctx, unsigned gpio); // 0, 1 or an error
    int (*pin_write)(void *ctx, unsigned gpio, bool high);
    // From now on, or no more: every change of an input is told to the node (node_edge), from the
    // loop and never from inside a call.
    int (*pin_watch)(void *ctx, unsigned gpio, bool on);
    int (*pwm_set)(void *ctx, unsigned gpio, uint32_t frequency_hz, unsigned duty_permille);
    int (*adc_read_mv)(void *ctx, unsigned channel); // millivolts or an error
    int (*cpu_set_hz)(void *ctx, uint32_t hz);
    int32_t (*cpu_hz)(void *ctx);
    int (*wifi_rssi_dbm)(void *ctx, int *rssi_dbm); // of the joined network
    // ERR_IO: nobody acknowledged.
    int (*i2c_transfer)(void *ctx, const struct i2c_message *m);
    int (*spi_transfer)(void *ctx, const struct spi_message *m);
    // ERR_IO: nobody was present after the reset.
    int (*onewire_transfer)(void *ctx, const struct onewire_message *m);
    // The device after `rom` in the order of the search algorithm, or the first one where `rom` is
    // all zero, into `rom`. ERR_NAME: there is none, or no more.
    int (*onewire_next)(void *ctx, unsigned gpio, uint8_t rom[8]);
    int (*pulse_begin)(void *ctx, const struct pulse_question *q);
    // Ends what pulse_begin began and gives the lengths of the levels of `in` so far, in
    // microseconds, the first from the end of the question; 65535 for what was longer. Returns how
    // many, up to `n`: a level counts when its end was seen.
    int (*pulse_take)(void *ctx, unsigned in, uint16_t *us, unsigned n);
    // A whole frame for a chain of WS2812 and the like: bytes in the order of the wire.
    int (*pixels_write)(void *ctx, unsigned gpio, const uint8_t *bytes, size_t len);
    int (*chip_read)(void *ctx, enum chip_value what, int32_t *value);
    int (*touch_read)(void *ctx, unsigned gpio); // a count that falls when touched, or an error
    const struct hw_simulated *simulated;        // NULL: a real board
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

static inline int hw_pin_use(const struct hw *hw, unsigned gpio, enum pin_use use)
{
    return hw->pin_use ? hw->pin_use(hw->ctx, gpio, use) : ERR_NOTSUP;
}

static inline int hw_pin_read(const struct hw *hw, unsigned gpio)
{
    return hw->pin_read ? hw->pin_read(hw->ctx, gpio) : ERR_NOTSUP;
}

static inline int hw_pin_write(const struct hw *hw, unsigned gpio, bool high)
{
    return hw->pin_write ? hw->pin_write(hw->ctx, gpio, high) : ERR_NOTSUP;
}

static inline int hw_pin_watch(const struct hw *hw, unsigned gpio, bool on)
{
    return hw->pin_watch ? hw->pin_watch(hw->ctx, gpio, on) : ERR_NOTSUP;
}

static inline int hw_pin_drive(const struct hw *hw, unsigned gpio, bool high)
{
    return hw->simulated ? hw->simulated->pin_drive(hw->ctx, gpio, high) : ERR_NOTSUP;
}

static inline int hw_pwm_set(const struct hw *hw, unsigned gpio, uint32_t hz,
                             unsigned duty_permille)
{
    return hw->pwm_set ? hw->pwm_set(hw->ctx, gpio, hz, duty_permille) : ERR_NOTSUP;
}

static inline int hw_adc_read_mv(const struct hw *hw, unsigned channel)
{
    return hw->adc_read_mv ? hw->adc_read_mv(hw->ctx, channel) : ERR_NOTSUP;
}

static inline int hw_cpu_set_hz(const struct hw *hw, uint32_t hz)
{
    return hw->cpu_set_hz ? hw->cpu_set_hz(hw->ctx, hz) : ERR_NOTSUP;
}

static inline int32_t hw_cpu_hz(const struct hw *hw)
{
    return hw->cpu_hz ? hw->cpu_hz(hw->ctx) : 0;
}

static inline int hw_wifi_rssi_dbm(const struct hw *hw, int *rssi_dbm)
{
    return hw->wifi_rssi_dbm ? hw->wifi_rssi_dbm(hw->ctx, rssi_dbm) : ERR_NOTSUP;
}

static inline int hw_i2c_transfer(const struct hw *hw, const struct i2c_message *m)
{
    return hw->i2c_transfer ? hw->i2c_transfer(hw->ctx, m) : ERR_NOTSUP;
}

static inline int hw_spi_transfer(const struct hw *hw, const struct spi_message *m)
{
    return hw->spi_transfer ? hw->spi_transfer(hw->ctx, m) : ERR_NOTSUP;
}

static inline int hw_onewire_transfer(const struct hw *hw, const struct onewire_message *m)
{
    return hw->onewire_transfer ? hw->onewire_transfer(hw->ctx, m) : ERR_NOTSUP;
}

static inline int hw_onewire_next(const struct hw *hw, unsigned gpio, uint8_t rom[8])
{
    return hw->onewire_next ? hw->onewire_next(hw->ctx, gpio, rom) : ERR_NOTSUP;
}

static inline int hw_pulse_begin(const struct hw *hw, const struct pulse_question *q)
{
    return hw->pulse_begin ? hw->pulse_begin(hw->ctx, q) : ERR_NOTSUP;
}

static inline int hw_pulse_take(const struct hw *hw, unsigned in, uint16_t *us, unsigned n)
{
    return hw->pulse_take ? hw->pulse_take(hw->ctx, in, us, n) : ERR_NOTSUP;
}

static inline int hw_pixels_write(const struct hw *hw, unsigned gpio, const uint8_t *bytes,
                                  size_t len)
{
    return hw->pixels_write ? hw->pixels_write(hw->ctx, gpio, bytes, len) : ERR_NOTSUP;
}

static inline int hw_chip_read(const struct hw *hw, enum chip_value what, int32_t *value)
{
    return hw->chip_read ? hw->chip_read(hw->ctx, what, value) : ERR_NOTSUP;
}

static inline int hw_touch_read(const struct hw *hw, unsigned gpio)
{
    return hw->touch_read ? hw->touch_read(hw->ctx, gpio) : ERR_NOTSUP;
}

#endif
