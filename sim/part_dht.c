// DHT11 and DHT22 (AM2302) on one pin. Each reacts to a different length of the start pulse, so
// both can be tried. ASAIR "DHT11" data sheet V1.3 and "AM2302" product manual, both chapters on
// the single bus. A real sensor refuses a second reading within 1 s (DHT11) or 2 s (DHT22); these
// do not.
#include "sim/parts.h"

enum {
    START_MIN_US = 800,     // AM2302: Tbe, 0.8 to 20 ms
    START_DHT11_US = 18000, // DHT11: at least 18 ms
    RELEASE_US = 30,        // Tgo: 20 to 200 us until the sensor answers
    RESPONSE_US = 80,       // Trel, Treh
    BIT_LOW_US = 50,        // TLOW
    ZERO_US = 26,
    ONE_US = 70, // TH0, TH1
    END_US = 50  // Ten
};

static void part_dht_add(struct pulse_answer *a, uint16_t us)
{
    a->us[a->n++] = us;
}

static void add_frame(struct pulse_answer *a, const uint8_t bytes[5])
{
    part_dht_add(a, RELEASE_US);
    part_dht_add(a, RESPONSE_US);
    part_dht_add(a, RESPONSE_US);
    for (unsigned i = 0; i < 40; i++) {
        part_dht_add(a, BIT_LOW_US);
        part_dht_add(a, bytes[i / 8] >> (7 - i % 8) & 1 ? ONE_US : ZERO_US);
    }
    part_dht_add(a, END_US);
}

// Tenths as two bytes, most significant first. A negative value sets the highest bit; clones send
// two's complement.
static void encode_22(const struct dht *d, uint8_t bytes[4])
{
    unsigned hum = (unsigned)d->hum_22, temp = (unsigned)d->temp_22 & 0xffff;

    if (d->temp_22 < 0 && !d->clone_22)
        temp = 0x8000u | (unsigned)-d->temp_22;

    bytes[0] = (uint8_t)(hum >> 8);
    bytes[1] = (uint8_t)hum;
    bytes[2] = (uint8_t)(temp >> 8);
    bytes[3] = (uint8_t)temp;
}

// Integer and tenths in one byte each. A negative value sets the highest bit of the tenths.
// Humidity is in whole percents.
static void encode_11(const struct dht *d, uint8_t bytes[4])
{
    unsigned size = (unsigned)(d->temp_11 < 0 ? -d->temp_11 : d->temp_11);

    bytes[0] = (uint8_t)(d->hum_11 / 10);
    bytes[1] = 0;
    bytes[2] = (uint8_t)(size / 10);
    bytes[3] = (uint8_t)(size % 10 | (d->temp_11 < 0 ? 0x80 : 0));
}

static bool part_dht_pulse(struct sim *s, const struct pulse_question *q, struct pulse_answer *a)
{
    const struct dht *d = &s->parts->dht;
    bool is_11 = q->us >= START_DHT11_US;
    int32_t fault = is_11 ? d->fault_11 : d->fault_22;
    uint8_t bytes[5] = { 0 };

    if (q->out != d->pin || q->in != d->pin || q->level || q->us < START_MIN_US ||
        fault == PART_SILENT)
        return false;
    if (is_11)
        encode_11(d, bytes);
    else
        encode_22(d, bytes);
    for (unsigned i = 0; i < 4; i++)
        bytes[4] = (uint8_t)(bytes[4] + bytes[i]);
    if (fault == PART_DAMAGED)
        bytes[4] ^= 1;
    add_frame(a, bytes);
    return true;
}

static const struct field fields[] = {
    PART_PIN("dht.pin", "simple_1", dht.pin),
    { "dht11.temp", K_FIXED, "what the DHT11 measures", .unit = "C", .lo = -200, .hi = 600,
      .def = 230, .decimals = 1, PART_AT(dht.temp_11) },
    { "dht11.hum", K_FIXED, "relative humidity", .unit = "%", .lo = 50, .hi = 950, .def = 450,
      .decimals = 1, PART_AT(dht.hum_11) },
    { "dht11.fault", K_CHOICE, "what is wrong with it", .choices = PART_CHECKED_FAULTS,
      PART_AT(dht.fault_11) },
    { "dht22.temp", K_FIXED, "what the DHT22 measures", .unit = "C", .lo = -400, .hi = 800,
      .def = 234, .decimals = 1, PART_AT(dht.temp_22) },
    { "dht22.hum", K_FIXED, "relative humidity", .unit = "%", .lo = 0, .hi = 1000, .def = 456,
      .decimals = 1, PART_AT(dht.hum_22) },
    { "dht22.clone", K_INT, "1: a clone, which sends two's complement", .lo = 0, .hi = 1,
      PART_AT(dht.clone_22) },
    { "dht22.fault", K_CHOICE, "what is wrong with it", .choices = PART_CHECKED_FAULTS,
      PART_AT(dht.fault_22) },
};
const struct part part_dht = { .name = "dht", PART_FIELDS(fields), .pulse = part_dht_pulse };
