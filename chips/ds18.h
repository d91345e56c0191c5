// DS18B20 thermometers on a 1-Wire bus. Maxim "DS18B20", 19-7487 Rev 6: ROM and function commands,
// memory map (figure 9), temperature register (figure 4, table 1), configuration (figure 10).
#ifndef CHIPS_DS18_H
#define CHIPS_DS18_H

#include "mod/module.h"

enum { DS18_ROM = 8, DS18_PAD = 9, DS18_BITS_MIN = 9, DS18_BITS_MAX = 12 };

// Polynomial x^8 + x^5 + x^4 + 1, least bit first: Maxim application note 27.
uint8_t ds18_crc(const uint8_t *bytes, unsigned n);

// What table 1 says that it measures, in sixteenths of a degree Celsius.
enum { DS18_COLDEST = -55 * 16, DS18_HOTTEST = 125 * 16 };

struct ds18_reading {
    int16_t sixteenths;
    uint8_t bits; // that it measures with, whatever it was told
};

// Takes a scratchpad apart. Bits that the resolution leaves undefined are zero. ERR_CHECKSUM: it is
// no scratchpad; ERR_DAMAGED: the value of the power-on, 85 degrees, which it shows as long as it
// has not converted; ERR_RANGE: no temperature that it can measure. `bits` is right in these two.
int ds18_temperature(const uint8_t pad[DS18_PAD], struct ds18_reading *r);

// Finds the thermometers, up to `max`; what else is on the wire is passed over. How many, or
// ERR_IO: none; ERR_CHECKSUM: a name came damaged; or why the pin could not be used.
int ds18_find(struct call *c, unsigned need, uint8_t roms[][DS18_ROM], int max);

// Has all of them measure, with this resolution. It takes ds18_wait_ms.
int ds18_convert(struct call *c, unsigned need, int32_t bits);
uint32_t ds18_wait_ms(int32_t bits);

// What one has measured.
int ds18_read(struct call *c, unsigned need, const uint8_t rom[DS18_ROM], struct ds18_reading *r);

#endif
