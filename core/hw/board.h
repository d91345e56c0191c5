// A board: which GPIO carries which logical pin, and which GPIOs have limits. Boards are files of
// boards/; scripts/board_table makes this of a chip's, and hw/boards.h, which declares them.
#ifndef HW_BOARD_H
#define HW_BOARD_H

#include "base/text.h"
#include "cfg.h"
#include "hw/hw.h"

enum { GPIO_MAX = CFG_GPIO_MAX };

struct board_pin {
    const char *logical; // the name modules and users know, e.g. "pwm_1"
    uint8_t gpio;        // GPIO number; for adc_* on a chip with one converter: its channel
};

struct board {
    const char *name;
    const struct board_pin *pins; // ended by a NULL name
    uint64_t input_only;          // bit per GPIO that has no output driver
    uint64_t flash;               // bit per GPIO that the flash chip is wired to
    uint64_t analog;              // bit per GPIO that the converter can read; 0: not told
    uint32_t cpu_boost_hz, cpu_hz;
    uint32_t ram_bytes;  // data memory of the chip
    bool adc_is_channel; // adc_* numbers are converter channels, not GPIOs
};

// The board of that name, or NULL.
const struct board *board_find(struct text name);

// The i-th board of a chip, or NULL after the last.
const struct board *board_at(unsigned i);

// The pin of that logical name, or NULL: this board does not have it.
const struct board_pin *board_pin_named(const struct board *b, struct text logical);

// Its number. ERR_NAME: this board does not have it.
int board_gpio(const struct board *b, const char *logical, unsigned *gpio);

// True for a pin whose number is a channel of the converter.
bool board_is_channel(const struct board *b, const struct board_pin *p);

// OK, or why the GPIO cannot be used so: ERR_INPUT_ONLY, ERR_FLASH_PIN, ERR_RANGE; ERR_NOTSUP: the
// converter does not reach it.
int board_may(const struct board *b, unsigned gpio, enum pin_use use);

#endif
