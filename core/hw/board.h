// A board: which GPIO carries which logical pin, and the limits of some GPIOs. Board files are in
// boards/. scripts/board_table generates such tables from the file of a chip, and hw/boards.h,
// which declares them.
#ifndef HW_BOARD_H
#define HW_BOARD_H

#include "base/text.h"
#include "cfg.h"
#include "hw/hw.h"

enum { GPIO_MAX = CFG_GPIO_MAX };

struct board_pin {
    const char *logical; // the name that modules and users use, e.g. "pwm_1"
    uint8_t gpio;        // GPIO number; for adc_* on a chip with one converter, its channel
};

struct board {
    const char *name;
    const struct board_pin *pins; // the last entry has a NULL name
    uint64_t input_only;          // one bit per GPIO without an output driver
    uint64_t flash;               // one bit per GPIO that is wired to the flash chip
    uint64_t analog;              // one bit per GPIO that the converter can read; 0: unknown
    uint32_t cpu_boost_hz, cpu_hz;
    uint32_t ram_bytes;  // data memory of the chip
    bool adc_is_channel; // numbers of adc_* are converter channels, not GPIOs
};

// The board with that name, or NULL.
const struct board *board_find(struct text name);

// Board number i of a chip, or NULL after the last.
const struct board *board_at(unsigned i);

// The pin with that logical name, or NULL if this board does not have it.
const struct board_pin *board_pin_named(const struct board *b, struct text logical);

// Gives the pin's GPIO. ERR_NAME: this board does not have the pin.
int board_gpio(const struct board *b, const char *logical, unsigned *gpio);

// True for a pin whose number is a channel of the converter.
bool board_is_channel(const struct board *b, const struct board_pin *p);

// Checks whether a GPIO can have a use. ERR_INPUT_ONLY, ERR_FLASH_PIN, ERR_RANGE: it cannot.
// ERR_NOTSUP: the converter cannot read it.
int board_may(const struct board *b, unsigned gpio, enum pin_use use);

#endif
