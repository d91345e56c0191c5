// genio: any pin of the board by its name, for experiments.
#include "mod/module.h"

enum { FULL = 1000, HZ_MAX = 40000 };

// End of verbs that drive a pin. After an error the pin is released.
static int genio_driven(struct call *c, unsigned gpio, int err)
{
    if (err)
        pins_release(c->pins, gpio);
    c->has_driven |= !err;
    return err;
}

static int genio_claim(struct call *c, enum pin_use use, unsigned *gpio)
{
    return call_claim_pin(c, c->in[0].s, use, gpio);
}

static int set_out(struct call *c)
{
    unsigned gpio;
    int err = genio_claim(c, PIN_OUT, &gpio);

    if (err)
        return err;
    err = genio_driven(c, gpio, hw_pin_write(c->pins->hw, gpio, c->in[1].i));
    if (!err)
        call_out(c, 0, c->in[1].i);
    return err;
}

static int get_in(struct call *c)
{
    static const enum pin_use pulls[] = { PIN_IN, PIN_IN_UP, PIN_IN_DOWN };
    unsigned gpio;
    int err = genio_claim(c, pulls[c->in[1].i], &gpio);

    if (err)
        return err;
    int level = hw_pin_read(c->pins->hw, gpio);
    if (level >= 0)
        call_out(c, 0, level);
    else
        pins_release(c->pins, gpio);
    return level < 0 ? level : OK;
}

static int genio_set_pwm(struct call *c)
{
    unsigned gpio;
    int err = genio_claim(c, PIN_PWM, &gpio);

    if (err)
        return err;
    err = genio_driven(c, gpio,
                       hw_pwm(c->pins->hw, gpio, (uint32_t)c->in[2].i, (unsigned)c->in[1].i));
    if (!err)
        call_out(c, 0, c->in[1].i);
    return err;
}

static int get_adc(struct call *c)
{
    unsigned gpio;
    int err = genio_claim(c, PIN_ADC, &gpio);

    if (err)
        return err;
    int mv = hw_adc(c->pins->hw, gpio);
    if (mv >= 0)
        call_out(c, 0, mv);
    else if (!c->pins->board->adc_is_channel)
        pins_release(c->pins, gpio);
    return mv < 0 ? mv : OK;
}

// Releases only pins of this module. Outputs of other modules stay.
static int genio_release(struct call *c)
{
    const struct board_pin *p = board_pin_named(c->pins->board, c->in[0].s);

    if (!p) {
        *c->fault =
            (struct fault){ .kind = FAULT_PIN, .err = ERR_NAME, .a = -1, .what = c->in[0].s };
        return ERR_NAME;
    }
    if (c->pins->claims[p->gpio].use == PIN_FREE || c->pins->claims[p->gpio].owner != c->owner) {
        reply_refuse(c->reply, "%s is not in use by genio", p->logical);
        return OK;
    }
    pins_release(c->pins, p->gpio);
    reply_text(c->reply, "FREE %s", p->logical);
    return OK;
}

// "pwm_1: GPIO13 pwm light"
static int pinmap(struct call *c)
{
    const struct pins *pins = c->pins;
    char chunk[32];

    for (const struct board_pin *p = pins->board->pins; p->logical; p++) {
        bool is_channel = pins->board->adc_is_channel && text_starts(text_of(p->logical), "adc");
        struct pin_claim claim = pins->claims[p->gpio];
        struct out o = reply_open(c->reply, p->logical, chunk, sizeof chunk);
        out_format(&o, is_channel ? "channel %u" : "GPIO%u", (unsigned)p->gpio);
        if (!is_channel && claim.use != PIN_FREE)
            out_format(&o, " %s %s", pins_use_name((enum pin_use)claim.use),
                       c->node->pin_owner(c->node_ctx, claim.owner));
        reply_close(c->reply, &o);
    }
    return OK;
}

#define PIN "pin", K_TEXT, "its name: genio pinmap lists them", .lo = 1, .hi = 16, .flags = F_WORD
static const struct field pin_in[] = { { PIN } };
static const struct field out_in[] = { { PIN }, { "state", K_BOOL, "its level" } };
static const struct field in_in[] = {
    { PIN },
    { "pull", K_CHOICE, "where it goes when nothing drives it", .choices = "none|up|down",
      .flags = F_OPTIONAL | F_WORD },
};
static const struct field pwm_in[] = {
    { PIN },
    { "duty", K_INT, "how much of the time it is high, permille", .hi = FULL, .step = 10 },
    { "freq", K_INT, "periods a second", .unit = "Hz", .lo = 1, .hi = HZ_MAX, .def = 480,
      .flags = F_OPTIONAL },
};
static const struct field level_out[] = { { "level", K_INT, "of the pin", .hi = 1 } };
static const struct field voltage_out[] = { { "mV", K_INT, "at the pin", .unit = "mV",
                                              .class = CLASS_VOLTAGE } };
static const struct field pinmap_out[] = { { ANY_NAME, K_TEXT, "its GPIO, and who uses it" } };
static const struct verb verbs[] = {
    { "get_in", get_in, "the level of an input", IN(in_in), OUT(VALUE, level_out) },
    { "get_adc", get_adc, "the voltage of an analog input", IN(pin_in), OUT(MAP, voltage_out) },
    { "set_out", set_out, "the level of an output", IN(out_in), OUT(VALUE, level_out) },
    { "set_pwm", genio_set_pwm, "a PWM output", IN(pwm_in), OUT_SOME(VALUE, pwm_in + 1, 1) },
    { "release", genio_release, "drive it no more", IN(pin_in), OUT_ONLY(TEXT) },
    { "pinmap", pinmap, "the pins, and who uses them for what", OUT(MAP, pinmap_out) },
};
const struct module mod_genio = {
    .name = "genio",
    .help = "any pin by its name",
    VERBS(verbs),
};
