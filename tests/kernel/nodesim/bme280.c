// SPDX-License-Identifier: GPL-2.0
// A BME280 at address 0x76: its registers, with the calibration and the readings of the example in
// Bosch's BMP280 datasheet, section 3.12 (25.08 degrees, 100653 Pa), and a humidity calibration.
// What its converters give: bme280_temperature, bme280_pressure (20 bits), bme280_humidity (16).
// Bosch BME280 datasheet, section 5.3 and table 16.
#include "i2c.h"

enum {
    REG_CALIBRATION = 0x88,
    REG_H1 = 0xa1,
    REG_ID = 0xd0,
    REG_RESET = 0xe0,
    REG_H2 = 0xe1,
    REG_CONTROL_HUMIDITY = 0xf2,
    REG_STATUS = 0xf3,
    REG_CONTROL = 0xf4,
    REG_CONFIG = 0xf5,
    REG_PRESSURE = 0xf7,
    REG_TEMPERATURE = 0xfa,
    REG_HUMIDITY = 0xfd,
    ID = 0x60,
    MODE_BITS = 3,
    MODE_NORMAL = 3
};

// T1 to T3 and P1 to P9.
static const s32 calibration[] = { 27504, 26435, -1000, 36477, -10685, 3024,
                                   2855,  140,   -7,    15500, -14600, 6000 };
// H1 = 75, H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30; H4 and H5 have 12 bits.
static const u8 humidity_calibration[] = {
    362 & 0xff, 362 >> 8, 0, 313 >> 4, (313 & 15) | (50 & 15) << 4, 50 >> 4, 30
};

static u8 registers[256] = { [REG_H1] = 75, [REG_ID] = ID };
static u8 at;
static u32 temperature = 519888, pressure = 415148, humidity = 30000;

static void put20(u8 first, u32 value)
{
    registers[first] = (u8)(value >> 12);
    registers[first + 1] = (u8)(value >> 4);
    registers[first + 2] = (u8)(value << 4);
}

static void measure(void)
{
    put20(REG_PRESSURE, pressure);
    put20(REG_TEMPERATURE, temperature);
    registers[REG_HUMIDITY] = (u8)(humidity >> 8);
    registers[REG_HUMIDITY + 1] = (u8)humidity;
}

// Before the first measurement the results are 0x80000 and 0x8000.
static void reset(void)
{
    registers[REG_CONTROL_HUMIDITY] = registers[REG_STATUS] = 0;
    registers[REG_CONTROL] = registers[REG_CONFIG] = 0;
    put20(REG_PRESSURE, 0x80000);
    put20(REG_TEMPERATURE, 0x80000);
    registers[REG_HUMIDITY] = 0x80;
    registers[REG_HUMIDITY + 1] = 0;
}

static void set(u8 number, u8 value)
{
    if (number == REG_RESET && value == 0xb6)
        reset();
    if (number < REG_CONTROL_HUMIDITY || number > REG_CONFIG || number == REG_STATUS)
        return;
    registers[number] = value;
    if (number != REG_CONTROL || !(value & MODE_BITS))
        return;
    measure();
    if ((value & MODE_BITS) != MODE_NORMAL)
        registers[REG_CONTROL] &= (u8)~MODE_BITS; // a forced measurement is done: it sleeps again
}

// A write is pairs of register and value; a single byte is the register to read from.
static void heard(const u8 *bytes, unsigned int n)
{
    if (n)
        at = bytes[0];
    for (unsigned int i = 0; i + 1 < n; i += 2)
        set(bytes[i], bytes[i + 1]);
}

static void say(u8 *bytes, unsigned int n)
{
    if ((registers[REG_CONTROL] & MODE_BITS) == MODE_NORMAL)
        measure();
    for (unsigned int i = 0; i < n; i++)
        bytes[i] = registers[at++];
}

static void appear(struct dentry *folder)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(calibration); i++) {
        registers[REG_CALIBRATION + 2 * i] = (u8)calibration[i];
        registers[REG_CALIBRATION + 2 * i + 1] = (u8)(calibration[i] >> 8);
    }
    for (unsigned int i = 0; i < ARRAY_SIZE(humidity_calibration); i++)
        registers[REG_H2 + i] = humidity_calibration[i];
    reset();
    debugfs_create_u32("bme280_temperature", 0644, folder, &temperature);
    debugfs_create_u32("bme280_pressure", 0644, folder, &pressure);
    debugfs_create_u32("bme280_humidity", 0644, folder, &humidity);
}

const struct i2c_part bme280 = { 0x76, appear, heard, say };
