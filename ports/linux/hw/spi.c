// SPI through spidev (Documentation/spi/spidev.rst).
#include "base/err.h"
#include "bus.h"
#include <errno.h>
#include <linux/spi/spidev.h>
#include <sys/ioctl.h>

static const struct wire *spi_find_bus(const struct kernel *k, const struct spi_message *m)
{
    const struct wire *x = NULL;

    while ((x = wiring_at_gpio(k->wiring, x, WIRE_SPI, m->clock)))
        if (x->gpio[1] == m->mosi && x->gpio[2] == m->miso && x->gpio[3] == m->select)
            break;
    return x;
}

static int set_mode(const struct kernel *k, struct bus *bus, uint8_t mode)
{
    if (bus->mode == mode + 1u)
        return OK;
    if (ioctl(bus->fd, SPI_IOC_WR_MODE, &mode) < 0)
        return kernel_fault(k, "set the mode of", bus->wire->device);
    bus->mode = mode + 1u;
    return OK;
}

static int spi_send_message(const struct kernel *k, const struct bus *bus,
                            struct spi_ioc_transfer *t)
{
    if (ioctl(bus->fd, SPI_IOC_MESSAGE(1), t) >= 0)
        return OK;
    if (errno != EMSGSIZE)
        return kernel_fault(k, "transfer on", bus->wire->device);
    kernel_log(
        k, LOG_WARN,
        "[hardware] %s: %u bytes are more than the kernel takes at once; raise spidev.bufsiz",
        bus->wire->device, (unsigned)t->len);
    return ERR_RANGE;
}

int spi_transfer(struct buses *b, const struct kernel *k, const struct spi_message *m)
{
    const struct wire *wire = spi_find_bus(k, m);
    struct spi_ioc_transfer t = { .tx_buf = (uintptr_t)m->tx,
                                  .rx_buf = (uintptr_t)m->rx,
                                  .len = m->len,
                                  .speed_hz = m->hz,
                                  .bits_per_word = 8 };
    int err = OK;

    if (!wire) {
        kernel_log(k, LOG_WARN, "[hardware] no line 'spi %u %u %u %u DEVICE' in the board file",
                   m->clock, m->mosi, m->miso, m->select);
        return ERR_NOTSUP;
    }
    struct bus *bus = bus_open(b, k, wire, &err);
    if (!bus)
        return err;
    err = set_mode(k, bus, m->mode);
    return err ? err : spi_send_message(k, bus, &t);
}

int spi_send(struct buses *b, const struct kernel *k, const struct wire *wire, uint32_t hz,
             const uint8_t *bytes, size_t len)
{
    struct spi_ioc_transfer t = {
        .tx_buf = (uintptr_t)bytes, .len = (uint32_t)len, .speed_hz = hz, .bits_per_word = 8
    };
    int err = OK;
    struct bus *bus = bus_open(b, k, wire, &err);

    return bus ? spi_send_message(k, bus, &t) : err;
}
