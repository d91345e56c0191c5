// 1-Wire. The kernel has the bus and searches it. A program sees a folder for each device that was
// found.
//
// Devices without a driver have a file "rw". A write means reset, MATCH ROM and the bytes; a read
// continues from there. So a transaction that begins with MATCH ROM is passed on unchanged.
//
// Thermometers belong to the driver w1_therm, which talks to them itself. These are translated:
//   MATCH ROM or SKIP ROM, CONVERT T     Writes "trigger" to therm_bulk_read of the master, which
//                                        makes all thermometers convert. Then reads w1_slave of
//                                        each for its nine bytes. If the trigger fails, because the
//                                        bus has other devices too, w1_slave converts one after the
//                                        other. The kernel blocks the caller for 750 ms, so a
//                                        thread does this.
//   MATCH ROM or SKIP ROM, WRITE SCRATCHPAD
//                                        Sets the resolution. Bytes for alarms are not passed on.
//   MATCH ROM, READ SCRATCHPAD           Returns the nine bytes that the thread read last.
// Datasheet of the DS18B20, "Transaction sequence"; drivers/w1/slaves/w1_therm.c.
#include "onewire.h"
#include "base/err.h"
#include "wiring.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    READ_ROM = 0x33,
    MATCH_ROM = 0x55,
    SKIP_ROM = 0xcc,
    CONVERT = 0x44,
    WRITE_SCRATCHPAD = 0x4e,
    READ_SCRATCHPAD = 0xbe,
    ROM_BYTES = 8,
    CODE_BYTES = 7 // without the CRC
};
// The kernel's 750 ms end a little later than those of the caller.
enum { TRIES = 25, TRY_AGAIN_NS = 10000000 };
enum { SLAVES_BYTES = 2048 };
enum { SETTINGS = 4 }; // bytes of WRITE SCRATCHPAD: the command, two alarms, the configuration
enum { BITS_MIN = 9, CONFIG_AT = 5 }; // of the resolution

static const char devices[] = "/sys/bus/w1/devices";

// Maxim application note 27.
static uint8_t crc8(const uint8_t *bytes, unsigned n)
{
    uint8_t crc = 0;

    while (n--) {
        crc ^= *bytes++;
        for (int i = 0; i < 8; i++)
            crc = (uint8_t)(crc & 1 ? crc >> 1 ^ 0x8c : crc >> 1);
    }
    return crc;
}

// Reads "28-665544332211": the family, then the serial number from its last byte on.
static bool read_name(const char *name, uint8_t rom[ROM_BYTES])
{
    unsigned family;

    unsigned long long serial;
    int n = 0;

    if (sscanf(name, "%2x-%12llx%n", &family, &serial, &n) != 2 || n != 15)
        return false;
    rom[0] = (uint8_t)family;
    for (int i = 1; i < CODE_BYTES; i++, serial >>= 8)
        rom[i] = (uint8_t)serial;
    rom[CODE_BYTES] = crc8(rom, CODE_BYTES);
    return true;
}

static struct path folder_of(const uint8_t rom[ROM_BYTES])
{
    return kernel_path("%s/%02x-%02x%02x%02x%02x%02x%02x", devices, rom[0], rom[6], rom[5], rom[4],
                       rom[3], rom[2], rom[1]);
}

static const struct wire *master_of(const struct kernel *k, unsigned gpio)
{
    const struct wire *x = wiring_at_gpio(k->wiring, NULL, WIRE_ONEWIRE, gpio);

    if (!x)
        kernel_log(k, LOG_WARN, "[hardware] no line 'onewire %u MASTER' in the board file", gpio);
    return x;
}

// A search compares bits, the lowest of each byte first, and takes zeroes first.
static int search_order(const uint8_t *a, const uint8_t *b)
{
    for (unsigned i = 0; i < ROM_BYTES; i++) {
        uint8_t differ = a[i] ^ b[i];
        if (differ)
            return a[i] & differ & -differ ? 1 : -1;
    }
    return 0;
}

