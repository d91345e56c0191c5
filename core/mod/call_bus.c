// Buses and wires for verbs.
#include "mod/call.h"

// All chips that the modules know support fast mode (NXP UM10204, section 5.1).
enum { I2C_HZ = 400000 };

// Claims the module's first `n` pins with that use.
static int claim_bus(struct call *c, enum pin_use use, uint8_t *gpios, unsigned n)
{
    unsigned found = 0, gpio;

    for (unsigned i = 0; i < c->module->n_pins && found < n; i++) {
        if (c->module->pins[i].use != use)
            continue;
        int err = call_claim(c, i, &gpio);
        if (err)
            return err;
        gpios[found++] = (uint8_t)gpio;
    }
    return found == n ? OK : ERR_NOTSUP;
}

int call_i2c(struct call *c, uint8_t address, struct text tx, uint8_t *rx, size_t n_rx)
{
    uint8_t pins[2];
    int err = claim_bus(c, PIN_I2C, pins, COUNT(pins));

    if (err)
        return err;
    struct i2c_message m = { .sda = pins[0],
                             .scl = pins[1],
                             .address = address,
                             .hz = I2C_HZ,
                             .tx = (const uint8_t *)tx.p,
                             .rx = rx,
                             .n_tx = (uint16_t)tx.len,
                             .n_rx = (uint16_t)n_rx };
    err = hw_i2c_transfer(c->pins->hw, &m);
    if (err)
        *c->fault = (struct fault){ .kind = FAULT_I2C, .err = err, .a = address };
    return err;
}

int call_spi(struct call *c, uint32_t hz, unsigned mode, const uint8_t *tx, uint8_t *rx, size_t len)
{
    uint8_t pins[4];
    int err = claim_bus(c, PIN_SPI, pins, COUNT(pins));

    if (err)
        return err;
    struct spi_message m = { pins[0], pins[1], pins[2], pins[3],      (uint8_t)mode,
                             hz,      tx,      rx,      (uint16_t)len };
    return hw_spi_transfer(c->pins->hw, &m);
}

int call_onewire(struct call *c, unsigned need, struct text tx, uint8_t *rx, size_t n_rx)
{
    unsigned gpio;
    int err = call_claim(c, need, &gpio);

    if (err)
        return err;
    struct onewire_message m = { (uint8_t)gpio, (const uint8_t *)tx.p, rx, (uint16_t)tx.len,
                                 (uint16_t)n_rx };
    return hw_onewire_transfer(c->pins->hw, &m);
}

int call_onewire_next(struct call *c, unsigned need, uint8_t rom[8])
{
    unsigned gpio;
    int err = call_claim(c, need, &gpio);

    return err ? err : hw_onewire_next(c->pins->hw, gpio, rom);
}

int call_pulse(struct call *c, unsigned out, unsigned in, bool level, unsigned us)
{
    unsigned out_gpio, in_gpio;
    int err = call_claim(c, out, &out_gpio);

    err = err ? err : call_claim(c, in, &in_gpio);
    if (err)
        return err;
    struct pulse_question q = { (uint8_t)out_gpio, (uint8_t)in_gpio, level, (uint16_t)us };
    return pins_pulse_start(c->pins, c->owner, call_clock_ms(c), &q);
}

int call_pulse_take(struct call *c, unsigned in, uint16_t *us, unsigned n)
{
    unsigned gpio;
    int err = call_claim(c, in, &gpio);

    return err ? err : pins_pulse_take(c->pins, gpio, us, n);
}
