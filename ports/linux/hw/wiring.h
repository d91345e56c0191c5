// Reads a board file, from boards/ or the user's. It says which GPIO, bus and device of this
// machine carries what. docs/hardware.md describes the format; each line describes one thing. When
// a program for a chip is built, scripts/board_table reads the file instead.
#ifndef LINUX_HW_WIRING_H
#define LINUX_HW_WIRING_H

#include "hw/board.h"

enum {
    WIRING_WIRES = 160,
    WIRING_TEXT = 6000, // size of all texts
    WIRING_LEDS = 4,
    // GPIO numbers from here on are LEDs of the machine, which are not GPIOs for programs.
    WIRING_GPIOS = GPIO_MAX - WIRING_LEDS
};

enum wire_kind {
    WIRE_BOARD,
    WIRE_CHIP,
    WIRE_LINE,
    WIRE_PIN,
    WIRE_CHANNEL,
    WIRE_INPUT_ONLY,
    WIRE_FLASH,
    WIRE_ANALOG,
    WIRE_CPU,
    WIRE_RAM,
    WIRE_I2C,
    WIRE_SPI,
    WIRE_PWM,
    WIRE_ADC,
    WIRE_ONEWIRE,
    WIRE_PIXELS,
    WIRE_LED,
    WIRE_KIND_COUNT
};

// One line of a board file. Its kind decides which members are used. The texts belong to the
// wiring.
struct wire {
    uint8_t kind;    // enum wire_kind
    uint8_t file;    // 0 for the first one read
    uint8_t gpio[4]; // i2c: SDA, SCL; spi: clock, MOSI, MISO, select; input_only and similar:
                     // first, last
    uint16_t number; // line: its number on the chip; pwm: channel; adc, led: a number that we
                     // assign; cpu: MHz; ram: KiB
    uint16_t boost;  // cpu: MHz
    uint16_t said_at;
    const char *logical, *device, *part;
};

struct wiring {
    struct board board; // filled in by wiring_finish
    struct board_pin pins[WIRING_WIRES + 1];
    struct wire wires[WIRING_WIRES];
    unsigned n_wires;
    uint8_t n_files;
    size_t n_text;
    char text[WIRING_TEXT];
};

// The text of a board that is built into every program, or an empty text.
struct text wiring_builtin(struct text name);

// "raspberry-pi, generic"
const char *wiring_builtin_names(void);

void wiring_init(struct wiring *w);

// Reads the text of a board file. A line replaces a line of an earlier file that says the same
// thing. Returns OK, or ERR_SYNTAX with `why`: "FILE:LINE: what was wrong; what is accepted".
int wiring_read(struct wiring *w, const char *file, struct text text, struct out *why);

// Builds `board`. Returns OK, or ERR_SYNTAX with a reason.
int wiring_finish(struct wiring *w, struct out *why);

// The next wire of that kind whose first GPIO is `gpio`. Start with NULL. NULL: no more.
const struct wire *wiring_next(const struct wiring *w, const struct wire *after,
                               enum wire_kind kind);
const struct wire *wiring_at_gpio(const struct wiring *w, const struct wire *after,
                                  enum wire_kind kind, unsigned gpio);

#endif
