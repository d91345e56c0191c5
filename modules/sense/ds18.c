// ds18: every DS18B20 thermometer on a 1-Wire bus, by its id.
#include "chips/ds18.h"

enum { SENSORS_MAX = 8, SIXTEENTH = 625, DECIMALS = 4 }; // degrees have four decimals

struct ds18 {
    int32_t bits;
    enum { IDLE, ORDERED, CONVERTING } phase;
    uint32_t until_ms; // ordered: when, by the node's clock; converting: until when
    struct result {
        uint8_t err; // its absolute value
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

// One that fails does not hide the others; all of them failing is an error.
static int ds18_read_all(struct call *c)
{
    struct ds18 *d = c->self;
    int found = ds18_find(c, 0, d->roms, SENSORS_MAX);
    unsigned n = found > 0 ? (unsigned)found : 0, good = 0;
    int err = found < 0 ? found : OK;

    for (unsigned i = 0; i < n; i++) {
        struct result *r = &d->results[i];
        int failed = ds18_read(c, 0, d->roms[i], &r->sixteenths);
        r->err = (uint8_t)-failed;
        err = failed && failed != ERR_DAMAGED ? failed : err;
        good += !failed || failed == ERR_DAMAGED;
    }
    for (unsigned i = 0; i < n && good; i++)
        put_result(c, i);
    return good ? OK : err;
}

// A conversion that runs already is one for this command too. The wire is slow and the clock of a
// command stands still: how long to wait is counted from the first look at a clock that has moved
// on since the order, never from before it.
static int ds18_measure(struct call *c)
{
    struct ds18 *d = c->self;
    uint32_t now_ms = call_clock_ms(c);

    if (!c->progress)
        return ERR_NOTSUP;
    if (d->phase == CONVERTING && (int32_t)(d->until_ms - now_ms) <= 0)
        d->phase = IDLE;
    if (d->phase == IDLE && c->progress->step)
        return ds18_read_all(c);
    if (d->phase == ORDERED && now_ms != d->until_ms) {
        d->phase = CONVERTING;
        d->until_ms = now_ms + ds18_wait_ms(d->bits);
    }
    if (d->phase == CONVERTING)
        return call_wait(c, d->until_ms - now_ms);
    int err = d->phase == IDLE ? ds18_convert(c, 0, d->bits) : OK;
    if (err)
        return err;
    d->phase = ORDERED;
    d->until_ms = now_ms;
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
static const struct field state[] = { { BITS, .def = DS18_BITS_MAX, .flags = F_KEEP,
                                        AT(struct ds18, bits) } };
// By the id of each thermometer. Table 1 of its data sheet has the range.
static const struct field measured[] = {
    { ANY_NAME, K_FIXED, "at this thermometer", .unit = "C", .lo = -550000, .hi = 1250000,
      .decimals = DECIMALS, .class = CLASS_TEMPERATURE, .flags = F_OPTIONAL },
};
static const struct field found[] = { { "id", K_TEXT, "of a thermometer" } };
static const struct verb verbs[] = {
    { "measure", ds18_measure, "the temperature at each thermometer, in degrees Celsius",
      OUT(MAP, measured) },
    { "search", ds18_search, "the ids of the thermometers on the wire", OUT(LIST, found) },
    { "resolution", resolution, "bits of a measurement; without a number what it is", IN(bits_in),
      OUT(VALUE, bits_in) },
    { "status", call_status, "the resolution", OUT_ONLY(STATE) },
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
