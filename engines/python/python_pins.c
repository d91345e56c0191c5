// Pins and buses for modules in Python. Pins belong to the module's own slot. Requests against a
// board's limits, or for pins of other modules, are refused with the reason.
#include "python_pins.h"
#include "hw/board.h"
#include "loader/node_calls.h"
#include "usermod_pins.h"
#include <string.h>

enum {
    BUS_MAX = 4096, // bytes of one message
    BUS_MS = 100,   // longest time for one message
    LEVELS_MAX = 128
};

static void say_taken(struct python_serve *s, unsigned gpio)
{
    const struct pin_claim *claim = &s->node->pins.claims[gpio];

    out_format(s->why, "pin GPIO%u is in use as %s by %s", gpio,
               pins_use_name((enum pin_use)claim->use),
               node_calls.pin_owner(s->node, claim->owner));
}

// If a module wants its own pin for another use, the pin changes to that use.
static int claim(struct python_serve *s, int32_t number, enum pin_use use)
{
    struct pins *pins = &s->node->pins;
    unsigned gpio = (unsigned)number;
    bool is_channel = use == PIN_ADC && pins->board->adc_is_channel;

    if (number < 0 || gpio >= GPIO_MAX) {
        out_format(s->why, "pin GPIO%d does not exist on this board", (int)number);
        return ERR_RANGE;
    }
    const struct pin_claim *has = &pins->claims[gpio];
    if (!is_channel && has->use != PIN_FREE && has->use != use && has->owner == s->u->owner)
        pins_release(pins, gpio);
    int err = pins_claim_gpio(pins, s->u->owner, gpio, use);
    if (err == ERR_TAKEN)
        say_taken(s, gpio);
    else if (err)
        out_format(s->why, "pin GPIO%u %s", gpio, err_text(err));
    return err;
}

static int use(struct python_serve *s)
{
    struct pins *pins = &s->node->pins;

    if (s->b > PIN_FREE && s->b <= PIN_OUT)
        return claim(s, s->a, (enum pin_use)s->b);
    if (s->b == PIN_FREE && s->a >= 0 && s->a < GPIO_MAX && pins->claims[s->a].owner == s->u->owner)
        pins_release(pins, (unsigned)s->a);
    return s->b == PIN_FREE ? OK : ERR_ARG;
}

static const char *name_of(const struct board *b, unsigned gpio)
{
    const struct board_pin *p = b->pins;

    while (p->logical && p->gpio != gpio)
        p++;
    return p->logical;
}

// The node finds the module of an edge through the names of its pins.
static int add_watched(struct python_serve *s)
{
    struct python_usermod *u = s->u;
    const char *name = name_of(s->node->board, (unsigned)s->a);

    for (unsigned i = 0; i < u->n_watched; i++)
        if (name && !strcmp(u->watched[i].logical, name))
            return OK;
    if (!name || u->n_watched == PYTHON_WATCHED) {
        out_format(s->why,
                   name ? "more than %d pins are watched" : "pin GPIO%d has no name on this board",
                   name ? PYTHON_WATCHED : (int)s->a);
        return ERR_FULL;
    }
    u->watched[u->n_watched++] = (struct pin_need){ name, PIN_IN };
    u->module->n_pins = u->n_watched;
    return OK;
}

static int pin_watch(struct python_serve *s)
{
    const struct pins *pins = &s->node->pins;
    bool is_input = s->a >= 0 && s->a < GPIO_MAX && pins->claims[s->a].use >= PIN_IN &&
                    pins->claims[s->a].use <= PIN_IN_DOWN;
    int err = is_input ? OK : claim(s, s->a, PIN_IN);

    if (!err && s->b)
        err = add_watched(s);
    return err ? err : hw_pin_watch(pins->hw, (unsigned)s->a, s->b);
}

// ---- pin operations of hw/operations.h ----

// A level can be read from any pin. For other operations the pin must belong to the module.
static int make_ready(struct python_serve *s, const struct usermod_pin_operation *op)
{
    unsigned use = PIN_IN;

    if (op->gives.kind == USERMOD_SWITCH && s->a >= 0 && s->a < GPIO_MAX &&
        s->node->pins.claims[s->a].use != PIN_FREE)
        return OK;
    while (!(op->uses >> use & 1))
        use++;
    return claim(s, s->a, (enum pin_use)use);
}

static int take_operand(struct python_serve *s, const struct usermod_value *v, int32_t number,
                        struct usermod_operand *to)
{
    *to = (struct usermod_operand){ number, s->data };
    if (v->kind == USERMOD_NUMBER && (number < v->lo || number > v->hi)) {
        out_format(s->why, "%d: it takes %s", (int)number, v->accepted);
        return ERR_RANGE;
    }
    return v->kind == USERMOD_BYTES && s->data.len > BUS_MAX ? ERR_RANGE : OK;
}

static int python_pins_on_pin(struct python_serve *s)
{
    size_t len = s->d >= 0 && (size_t)s->d <= s->data.len ? (size_t)s->d : 0;
    struct text name = text_make(s->data.p, len);
    const struct usermod_pin_operation *op;
    struct usermod_operand in[USERMOD_TAKES];
    unsigned i = 0;

    s->data = text_skip(s->data, len);
    while ((op = usermod_pin_operation(i)) && !text_is(name, op->name))
        i++;
    if (!op)
        return ERR_NAME;
    int err = take_operand(s, &op->takes[0], s->b, &in[0]);
    err = err ? err : take_operand(s, &op->takes[1], s->c, &in[1]);
    err = err ? err : make_ready(s, op);
    int got = err ? err : op->run(s->node->pins.hw, (unsigned)s->a, in);
    s->u->has_driven |= got >= 0 && op->gives.kind == USERMOD_NONE;
    return got;
}

