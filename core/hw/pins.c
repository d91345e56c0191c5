// Tracks which pins are claimed.
#include "hw/pins.h"
#include "base/text.h"

void pins_init(struct pins *p, const struct hw *hw, const struct board *board)
{
    *p = (struct pins){ .hw = hw, .board = board };
}

int pins_claim(struct pins *p, uint16_t owner, const char *logical, enum pin_use use,
               unsigned *gpio)
{
    unsigned n = 0;
    int err = board_gpio(p->board, logical, &n);

    if (err)
        return err;
    *gpio = n;
    return pins_claim_gpio(p, owner, n, use);
}

int pins_claim_gpio(struct pins *p, uint16_t owner, unsigned n, enum pin_use use)
{
    int err = board_may(p->board, n, use);

    if (err || (use == PIN_ADC && p->board->adc_is_channel))
        return err;
    if (p->claims[n].use != PIN_FREE && p->claims[n].use != use)
        return ERR_TAKEN;
    if (p->claims[n].use == PIN_FREE)
        err = hw_pin_use(p->hw, n, use);
    if (err)
        return err;
    p->claims[n].use = use & 15u;
    p->claims[n].owner = owner & (PIN_OWNERS - 1u);
    return OK;
}

void pins_release(struct pins *p, unsigned gpio)
{
    if (gpio >= GPIO_MAX || p->claims[gpio].use == PIN_FREE)
        return;
    (void)hw_pin_use(p->hw, gpio, PIN_FREE);
    p->claims[gpio].use = PIN_FREE;
}

void pins_release_all(struct pins *p, uint16_t owner)
{
    for (unsigned i = 0; i < GPIO_MAX; i++)
        if (p->claims[i].owner == owner)
            pins_release(p, i);
}

bool pins_pulse_is_open(const struct pins *p, uint32_t now_ms)
{
    return p->pulse.is_open && now_ms - p->pulse.asked_ms < PULSE_GIVEN_UP_MS;
}

int pins_pulse_start(struct pins *p, uint16_t owner, uint32_t now_ms,
                     const struct pulse_question *q)
{
    if (p->pulse.owner != owner && pins_pulse_is_open(p, now_ms))
        return ERR_TAKEN;
    int err = hw_pulse_start(p->hw, q);
    if (!err)
        p->pulse = (struct pulse_turn){ p->pulse.number + 1, now_ms, owner, true };
    return err;
}

int pins_pulse_take(struct pins *p, unsigned in, uint16_t *us, unsigned n)
{
    p->pulse.is_open = false;
    return hw_pulse_take(p->hw, in, us, n);
}

const char *pins_use_name(enum pin_use use)
{
    // In the order of enum pin_use, each with its terminator.
    const char *name =
        "free\0in\0in_up\0in_down\0out\0pwm\0adc\0i2c\0spi\0001-wire\0pulse\0pixels\0"
        "touch";

    for (unsigned i = 0; i < (unsigned)use; i++)
        while (*name++)
            ;
    return name;
}
