// Frames of a DHT, and the steps of a measurement.
#include "chips/dht.h"
#include "chips/mq135.h"

enum { LINE, GAS };
enum {
    START_DHT11_US = 18000, // at least 18 ms
    START_DHT22_US = 1100,  // Tbe: 0.8 to 20 ms, typically 1 ms
    // An answer takes at most 5.2 ms (40 ones). The rest is for a command's clock, which stands
    // still.
    ANSWER_MS = 20,
    BITS = 40,
    RESPONSE = 1, // levels: the first is the released line
    FIRST_BIT = 3,
    RESPONSE_LEAST_US = 60, // 75 to 85
    RESPONSE_MOST_US = 110,
    LOW_LEAST_US = 35, // 48 to 55, DHT11 50 to 58
    LOW_MOST_US = 75,
    HIGH_LEAST_US = 15, // zero: 22 to 30, one: 68 to 75
    HIGH_MOST_US = 95,
    ONE_US = 49, // between the two
    BELOW_ZERO = 0x80
};

static bool is_between(uint16_t us, uint16_t least, uint16_t most)
{
    return us >= least && us <= most;
}

int dht_decode(const uint16_t *us, unsigned n, uint8_t bytes[DHT_BYTES])
{
    // If a pin is slow to turn from output to input, it misses the response but sees all bits.
    unsigned first = n < FIRST_BIT + 2 * BITS ? RESPONSE : FIRST_BIT;
    uint8_t sum = 0;

    if (n < first + 2 * BITS)
        return ERR_IO;
    for (unsigned i = RESPONSE; i < first; i++)
        if (!is_between(us[i], RESPONSE_LEAST_US, RESPONSE_MOST_US))
            return ERR_IO;
    for (unsigned i = 0; i < BITS; i++) {
        uint16_t low = us[first + 2 * i], high = us[first + 2 * i + 1];
        if (!is_between(low, LOW_LEAST_US, LOW_MOST_US) ||
            !is_between(high, HIGH_LEAST_US, HIGH_MOST_US))
            return ERR_IO;
        bytes[i / 8] = (uint8_t)(bytes[i / 8] << 1 | (high > ONE_US));
    }
    for (unsigned i = 0; i < DHT_BYTES - 1; i++)
        sum = (uint8_t)(sum + bytes[i]);
    return sum == bytes[DHT_BYTES - 1] ? OK : ERR_CHECKSUM;
}

// Measuring ranges, in tenths.
static const struct {
    int16_t coldest, hottest, wettest;
} ranges[] = { [DHT11] = { DHT11_COLDEST, DHT11_HOTTEST, DHT_WETTEST },
               [DHT22] = { DHT22_COLDEST, DHT22_HOTTEST, DHT_WETTEST } };

// For a negative value the highest bit is set and the others are its size. Clones send two's
// complement. No temperature is in range in both forms.
static int32_t dht22_temp_deci(const uint8_t b[DHT_BYTES])
{
    int32_t size = (b[2] & ~BELOW_ZERO) << 8 | b[3];

    if (!(b[2] & BELOW_ZERO))
        return size;
    return -size >= DHT22_COLDEST ? -size : (int16_t)(b[2] << 8 | b[3]);
}

static int32_t dht11_temp_deci(const uint8_t b[DHT_BYTES])
{
    int32_t size = b[2] * 10 + (b[3] & ~BELOW_ZERO);

    return b[3] & BELOW_ZERO ? -size : size;
}

int dht_reading_of(enum dht_kind kind, const uint8_t b[DHT_BYTES], struct dht_reading *r)
{
    r->hum_deci = kind == DHT22 ? b[0] << 8 | b[1] : b[0] * 10 + b[1];
    r->temp_deci = kind == DHT22 ? dht22_temp_deci(b) : dht11_temp_deci(b);
    if (!(b[0] | b[1] | b[2] | b[3]) || r->hum_deci > ranges[kind].wettest ||
        r->temp_deci < ranges[kind].coldest || r->temp_deci > ranges[kind].hottest)
        return ERR_RANGE;
    return OK;
}

int dht_measure(struct call *c, unsigned need, enum dht_kind kind, struct dht_reading *r)
{
    unsigned start_us = kind == DHT11 ? START_DHT11_US : START_DHT22_US;
    struct turn_question q = { need, need, false, start_us, start_us / 1000 + 1 + ANSWER_MS };
    uint8_t bytes[DHT_BYTES] = { 0 };
    uint16_t us[DHT_LEVELS];
    int err = turn_ask(c, &q);

    if (err)
        return err;
    int n = call_pulse_take(c, need, us, COUNT(us));
    err = n < 0 ? n : dht_decode(us, (unsigned)n, bytes);
    return err ? err : dht_reading_of(kind, bytes, r);
}

// As an integer if the verb declares that, as the original does for a DHT11.
static void dht_answer_value(struct call *c, unsigned i, int32_t deci)
{
    call_out(c, i, c->verb->out[i].decimals ? deci : deci / 10);
}

int dht_answer(struct call *c, enum dht_kind kind, bool with_co2)
{
    struct dht_reading r;
    char text[64];
    struct out o;
    int err = dht_measure(c, LINE, kind, &r);

    if (err)
        return err;
    dht_answer_value(c, 0, r.temp_deci);
    dht_answer_value(c, 1, r.hum_deci);
    if (!with_co2)
        return OK;
    out_init(&o, text, sizeof text);
    // The text contains the error.
    (void)mq135_write(c, GAS, r.temp_deci * 10, r.hum_deci * 10, "", &o);
    call_out_text(c, 2, out_written(&o));
    return OK;
}

const struct pin_need dht_pins[2] = {
    [LINE] = { "simple_1", PIN_PULSE }, [GAS] = { "adc_0", PIN_ADC }
};
