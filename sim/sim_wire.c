// Operations of a simulated board that has parts: each message goes to the right part. A board that
// never calls sim_wire does not link this code.
#include "base/bytes.h"
#include "sim/parts.h"

enum { TOLD_BYTES = 8 }; // bytes of a message in the trace
enum { QUESTION_MAX_US = 30000 };

static bool is_used_as(const struct sim *s, unsigned gpio, enum pin_use use)
{
    return gpio < GPIO_MAX && s->use[gpio] == use;
}

static void put_bytes(struct out *o, char way, const uint8_t *bytes, size_t len)
{
    if (!len)
        return;
    out_format(o, " %c ", way);
    for (size_t i = 0; i < len && i < TOLD_BYTES; i++)
        out_hex(o, bytes[i], 2);
    if (len > TOLD_BYTES)
        out_format(o, "..%u", (unsigned)len);
}

// Traces a line such as "i2c 3c w 00af" or "1-wire 12 w ccbe r 500500..9", or `err` if no device
// answered.
static void tell_message(struct sim *s, const char *bus, unsigned who, const struct text tx,
                         const struct text rx, int err)
{
    char line[64];
    struct out o;

    if (!s->trace)
        return;
    out_init(&o, line, sizeof line);
    put_bytes(&o, 'w', (const uint8_t *)tx.p, tx.len);
    put_bytes(&o, 'r', (const uint8_t *)rx.p, err ? 0 : rx.len);
    sim_tell(s, "%s %x%s%s", bus, who, line, err ? " nobody" : "");
}

static struct text bytes_of(const uint8_t *p, size_t len)
{
    return text_make((const char *)p, len);
}

static unsigned sim_wire_address_of(const struct parts *p, const struct part *part)
{
    return part->i2c_address + (unsigned)field_load(part->address_pin, p);
}

static int give_i2c(struct sim *s, const struct i2c_message *m)
{
    const struct part *part;

    if (!is_used_as(s, m->sda, PIN_I2C) || !is_used_as(s, m->scl, PIN_I2C))
        return ERR_IO;
    if (!parts_of(s))
        return ERR_FULL;
    for (unsigned i = 0; (part = parts_at(i)); i++)
        if (part->i2c && sim_wire_address_of(s->parts, part) == m->address)
            return part->i2c(s, m);
    return ERR_IO;
}

static int sim_wire_transfer_i2c(void *ctx, const struct i2c_message *m)
{
    struct sim *s = ctx;
    int err = give_i2c(s, m);

    tell_message(s, "i2c", m->address, bytes_of(m->tx, m->n_tx), bytes_of(m->rx, m->n_rx), err);
    return err;
}

// A plain wire from MOSI to MISO.
static int sim_wire_transfer_spi(void *ctx, const struct spi_message *m)
{
    struct sim *s = ctx;

    if (!is_used_as(s, m->clock, PIN_SPI) || !is_used_as(s, m->mosi, PIN_SPI) ||
        !is_used_as(s, m->miso, PIN_SPI))
        return ERR_IO;
    if (m->rx && m->tx)
        bytes_copy(m->rx, m->tx, m->len);
    else if (m->rx)
        bytes_fill(m->rx, 0, m->len);
    tell_message(s, "spi", m->select, bytes_of(m->tx, m->tx ? m->len : 0),
                 bytes_of(m->rx, m->rx ? m->len : 0), OK);
    return OK;
}

static int sim_wire_transfer_onewire(void *ctx, const struct onewire_message *m)
{
    struct sim *s = ctx;
    int err = is_used_as(s, m->gpio, PIN_ONEWIRE) ? OK : ERR_IO;

    if (!err)
        err = parts_of(s) ? part_ds18_transfer(s, m) : ERR_FULL;
    tell_message(s, "1-wire", m->gpio, bytes_of(m->tx, m->n_tx), bytes_of(m->rx, m->n_rx), err);
    return err;
}

static int sim_wire_next_onewire(void *ctx, unsigned gpio, uint8_t rom[8])
{
    struct sim *s = ctx;

    if (!is_used_as(s, gpio, PIN_ONEWIRE))
        return ERR_IO;
    return parts_of(s) ? part_ds18_next(s, gpio, rom) : ERR_FULL;
}

// The place for the answer on `in`: that of its last question, or a free one.
static struct pulse_answer *sim_wire_place(struct parts *p, unsigned in)
{
    struct pulse_answer *is_free = NULL;

