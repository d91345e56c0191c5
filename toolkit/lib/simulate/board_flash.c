// The flash file of an emulated board.
#include "simulate/board_flash.h"
#include "base/crc32.h"
#include "posix/plain_file.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, SEED_BYTES = FACTORY_CRC - FACTORY_SEED, ERASED = 0xFF };

static const char magic[4] = { 'm', 'F', 'A', 'C' };

static void put_number(uint8_t *to, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get_number(const uint8_t *from, int bytes)
{
    uint32_t value = 0;

    for (int i = 0; i < bytes; i++)
        value |= (uint32_t)from[i] << 8 * i;
    return value;
}

static bool is_factory_record(const uint8_t *record)
{
    return memcmp(record, magic, sizeof magic) == 0 &&
           get_number(record + FACTORY_VERSION, 4) == VERSION &&
           get_number(record + FACTORY_CRC, 4) == crc32_add(0, record, FACTORY_CRC);
}

static void set_flags(uint8_t *record, uint32_t flags)
{
    put_number(record + FACTORY_FLAGS, flags, 2);
    put_number(record + FACTORY_CRC, crc32_add(0, record, FACTORY_CRC), 4);
}

static bool make_record(uint8_t *record, bool traces)
{
    enum { MULTICAST = 1, LOCAL = 2 }; // IEEE 802-2014, 8.2.2: bits of a MAC's first byte
    uint8_t *mac = record + FACTORY_MAC;

    memcpy(record, magic, sizeof magic);
    put_number(record + FACTORY_VERSION, VERSION, 4);
    if (getrandom(mac, 6, 0) != 6 ||
        getrandom(record + FACTORY_SEED, SEED_BYTES, 0) != SEED_BYTES) {
        term_error("the system gives no random numbers: %s", strerror(errno));
        return false;
    }
    mac[0] = (uint8_t)((mac[0] & ~MULTICAST) | LOCAL);
    set_flags(record, traces ? FACTORY_TRACES : 0);
    return true;
}

// Replaces the file as a whole: `used` is the part that the node uses, the rest is a hole.
static bool replace_file(const struct board_kind *kind, const char *path, const uint8_t *used)
{
    char *temp = memory_print("%s.new", path);
    int fd = plain_file_open(temp, O_WRONLY | O_CREAT | O_TRUNC);
    bool ok = fd >= 0 && plain_file_write(fd, (const char *)used, kind->used_bytes) == 0 &&
              ftruncate(fd, (off_t)kind->file_bytes) == 0 && plain_file_sync(fd) == 0;

    if (fd >= 0)
        ok = plain_file_close(fd) == 0 && ok;
    ok = ok && rename(temp, path) == 0 && paths_sync(path) == 0;
    if (!ok) {
        term_error("cannot write the flash file %s: %s", path, plain_file_error(errno));
        unlink(temp);
    }
    free(temp);
    return ok;
}

// Reads the part that the node uses. False after a message.
static bool board_flash_read_file(const struct board_kind *kind, const char *path, uint8_t *used)
{
    struct stat status;
    int fd = plain_file_open(path, O_RDONLY);
    bool ok = fd >= 0 && fstat(fd, &status) == 0;
    ssize_t n = ok ? plain_file_read(fd, (char *)used, kind->used_bytes, 0) : -1;

    if (n < 0)
        term_error("cannot read the flash file %s: %s", path, plain_file_error(errno));
    else if (status.st_size != (off_t)kind->file_bytes)
        term_error("%s has %lld bytes, but the flash of the board %s has %u; move it away to start "
                   "with an empty one",
                   path, (long long)status.st_size, kind->name, kind->file_bytes);
    if (fd >= 0)
        close(fd);
    return n == (ssize_t)kind->used_bytes && status.st_size == (off_t)kind->file_bytes;
}

static bool set_trace(const struct board_kind *kind, const char *path, uint8_t *used,
                      uint8_t *record, bool traces)
{
    uint32_t flags = get_number(record + FACTORY_FLAGS, 2);
    uint32_t wanted = traces ? flags | FACTORY_TRACES : flags & ~(uint32_t)FACTORY_TRACES;

    if (wanted == flags)
        return true;
    set_flags(record, wanted);
    return replace_file(kind, path, used);
}

bool board_flash_ready(const struct board_kind *kind, const char *path, bool traces, uint8_t mac[6])
{
    bool is_new = access(path, F_OK) != 0, ok = false;
    uint8_t *used = memory_take(kind->used_bytes, 1);
    uint8_t *record = used + kind->used_bytes - kind->sector_bytes;

    memset(used, ERASED, kind->used_bytes);
    if (is_new) {
        ok = make_record(record, traces) && replace_file(kind, path, used);
    } else if (board_flash_read_file(kind, path, used)) {
        ok = is_factory_record(record);
        if (!ok)
            term_error("the factory sector of %s is damaged, so the board's MAC is unknown; move "
                       "the file away to start with an empty one",
                       path);
        ok = ok && set_trace(kind, path, used, record, traces);
    }
    memcpy(mac, record + FACTORY_MAC, 6);
    free(used);
    return ok;
}
