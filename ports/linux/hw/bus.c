// Opens bus devices and keeps them.
#include "bus.h"
#include "base/err.h"
#include <unistd.h>

struct bus *bus_open(struct buses *b, const struct kernel *k, const struct wire *wire, int *err)
{
    struct bus *bus = b->bus;

    while (bus < b->bus + BUSES && bus->wire && bus->wire != wire)
        bus++;
    *err = bus == b->bus + BUSES ? ERR_FULL : OK;
    if (*err)
        return NULL;
    if (bus->wire)
        return bus;
    int fd = kernel_open_device(k, wire->device);
    *err = fd < 0 ? fd : OK;
    if (fd < 0)
        return NULL;
    *bus = (struct bus){ wire, fd, 0 };
    return bus;
}

void bus_close_all(struct buses *b)
{
    for (unsigned i = 0; i < BUSES; i++)
        if (b->bus[i].wire)
            close(b->bus[i].fd);
    *b = (struct buses){ 0 };
}
