// Pins as verbs use them: claimed at first use, with the reason when that is refused.
#include "mod/call.h"

bool call_has(const struct call *c, unsigned argument)
{
    return c->given >> argument & 1;
}

static int claim(struct call *c, const char *logical, enum pin_use use, unsigned *gpio)
{
    int err = pins_claim(c->pins, c->owner, logical, use, gpio);

    if (!err)
        return OK;
    *c->fault = (struct fault){ .kind = FAULT_PIN, .err = err, .name = logical };
    if (err == ERR_NAME)
        c->fault->a = -1;
    else
        c->fault->a = (int32_t)*gpio;
    if (err == ERR_TAKEN && c->pins->claims[*gpio].use != PIN_FREE) { // not by another program
        c->fault->kind = FAULT_PIN_TAKEN;
        c->fault->owner = c->host->pin_owner(c->host_ctx, c->pins->claims[*gpio].owner);
        c->fault->what = text_of(pins_use_name((enum pin_use)c->pins->claims[*gpio].use));
    }
    return err;
}

int call_claim(struct call *c, unsigned need, unsigned *gpio)
{
    const struct pin_need *n = &c->module->pins[need];

    return claim(c, n->logical, n->use, gpio);
}

int call_claim_pin(struct call *c, struct text logical, enum pin_use use, unsigned *gpio)
{
    const struct board_pin *p = board_pin_named(c->pins->board, logical);

    if (p)
        return claim(c, p->logical, use, gpio);
    *c->fault = (struct fault){ .kind = FAULT_PIN, .err = ERR_NAME, .a = -1, .what = logical };
    return ERR_NAME;
}

int call_pin_write(struct call *c, unsigned need, bool high)
{
    unsigned gpio;
    int err = call_claim(c, need, &gpio);

    return err ? err : hw_pin_write(c->pins->hw, gpio, high);
}

int call_pin_read(struct call *c, unsigned need, bool *high)
{
    unsigned gpio;
    int level = call_claim(c, need, &gpio);

    if (!level)
        level = hw_pin_read(c->pins->hw, gpio);
    if (level >= 0)
        *high = level;
    return level < 0 ? level : OK;
}

int call_pwm(struct call *c, unsigned need, uint32_t frequency_hz, unsigned duty_permille)
{
    unsigned gpio;
    int err = call_claim(c, need, &gpio);

    return err ? err : hw_pwm_set(c->pins->hw, gpio, frequency_hz, duty_permille);
}

int call_servo(struct call *c, unsigned need, int32_t duty)
{
    return call_pwm(c, need, 50, ((unsigned)duty * 1000 + 511) / 1023);
}

int call_adc(struct call *c, unsigned need, int32_t *mv)
{
    unsigned gpio;
    int got = call_claim(c, need, &gpio);

    if (!got)
        got = hw_adc_read_mv(c->pins->hw, gpio);
    *mv = got;
    return got < 0 ? got : OK;
}

int call_touch(struct call *c, unsigned need, int32_t *count)
{
    unsigned gpio;
    int got = call_claim(c, need, &gpio);

    if (!got)
        got = hw_touch_read(c->pins->hw, gpio);
    *count = got;
    return got < 0 ? got : OK;
}

int call_watch(struct call *c, unsigned need)
{
    unsigned gpio;
    int err = call_claim(c, need, &gpio);

    return err ? err : hw_pin_watch(c->pins->hw, gpio, true);
}

int call_chip(struct call *c, enum chip_value what, int32_t *value)
{
    return hw_chip_read(c->pins->hw, what, value);
}

void call_release(struct call *c, unsigned need)
{
    unsigned gpio;

    if (board_gpio(c->pins->board, c->module->pins[need].logical, &gpio))
        return;
    if (c->pins->claims[gpio].owner == c->owner) // another module may have it
        pins_release(c->pins, gpio);
}