    for (unsigned i = 0; i < PULSE_ANSWERS; i++) {
        if (p->answers[i].is_open && p->answers[i].in == in)
            return &p->answers[i];
        if (!p->answers[i].is_open)
            is_free = &p->answers[i];
    }
    return is_free;
}

static bool is_ready_for(const struct sim *s, const struct pulse_question *q)
{
    return (is_used_as(s, q->out, PIN_PULSE) || is_used_as(s, q->out, PIN_OUT)) &&
           (is_used_as(s, q->in, PIN_PULSE) || is_used_as(s, q->in, PIN_IN) ||
            is_used_as(s, q->in, PIN_IN_UP));
}

static int sim_wire_start_pulse(void *ctx, const struct pulse_question *q)
{
    struct sim *s = ctx;
    const struct part *part;

    if (!is_ready_for(s, q))
        return ERR_IO;
    if (q->us > QUESTION_MAX_US)
        return ERR_RANGE;
    struct pulse_answer *a = parts_of(s) ? sim_wire_place(s->parts, q->in) : NULL;
    if (!a)
        return ERR_FULL;
    *a = (struct pulse_answer){ s->now_us + q->us, true, q->in, 0, { 0 } };
    for (unsigned i = 0; (part = parts_at(i)); i++)
        if (part->pulse && part->pulse(s, q, a))
            break;
    sim_tell(s, "pulse %u %u %u us, %u levels on %u", q->out, q->level, q->us, a->n, q->in);
    return OK;
}

static int sim_wire_take_pulse(void *ctx, unsigned in, uint16_t *us, unsigned n)
{
    struct sim *s = ctx;
    struct pulse_answer *a = parts_of(s) ? sim_wire_place(s->parts, in) : NULL;
    unsigned i = 0;

    if (!a || !a->is_open)
        return ERR_IO; // no question was asked
    a->is_open = false;
    uint64_t end_us = a->from_us;
    for (; i < a->n && i < n && (end_us += a->us[i]) <= s->now_us; i++)
        us[i] = a->us[i];
    return (int)i;
}

static int sim_wire_write_pixels(void *ctx, unsigned gpio, const uint8_t *bytes, size_t len)
{
    struct sim *s = ctx;

    if (!is_used_as(s, gpio, PIN_PIXELS))
        return ERR_IO;
    if (!parts_of(s))
        return ERR_FULL;
    part_pixels_write(s, gpio, bytes, len);
    sim_tell(s, "pixels %u: %u", gpio, (unsigned)(len / 3));
    return OK;
}

static int sim_wire_read_chip(void *ctx, enum chip_value what, int32_t *value)
{
    struct sim *s = ctx;
    struct parts *p = parts_of(s);

    if (!p)
        return ERR_FULL;
    if (what >= CHIP_VALUE_COUNT)
        return ERR_NOTSUP;
    *value = what == CHIP_HALL ? p->hall : p->chip_temp_c10 * 100;
    return OK;
}

static int read_touch(void *ctx, unsigned gpio)
{
    struct sim *s = ctx;

    if (!is_used_as(s, gpio, PIN_TOUCH))
        return ERR_IO;
    return parts_of(s) ? (int)s->parts->touch : ERR_FULL;
}

static int sim_wire_set_part(void *ctx, struct text name, struct text value)
{
    return parts_set(ctx, name, value);
}

static const struct field *sim_wire_part_at(void *ctx, unsigned i, struct out *now)
{
    struct parts *p = parts_of(ctx);
    const struct field *f = p ? parts_field(i) : NULL;

    if (f && now)
        parts_put_value(p, f, now);
    return f;
}

static void sim_wire_show(void *ctx, struct out *o)
{
    parts_show(ctx, o);
}

void sim_wire(struct sim *s, sim_take_parts_fn *take, void *ctx)
{
    static const struct hw_simulated wired = { sim_drive, sim_wire_set_part, sim_wire_part_at,
                                               sim_wire_show };

    s->take_parts = take;
    s->take_ctx = ctx;
    s->hw.i2c_transfer = sim_wire_transfer_i2c;
    s->hw.spi_transfer = sim_wire_transfer_spi;
    s->hw.onewire_transfer = sim_wire_transfer_onewire;
    s->hw.onewire_next = sim_wire_next_onewire;
    s->hw.pulse_start = sim_wire_start_pulse;
    s->hw.pulse_take = sim_wire_take_pulse;
    s->hw.pixels = sim_wire_write_pixels;
    s->hw.chip_read = sim_wire_read_chip;
    s->hw.touch = read_touch;
    s->hw.simulated = &wired;
    part_pir_solder(s);
}