// ---- buses ----

// A byte has nine bits on the wire (UM10204, section 3.1.5), and the loop is blocked until the
// last.
static bool takes_long(struct python_serve *s)
{
    int64_t bytes = (int64_t)s->data.len + (s->d > 0 ? s->d : 0);

    if (s->c < 1 || bytes * 9 * 1000 / s->c <= BUS_MS)
        return false;
    out_format(s->why, "%d bytes at %d Hz take longer than %d ms", (int)bytes, (int)s->c, BUS_MS);
    return true;
}

static int python_pins_i2c(struct python_serve *s)
{
    uint8_t rx[BUS_MAX];
    int32_t sda = s->a & 0xff, scl = s->a >> 8;
    int err = claim(s, sda, PIN_I2C);

    err = err ? err : claim(s, scl, PIN_I2C);
    if (err)
        return err;
    if (takes_long(s))
        return ERR_RANGE;
    if (s->b < 0 || s->b > 0x7f || s->c < 1 || s->d < 0 || s->d > BUS_MAX || s->data.len > BUS_MAX)
        return ERR_RANGE;
    struct i2c_message m = { .sda = (uint8_t)sda,
                             .scl = (uint8_t)scl,
                             .address = (uint8_t)s->b,
                             .hz = (uint32_t)s->c,
                             .tx = (const uint8_t *)s->data.p,
                             .rx = rx,
                             .n_tx = (uint16_t)s->data.len,
                             .n_rx = (uint16_t)s->d };
    err = hw_i2c_transfer(s->node->pins.hw, &m);
    if (!err)
        python_add(s->out, rx, (size_t)s->d);
    return err;
}

static int python_pins_pulse_start(struct python_serve *s)
{
    int err = claim(s, s->a, PIN_PULSE);

    err = err || s->a == s->b ? err : claim(s, s->b, PIN_PULSE);
    if (err)
        return err;
    struct pulse_question q = { (uint8_t)s->a, (uint8_t)s->b, s->c, (uint16_t)s->d };
    return s->d < 0 || s->d > 30000
               ? ERR_RANGE
               : pins_pulse_start(&s->node->pins, s->u->owner, s->node->now_ms, &q);
}

static int python_pins_pulse_take(struct python_serve *s)
{
    uint16_t us[LEVELS_MAX] = { 0 };
    int32_t n = s->b < LEVELS_MAX ? s->b : LEVELS_MAX;
    int err = claim(s, s->a, PIN_PULSE);
    int got = err || n < 0 ? err : pins_pulse_take(&s->node->pins, (unsigned)s->a, us, (unsigned)n);

    for (int i = 0; i < got; i++)
        python_add(s->out, (uint8_t[]){ (uint8_t)us[i], (uint8_t)(us[i] >> 8) }, 2);
    return got;
}

static int onewire(struct python_serve *s)
{
    uint8_t rx[64];
    int err = claim(s, s->a, PIN_ONEWIRE);

    if (err || s->b < 0 || s->b > (int32_t)sizeof rx || s->data.len > sizeof rx)
        return err ? err : ERR_RANGE;
    struct onewire_message m = { (uint8_t)s->a, (const uint8_t *)s->data.p, rx,
                                 (uint16_t)s->data.len, (uint16_t)s->b };
    err = hw_onewire_transfer(s->node->pins.hw, &m);
    if (!err)
        python_add(s->out, rx, (size_t)s->b);
    return err;
}

static int python_pins_onewire_next(struct python_serve *s)
{
    uint8_t rom[8];
    int err = claim(s, s->a, PIN_ONEWIRE);

    if (err || s->data.len != sizeof rom)
        return err ? err : ERR_ARG;
    memcpy(rom, s->data.p, sizeof rom);
    err = hw_onewire_next(s->node->pins.hw, (unsigned)s->a, rom);
    if (!err)
        python_add(s->out, rom, sizeof rom);
    return err;
}

static int chip(struct python_serve *s)
{
    int32_t value = 0;
    int err = s->a < 0 || s->a >= CHIP_VALUE_COUNT
                  ? ERR_ARG
                  : hw_chip_read(s->node->pins.hw, (enum chip_value)s->a, &value);

    return err ? err : value;
}

static int cpu_hz(struct python_serve *s)
{
    uint32_t hz = 0; // unknown

    (void)hw_cpu_hz(s->node->pins.hw, &hz);
    python_add_long(s->out, hz);
    return OK;
}

static int cpu_set_hz(struct python_serve *s)
{
    return s->a < 1 ? ERR_RANGE : hw_cpu_set_hz(s->node->pins.hw, (uint32_t)s->a);
}

python_serve_fn *python_pins_request(unsigned what)
{
    static python_serve_fn *const requests[] = {
        [PYTHON_PIN_USE] = use,
        [PYTHON_PIN_WATCH] = pin_watch,
        [PYTHON_ON_PIN] = python_pins_on_pin,
        [PYTHON_I2C] = python_pins_i2c,
        [PYTHON_PULSE_START] = python_pins_pulse_start,
        [PYTHON_PULSE_TAKE] = python_pins_pulse_take,
        [PYTHON_ONEWIRE] = onewire,
        [PYTHON_ONEWIRE_NEXT] = python_pins_onewire_next,
        [PYTHON_CHIP] = chip,
        [PYTHON_CPU_HZ] = cpu_hz,
        [PYTHON_CPU_SET_HZ] = cpu_set_hz,
    };

    return what < COUNT(requests) ? requests[what] : NULL;
}
