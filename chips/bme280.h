// BME280, a sensor of temperature, humidity and pressure: compensation of its readings in integers.
// Bosch Sensortec "BST-BME280-DS002" 1.6, section 4.2.
#ifndef CHIPS_BME280_H
#define CHIPS_BME280_H

#include <stdint.h>

// Registers 0x88 to 0xA1, then 0xE1 to 0xE7.
enum { BME280_CALIBRATION_1 = 26, BME280_CALIBRATION = BME280_CALIBRATION_1 + 7 };

// Registers 0xF7 to 0xFE: pressure, temperature, humidity.
enum { BME280_DATA = 8 };

// The operating range, table 1: hundredths of a degree Celsius, Pascal.
enum {
    BME280_COLDEST = -4000,
    BME280_HOTTEST = 8500,
    BME280_THINNEST = 30000,
    BME280_DENSEST = 110000
};

// Table 16 of the data sheet: dig_T1 to dig_H6.
struct bme280_trim {
    uint16_t t1;
    int16_t t2, t3;
    uint16_t p1;
    int16_t p2, p3, p4, p5, p6, p7, p8, p9;
    uint8_t h1, h3;
    int16_t h2, h4, h5;
    int8_t h6;
};

struct bme280_values {
    int32_t temp_centi;  // hundredths of a degree Celsius
    int32_t hum_centi;   // hundredths of a percent
    int32_t pressure_pa; // Pascal
};

struct bme280_trim bme280_trim_of(const uint8_t registers[BME280_CALIBRATION]);

// ERR_IO: one of the values was not measured. ERR_RANGE: a temperature or pressure at which the
// chip does not work, so its readings or its calibration are wrong.
int bme280_compensate(const struct bme280_trim *trim, const uint8_t data[BME280_DATA],
                      struct bme280_values *v);

#endif
