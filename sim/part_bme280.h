// The interface between both halves of the simulated BME280: its registers and its converter.
#ifndef SIM_PART_BME280_H
#define SIM_PART_BME280_H

#include "sim/parts.h"

enum { BME280_CALIBRATION = 26 + 7 };

// Registers 0x88 to 0xA1, then 0xE1 to 0xE7.
extern const uint8_t part_bme280_calibration[BME280_CALIBRATION];

struct part_bme280_oversampling {
    unsigned t, p, h; // register values: 0 skips, 1 to 5
    bool has_filter;
};

// Registers 0xF7 to 0xFE. A skipped measurement has 0x80000 or 0x8000. Otherwise the converter
// gives raw values from which the compensation calculates the simulated world again.
void part_bme280_skip_all(uint8_t data[8]);
void part_bme280_convert(const struct bme280 *b, const struct part_bme280_oversampling *o,
                         uint8_t data[8]);

// The compensation of section 8.1 with this calibration. Temperature: hundredths of a degree, and
// the fine temperature for the other two. Pressure: Pascal times 256. Humidity: percent times 1024.
int32_t part_bme280_temperature(int32_t raw, int32_t *fine);
int64_t part_bme280_pressure(int32_t raw, int32_t fine);
int64_t part_bme280_humidity(int32_t raw, int32_t fine);

#endif
