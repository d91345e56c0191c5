// What the pins of a board can do. The board files are in boards/.
#include "hw/board.h"

const struct board *board_find(struct text name)
{
    const struct board *b;

    for (unsigned i = 0; (b = board_at(i)); i++)
        if (text_is(name, b->name))
            return b;
    return NULL;
}

const struct board_pin *board_pin_named(const struct board *b, struct text logical)
{
    const struct board_pin *p = b->pins;

    while (p->logical && !text_is(logical, p->logical))
        p++;
    return p->logical ? p : NULL;
}

int board_gpio(const struct board *b, const char *logical, unsigned *gpio)
{
    const struct board_pin *p = board_pin_named(b, text_of(logical));

    if (p)
        *gpio = p->gpio;
    return p ? OK : ERR_NAME;
}

bool board_is_channel(const struct board *b, const struct board_pin *p)
{
    return b->adc_is_channel && text_starts(text_of(p->logical), "adc_");
}

static bool drives(enum pin_use use)
{
    return use != PIN_FREE && use != PIN_IN && use != PIN_IN_UP && use != PIN_IN_DOWN &&
           use != PIN_ADC && use != PIN_TOUCH;
}

int board_may(const struct board *b, unsigned gpio, enum pin_use use)
{
    if (use == PIN_ADC && b->adc_is_channel)
        return OK;
    if (gpio >= GPIO_MAX)
        return ERR_RANGE;
    if (b->flash >> gpio & 1)
        return ERR_FLASH_PIN;
    if (drives(use) && b->input_only >> gpio & 1)
        return ERR_INPUT_ONLY;
    return use == PIN_ADC && b->analog && !(b->analog >> gpio & 1) ? ERR_NOTSUP : OK;
}
