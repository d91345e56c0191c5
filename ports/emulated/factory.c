// The factory sector.
#include "factory.h"
#include "base/crc32.h"
#include <string.h>

enum { FACTORY_VERSION = 1, FLAG_TRACE = 1 << 0, COUNTER_AT = 256 };

struct factory {
    char magic[4];
    uint32_t version;
    uint8_t mac[6];
    uint16_t flags;
    uint8_t seed[FACTORY_SEED_BYTES];
    uint32_t crc;
};
_Static_assert(sizeof(struct factory) == 52, "as it stands in the flash");

static const struct flash *chip; // NULL: none
static uint32_t sector_at;
static const struct factory *found; // in the mapped flash; NULL: not valid

static bool is_factory(const struct factory *f)
{
    return memcmp(f->magic, "mFAC", sizeof f->magic) == 0 && f->version == FACTORY_VERSION &&
           f->crc == crc32_add(0, f, offsetof(struct factory, crc));
}

void factory_take(struct flash *flash)
{
    const struct factory *f;

    flash->bytes -= flash->sector_bytes;
    chip = flash;
    sector_at = flash->bytes;
    f = (const void *)(flash->map + sector_at);
    found = is_factory(f) ? f : NULL;
}

bool factory_is_valid(void)
{
    return found;
}

void factory_mac(uint8_t mac[6])
{
    static const uint8_t common[6] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };

    memcpy(mac, found ? found->mac : common, sizeof common);
}

bool factory_wants_trace(void)
{
    return found && found->flags & FLAG_TRACE;
}

const uint8_t *factory_seed(void)
{
    return found ? found->seed : NULL;
}

// Unlike the journal this programs a word many times, clearing more bits each time. The flash chips
// of the emulated boards allow that. An erase here could lose the seed in a power cut.
uint32_t factory_count_boot(void)
{
    const uint32_t *word, *end;
    uint32_t boots = 0, bit = 0, left;

    if (!chip)
        return 0;
    word = (const void *)(chip->map + sector_at + COUNTER_AT);
    end = (const void *)(chip->map + sector_at + chip->sector_bytes);
    while (word < end && *word == 0) {
        boots += 32;
        word++;
    }
    if (word == end)
        return boots;
    while (!(*word >> bit & 1))
        bit++;
    left = *word & ~(1u << bit);
    chip->program(chip->ctx, (uint32_t)((const uint8_t *)word - chip->map), &left, 1);
    return boots + bit + 1;
}