int onewire_next(const struct kernel *k, unsigned gpio, uint8_t rom[ROM_BYTES])
{
    static const uint8_t none[ROM_BYTES];
    const struct wire *master = master_of(k, gpio);
    char slaves[SLAVES_BYTES], *rest;
    uint8_t found[ROM_BYTES], best[ROM_BYTES] = { 0 };

    if (!master)
        return ERR_NOTSUP;
    struct path list = kernel_path("%s/%.64s/w1_master_slaves", devices, master->device);
    int n = kernel_read(k, list.text, slaves, sizeof slaves);
    if (n < 0)
        kernel_log(k, LOG_WARN, "[hardware] cannot read %s (is w1-gpio enabled?)", list.text);
    if (n < 0)
        return n;
    for (char *name = strtok_r(slaves, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
        if (read_name(name, found) &&
            (!memcmp(rom, none, ROM_BYTES) || search_order(found, rom) > 0) &&
            (!best[0] || search_order(found, best) < 0))
            memcpy(best, found, ROM_BYTES);
    if (!best[0])
        return ERR_NAME;
    memcpy(rom, best, ROM_BYTES);
    return OK;
}

static const struct kernel as_they_are = { .root = "" }; // for paths that include the root already

static struct scratchpad *pad_of(struct onewire *o, const uint8_t *rom)
{
    struct scratchpad *free_pad = NULL;

    for (unsigned i = 0; i < ONEWIRE_PADS; i++) {
        if (!memcmp(o->pads[i].rom, rom, ROM_BYTES))
            return &o->pads[i];
        if (!o->pads[i].rom[0] && !free_pad)
            free_pad = &o->pads[i];
    }
    return free_pad;
}

// Reads "90 01 4b 46 7f ff 0c 10 1c : crc=1c YES", followed by a line with the last valid data. It
// is empty if the thermometer did not answer, or never answered without an error.
static void read_pad(struct onewire *o, const uint8_t *rom, const char *text)
{
    struct scratchpad *pad = pad_of(o, rom);
    char *at = (char *)(uintptr_t)text;

    if (!pad)
        return;
    memcpy(pad->rom, rom, ROM_BYTES);
    pad->is_right = strstr(text, "YES");
    for (unsigned i = 0; i < ONEWIRE_PAD_BYTES; i++)
        pad->bytes[i] = (uint8_t)strtoul(at, &at, 16);
}

// Calls a function for each thermometer of a bus that the driver has, with its ROM and folder.
static void for_each(struct onewire *o, const struct path *bus,
                     void (*visit)(struct onewire *o, const uint8_t *rom,
                                   const struct path *folder))
{
    char slaves[SLAVES_BYTES], *rest;
    uint8_t rom[ROM_BYTES];
    int n = kernel_read(&as_they_are, kernel_path("%.100s/w1_master_slaves", bus->text).text,
                        slaves, sizeof slaves);

    if (n <= 0)
        return;
    for (char *name = strtok_r(slaves, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest)) {
        struct path folder = kernel_path("%.100s/%.16s", bus->text, name);
        if (read_name(name, rom) && !access(kernel_path("%.120s/w1_slave", folder.text).text, F_OK))
            visit(o, rom, &folder);
    }
}

static void read_one(struct onewire *o, const uint8_t *rom, const struct path *folder)
{
    char text[160];
    struct path file = kernel_path("%.120s/w1_slave", folder->text);

    if (kernel_read(&as_they_are, file.text, text, sizeof text) <= 0)
        text[0] = '\0';
    read_pad(o, rom, text);
}

static void *convert(void *ctx)
{
    static const char trigger[] = "trigger\n";
    struct onewire *o = ctx;
    int fd = open(kernel_path("%.100s/therm_bulk_read", o->bus.text).text, O_WRONLY | O_CLOEXEC);

    // The kernel does not report whether this worked. If not, the thermometers convert when they
    // are read.
    if (fd >= 0 && write(fd, trigger, sizeof trigger - 1) < 0)
        errno = 0;
    if (fd >= 0)
        close(fd);
    for_each(o, &o->bus, read_one);
    __atomic_store_n(&o->is_converting, false, __ATOMIC_RELEASE);
    return NULL;
}

static bool is_converting(const struct onewire *o)
{
    return __atomic_load_n(&o->is_converting, __ATOMIC_ACQUIRE);
}

static int start_conversion(struct onewire *o, const struct kernel *k, const char *master)
{
    sigset_t all, before;

    if (is_converting(o)) // all thermometers do
        return OK;
    onewire_close(o);
    o->bus = kernel_path("%s%s/%.64s", k->root, devices, master);
    o->is_converting = true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    o->has_thread = !pthread_create(&o->thread, NULL, convert, o);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    o->is_converting = o->is_converting && o->has_thread;
    return o->has_thread ? OK : ERR_FULL;
}

void onewire_close(struct onewire *o)
{
    if (o->has_thread)
        pthread_join(o->thread, NULL);
    o->has_thread = false;
}

// The kernel shows the resolution it knows. Setting it needs the bus.
static void set_one(struct onewire *o, const uint8_t *rom, const struct path *folder)
{
    struct path file = kernel_path("%.120s/resolution", folder->text);
    int64_t bits = 0;

    (void)rom;
    if (!kernel_read_number(&as_they_are, file.text, &bits) && bits != o->bits)
        o->err = kernel_write_number(&as_they_are, file.text, o->bits);
}

// `folder` of one thermometer, or NULL for all of the bus.
static int write_scratchpad(struct onewire *o, const struct kernel *k, const char *master,
                            const struct path *folder, uint8_t config)
{
    struct path bus = kernel_path("%s%s/%.64s", k->root, devices, master);

    if (is_converting(o)) // the thread uses the bus
        return ERR_WAIT;
    o->bits = BITS_MIN + (config >> CONFIG_AT & 3u);
    o->err = OK;
    if (folder)
        set_one(o, NULL, folder);
    else
        for_each(o, &bus, set_one);
    return o->err;
}

static int read_scratchpad(struct onewire *o, const struct kernel *k, const char *master,
                           const struct onewire_message *m)
{
    static const struct timespec pause = { 0, TRY_AGAIN_NS };

    for (int i = 0; is_converting(o) && i < TRIES; i++)
        nanosleep(&pause, NULL);
    if (is_converting(o))
        return ERR_WAIT;
    const struct scratchpad *pad = pad_of(o, m->tx + 1);
    if (!pad || m->n_rx > ONEWIRE_PAD_BYTES)
        return ERR_FULL;
    if (!pad->rom[0]) { // its data are known after a conversion
        int err = start_conversion(o, k, master);
        return err ? err : ERR_WAIT;
    }
    if (!pad->is_right)
        return ERR_IO;
    memcpy(m->rx, pad->bytes, m->n_rx);
    return OK;
}

static int transfer_raw(const struct kernel *k, const struct path *file,
                        const struct onewire_message *m)
{
    struct path whole = kernel_path("%s%s", k->root, file->text);
    const uint8_t *bytes = m->tx + 1 + ROM_BYTES;
    size_t n = m->n_tx - 1u - ROM_BYTES;
    int fd = open(whole.text, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return kernel_fault(k, "open", file->text);
    int err = OK;
    if (n && pwrite(fd, bytes, n, 0) != (ssize_t)n)
        err = ERR_IO; // no device was present
    else if (m->n_rx && pread(fd, m->rx, m->n_rx, 0) != (ssize_t)m->n_rx)
        err = ERR_IO;
    close(fd);
    return err;
}

static int transfer_matched(struct onewire *o, const struct kernel *k, const char *master,
                            const struct onewire_message *m)
{
    struct path folder = folder_of(m->tx + 1);
    struct path raw = kernel_path("%.140s/rw", folder.text);
    uint8_t command = m->tx[1 + ROM_BYTES];

    if (access(kernel_path("%s%.140s", k->root, folder.text).text, F_OK))
        return ERR_IO; // the kernel's search did not find it
    if (!access(kernel_path("%s%s", k->root, raw.text).text, F_OK))
        return transfer_raw(k, &raw, m);
    if (command == WRITE_SCRATCHPAD && m->n_tx == 1 + ROM_BYTES + SETTINGS) {
        folder = kernel_path("%s%.140s", k->root, folder.text);
        return write_scratchpad(o, k, master, &folder, m->tx[m->n_tx - 1]);
    }
    if (command == CONVERT)
        return start_conversion(o, k, master);
    if (command == READ_SCRATCHPAD)
        return read_scratchpad(o, k, master, m);
    kernel_log(
        k, LOG_WARN,
        "[hardware] %s: a kernel driver has this device: command 0x%02x does not get through",
        folder.text, command);
    return ERR_NOTSUP;
}

int onewire_transfer(struct onewire *o, const struct kernel *k, const struct onewire_message *m)
{
    const struct wire *master = master_of(k, m->gpio);
    uint8_t rom[ROM_BYTES] = { 0 };

    if (!master)
        return ERR_NOTSUP;
    if (m->n_tx > 1 + ROM_BYTES && m->tx[0] == MATCH_ROM)
        return transfer_matched(o, k, master->device, m);
    if (m->n_tx == 2 && m->tx[0] == SKIP_ROM && m->tx[1] == CONVERT)
        return start_conversion(o, k, master->device);
    if (m->n_tx == 1 + SETTINGS && m->tx[0] == SKIP_ROM && m->tx[1] == WRITE_SCRATCHPAD)
        return write_scratchpad(o, k, master->device, NULL, m->tx[m->n_tx - 1]);
    if (m->n_tx == 1 && m->tx[0] == READ_ROM && m->n_rx == ROM_BYTES) {
        int err = onewire_next(k, m->gpio, rom);
        memcpy(m->rx, rom, ROM_BYTES);
        return err == ERR_NAME ? ERR_IO : err;
    }
    if (!m->n_tx && !m->n_rx) // only a reset: tests whether a device is there
        return onewire_next(k, m->gpio, rom) == ERR_NAME ? ERR_IO : OK;
    kernel_log(k, LOG_WARN,
               "[hardware] 1-Wire: the kernel only lets through what begins with "
               "MATCH ROM, and SKIP ROM with CONVERT T");
    return ERR_NOTSUP;
}
