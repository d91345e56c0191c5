// MQ135, a gas sensor in a divider with 10 kohm, used to measure carbon dioxide. It uses the
// original's model of the curves in the data sheet (Hanwei MQ-135, figures 3 and 4).
#ifndef CHIPS_MQ135_H
#define CHIPS_MQ135_H

#include "mod/module.h"

// Input range of the model, in hundredths: degrees Celsius, percent of relative humidity.
enum { MQ135_COLDEST = -4000, MQ135_HOTTEST = 8000, MQ135_WETTEST = 10000 };
enum { MQ135_LEAST_MILLI_PPM = 10000 };

// Arguments of a measurement, both optional.
extern const struct field mq135_in[2];

// A row of an answer.
#define MQ135_PPM(name)                                                                            \
    name, K_FIXED, "carbon dioxide", .unit = "ppm", .hi = 1000000000, .decimals = 3,               \
                                     .lo = MQ135_LEAST_MILLI_PPM, .class = CLASS_CARBON_DIOXIDE

// ppm times 1000, at most a million ppm, which would be all of the air. `steps` is the converter's
// reading, up to 1023. ERR_RANGE: the reading is at an end of the converter's range, or means less
// than 10 ppm, which the sensor cannot detect.
int mq135_milli_ppm(unsigned steps, int32_t temp_centi, int32_t hum_centi, int32_t *milli_ppm);

// "PERFECT", "POOR", "WARNING" or "CRITICAL".
const char *mq135_status(int32_t milli_ppm);

// Reads the sensor on an analog pin and writes "10983.445 - CRITICAL", with `unit` after the
// number. An error is written in the original's words, and returned.
int mq135_write(struct call *c, unsigned need, int32_t temp_centi, int32_t hum_centi,
                const char *unit, struct out *o);

#endif
