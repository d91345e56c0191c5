// Communicates with DS18B20 thermometers.
#include "chips/ds18.h"

enum { SKIP_ROM = 0xcc, MATCH_ROM = 0x55, FAMILY = 0x28 };
enum { CONVERT_T = 0x44, WRITE_SCRATCHPAD = 0x4e, READ_SCRATCHPAD = 0xbe };
enum {
    ALARM_HIGH = 0x4b, // factory value; alarms are not used
    ALARM_LOW = 0x46,
    PAD_CONFIG = 4,
    CONFIG_MASK = 0x9f, // mask and value of fixed bits
    CONFIG_FIXED = 0x1f,
    POWER_ON = 0x0550, // 85 degrees
    // Byte 6 is the remaining count of a conversion, as in the DS18S20 (19-5474, figure 7). It is
    // 0x0c from power-on until the first conversion. A conversion that gives 85 degrees leaves
    // 0x10.
    PAD_REMAIN = 6,
    REMAIN_AT_POWER_ON = 0x0c,
    CONVERSION_MS = 750, // longest time for 12 bits; half of it for each bit less
    NAMES_MAX = 64       // a faulty wire could return ROM codes forever
};

uint8_t ds18_crc(const uint8_t *bytes, unsigned n)
{
    uint8_t crc = 0;

    for (unsigned i = 0; i < n * 8; i++) {
        bool bit = (crc ^ bytes[i / 8] >> i % 8) & 1;
        crc = (uint8_t)(crc >> 1 ^ (bit ? 0x8c : 0));
    }
    return crc;
}

int ds18_temperature(const uint8_t pad[DS18_PAD], struct ds18_reading *r)
{
    // A pad of zeros has a correct check, but the configuration is never zero.
    if (ds18_crc(pad, DS18_PAD - 1) != pad[DS18_PAD - 1] ||
        (pad[PAD_CONFIG] & CONFIG_MASK) != CONFIG_FIXED)
        return ERR_CHECKSUM;
    r->bits = (uint8_t)(DS18_BITS_MIN + (pad[PAD_CONFIG] >> 5));
    uint16_t undefined = (uint16_t)((1 << (DS18_BITS_MAX - r->bits)) - 1);
    r->sixteenths = (int16_t)((pad[0] | pad[1] << 8) & ~undefined);
    if (r->sixteenths == POWER_ON && pad[PAD_REMAIN] == REMAIN_AT_POWER_ON)
        return ERR_DAMAGED;
    return r->sixteenths < DS18_COLDEST || r->sixteenths > DS18_HOTTEST ? ERR_RANGE : OK;
}

int ds18_find(struct call *c, unsigned need, uint8_t roms[][DS18_ROM], int max)
{
    uint8_t rom[DS18_ROM] = { 0 };
    int found = 0;

    for (unsigned i = 0; i < NAMES_MAX && found < max; i++) {
        int err = call_onewire_next(c, need, rom);
        if (err == ERR_NAME)
            break;
        if (err)
            return err;
        if (ds18_crc(rom, DS18_ROM - 1) != rom[DS18_ROM - 1])
            return ERR_CHECKSUM;
        for (unsigned k = 0; k < DS18_ROM && rom[0] == FAMILY; k++)
            roms[found][k] = rom[k];
        found += rom[0] == FAMILY;
    }
    return found ? found : ERR_IO;
}

int ds18_convert(struct call *c, unsigned need, int32_t bits)
{
    const char config = (char)(CONFIG_FIXED | (bits - DS18_BITS_MIN) << 5);
    const char set[] = { (char)SKIP_ROM, WRITE_SCRATCHPAD, ALARM_HIGH, ALARM_LOW, config };
    static const char convert[] = { (char)SKIP_ROM, CONVERT_T };
    int err = call_onewire(c, need, text_make(set, sizeof set), NULL, 0);

    return err ? err : call_onewire(c, need, text_make(convert, sizeof convert), NULL, 0);
}

uint32_t ds18_wait_ms(int32_t bits)
{
    return ((unsigned)CONVERSION_MS >> (DS18_BITS_MAX - bits)) + 1;
}

int ds18_read(struct call *c, unsigned need, const uint8_t rom[DS18_ROM], struct ds18_reading *r)
{
    uint8_t tx[DS18_ROM + 2] = { MATCH_ROM }, pad[DS18_PAD];

    for (unsigned k = 0; k < DS18_ROM; k++)
        tx[k + 1] = rom[k];
    tx[DS18_ROM + 1] = READ_SCRATCHPAD;
    int err = call_onewire(c, need, text_make((const char *)tx, sizeof tx), pad, sizeof pad);
    return err ? err : ds18_temperature(pad, r);
}
