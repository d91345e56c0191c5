// NOR flash with Intel's command set. QEMU lets a program set bits, so that is refused here.
#include "cfi_flash.h"
#include "mmio.h"

// Commands and status bits: Intel application note 646.
enum command {
    COMMAND_ERASE = 0x20,
    COMMAND_PROGRAM = 0x40,
    COMMAND_CLEAR_STATUS = 0x50,
    COMMAND_QUERY = 0x98,
    COMMAND_CONFIRM = 0xD0,
    COMMAND_READ = 0xFF,
};
enum {
    STATUS_READY = 0x80,
    STATUS_FAILED = 0x3A, // erase, program, programming voltage or lock bit
};

// The query structure: JESD68.01. Addresses count bus accesses.
enum {
    QUERY_AT = 0x55,
    QUERY_Q = 0x10,
    QUERY_COMMAND_SET = 0x13, // low byte
    QUERY_SECTOR = 0x2F,      // of the first region, in units of 256 bytes; low byte, high byte
    COMMAND_SET_INTEL = 1,
    SECTOR_UNIT = 256,
};

static void bus_write(const struct cfi_place *p, uint32_t at, uint32_t value)
{
    if (p->bus == CFI_BUS_16)
        mmio_set16(p->base + at, (uint16_t)value);
    else
        mmio_set(p->base + at, value);
}

static uint32_t bus_read(const struct cfi_place *p, uint32_t at)
{
    return p->bus == CFI_BUS_16 ? mmio_get16(p->base + at) : mmio_get(p->base + at);
}

// Repeats the value for each chip on the bus.
static uint32_t for_all(const struct cfi_place *p, uint32_t value)
{
    return p->bus == CFI_BUS_16 ? value : value << 16 | value;
}

static void cfi_flash_command(const struct cfi_place *p, uint32_t at, enum command c)
{
    bus_write(p, at, for_all(p, c));
}

// Waits for the end of a program or erase. If it never ends, the watchdog restarts the board.
static bool ended_well(const struct cfi_place *p, uint32_t at)
{
    uint32_t ready = for_all(p, STATUS_READY), status;

    do {
        status = bus_read(p, at);
    } while ((status & ready) != ready);
    return !(status & for_all(p, STATUS_FAILED));
}

static void back_to_reading(const struct cfi_place *p)
{
    cfi_flash_command(p, 0, COMMAND_CLEAR_STATUS);
    cfi_flash_command(p, 0, COMMAND_READ);
}

static bool sets_bits(const struct cfi_place *p, uint32_t at, const uint32_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (words[i] & ~mmio_get(p->base + at + 4 * i))
            return true;
    return false;
}

static bool program_word(const struct cfi_place *p, uint32_t at, uint32_t word)
{
    bool ok = true;

    for (uint32_t done = 0; ok && done < 4; done += p->bus) {
        cfi_flash_command(p, at + done, COMMAND_PROGRAM);
        bus_write(p, at + done, word >> 8 * done);
        ok = ended_well(p, at + done);
    }
    return ok;
}

// The chip stays in programming mode for the whole run. In QEMU each change between commands and
// reading costs a third of a millisecond.
static int cfi_flash_program(void *ctx, uint32_t at, const uint32_t *words, size_t n_words)
{
    const struct cfi_place *p = &((struct cfi_flash *)ctx)->place;
    bool ok = true;

    if (at % 4 || at > p->bytes || n_words > (p->bytes - at) / 4)
        return ERR_RANGE;
    if (sets_bits(p, at, words, n_words))
        return ERR_STORE;
    for (size_t i = 0; ok && i < n_words; i++)
        ok = program_word(p, at + 4 * (uint32_t)i, words[i]);
    back_to_reading(p);
    return ok ? OK : ERR_STORE;
}

static int cfi_flash_erase(void *ctx, uint32_t at)
{
    const struct cfi_place *p = &((struct cfi_flash *)ctx)->place;
    bool ok;

    if (at % p->sector_bytes || at >= p->bytes)
        return ERR_RANGE;
    cfi_flash_command(p, at, COMMAND_ERASE);
    cfi_flash_command(p, at, COMMAND_CONFIRM);
    ok = ended_well(p, at);
    back_to_reading(p);
    return ok ? OK : ERR_STORE;
}

static uint8_t queried(const struct cfi_place *p, uint32_t index)
{
    return (uint8_t)bus_read(p, index * p->bus);
}

static bool is_as_expected(const struct cfi_place *p)
{
    uint32_t chips = p->bus / CFI_BUS_16;
    uint32_t units = queried(p, QUERY_SECTOR) | (uint32_t)queried(p, QUERY_SECTOR + 1) << 8;

    return queried(p, QUERY_Q) == 'Q' && queried(p, QUERY_Q + 1) == 'R' &&
           queried(p, QUERY_Q + 2) == 'Y' && queried(p, QUERY_COMMAND_SET) == COMMAND_SET_INTEL &&
           units * SECTOR_UNIT * chips == p->sector_bytes;
}

bool cfi_open(struct cfi_flash *f, const struct cfi_place *place)
{
    bool is_there;

    cfi_flash_command(place, QUERY_AT * place->bus, COMMAND_QUERY);
    is_there = is_as_expected(place);
    cfi_flash_command(place, 0, COMMAND_READ);
    if (!is_there)
        return false;
    *f = (struct cfi_flash){
        .flash = { f, place->bytes, place->sector_bytes, (const uint8_t *)place->base,
                   cfi_flash_program, cfi_flash_erase },
        .place = *place,
    };
    return true;
}
