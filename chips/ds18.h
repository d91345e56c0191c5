// DS18B20 thermometers on a 1-Wire bus. Maxim "DS18B20", 19-7487 Rev 6: ROM and function commands,
// memory map (figure 9), temperature register (figure 4, table 1), configuration (figure 10).
#ifndef CHIPS_DS18_H
#define CHIPS_DS18_H

#include "mod/module.h"

enum { DS18_ROM = 8, DS18_PAD = 9, DS18_BITS_MIN = 9, DS18_BITS_MAX = 12 };

// Polynomial x^8 + x^5 + x^4 + 1, least bit first: Maxim application note 27.
uint8_t ds18_crc(const uint8_t *bytes, unsigned n);

// Measuring range from table 1, in sixteenths of a degree Celsius.
enum { DS18_COLDEST = -55 * 16, DS18_HOTTEST = 125 * 16 };

struct ds18_reading {
    int16_t sixteenths;
    uint8_t bits; // resolution that it really uses
};

// Decodes a scratchpad. Bits that the resolution leaves undefined become zero. ERR_CHECKSUM:
// damaged. ERR_DAMAGED: it has the power-on value of 85 degrees, as no conversion has ended yet.
// ERR_RANGE: it cannot measure that temperature. With the last two, `bits` is right.
int ds18_temperature(const uint8_t pad[DS18_PAD], struct ds18_reading *r);

// Finds up to `max` thermometers. Other devices on the wire are skipped. Returns how many, or
// ERR_IO: none; ERR_CHECKSUM: a damaged ROM code; or why the pin could not be used.
int ds18_find(struct call *c, unsigned need, uint8_t roms[][DS18_ROM], int max);

// Starts a measurement of all thermometers with this resolution. It takes ds18_wait_ms.
int ds18_convert(struct call *c, unsigned need, int32_t bits);
uint32_t ds18_wait_ms(int32_t bits);

// Reads the result of one thermometer.
int ds18_read(struct call *c, unsigned need, const uint8_t rom[DS18_ROM], struct ds18_reading *r);

#endif
