// DHT11 and DHT22 (AM2302), sensors of temperature and humidity with one wire. ASAIR "DHT11" data
// sheet V1.3 and "AM2302" product manual, both chapters on the single bus.
#ifndef CHIPS_DHT_H
#define CHIPS_DHT_H

#include "chips/mq135.h"
#include "chips/turn.h"

enum dht_kind { DHT11, DHT22 };

struct dht_reading {
    int32_t temp_deci, hum_deci; // tenths of a degree Celsius, of a percent
};

enum { DHT_BYTES = 5, DHT_LEVELS = 84 };

// Measuring ranges in tenths. The DHT11 version "-N" can measure below 0.
enum {
    DHT11_COLDEST = -200,
    DHT11_HOTTEST = 600,
    DHT22_COLDEST = -400,
    DHT22_HOTTEST = 800,
    DHT_WETTEST = 1000
};

// Rows of answers.
#define DHT_TEMP(name, least, most, n)                                                             \
    name, n ? K_FIXED : K_INT, "of the air", .unit = "C", .lo = least, .hi = most, .decimals = n,  \
                                             .class = CLASS_TEMPERATURE
#define DHT_HUM(name, most, n)                                                                     \
    name, n ? K_FIXED : K_INT, "relative", .unit = "%", .hi = most, .decimals = n,                 \
                                           .class = CLASS_HUMIDITY

// Decodes the levels of an answer, in microseconds, as call_pulse_take gives them: the released
// line, two levels of response, then 40 bits of two levels each. The response may be missing.
// ERR_IO: incomplete. ERR_CHECKSUM.
int dht_decode(const uint16_t *us, unsigned n, uint8_t bytes[DHT_BYTES]);

// Converts the bytes of a frame. ERR_RANGE: the sensor cannot measure this, or all five bytes are
// zero.
int dht_reading_of(enum dht_kind kind, const uint8_t bytes[DHT_BYTES], struct dht_reading *r);

// Measures, in two steps of the command. If it returns anything but OK, the verb must return that
// at once.
int dht_measure(struct call *c, unsigned need, enum dht_kind kind, struct dht_reading *r);

// The replies of modules dht11 and dht22. Their verbs declare temperature, humidity and perhaps
// carbon dioxide. Their pins are in the order of dht_pins: the sensor's line, the MQ135's analog
// pin.
int dht_answer(struct call *c, enum dht_kind kind, bool with_co2);
extern const struct pin_need dht_pins[2];

#endif
