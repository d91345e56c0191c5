// Hardware as the core sees it: one table of operations per backend.
// A NULL operation means the board cannot do it; callers then get ERR_NOTSUP. The unit is a whole
// transaction (a duty cycle, a conversion), never an edge: edges cannot be kept on time through an
// interface.
#ifndef HW_HW_H
#define HW_HW_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

enum pin_use { PIN_FREE, PIN_IN, PIN_IN_UP, PIN_IN_DOWN, PIN_OUT, PIN_PWM, PIN_ADC };

struct hw {
    const char *name;
    void *ctx;
    int (*pin_use)(void *ctx, unsigned gpio, enum pin_use use); // PIN_FREE releases it
    int (*pin_read)(void *ctx, unsigned gpio);                  // 0, 1 or an error
    int (*pin_write)(void *ctx, unsigned gpio, bool high);
    // From now on, or no more: every change of an input is told to the node (node_edge), from the
    // loop and never from inside a call.
    int (*pin_watch)(void *ctx, unsigned gpio, bool on);
    // A simulated board only: what an input sees from now on.
    int (*pin_drive)(void *ctx, unsigned gpio, bool high);
    int (*pwm_set)(void *ctx, unsigned gpio, uint32_t frequency_hz, unsigned duty_permille);
    int (*adc_read_mv)(void *ctx, unsigned channel); // millivolts or an error
    int (*cpu_set_hz)(void *ctx, uint32_t hz);
    int32_t (*cpu_hz)(void *ctx);
    int (*wifi_rssi_dbm)(void *ctx, int *rssi_dbm); // of the joined network
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
    return hw->pin_drive ? hw->pin_drive(hw->ctx, gpio, high) : ERR_NOTSUP;
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

#endif
