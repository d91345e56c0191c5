// Pins for verbs. They are claimed at first use; if that is refused, the fault has the reason.
#include "mod/call.h"

bool call_has(const struct call *c, unsigned argument)
{
    return c->given >> argument & 1;
}

static int call_pins_claim(struct call *c, const char *logical, enum pin_use use, unsigned *gpio)
{
    unsigned n = 0;
    int err = board_gpio(c->pins->board, logical, &n);
    const struct pin_claim before = err ? (struct pin_claim){ 0 } : c->pins->claims[n];

    if (!err) {
        *gpio = n;
        err = pins_claim_gpio(c->pins, c->owner, n, use);
    }
    if (!err) {
        bool drives = use == PIN_OUT || use == PIN_PWM || use == PIN_PIXELS;
        if (drives && before.use != PIN_FREE && before.owner != c->owner)
            c->took_from = c->node->pin_owner(c->node_ctx, before.owner);
        return OK;
    }
    *c->fault = (struct fault){ .kind = FAULT_PIN, .err = err, .name = logical };
    if (err == ERR_NAME)
        c->fault->a = -1;
    else
        c->fault->a = (int32_t)n;
    if (err == ERR_TAKEN && c->pins->claims[n].use != PIN_FREE) { // not taken by another program
        c->fault->kind = FAULT_PIN_TAKEN;
        c->fault->owner = c->node->pin_owner(c->node_ctx, c->pins->claims[n].owner);
        c->fault->what = text_of(pins_use_name((enum pin_use)c->pins->claims[n].use));
    }
    return err;
}

int call_claim(struct call *c, unsigned need, unsigned *gpio)
{
    const struct pin_need *n = &c->module->pins[need];

    return call_pins_claim(c, n->logical, n->use, gpio);
}

int call_claim_pin(struct call *c, struct text logical, enum pin_use use, unsigned *gpio)
{
    const struct board_pin *p = board_pin_named(c->pins->board, logical);

    if (p)
        return call_pins_claim(c, p->logical, use, gpio);
    *c->fault = (struct fault){ .kind = FAULT_PIN, .err = ERR_NAME, .a = -1, .what = logical };
    return ERR_NAME;
}

// Handles the result of a board operation. One without a value drives the pin.
#define RESULT_OF_NOTHING     (c->has_driven |= !got, got)
#define RESULT_OF_LEVEL(name) (got < 0 ? got : (*name = got, OK))
#define RESULT_OF_VALUE(name) (*name = got, got < 0 ? got : OK)

// One function per row: call_pin_read, call_pin_write, call_pwm ...
#define ON_PIN(name, uses, first, second, gives)                                                   \
    int call_##name(struct call *c,                                                                \
                    unsigned need PARAMETER_##first PARAMETER_##second GIVEN_##gives)              \
    {                                                                                              \
        unsigned gpio;                                                                             \
        int got = call_claim(c, need, &gpio);                                                      \
        if (!got)                                                                                  \
            got = hw_##name(c->pins->hw, gpio ARGUMENT_##first ARGUMENT_##second);                 \
        return RESULT_OF_##gives;                                                                  \
    }
#include "hw/operations.h"

int call_servo(struct call *c, unsigned need, int32_t duty)
{
    return call_pwm(c, need, 50, ((unsigned)duty * 1000 + 511) / 1023);
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
    if (c->pins->claims[gpio].owner == c->owner) // otherwise another module has it now
        pins_release(c->pins, gpio);
}
