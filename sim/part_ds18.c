// DS18B20 thermometers, up to four on one 1-Wire bus, each with its own supply. Maxim "DS18B20"
// 19-7487 Rev 6: scratchpad and conversion. ROM codes and search are in part_ds18_rom.c. Alarms are
// not modelled.
#include "base/bytes.h"
#include "sim/parts.h"

enum rom_command { READ_ROM = 0x33, MATCH_ROM = 0x55, SKIP_ROM = 0xcc };
enum function { CONVERT_T = 0x44, WRITE_SCRATCHPAD = 0x4e, READ_SCRATCHPAD = 0xbe };

enum {
    CONVERSION_US = 750000, // for 12 bits; half of it for each bit less
    PAD_TH = 2,
    PAD_CONFIG = 4,
    PAD_REMAIN = 6, // count remain and count per degree as in the DS18S20, 19-5474
    PER_DEGREE = 16,
    TWELVE_BITS = 0x7f
};

static const uint8_t pad_at_power_on[DS18_SCRATCHPAD - 1] = { 0x50,        0x05, 0x4b, 0x46,
                                                              TWELVE_BITS, 0xff, 0x0c, 0x10 };

static void part_ds18_power_on(struct parts *p)
{
    for (unsigned i = 0; i < DS18_MAX; i++)
        bytes_copy(p->ds18.chips[i].pad, pad_at_power_on, sizeof pad_at_power_on);
}

// Bits R1 and R0 of the configuration: 0 is 9 bits, 3 is 12 bits.
static unsigned missing_bits(const struct ds18_chip *c)
{
    return 3u - (c->pad[PAD_CONFIG] >> 5 & 3u);
}

// Rounds to sixteenths of a degree. Bits that the resolution does not have are undefined; here they
// are set.
static void part_ds18_finish(struct ds18_chip *c, int32_t temp_cc, uint64_t now_us)
{
    int32_t sixteenths = (temp_cc * 16 + (temp_cc < 0 ? -50 : 50)) / 100;

    if (!c->is_converting || now_us < c->done_us)
        return;
    sixteenths |= (1 << missing_bits(c)) - 1;
    c->pad[0] = (uint8_t)sixteenths;
    c->pad[1] = (uint8_t)(sixteenths >> 8);
    c->pad[PAD_REMAIN] = (uint8_t)(PER_DEGREE - (sixteenths & (PER_DEGREE - 1)));
    c->is_converting = false;
}

// One bit per addressed chip. *used: how many bytes of the message this took.
static unsigned select(const struct ds18 *d, const struct onewire_message *m, unsigned *used)
{
    unsigned every = (1u << d->count) - 1;
    uint8_t rom[8];

    *used = 1;
    if (m->tx[0] == SKIP_ROM || m->tx[0] == READ_ROM)
        return every;
    if (m->tx[0] != MATCH_ROM || m->n_tx < 9)
        return 0;
    *used = 9;
    for (unsigned i = 0; i < (unsigned)d->count; i++) {
        part_ds18_rom(i, rom);
        if (text_same(text_make((const char *)rom, 8), text_make((const char *)m->tx + 1, 8)))
            return 1u << i;
    }
    return 0;
}

static void part_ds18_convert(struct ds18_chip *c, uint64_t now_us)
{
    c->is_converting = true;
    c->done_us = now_us + ((unsigned)CONVERSION_US >> missing_bits(c));
}

// Writes TH, TL and the configuration, of which only the resolution can change. Clones keep theirs.
static void write_pad(struct ds18_chip *c, const uint8_t *bytes, unsigned n, bool is_clone)
{
    for (unsigned i = 0; i < n && i < (is_clone ? 2 : 3); i++)
        c->pad[PAD_TH + i] = bytes[i];
    c->pad[PAD_CONFIG] = (uint8_t)((c->pad[PAD_CONFIG] & 0x60) | 0x1f);
}

static void part_ds18_obey(struct sim *s, unsigned chip, const uint8_t *bytes, unsigned n)
{
    struct ds18 *d = &s->parts->ds18;

    if (n && bytes[0] == CONVERT_T)
        part_ds18_convert(&d->chips[chip], s->now_us);
    else if (n && bytes[0] == WRITE_SCRATCHPAD)
        write_pad(&d->chips[chip], bytes + 1, n - 1, d->clone);
}

// Byte number i that a chip sends after a command; 0xff if it sends nothing.
static uint8_t part_ds18_send(const struct sim *s, unsigned chip, uint8_t command, unsigned i)
{
    const struct ds18 *d = &s->parts->ds18;
    const struct ds18_chip *c = &d->chips[chip];
    uint8_t rom[8];

    switch (command) {
    case READ_ROM: part_ds18_rom(chip, rom); return i < sizeof rom ? rom[i] : 0xff;
    case READ_SCRATCHPAD:
        if (i < sizeof c->pad)
            return c->pad[i];
        if (i > sizeof c->pad)
            return 0xff;
        return (uint8_t)(part_ds18_crc(c->pad, sizeof c->pad) ^ (d->fault == PART_DAMAGED));
    case CONVERT_T: return c->is_converting ? 0 : 0xff;
    default: return 0xff; // also for READ POWER SUPPLY, as it has a supply
    }
}

int part_ds18_transfer(struct sim *s, const struct onewire_message *m)
{
    struct ds18 *d = &s->parts->ds18;
    unsigned used = 0, chosen;

    if (!part_ds18_is_present(s, m->gpio))
        return ERR_IO;
    chosen = m->n_tx ? select(d, m, &used) : 0;
    uint8_t command = !m->n_tx ? 0 : used < m->n_tx ? m->tx[used] : m->tx[0];
    if (m->n_rx)
        bytes_fill(m->rx, 0xff, m->n_rx);
    for (unsigned c = 0; c < (unsigned)d->count; c++) {
        part_ds18_finish(&d->chips[c], d->temp_cc[c], s->now_us);
        if (!(chosen >> c & 1))
            continue;
        part_ds18_obey(s, c, m->tx + used, m->n_tx - used);
        for (unsigned i = 0; i < m->n_rx; i++)
            m->rx[i] &= part_ds18_send(s, c, command, i); // all chips pull the same wire
    }
    return OK;
}

#define TEMP(n, i, degrees)                                                                        \
    {                                                                                              \
        n, K_FIXED, "what it measures", .unit = "C", .lo = -5500, .hi = 12500, .def = (degrees),   \
                                        .decimals = 2, PART_AT(ds18.temp_cc[i])                    \
    }

static const struct field fields[] = {
    PART_PIN("ds18.pin", "pwm_4", ds18.pin),
    { "ds18.count", K_INT, "thermometers on the wire", .lo = 0, .hi = DS18_MAX, .def = 1,
      PART_AT(ds18.count) },
    TEMP("ds18.temp", 0, 2150),
    TEMP("ds18.temp2", 1, 1900),
    TEMP("ds18.temp3", 2, 450),
    TEMP("ds18.temp4", 3, -1800),
    { "ds18.clone", K_INT, "1: clones, which keep their 12 bits", .lo = 0, .hi = 1,
      PART_AT(ds18.clone) },
    { "ds18.fault", K_CHOICE, "what is wrong with them", .choices = PART_CHECKED_FAULTS,
      PART_AT(ds18.fault) },
};
const struct part part_ds18 = { .name = "ds18",
                                PART_FIELDS(fields),
                                .power_on = part_ds18_power_on };
