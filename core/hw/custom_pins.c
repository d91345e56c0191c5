// Reads a user's pin map.
#include "hw/custom_pins.h"

struct reading {
    struct custom_pins *to;
    struct out *why;
    uint64_t given;              // one bit per GPIO that the map has set
    bool named[CUSTOM_PINS_MAX]; // one flag per pin that it has set
};

static int custom_pins_refuse(const struct reading *r, struct text item, const char *words)
{
    out_format(r->why, "%.*s: %s; it takes pin:GPIO, more after a semicolon: pwm_1:4; irq1:12",
               (int)item.len, item.p, words);
    return ERR_RANGE;
}

static int custom_pins_take_number(struct reading *r, struct board_pin *p, struct text item,
                                   struct text number)
{
    bool *is_named = &r->named[p - r->to->pins];
    int32_t gpio;

    if (text_int(number, &gpio) || gpio < 0 || gpio >= GPIO_MAX)
        return custom_pins_refuse(r, item, "there is no such GPIO");
    if (board_is_channel(&r->to->board, p))
        return custom_pins_refuse(r, item,
                                  "this pin is a channel of the converter, it has no GPIO");
    int err = board_may(&r->to->board, (unsigned)gpio, PIN_IN);
    if (err)
        return custom_pins_refuse(r, item, err_text(err));
    if (*is_named || r->given >> gpio & 1)
        return custom_pins_refuse(r, item, "the pin, or the GPIO, stands in it twice");
    *is_named = true;
    r->given |= (uint64_t)1 << gpio;
    p->gpio = (uint8_t)gpio;
    return OK;
}

static int custom_pins_take(struct reading *r, struct text item)
{
    struct text number = item, name = text_trim(text_until(&number, ':'));
    const struct board_pin *p = board_pin_named(&r->to->board, name);

    if (p)
        return custom_pins_take_number(r, &r->to->pins[p - r->to->pins], item, text_trim(number));
    return custom_pins_refuse(r, item, "this board has no such pin, system pinmap lists them");
}

static bool custom_pins_copy(struct custom_pins *c, const struct board *base)
{
    unsigned n = 0;

    do {
        c->pins[n] = base->pins[n];
    } while (base->pins[n].logical && ++n <= CUSTOM_PINS_MAX);
    c->board = *base;
    c->board.pins = c->pins;
    return n <= CUSTOM_PINS_MAX;
}

int custom_pins_make(struct custom_pins *c, const struct board *base, struct text map,
                     struct out *why)
{
    struct reading r = { .to = c, .why = why };
    struct text rest = map, first = text_trim(text_until(&rest, ';'));
    int err = custom_pins_copy(c, base)
                  ? OK
                  : custom_pins_refuse(&r, first, "this board has too many pins");

    rest = text_is(first, base->name) ? rest : map;
    while (rest.len && !err)
        err = custom_pins_take(&r, text_trim(text_until(&rest, ';')));
    return err;
}
