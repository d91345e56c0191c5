// I2C through i2c-dev (Documentation/i2c/dev-interface.rst). The kernel sets the speed of a bus
// where the bus is enabled.
#include "base/err.h"
#include "bus.h"
#include <errno.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/ioctl.h>

static const struct wire *i2c_find_bus(const struct kernel *k, unsigned sda, unsigned scl)
{
    const struct wire *x = NULL;

    while ((x = wiring_at_gpio(k->wiring, x, WIRE_I2C, sda)) && x->gpio[1] != scl)
        continue;
    return x;
}

static bool is_silence(int number)
{
    return number == ENXIO || number == EREMOTEIO || number == ETIMEDOUT || number == EIO;
}

static int i2c_send_messages(struct bus *bus, struct i2c_msg *messages, uint32_t n)
{
    struct i2c_rdwr_ioctl_data data = { messages, n };

    return ioctl(bus->fd, I2C_RDWR, &data) < 0 ? errno : 0;
}

// A device that is there acknowledges its address. Some controllers cannot send only an address.
static int ask_presence(struct bus *bus, uint16_t address)
{
    uint8_t byte;
    struct i2c_msg write = { .addr = address }, read = { address, I2C_M_RD, 1, &byte };
    int number = i2c_send_messages(bus, &write, 1);

    return number == EOPNOTSUPP || number == EINVAL ? i2c_send_messages(bus, &read, 1) : number;
}

static int send(struct bus *bus, const struct i2c_message *m)
{
    struct i2c_msg messages[2];
    uint32_t n = 0;

    if (!m->n_tx && !m->n_rx)
        return ask_presence(bus, m->address);
    if (m->n_tx) // the kernel does not write to data that it sends
        messages[n++] = (struct i2c_msg){ m->address, 0, m->n_tx, (uint8_t *)(uintptr_t)m->tx };
    if (m->n_rx)
        messages[n++] = (struct i2c_msg){ m->address, I2C_M_RD, m->n_rx, m->rx };
    return i2c_send_messages(bus, messages, n);
}

int i2c_transfer(struct buses *b, const struct kernel *k, const struct i2c_message *m)
{
    const struct wire *wire = i2c_find_bus(k, m->sda, m->scl);
    int err = OK;

    if (!wire) {
        kernel_log(k, LOG_WARN, "[hardware] no line 'i2c %u %u DEVICE' in the board file", m->sda,
                   m->scl);
        return ERR_NOTSUP;
    }
    struct bus *bus = bus_open(b, k, wire, &err);
    if (!bus)
        return err;
    int number = send(bus, m);
    if (!number)
        return OK;
    if (is_silence(number)) // no device: not logged, because a scan expects that
        return ERR_IO;
    errno = number;
    return kernel_fault(k, "transfer on", wire->device);
}
