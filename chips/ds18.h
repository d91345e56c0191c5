// DS18B20 thermometers on a 1-Wire bus. Maxim "DS18B20", 19-7487 Rev 6: ROM and function commands,
// memory map (figure 9), temperature register (figure 4, table 1), configuration (figure 10).
#ifndef CHIPS_DS18_H
#define CHIPS_DS18_H

#include "mod/module.h"

enum { DS18_ROM = 8, DS18_PAD = 9, DS18_BITS_MIN = 9, DS18_BITS_MAX = 12 };

// Polynomial x^8 + x^5 + x^4 + 1, least bit first: Maxim application note 27.
uint8_t ds18_crc(const uint8_t *bytes, unsigned n);

// Sixteenths of a degree Celsius out of a scratchpad. ERR_CHECKSUM: it is none; ERR_DAMAGED: the
// value of the power-on, 85 degrees, which it shows as long as it has not converted.
int ds18_temperature(const uint8_t pad[DS18_PAD], int16_t *sixteenths);

// Finds the thermometers, up to `max`; what else is on the wire is passed over. How many, or
// ERR_IO: none; ERR_CHECKSUM: a name came damaged; or why the pin could not be used.
int ds18_find(struct call *c, unsigned need, uint8_t roms[][DS18_ROM], int max);

// Has all of them measure, with this resolution. It takes ds18_wait_ms.
int ds18_convert(struct call *c, unsigned need, int32_t bits);
uint32_t ds18_wait_ms(int32_t bits);

// What one has measured.
int ds18_read(struct call *c, unsigned need, const uint8_t rom[DS18_ROM], int16_t *sixteenths);

#endif
