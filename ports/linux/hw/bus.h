// The descriptors of bus devices, opened at their first use and kept.
#ifndef LINUX_HW_BUS_H
#define LINUX_HW_BUS_H

#include "kernel.h"
#include "wiring.h"

enum { BUSES = 8 };

struct buses {
    struct bus {
        const struct wire *wire; // NULL: free
        int fd;
        uint32_t mode; // spi: as it was set last, + 1
    } bus[BUSES];
};

// The open device of a line of the board file, or NULL with *err after it was logged.
struct bus *bus_open(struct buses *b, const struct kernel *k, const struct wire *wire, int *err);
void bus_close_all(struct buses *b);

int i2c_transfer(struct buses *b, const struct kernel *k, const struct i2c_message *m);
int spi_transfer(struct buses *b, const struct kernel *k, const struct spi_message *m);

// Sends bytes on the output of an SPI device, whatever its mode.
int spi_send(struct buses *b, const struct kernel *k, const struct wire *wire, uint32_t hz,
             const uint8_t *bytes, size_t len);

#endif
