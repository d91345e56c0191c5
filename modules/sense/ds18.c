// ds18: all DS18B20 thermometers on a 1-Wire bus, each with its id.
#include "chips/ds18.h"

enum { SENSORS_MAX = 8, SIXTEENTH = 625, DECIMALS = 4 }; // degrees have four decimals

struct ds18 {
    int32_t bits;      // resolution to use
    int32_t used_bits; // finest resolution that was actually used; 0: none
    enum ds18_phase { IDLE, ORDERED, CONVERTING } phase;
    uint32_t since_ms, wait_ms; // start and length of the phase, on the node's clock
    struct result {
        uint8_t err; // absolute value of the error
        int16_t sixteenths;
    } results[SENSORS_MAX];
    uint8_t roms[SENSORS_MAX][DS18_ROM];
};

static void put_id(const uint8_t rom[DS18_ROM], struct out *o)
{
    for (unsigned k = 0; k < DS18_ROM; k++)
        out_hex(o, rom[k], 2);
}

static void put_result(struct call *c, unsigned i)
{
    const struct ds18 *d = c->self;
    const struct result *r = &d->results[i];
    char id[DS18_ROM * 2 + 1];
    struct out o;

    out_init(&o, id, sizeof id);
    put_id(d->roms[i], &o);
    if (!r->err)
        reply_pair_fixed(c->reply, id, r->sixteenths * SIXTEENTH, DECIMALS);
    else
        reply_pair_text(c->reply, id,
                        text_of(r->err == -ERR_DAMAGED ? "has not measured: 85 C at power-on"
                                                       : err_text(-r->err)));
}

static void ds18_enter(struct ds18 *d, enum ds18_phase phase, uint32_t now_ms, uint32_t wait_ms)
{
    d->phase = phase;
    d->since_ms = now_ms;
    d->wait_ms = wait_ms;
}

// Reads up to `n` thermometers. Returns how many answered; *err: why the others did not.
static unsigned ds18_read_each(struct call *c, unsigned n, int *err)
{
    struct ds18 *d = c->self;
    unsigned good = 0;

    d->used_bits = 0;
    for (unsigned i = 0; i < n; i++) {
        struct result *r = &d->results[i];
        struct ds18_reading reading = { 0 };
        int failed = ds18_read(c, 0, d->roms[i], &reading);
        r->sixteenths = reading.sixteenths;
        r->err = (uint8_t)-failed;
        d->used_bits = reading.bits > d->used_bits ? reading.bits : d->used_bits;
        *err = failed && failed != ERR_DAMAGED ? failed : *err;
        good += !failed || failed == ERR_DAMAGED;
    }
    return good;
}

// If one fails, the others are still shown. If all fail, that is an error. Some clones ignore a new
// resolution; a finer one takes longer than was waited.
static int ds18_read_all(struct call *c)
{
    struct ds18 *d = c->self;
    int found = ds18_find(c, 0, d->roms, SENSORS_MAX);
    unsigned n = found > 0 ? (unsigned)found : 0;
    int err = found < 0 ? found : OK;
    unsigned good = ds18_read_each(c, n, &err);
    uint32_t needed_ms = d->used_bits ? ds18_wait_ms(d->used_bits) : 0;

    if (needed_ms > d->wait_ms) {
        uint32_t more_ms = needed_ms - d->wait_ms;
        ds18_enter(d, CONVERTING, call_clock_ms(c) - d->wait_ms, needed_ms);
        return call_wait(c, more_ms);
    }
    for (unsigned i = 0; i < n && good; i++)
        put_result(c, i);
    return good ? OK : err;
}

// A conversion that is running also counts for this command. The order on the slow wire takes time,
// but the clock does not advance during a command. So the waiting time counts from the first look
// at a clock that has advanced since the order. A result that nobody waited for is measured again.
static int ds18_measure(struct call *c)
{
    struct ds18 *d = c->self;
    uint32_t now_ms = call_clock_ms(c), past_ms = now_ms - d->since_ms;

    if (!c->progress)
        return ERR_NOTSUP;
    if (d->phase != IDLE && past_ms >= d->wait_ms)
        d->phase = IDLE;
    if (d->phase == IDLE && c->progress->step)
        return ds18_read_all(c);
    if (d->phase == ORDERED && past_ms)
        ds18_enter(d, CONVERTING, now_ms, ds18_wait_ms(d->bits));
    if (d->phase == CONVERTING)
        return call_wait(c, d->wait_ms - (now_ms - d->since_ms));
    int err = d->phase == IDLE ? ds18_convert(c, 0, d->bits) : OK;
    if (err)
        return err;
    ds18_enter(d, ORDERED, now_ms, ds18_wait_ms(DS18_BITS_MAX));
    return call_wait(c, 1);
}

static int ds18_search(struct call *c)
{
    struct ds18 *d = c->self;
    int found = ds18_find(c, 0, d->roms, SENSORS_MAX);
    char chunk[DS18_ROM * 2];

    if (found < 0)
        return found;
    reply_begin(c->reply, REPLY_LIST);
    for (unsigned i = 0; i < (unsigned)found; i++) {
        struct out o = reply_open(c->reply, NULL, chunk, sizeof chunk);
        put_id(d->roms[i], &o);
        reply_close(c->reply, &o);
    }
    return OK;
}

static int resolution(struct call *c)
{
    struct ds18 *d = c->self;

    d->bits = call_has(c, 0) ? c->in[0].i : d->bits;
    reply_int(c->reply, d->bits);
    return OK;
}

#define BITS                                                                                       \
    "bits", K_INT, "of a measurement: 9 is fast, 12 is fine", .lo = DS18_BITS_MIN,                 \
                                                              .hi = DS18_BITS_MAX
static const struct pin_need pins[] = { { "pwm_4", PIN_ONEWIRE } };
static const struct field bits_in[] = { { BITS, .flags = F_OPTIONAL } };
static const struct field state[] = {
    { BITS, .def = DS18_BITS_MAX, .flags = F_KEEP, AT(struct ds18, bits) },
    { "used", K_INT, "bits that the last measurement had; clones may not obey", .hi = DS18_BITS_MAX,
      AT(struct ds18, used_bits) },
};
// One value per thermometer, with its id. The range is from table 1 of the data sheet.
static const struct field measured[] = {
    { ANY_NAME, K_FIXED, "at this thermometer", .unit = "C", .lo = DS18_COLDEST * SIXTEENTH,
      .hi = DS18_HOTTEST * SIXTEENTH, .decimals = DECIMALS, .class = CLASS_TEMPERATURE,
      .flags = F_OPTIONAL },
};
static const struct field found[] = { { "id", K_TEXT, "of a thermometer" } };
static const struct verb verbs[] = {
    { "measure", ds18_measure, "the temperature at each thermometer, in degrees Celsius",
      OUT(MAP, measured) },
    { "search", ds18_search, "the ids of the thermometers on the wire", OUT(LIST, found) },
    { "resolution", resolution, "bits of a measurement; without a number what it is", IN(bits_in),
      OUT(VALUE, bits_in) },
    { "status", call_status, "the resolution, as told and as used", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIO of the wire", OUT_ONLY(PINS) },
};
const struct module mod_ds18 = {
    .name = "ds18",
    .help = "DS18B20 thermometers",
    .keep_file = "ds18.pds",
    PINS(pins),
    STATE(state, struct ds18),
    VERBS(verbs),
};
