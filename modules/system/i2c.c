// i2c: finds the devices on the bus and reads their registers, for experiments.
#include "mod/module.h"

// Chips use only addresses in this range: NXP UM10204, table 4.
enum { ADDRESS_FIRST = 0x08, ADDRESS_LAST = 0x77, READ_MAX = 16 };

// An address takes 10 bits, so 112 of them take 3 ms at 400 kHz. The answer is written after the
// whole bus was scanned, because a bus error must not look like a list.
static int scan(struct call *c)
{
    uint8_t found[ADDRESS_LAST - ADDRESS_FIRST + 1];
    unsigned n = 0;

    for (uint8_t address = ADDRESS_FIRST; address <= ADDRESS_LAST; address++) {
        int err = call_i2c(c, address, text_make(NULL, 0), NULL, 0);
        if (!err)
            found[n++] = address;
        else if (err != ERR_IO || c->fault->kind != FAULT_I2C)
            return err;
    }
    *c->fault = (struct fault){ 0 };
    reply_begin(c->reply, REPLY_LIST);
    for (unsigned i = 0; i < n; i++) {
        char chunk[8];
        struct out o = reply_open(c->reply, NULL, chunk, sizeof chunk);
        out_text(&o, "0x");
        out_hex(&o, found[i], 2);
        reply_close(c->reply, &o);
    }
    return OK;
}

static int i2c_read_registers(struct call *c)
{
    uint8_t first = (uint8_t)c->in[1].i, values[READ_MAX];
    unsigned n = (unsigned)c->in[2].i;
    int err = call_i2c(c, (uint8_t)c->in[0].i, text_make((const char *)&first, 1), values, n);

    if (err)
        return err;
    reply_begin(c->reply, REPLY_LIST);
    for (unsigned i = 0; i < n; i++)
        call_out(c, 0, values[i]);
    return OK;
}

static int write_register(struct call *c)
{
    const char bytes[] = { (char)c->in[1].i, (char)c->in[2].i };
    int err = call_i2c(c, (uint8_t)c->in[0].i, text_make(bytes, sizeof bytes), NULL, 0);

    if (!err)
        call_out(c, 0, c->in[2].i);
    return err;
}

#define ADDRESS                                                                                    \
    {                                                                                              \
        "address", K_INT, "of the chip, 7 bits: 0x3c", .lo = ADDRESS_FIRST, .hi = ADDRESS_LAST     \
    }
#define REGISTER(name, help)                                                                       \
    {                                                                                              \
        name, K_INT, help, .hi = 255                                                               \
    }
static const struct pin_need pins[] = { { "i2c_sda", PIN_I2C }, { "i2c_scl", PIN_I2C } };
static const struct field read_in[] = {
    ADDRESS,
    REGISTER("reg", "the first register"),
    { "count", K_INT, "how many", .lo = 1, .hi = READ_MAX, .def = 1, .flags = F_OPTIONAL },
};
static const struct field write_in[] = { ADDRESS, REGISTER("reg", "the register"),
                                         REGISTER("value", "what goes there") };
static const struct field scan_out[] = { { "address", K_TEXT, "of a chip: 0x3c" } };
static const struct verb verbs[] = {
    { "scan", scan, "the addresses at which a chip answers", OUT(LIST, scan_out) },
    { "read", i2c_read_registers, "registers of a chip", IN(read_in),
      OUT_SOME(LIST, write_in + 2, 1) },
    { "write", write_register, "a register of a chip", IN(write_in),
      OUT_SOME(VALUE, write_in + 2, 1) },
    { "pinmap", call_pinmap, "the GPIOs of the bus", OUT_ONLY(PINS) },
};
const struct module mod_i2c = {
    .name = "i2c",
    .help = "the I2C bus, by hand",
    PINS(pins),
    VERBS(verbs),
};
