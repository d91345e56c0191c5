// ROM codes of the simulated DS18B20s and the search for them. Maxim application notes 27 (CRC) and
// 187 (search).
#include "base/bytes.h"
#include "sim/parts.h"

enum { FAMILY = 0x28 };

uint8_t part_ds18_crc(const uint8_t *bytes, size_t len)
{
    uint8_t crc = 0;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint8_t)(crc >> 1 ^ (crc & 1 ? 0x8c : 0)); // x^8 + x^5 + x^4 + 1
    }
    return crc;
}

void part_ds18_rom(unsigned i, uint8_t rom[8])
{
    static const uint8_t serials[DS18_MAX][6] = { { 0x61, 0x64, 0x11, 0x8d, 0xf8, 0x9b },
                                                  { 0xff, 0x54, 0x2c, 0x80, 0x16, 0x03 },
                                                  { 0x1e, 0xa9, 0x02, 0x00, 0x00, 0x80 },
                                                  { 0x44, 0xc7, 0x7a, 0x05, 0x00, 0x00 } };

    rom[0] = FAMILY;
    bytes_copy(rom + 1, serials[i], 6);
    rom[7] = part_ds18_crc(rom, 7);
}

bool part_ds18_is_present(const struct sim *s, unsigned gpio)
{
    const struct ds18 *d = &s->parts->ds18;

    return d->pin >= 0 && (unsigned)d->pin == gpio && d->count && d->fault != PART_SILENT;
}

// The position of a ROM code in the search order (application note 187): bits in wire order, 0
// before 1.
static uint64_t part_ds18_rom_place_of(const uint8_t rom[8])
{
    uint64_t place = 0;

    for (unsigned i = 0; i < 64; i++)
        place = place << 1 | (rom[i / 8] >> i % 8 & 1);
    return place;
}

int part_ds18_next(struct sim *s, unsigned gpio, uint8_t rom[8])
{
    uint64_t after = part_ds18_rom_place_of(rom), best = UINT64_MAX;
    uint8_t candidate[8];

    if (!part_ds18_is_present(s, gpio))
        return ERR_NAME;
    for (unsigned i = 0; i < (unsigned)s->parts->ds18.count; i++) {
        part_ds18_rom(i, candidate);
        uint64_t place = part_ds18_rom_place_of(candidate);
        if (place > after && place < best) {
            best = place;
            bytes_copy(rom, candidate, sizeof candidate);
        }
    }
    return best == UINT64_MAX ? ERR_NAME : OK;
}
