// Descriptors of bus devices. They are opened at first use and stay open.
#ifndef LINUX_HW_BUS_H
#define LINUX_HW_BUS_H

#include "kernel.h"
#include "wiring.h"

enum { BUSES = 8 };

struct buses {
    struct bus {
        const struct wire *wire; // NULL: free
        int fd;
        uint32_t mode; // spi: the last mode that was set, + 1
    } bus[BUSES];
};

// The open device for a line of the board file. NULL with *err: an error, which was logged.
struct bus *bus_open(struct buses *b, const struct kernel *k, const struct wire *wire, int *err);
void bus_close_all(struct buses *b);

int i2c_transfer(struct buses *b, const struct kernel *k, const struct i2c_message *m);
int spi_transfer(struct buses *b, const struct kernel *k, const struct spi_message *m);

// Sends bytes on the output of an SPI device, in any mode.
int spi_send(struct buses *b, const struct kernel *k, const struct wire *wire, uint32_t hz,
             const uint8_t *bytes, size_t len);

#endif
