// Simulates NOR flash in a file. At the start the file is copied to memory, so that it can be read
// like flash. Program and erase change both.
#include "semi_flash.h"
#include "semihost.h"
#include <string.h>

enum { NAME_BYTES = 256, CHUNK = 256 };

// In the machine's PSRAM, because this is the flash, not memory of the chip.
static uint32_t image[SEMI_FLASH_BYTES / 4] __attribute__((section(".flash_image")));
static int file = -1;

static bool semi_flash_ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), n_end = strlen(end);

    return n >= n_end && strcmp(s + n - n_end, end) == 0;
}

static bool is_inside(uint32_t at, size_t n_words)
{
    return at % 4 == 0 && at <= SEMI_FLASH_BYTES && n_words <= (SEMI_FLASH_BYTES - at) / 4;
}

// Word by word: QEMU may be killed between any two, like a power cut.
static int semi_flash_program(void *ctx, uint32_t at, const uint32_t *words, size_t n_words)
{
    uint32_t *to = image + at / 4;

    (void)ctx;
    if (!is_inside(at, n_words))
        return ERR_RANGE;
    for (size_t i = 0; i < n_words; i++)
        if (words[i] & ~to[i])
            return ERR_STORE;
    if (!semihost_seek(file, at))
        return ERR_STORE;
    for (size_t i = 0; i < n_words; i++) {
        if (!semihost_write(file, words + i, sizeof *words))
            return ERR_STORE;
        to[i] = words[i];
    }
    return OK;
}

static int semi_flash_erase(void *ctx, uint32_t at)
{
    (void)ctx;
    if (at % SEMI_FLASH_SECTOR || !is_inside(at, SEMI_FLASH_SECTOR / 4))
        return ERR_RANGE;
    if (!semihost_seek(file, at))
        return ERR_STORE;
    memset(image + at / 4, 0xFF, SEMI_FLASH_SECTOR);
    for (uint32_t i = 0; i < SEMI_FLASH_SECTOR; i += CHUNK)
        if (!semihost_write(file, image + (at + i) / 4, CHUNK))
            return ERR_STORE;
    return OK;
}

const char *semi_flash_open(struct flash *flash)
{
    static char name[NAME_BYTES];

    // Without an argument QEMU gives the path of the ELF file, which must not be overwritten.
    if (!semihost_argument(name, sizeof name) || !semi_flash_ends_with(name, ".flash"))
        return "";
    file = semihost_open(name, SEMIHOST_UPDATE);
    if (file < 0)
        return "cannot be opened for reading and writing";
    if (semihost_length(file) != SEMI_FLASH_BYTES)
        return "does not have 1048576 bytes";
    if (!semihost_read(file, image, sizeof image))
        return "cannot be read";
    *flash = (struct flash){ NULL,
                             SEMI_FLASH_BYTES,
                             SEMI_FLASH_SECTOR,
                             (const uint8_t *)image,
                             semi_flash_program,
                             semi_flash_erase };
    return NULL;
}

void semi_flash_close(void)
{
    if (file >= 0)
        semihost_close(file);
}
