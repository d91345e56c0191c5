// Tracks who uses which pin. A pin has one use at a time; several modules may share it for that
// use.
#ifndef HW_PINS_H
#define HW_PINS_H

#include "hw/board.h"

struct pins {
    const struct hw *hw;
    const struct board *board;
    struct pin_claim {
        uint16_t use : 4;    // enum pin_use
        uint16_t owner : 12; // who claimed it last: a number below PIN_OWNERS, chosen by the caller
    } claims[GPIO_MAX];
    // The newest question in pulses. Only one can be open, whatever its pins are: lengths are
    // measured from the end of the question, so a second question would end the first.
    struct pulse_turn {
        uint32_t number; // counts all questions
        uint32_t asked_ms;
        uint16_t owner;
        bool is_open; // nobody has fetched its answer yet
    } pulse;
};

enum { PIN_OWNERS = 4096, PULSE_GIVEN_UP_MS = 500 };

void pins_init(struct pins *p, const struct hw *hw, const struct board *board);

// Prepares a logical pin for a use and gives its GPIO. ERR_NAME: not on this board. ERR_INPUT_ONLY,
// ERR_FLASH_PIN: not possible on this GPIO. ERR_TAKEN: the pin has another use (*gpio and owner
// tell by whom). Other errors come from the backend.
int pins_claim(struct pins *p, uint16_t owner, const char *logical, enum pin_use use,
               unsigned *gpio);

// Same for a pin given by its GPIO.
int pins_claim_gpio(struct pins *p, uint16_t owner, unsigned gpio, enum pin_use use);

// Frees one pin, or all pins that `owner` claimed last.
void pins_release(struct pins *p, unsigned gpio);
void pins_release_all(struct pins *p, uint16_t owner);

// Asks in pulses and takes the answer, like the operations of struct hw. ERR_TAKEN: somebody else
// waits for the answer to another question. That question expires after PULSE_GIVEN_UP_MS. `now_ms`
// may wrap.
int pins_pulse_start(struct pins *p, uint16_t owner, uint32_t now_ms,
                     const struct pulse_question *q);
int pins_pulse_take(struct pins *p, unsigned in, uint16_t *us, unsigned n);
bool pins_pulse_is_open(const struct pins *p, uint32_t now_ms);

const char *pins_use_name(enum pin_use use); // "out", "pwm", ...

#endif
