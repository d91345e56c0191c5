// WS2812 over SPI. Worldsemi WS2812B datasheet, "Data transfer time": a bit takes 1.25 us, and is
// high for 0.4 us (0) or 0.8 us (1). A frame ends after 280 us low. At 2.4 MHz three SPI bits form
// one bit: 100 or 110.
#include "pixels.h"
#include "base/err.h"
#include <stdlib.h>
#include <string.h>

enum {
    SPI_HZ = 2400000,
    SPI_BITS = 3,  // so also SPI bytes per byte
    LOW_BYTES = 2, // sent first, because some controllers rest high
    END_US = 300,
    END_BYTES = (int)((long)SPI_HZ / 8 * END_US / 1000000) + 1,
    SPIDEV_BYTES = 4096 // the kernel's default for bufsiz
};
static const char bufsiz[] = "/sys/module/spidev/parameters/bufsiz";

int pixels_open(struct pixels *p, const struct kernel *k, unsigned gpio)
{
    int64_t most = SPIDEV_BYTES;

    if (!wiring_at_gpio(k->wiring, NULL, WIRE_PIXELS, gpio)) {
        kernel_log(k, LOG_WARN, "[hardware] no line 'pixels %u SPI_DEVICE' in the board file",
                   gpio);
        return ERR_NOTSUP;
    }
    if (kernel_read_number(k, bufsiz, &most) || most < SPIDEV_BYTES)
        most = SPIDEV_BYTES;
    p->cap = (size_t)most;
    p->frame = malloc(p->cap);
    return p->frame ? OK : ERR_FULL;
}

static void encode(uint8_t *to, uint8_t byte)
{
    uint32_t bits = 0;

    for (int i = 7; i >= 0; i--)
        bits = bits << SPI_BITS | (byte >> i & 1 ? 6u : 4u);
    to[0] = (uint8_t)(bits >> 16);
    to[1] = (uint8_t)(bits >> 8);
    to[2] = (uint8_t)bits;
}

int pixels_write(struct pixels *p, struct buses *b, const struct kernel *k, unsigned gpio,
                 const uint8_t *bytes, size_t len)
{
    size_t most = (p->cap - LOW_BYTES - END_BYTES) / SPI_BITS;
    size_t size = LOW_BYTES + len * SPI_BITS + END_BYTES;

    if (len > most) {
        kernel_log(k, LOG_WARN, "[hardware] %u bytes of pixels, %u at most; raise spidev.bufsiz",
                   (unsigned)len, (unsigned)most);
        return ERR_RANGE;
    }
    memset(p->frame, 0, size);
    for (size_t i = 0; i < len; i++)
        encode(p->frame + LOW_BYTES + i * SPI_BITS, bytes[i]);
    return spi_send(b, k, wiring_at_gpio(k->wiring, NULL, WIRE_PIXELS, gpio), SPI_HZ, p->frame,
                    size);
}

void pixels_close(struct pixels *p)
{
    free(p->frame);
    *p = (struct pixels){ 0 };
}
